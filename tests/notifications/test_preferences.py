"""What people choose about their mail: choice by event by hour, what stays, the page."""

from datetime import datetime

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role, UnitKind
from portal.notifications import outbox, workflow
from portal.notifications.delivery import deliver_due
from portal.notifications.enums import Choice, Event, MailState
from portal.notifications.models import Notification, Preference
from portal.notifications.subjects import LINES, lines_for, stays
from tests import world as worlds

pytestmark = pytest.mark.django_db
#: A Tuesday afternoon, and the Saturday after it.
WORKING, QUIET = "2026-11-24T15:00+08:00", "2026-11-28T12:00+08:00"
MORNING = {WORKING: "2026-11-25T08:30+08:00", QUIET: "2026-11-30T08:30+08:00"}
PAGE = "notifications:preferences"


def at(text):
    return datetime.fromisoformat(text)


@pytest.fixture
def steward():
    return worlds.person(Role.STEWARD, worlds.unit(UnitKind.DEPARTMENT, "街道"), "林晓岚")


def told(person, event=Event.APPEAL_SUBMITTED, key="k", **more):
    return outbox.notify(person, event, "标题", "正文", "/accounts/me/", key=key, **more)


@pytest.mark.parametrize("moment", [WORKING, QUIET])
@pytest.mark.parametrize("choice", Choice)
@pytest.mark.parametrize("urgent", [False, True])
def test_every_choice_at_every_hour(steward, choice, moment, urgent):
    workflow.choose(steward, {Event.APPEAL_SUBMITTED: choice})
    with time_machine.travel(at(moment), tick=False):
        row = told(steward, urgent=urgent)
    if urgent:
        assert (row.mail_state, row.next_try_at) == (MailState.PENDING, at(moment))
    elif choice == Choice.OFF:
        assert row.mail_state == MailState.NONE
    elif choice == Choice.DIGEST or moment == QUIET:
        assert (row.mail_state, row.next_try_at) == (MailState.PENDING, at(MORNING[moment]))
    else:
        assert (row.mail_state, row.next_try_at) == (MailState.PENDING, at(moment))
    assert Notification.objects.visible_to(steward).get() == row  # the inbox has it whatever was chosen


@pytest.mark.parametrize("event", Event)
@pytest.mark.parametrize("role", Role)
def test_what_stays_cannot_be_turned_off(event, role):
    unit = None if role in (Role.CONTACT, Role.LEADER, Role.ADMIN) else worlds.unit(UnitKind.DEPARTMENT, "委办")
    person = worlds.person(role, unit)
    workflow.choose(person, {event: Choice.OFF})
    expected = Choice.NOW if role in LINES[event].stays_for else Choice.OFF
    assert outbox.chosen(person, event) == expected
    assert bool(stays(person, event)) == (expected == Choice.NOW)


def test_a_choice_made_in_another_role_does_not_silence_what_stays(steward):
    Preference.objects.create(user=steward, event=Event.PROMISE_BROKEN, choice=Choice.OFF)
    assert outbox.chosen(steward, Event.PROMISE_BROKEN) == Choice.NOW


def test_every_event_has_its_line_and_says_why_it_stays():
    assert set(LINES) == set(Event)
    assert all(bool(line.stays_for) == bool(line.because) for line in LINES.values())


def test_the_digest_is_one_mail_grouped_by_subject_without_what_was_read(steward):
    workflow.choose(steward, dict.fromkeys([Event.APPEAL_SUBMITTED, Event.PROMISE_SOON], Choice.DIGEST))
    with time_machine.travel(at(WORKING), tick=False):
        told(steward, key="1")
        told(steward, Event.PROMISE_SOON, key="2")
        read = told(steward, key="3")
        Notification.objects.filter(pk=read.pk).update(seen_at=timezone.now())
        assert deliver_due() == (0, 0)
    with time_machine.travel(at(MORNING[WORKING]), tick=False):
        assert deliver_due() == (2, 0)
    (letter,) = mail.outbox
    assert letter.subject == "服务包门户有 2 条消息" or "2" in letter.subject
    assert letter.body.index("— 诉求 —") < letter.body.index("— 承诺与时限 —")
    assert reverse(PAGE) in letter.body
    read.refresh_from_db()
    assert read.mail_state == MailState.NONE


def test_the_page_asks_for_what_the_roles_hear_of_and_keeps_the_answers(client, steward, read_only_get):
    client.force_login(steward)
    with read_only_get():
        form = client.get(reverse(PAGE)).context["form"]
    assert set(form.fields) == {line.event for _subject, lines in lines_for(steward) for line in lines}
    answers = dict.fromkeys(form.fields, Choice.NOW) | {
        "appeal_submitted": Choice.DIGEST, "appeal_rated": Choice.OFF, "promise_broken": Choice.OFF,
    }  # fmt: skip
    assert client.post(reverse(PAGE), answers).status_code == 302
    kept = dict(Preference.objects.visible_to(steward).values_list("event", "choice"))
    assert kept == {"appeal_submitted": Choice.DIGEST, "appeal_rated": Choice.OFF}
    client.post(reverse("notifications:preferences_forget"))
    assert not Preference.objects.visible_to(steward).exists()


def test_a_wrong_answer_is_refused_and_nothing_changes(client, steward):
    client.force_login(steward)
    answer = client.post(reverse(PAGE), {"appeal_submitted": "loudly"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["appeal_submitted"]
    assert not Preference.objects.exists()


def test_the_inbox_shows_the_unread_or_one_subject(client, steward):
    client.force_login(steward)
    told(steward, key="1")
    told(steward, Event.PROMISE_SOON, key="2")
    Notification.objects.filter(key="1").update(seen_at=timezone.now())

    def keys(query):
        return [row.key for row in client.get(reverse("notifications:inbox") + query).context["page"]]

    assert keys("") == keys("?show=nonsense") == ["2", "1"]
    assert keys("?show=unread") == keys("?show=promises") == ["2"]
    assert keys("?show=appeals") == ["1"]
    assert keys("?show=people") == []
