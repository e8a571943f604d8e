"""Every address × every role, as :mod:`tests.addresses` says. An address without a line fails."""

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from appeals import workflow as casework
from appeals.doors import workflow as doors
from appeals.enums import AppealState as S
from appeals.models import FollowUp, SavedView
from appeals.supervision import workflow as supervising
from enterprises.access import link_of
from portal.accounts.enums import Role
from portal.accounts.models import Absence, User
from portal.notifications.models import Notification
from portal.onboarding import codes
from portal.onboarding import workflow as onboarding
from portal.onboarding.enums import Channel, Purpose
from stewards import place_codes
from stewards import workflow as stewardship
from stewards.changes import workflow as changing
from stewards.covers import workflow as covering
from stewards.models import Steward
from stewards.training import workflow as training
from stewards.training.models import Certificate, Session
from tests import world as worlds
from tests.addresses import EXPECTED, GONE, NO, ROLES, SIGN_IN
from tests.consultations import meetings
from tests.doors import asking as outside
from tests.enterprises import applications
from tests.integrity import samples as integrity_readers
from tests.plugins.lasting import lasting
from tests.problems import samples as gathered
from tests.reports import samples as information
from tests.research import planning
from tests.training import courses as trainings

#: Pages of one supervision order.
SUPERVISION = [f"supervision:{page}" for page in ("order", "reply", "accept", "send_back", "withdraw")]


#: Pages of one consultation.
MEETING = ("change", "cancel", "minutes", "calendar")

pytestmark = pytest.mark.matrix


def names(patterns=None, space=""):
    """The names of all addresses, the admin's aside: Django's own tests hold those."""
    found = set()
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if not hasattr(one, "url_patterns"):
            found.add(f"{space}{one.name}")
        elif one.namespace != "admin":
            found |= names(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)
    return found


def test_every_address_has_a_line():
    assert names() == set(EXPECTED)


