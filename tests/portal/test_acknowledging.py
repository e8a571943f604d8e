"""A worker whose acknowledgement is lost has its slot back."""

from types import SimpleNamespace

import pytest
from kombu.transport import redis

from portal.acknowledging import ForgivingQoS


def test_the_application_acknowledges_so(celery_application):
    with celery_application.connection_for_read() as connection:
        assert isinstance(connection.default_channel.qos, ForgivingQoS)


@pytest.mark.parametrize("step", ["ack", "reject"])
def test_a_lost_acknowledgement_frees_the_slot(monkeypatch, step):
    def hang(*_args, **_kwargs):
        raise TimeoutError

    channel = SimpleNamespace(
        connection=SimpleNamespace(cycle=SimpleNamespace()), unacked_restore_limit=None, do_restore=False
    )
    slots = ForgivingQoS(channel, prefetch_count=1)
    monkeypatch.setattr(redis.QoS, "_remove_from_indices", hang)
    redis.virtual.QoS.append(slots, SimpleNamespace(), "tag")
    assert not slots.can_consume()
    with pytest.raises(TimeoutError):
        getattr(slots, step)("tag")
    assert slots.can_consume()
