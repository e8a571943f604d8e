"""``kill -9`` while messages go out: everybody has them once in the inbox, and by mail under one Message-ID."""

from datetime import timedelta

import psutil
import pytest
from django.utils import timezone

from portal.notifications import outbox
from portal.notifications.enums import Event, MailState
from portal.notifications.models import Notification
from tests import world as worlds
from tests.plugins.machines import PATIENCE, is_alive, until

SMALL_POOL = ("--concurrency", "1")


def tell(count):
    """Write ``count`` urgent messages (they go out at night too) to three people."""
    people = [worlds.person() for _number in range(3)]
    for number in range(count):
        outbox.notify(
            people[number % 3], Event.APPEAL_REPLIED, f"Message {number}", "", "/", key=f"drill-{number}", urgent=True
        )


def in_state(state):
    return Notification.objects.filter(mail_state=state)


def all_sent(count):
    return in_state(MailState.SENT).count() == count


def let_leases_run_out(keys):
    """Put the leases of a dead worker into the past, instead of waiting five minutes."""
    gone = timezone.now() - timedelta(seconds=1)
    Notification.objects.filter(pk__in=keys, mail_state=MailState.SENDING).update(leased_until=gone)


def leased():
    return list(in_state(MailState.SENDING).values_list("pk", flat=True))


def assert_told_once(post, count, *, repeats=0):
    """Each message stands once in the inbox; each Message-ID came once, and at most ``repeats`` of them twice."""
    rows = Notification.objects.values_list("key", "message_id", "mail_state")
    assert len({key for key, _id, _state in rows}) == len(rows) == count
    assert {state for _key, _id, state in rows} == {MailState.SENT}
    times = post.times
    assert set(times) == {message_id for _key, message_id, _state in rows}
    assert sorted(times.values()) == [1] * (count - repeats) + [2] * repeats


@pytest.mark.parametrize(("accepted", "repeats"), [(True, 1), (False, 0)], ids=["after", "before"])
def test_a_killed_pool_child_loses_nothing(crew, post, accepted, repeats):
    """*After*: the server took the letter, and the child dies before it can write that down. *Before*: it did not."""
    post.hold(10, accepted=accepted)
    worker = crew.start("worker", *SMALL_POOL)
    crew.start("beat")
    tell(40)
    assert post.held.wait(PATIENCE)
    (child,) = worker.children()
    mine = leased()
    child.kill()
    until(lambda: not is_alive(child.pid), "the child is gone")
    assert post.hung_up.wait(PATIENCE)
    post.release()
    let_leases_run_out(mine)
    until(lambda: all_sent(40), "all are sent")
    assert psutil.pid_exists(worker.pid)
    assert_told_once(post, 40, repeats=repeats)


@pytest.mark.parametrize(("accepted", "repeats"), [(True, 1), (False, 0)], ids=["after", "before"])
def test_a_killed_worker_loses_nothing(crew, post, accepted, repeats):
    post.hold(10, accepted=accepted)
    crew.start("worker", *SMALL_POOL)
    crew.start("beat")
    tell(40)
    assert post.held.wait(PATIENCE)
    crew.kill("worker")
    assert post.hung_up.wait(PATIENCE)
    post.release()
    let_leases_run_out(leased())
    crew.start("worker", *SMALL_POOL)
    until(lambda: all_sent(40), "all are sent")
    assert_told_once(post, 40, repeats=repeats)


def test_a_killed_beat_loses_nothing_and_doubles_nothing(crew, post):
    crew.start("worker")
    for death in range(3):
        crew.start("beat")
        tell_more(death)
        until(lambda sent=10 * (death + 1): all_sent(sent), "beat rings again")
        crew.kill("beat")
    assert_told_once(post, 30)


def tell_more(death):
    person = worlds.person()
    for number in range(10):
        outbox.notify(person, Event.APPEAL_REPLIED, "Again", "", "/", key=f"drill-{death}-{number}", urgent=True)