def address(world, name):
    appeal, handling = world.appeal, worlds.lead(world.appeal)
    parts = {
        "supervision:raise": [appeal.number], **dict.fromkeys(SUPERVISION, (world.order.number,)),
        "imports:sheet": ["units"],
        "accounts:absence_change": [world.absence.pk], "accounts:absence_end": [world.absence.pk],
        "accounts:absence_remove": [world.absence.pk], "accounts:unit": [world.bureau.code],
        "onboarding:open": [codes.token(world.letter)], "onboarding:confirm": [codes.token(world.change)],
        "notifications:open": [world.note.pk], "enterprises:detail": [world.firm.uscc],
        "stewards:detail": [world.steward.steward.staff_no], "stewards:assign": [world.firm.uscc],
        "stewards:late": [world.steward.steward.staff_no],
        "research:detail": [world.research.pk], "research:change": [world.research.pk],
        "research:cancel": [world.research.pk], "research:ics": [world.research.pk],
        "research:record": [world.research.pk, world.research.stops.get().pk],
        "research:revisit": [world.research.pk, world.research.stops.get().pk],
        "research:burden_rows": [world.firm.uscc],
        "stewards:visit": [world.visit.pk], "stewards:visit_correct": [world.visit.pk],
        "covers:change": [world.cover.pk], "covers:end": [world.cover.pk],
        "stewards:check_in": [place_codes.token(world.code)], "stewards:take_point": [1],
        "stewards:poster": [world.firm.uscc], "stewards:poster_make": [world.firm.uscc],
        "stewards:visit_file": [world.visit.pk, 1], "stewards:visit_promise": [world.visit.pk],
        "stewards:visit_add": [world.visit.pk], "stewards:follow_up_done": [world.visit.follow_ups.get().pk],
        "appeals:view_delete": [world.view.pk], "appeals:draft": [world.draft.pk], "appeals:discard": [world.draft.pk],
        "appeals:alike": [world.draft.pk], "appeals:rate_by_link": ["forged"], "routing:end": [1],
        "appeals:decide_extension": [appeal.number, world.more_time.pk],
        "appeals:record_call": [appeal.number, world.follow_up.pk],
        "appeals:record_recheck": [appeal.number, world.follow_up.pk],
        "appeals:draft_file": [world.draft.pk, 1], "appeals:draft_file_remove": [world.draft.pk, 1],
        "appeals:file": [appeal.number, 1],
        "changes:proposal": [world.proposal.pk], "changes:withdraw": [world.proposal.pk],
        "changes:handover": [world.steward.steward.staff_no],
        "doors:api:read": ["SQ-2026-000001"], "doors:api:add_message": ["SQ-2026-000001"],
        "doors:tray_item": [world.tray.pk], "doors:tray_enter": [world.tray.pk], "doors:tray_refuse": [world.tray.pk],
        "consultations:call": [appeal.number],
        **{f"consultations:{page}": [appeal.number, world.meeting.pk] for page in MEETING},
        **{f"consultations:{page}": [appeal.number, world.meeting.seats.get().pk] for page in ("come", "not_come")},
        "doors:mail": [world.mail.pk], "doors:mail_to_tray": [world.mail.pk], "doors:mail_aside": [world.mail.pk],
        "doors:mail_file": [world.mail.pk, 1],
        "doors:replay": [1], "doors:taken_in": [appeal.number], "tracking:case": [appeal.number],
        "enterprises:register_step": ["firm"],
        "enterprises:registration_licence": [world.registration.pk, 1_000_000], **gathered.parts(world),
    }  # fmt: skip
    of_firm = {"enterprises:contacts": [world.firm.uscc], "enterprises:contact_add": [world.firm.uscc]}
    if name.startswith("enterprises:contact"):
        colleague = world.firm.contacts.get(user=world.colleague)
        return reverse(name, args=of_firm.get(name, [world.firm.uscc, colleague.pk]))
    if name.startswith("enterprises:registration_") and EXPECTED[name]["anonymous"] != SIGN_IN:
        return reverse(name, args=[link_of(world.registration).rstrip("/").rpartition("/")[2]])
    if name.startswith("enterprises:registration") and name not in parts and name != "enterprises:registrations":
        return reverse(name, args=[world.registration.pk])
    if name.startswith(("reports:", "integrity:")) and name.partition(":")[2] not in ("list", "new", "export"):
        return reverse(name, args=[(world.report if name.startswith("reports:") else world.misconduct).number])
    if name.startswith("training:"):
        return reverse(name, args=training_parts(world, name))
    units = {
        "recall",
        "take_on",
        "return_to_desk",
        "set_owner",
        "record_contact",
        "post_progress",
        "reply",
        "ask",
        "take_back_question",
        "request_extension",
        "set_next_date",
    }
    space, _colon, short = name.partition(":")
    if name == "onboarding:letters":
        return f"{reverse(name)}?of={world.letter.pk}"
    if name in parts:
        return reverse(name, args=parts[name])
    if space == "appeals" and short in units:
        return reverse(name, args=[appeal.number, handling.pk])
    if space == "appeals" and short not in {
        "list",
        "export",
        "view_save",
        "dispatch_many",
        "units",
        "new",
        "satisfaction",
        "satisfaction_rows",
    }:
        return reverse(name, args=[appeal.number])
    return reverse(name)


def training_parts(world, name):
    """The course with the certificate of the steward, and the session of a lecture that the steward attends."""
    short = name.partition(":")[2]
    if short in ("home", "progress", "progress_export", "course_new"):
        return []
    if short == "certificate":
        return [Certificate.objects.get().number]
    session = Session.objects.get()
    if short == "attend":
        return [session.pk, "forged"]
    if short == "session_new":
        return [session.course_id]
    return [world.course.pk] if short.startswith(("course", "read", "test")) else [session.pk]


def train(world):
    world.course = trainings.course(world)
    training.read(world.course, by=world.steward)
    training.answer(world.course, by=world.steward, answers=trainings.RIGHT)
    training.enrol(trainings.session(world), by=world.steward)


