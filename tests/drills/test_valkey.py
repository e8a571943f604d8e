"""Valkey emptied, stopped and hung: it is a doorbell, so nothing that matters is lost with it."""

import redis

from appeals.enums import Urgency
from appeals.models import Appeal
from portal.embedded.children import web_is_ready
from portal.notifications.enums import Event, MailState
from portal.notifications.models import Notification
from tests import world as worlds
from tests.drills.test_killed_processes import all_sent, assert_told_once, in_state, tell
from tests.drills.visitor import Visitor
from tests.plugins.machines import PATIENCE, until

#: Seconds that one answer may take while Valkey hangs, on a loaded machine.
LONGEST_ANSWER = 15


def test_an_emptied_valkey_with_a_thousand_waiting_loses_nothing(crew, post, valkey):
    post.hold(1, accepted=False)
    tell(1000)
    crew.start("worker")
    crew.start("beat")
    assert post.held.wait(PATIENCE)
    assert in_state(MailState.SENT).count() == 0
    with redis.Redis(unix_socket_path=str(valkey.program.socket)) as client:
        client.flushall()
    post.release()
    until(lambda: all_sent(1000), "all are sent")
    assert_told_once(post, 1000)


def fresh_site(crew):
    """Start the web anew: processes that do not know yet how Valkey feels."""
    if "web" in crew.running:
        crew.kill("web")
    crew.start("web")
    until(lambda: web_is_ready("127.0.0.1", crew.port), "the web answers")


def submit(visitor, world, count):
    """Send ``count`` urgent appeals; the seconds that each answer took."""
    seconds = []
    for _number in range(count):
        appeal = worlds.draft(world, urgency=Urgency.URGENT)
        answer = visitor.post(f"/appeals/drafts/{appeal.pk}/check/", {"first": "steward"})
        assert answer.status == 302, answer.text[:2000]
        assert answer.location.endswith("/sent/")
        assert visitor.get(answer.location).status == 200
        seconds.append(answer.seconds)
    return seconds


def submissions_told():
    return in_state(MailState.SENT).filter(event=Event.APPEAL_SUBMITTED).count()


def told(crew):
    """How many are told, with worker and beat looked after: Celery may end when it loses its broker."""
    crew.look_after("worker", "beat")
    return submissions_told()


def test_appeals_are_taken_while_valkey_hangs_or_is_stopped_and_told_afterwards(crew, post, valkey, tell_people):
    world, took = worlds.build(), {}
    fresh_site(crew)
    crew.start("worker")
    crew.start("beat")
    visitor = Visitor(world.contact, f"http://127.0.0.1:{crew.port}")
    took["Valkey well"] = submit(visitor, world, 4)
    until(lambda: submissions_told() == 4, "the first are told")
    fresh_site(crew)
    valkey.hang()
    took["Valkey hung (SIGSTOP)"] = submit(visitor, world, 6)
    assert submissions_told() == 4
    valkey.go_on()
    until(lambda: told(crew) == 10, "what came while it hung is told")
    fresh_site(crew)
    valkey.stop()
    took["Valkey stopped"] = submit(visitor, world, 4)
    valkey.start()
    until(lambda: told(crew) == 14, "what came while it was away is told")
    for state, seconds in took.items():
        tell_people(f"{state}: a submission answers after {max(seconds):.2f} s at most, {min(seconds):.2f} s at best")
    assert max(max(seconds) for seconds in took.values()) < LONGEST_ANSWER
    rows = Notification.objects.filter(event=Event.APPEAL_SUBMITTED)
    assert Appeal.objects.exclude(number=None).count() == rows.count() == rows.distinct("url").count() == 14
    assert {post.times[row.message_id] for row in rows} <= {1, 2}
