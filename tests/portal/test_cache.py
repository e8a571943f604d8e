import time

import pytest
from structlog.testing import capture_logs

from portal.cache import FailOpenRedisCache


def broken(location):
    return FailOpenRedisCache(location, {"OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}})


@pytest.fixture(autouse=True)
def _installed(settings):
    settings.EMBEDDED_VALKEY = False


@pytest.mark.parametrize(
    ("operation", "arguments", "expected"),
    [
        ("get", ["key", "fallback"], "fallback"),
        ("get_many", [["a", "b"]], {}),
        ("set", ["key", 1], None),
        ("add", ["key", 1], True),
        ("incr", ["key"], 1),
        ("delete", ["key"], False),
        ("has_key", ["key"], False),
        ("set_many", [{"a": 1}], ["a"]),
        ("delete_many", [["a"]], None),
        ("touch", ["key"], False),
        ("clear", [], False),
        ("get_or_set", ["key", "made"], "made"),
    ],
)
def test_without_redis_the_cache_answers_as_if_it_were_empty(operation, arguments, expected):
    with capture_logs() as logs:
        assert getattr(broken("unix:///nonexistent/valkey.sock"), operation)(*arguments) == expected
    assert {log["event"] for log in logs} == {"cache_unavailable"}


def test_a_redis_that_never_answers_costs_less_than_two_seconds(unused_tcp_socket):
    port = unused_tcp_socket.getsockname()[1]
    began = time.monotonic()
    assert broken(f"redis://127.0.0.1:{port}/0").get("key", "fallback") == "fallback"
    assert time.monotonic() - began < 2