def build():
    world = worlds.build()
    world.appeal = worlds.appeal_in(world, S.IN_HANDLING)
    world.draft = worlds.draft(world)
    world.more_time = casework.request_extension(worlds.lead(world.appeal), by=world.handler, reason="需会商")
    world.follow_up = FollowUp.objects.create(appeal=world.appeal, round=1, opened_at=timezone.now())
    world.meeting = meetings.row(world.appeal, by=world.handler, units=[world.bureau])
    world.note = Notification.objects.order_by("pk").first()
    world.letter = onboarding.invite(world.colleague, Channel.LETTER, by=world.steward)
    world.change = onboarding.ask_for_address(world.steward, Purpose.CHANGE_EMAIL, "new@example.com")
    tomorrow = timezone.localdate() + timedelta(days=1)
    world.absence = Absence.objects.create(user=world.steward, started_on=tomorrow, ended_on=tomorrow)
    world.registration = applications.firm()
    world.visit = stewardship.log(
        world.firm, by=world.steward, client_id=uuid.uuid4(), mode="phone", happened_at=timezone.now(), people="王经理",
        topics=[], heard="一切正常", follow_ups=[("送材料", tomorrow)],
    )  # fmt: skip
    world.report = information.sent(world)
    world.order = supervising.raise_by_hand(world.appeal, by=world.district, unit=world.bureau, demand="请说明进展")
    integrity_readers.let_read(world.district)
    world.misconduct = integrity_readers.sent(world)
    mate = Steward.objects.create(
        user=worlds.person(Role.STEWARD, world.local_unit), staff_no="MATE", unit=world.local_unit
    )
    world.cover = covering.plan(
        world.steward.steward, mate, by=world.general, started_on=tomorrow, ended_on=tomorrow, reason="年休假"
    )
    world.code = stewardship.make_code(world.firm, by=world.steward)
    world.proposal = changing.propose(
        "level", world.local_unit, by=world.general, reason="调整", enterprise=world.firm, level="street"
    )
    world.research = planning.planned(world, stops=[(world.firm, planning.at(10))])
    world.view = SavedView.objects.create(user=world.dispatcher, name="急件", query="")
    train(world)
    world.tray = outside.in_tray(outside.client())
    world.mail = doors.take(b"Subject: nobody\r\n\r\ntext")
    gathered.one_of_each(world)
    world.sessions = {role: session_of(getattr(world, role)) for role in ROLES if role != "anonymous"}
    return world


def session_of(user):
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def visitor(world, role):
    """A browser in which the person of this role is signed in."""
    session = world.sessions.get(role)
    client = Client()
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    return client


built, world = lasting(build)


@pytest.mark.parametrize("name", EXPECTED)
def test_every_role_gets_what_the_table_says(world, name, read_only_get):
    got = {}
    target = address(world, name)
    for role in ROLES:
        client = visitor(world, role)
        with read_only_get():
            got[role] = client.get(target).status_code
    assert got == EXPECTED[name]


@pytest.mark.parametrize("name", ["appeals:claim", "appeals:release", "appeals:take_on"])
def test_a_post_to_a_foreign_case_is_not_found_and_changes_nothing(world, name):
    before = worlds.lead(world.appeal).state
    for role in ("stranger", "other_steward", "other_handler", "nobody"):
        assert visitor(world, role).post(address(world, name)).status_code == GONE
    for role in ("contact", "steward", "leader"):
        assert visitor(world, role).post(address(world, name)).status_code == NO
    assert worlds.lead(world.appeal).state == before


def test_anothers_saved_view_and_message_are_not_found(world, client):
    client.force_login(world.second_dispatcher)
    assert client.post(reverse("appeals:view_delete", args=[world.view.pk])).status_code == GONE
    client.force_login(world.nobody)
    assert client.post(reverse("notifications:open", args=[world.note.pk])).status_code == GONE


@pytest.mark.parametrize("role", ROLES)
def test_the_admin_is_for_staff(world, role):
    assert visitor(world, role).get(reverse("admin:index")).status_code in (302, 403)
