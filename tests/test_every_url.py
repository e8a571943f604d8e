"""Every address × every role: one line each, with the status of a GET. An address without a line fails.

404 for what one may not see, 403 for what one may not do, 302 to the sign-in page, 405 where only a POST does
something.
"""

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from appeals.enums import AppealState as S
from appeals.models import SavedView
from enterprises.access import link_of
from portal.accounts.models import Absence, User
from portal.notifications.models import Notification
from portal.onboarding import codes
from portal.onboarding import workflow as onboarding
from portal.onboarding.enums import Channel, Purpose
from stewards import place_codes
from stewards import workflow as stewardship
from stewards.changes import workflow as changes
from tests import world as worlds
from tests.enterprises import applications
from tests.plugins.lasting import lasting

ROLES = [
    "anonymous", "contact", "stranger", "steward", "other_steward", "general", "dispatcher", "handler",
    "other_handler", "district", "city", "leader", "admin", "nobody",
]  # fmt: skip
SIGNED_IN = ROLES[1:]
SIGN_IN, OK, NO, GONE, POST = 302, 200, 403, 404, 405


def everybody(status):
    return dict.fromkeys(SIGNED_IN, status) | {"anonymous": SIGN_IN}


def public(status):
    return dict.fromkeys(ROLES, status)


def only(*roles, other=NO):
    return everybody(other) | dict.fromkeys(roles, OK)


#: Who sees the appeal of the firm that the bureau handles, and who sees the firm.
SEES_APPEAL = ("contact", "steward", "general", "dispatcher", "handler", "district", "city", "leader")
SEES_FIRM = ("contact", "steward", "general", "dispatcher", "district", "city", "leader", "admin")
LEADS = ("general", "district", "city", "leader", "admin")
#: Who reads the record of a visit to the firm.
VISITED = ("steward", *LEADS)


def of_appeal(*may):
    """Statuses of a page of the case: 200 for those who may, 403 for those who only see it, 404 for the rest."""
    return everybody(GONE) | dict.fromkeys(SEES_APPEAL, NO) | dict.fromkeys(may, OK)


#: Who looks at the registration of a firm in the unit, and who of them decides; who manages the contacts of the firm.
LOOKS = ("steward", "other_steward", "general", "district", "city", "leader", "admin")
DECIDES = everybody(GONE) | dict.fromkeys(LOOKS, NO) | {"general": OK}
MANAGES = everybody(GONE) | dict.fromkeys(SEES_FIRM, NO) | dict.fromkeys(["contact", "steward", "general", "admin"], OK)


EXPECTED = {
    "healthz": public(OK),
    "readyz": public(OK),
    "metrics": public(GONE),
    "account_login": public(302) | {"anonymous": OK},
    "account_logout": everybody(OK),
    "account_inactive": public(OK),
    "account_signup": public(302) | {"anonymous": OK},
    "account_reauthenticate": everybody(OK),
    "account_change_password": everybody(OK),
    "account_set_password": everybody(302),
    "account_reset_password": public(OK),
    "onboarding:first": public(OK),
    "onboarding:sent": public(OK),
    "onboarding:code": public(OK),
    "onboarding:letter_code": public(OK),
    "onboarding:open": public(OK),
    "onboarding:confirm": public(OK),
    "onboarding:change_email": everybody(OK),
    "onboarding:change_phone": everybody(OK),
    "onboarding:confirm_phone": everybody(OK),
    "onboarding:sessions": everybody(OK),
    "onboarding:session_end": everybody(POST),
    "onboarding:demo_messages": public(OK),
    "onboarding:people": only("steward", "other_steward", "general", "district", "admin"),
    "onboarding:send": everybody(POST),
    "onboarding:send_all": only("steward", "other_steward", "general", "district", "admin"),
    "onboarding:letters": only("steward", other=GONE),
    "cockpit:help": everybody(OK),
    "cockpit:guide": only("steward", "other_steward", "general", "district", "city", "admin"),
    "cockpit:tour": everybody(OK),
    "cockpit:home": everybody(OK) | {"steward": 302, "other_steward": 302, "general": 302},
    "accounts:demo_sign_in": public(POST),
    "accounts:language": public(POST),
    "accounts:switch": everybody(POST),
    "accounts:profile": everybody(OK),
    "accounts:absence_new": everybody(OK),
    "accounts:absences": only("general", "district"),
    "accounts:absence_for": only("general", "district"),
    "accounts:absence_change": everybody(GONE) | dict.fromkeys(["steward", "general", "district"], OK),
    "accounts:absence_end": everybody(POST),
    "accounts:absence_remove": everybody(POST),
    "accounts:unit": everybody(OK),
    "notifications:inbox": everybody(OK),
    "notifications:mark_all_seen": everybody(POST),
    "notifications:open": everybody(POST),
    "notifications:preferences": everybody(OK),
    "notifications:preferences_forget": everybody(OK),
    "enterprises:list": only("steward", "other_steward", "general", "dispatcher", "district", "city", "leader", "admin")
    | {"contact": 302, "stranger": 302},
    "enterprises:export": only("general", "district", "city", "admin"),
    "enterprises:detail": only(*SEES_FIRM, other=GONE),
    "enterprises:contacts": MANAGES,
    "enterprises:contact_add": MANAGES,
    "enterprises:contact_position": MANAGES,
    "enterprises:contact_first": MANAGES,
    "enterprises:contact_end": MANAGES,
    "enterprises:contact_invite": everybody(POST),
    "enterprises:register": public(OK),
    "enterprises:register_step": public(302),
    "enterprises:register_join": public(302),
    "enterprises:streets": public(OK),
    "enterprises:registration_status": public(OK),
    "enterprises:registration_complete": public(NO),
    "enterprises:registration_withdraw": public(OK),
    "enterprises:registrations": only("steward", "other_steward", "general", "district", "city", "admin"),
    "enterprises:registration": only(*LOOKS, other=GONE),
    "enterprises:registration_licence": DECIDES | {"general": GONE},
    "enterprises:registration_approve": DECIDES,
    "enterprises:registration_ask": DECIDES,
    "enterprises:registration_refuse": DECIDES,
    "imports:sheets": only("admin"),
    "imports:sheet": only("admin", other=GONE),
    "stewards:workbench": only("steward", "other_steward", "general"),
    "stewards:list": only(*LEADS),
    "stewards:export": only("general", "district", "city", "admin"),
    "stewards:capacity": only(*LEADS),
    "stewards:capacity_export": only("general", "district", "city", "admin"),
    "stewards:visits": only("steward", "other_steward", *LEADS),
    "stewards:visit_new": only("steward", "other_steward", "general"),
    "stewards:visit_sync": only("steward", "other_steward", "general"),
    "stewards:offline": public(OK),
    "stewards:worker": public(OK),
    "stewards:manifest": public(OK),
    "stewards:check_in": everybody(NO) | {"steward": OK, "general": OK},
    "stewards:take_point": everybody(POST),
    "stewards:poster": everybody(GONE) | dict.fromkeys(SEES_FIRM, NO)
    | dict.fromkeys(["steward", "general", "district"], OK),
    "stewards:poster_make": everybody(POST),
    "stewards:visit_file": everybody(GONE),
    "stewards:visit_promise": everybody(GONE) | dict.fromkeys(VISITED, NO) | {"steward": OK, "general": OK},
    "stewards:visits_export": only("general", "district", "city", "admin"),
    "stewards:visit": only(*VISITED, other=GONE),
    "stewards:visit_correct": everybody(GONE) | dict.fromkeys(VISITED, NO) | {"steward": OK},
    "stewards:visit_add": everybody(GONE) | dict.fromkeys(VISITED, NO) | {"steward": OK, "general": OK},
    "stewards:follow_up_done": everybody(GONE) | dict.fromkeys(VISITED, NO) | {"steward": OK, "general": OK},
    "stewards:coverage": only("general", "district", "city", "leader"),
    "stewards:coverage_rows": only("general", "district", "city", "leader"),
    "stewards:coverage_export": only("general", "district", "city"),
    "stewards:assignments": only(*LEADS),
    "stewards:assignments_export": only("general", "district", "city", "admin"),
    "stewards:assign_many": everybody(NO) | {"district": 302},
    "stewards:detail": only(*LEADS),
    "stewards:assign": everybody(GONE) | dict.fromkeys(SEES_FIRM, NO) | {"district": OK},
    "changes:approvals": only("district", "city", "leader", "admin"),
    "changes:approvals_export": only("district", "city", "admin"),
    "changes:proposal": only(*LEADS, other=GONE),
    "changes:own": only("general"),
    "changes:new": only("general"),
    "changes:withdraw": everybody(POST),
    "changes:taken_over": only("steward", "other_steward", "general"),
    "changes:what_if": only("general", "district"),
    "changes:handover": everybody(GONE) | dict.fromkeys(["steward", "other_steward", "dispatcher", *LEADS], NO)
    | {"general": OK, "district": OK},
    "appeals:list": everybody(OK),
    "appeals:export": only("contact", "stranger", "steward", "other_steward", "general", "dispatcher", "handler",
                           "other_handler", "district", "city"),
    "appeals:view_save": everybody(OK),
    "appeals:view_delete": everybody(POST),
    "appeals:dispatch_many": everybody(NO) | {"dispatcher": 302},
    "appeals:units": everybody(OK),
    "appeals:new": only("contact", "stranger", "steward", "other_steward"),
    "appeals:draft": everybody(GONE) | {"contact": 302},
    "appeals:discard": only("contact", other=GONE),
    "appeals:draft_file": everybody(GONE),
    "appeals:draft_file_remove": everybody(POST),
    "appeals:detail": only(*SEES_APPEAL, other=GONE),
    "appeals:sent": only(*SEES_APPEAL, other=GONE),
    "appeals:file": everybody(GONE),
    "appeals:accept": of_appeal("steward"),
    "appeals:return_for_completion": of_appeal("steward"),
    "appeals:resubmit": of_appeal("contact"),
    "appeals:supplement": of_appeal("contact"),
    "appeals:withdraw": of_appeal("contact"),
    "appeals:decline": of_appeal("dispatcher"),
    "appeals:claim": everybody(POST),
    "appeals:release": everybody(POST),
    "appeals:dispatch": of_appeal("dispatcher"),
    "appeals:add_joint": of_appeal("dispatcher"),
    "appeals:add_note": of_appeal("dispatcher", "handler"),
    "appeals:rate": of_appeal("contact"),
    "appeals:reopen": of_appeal("contact"),
    "appeals:recall": of_appeal("dispatcher"),
    "appeals:take_on": everybody(POST),
    "appeals:return_to_desk": of_appeal("handler"),
    "appeals:set_owner": of_appeal("handler"),
    "appeals:record_contact": of_appeal("handler"),
    "appeals:post_progress": of_appeal("handler"),
    "appeals:reply": of_appeal("handler"),
}  # fmt: skip


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
        "imports:sheet": ["units"],
        "accounts:absence_change": [world.absence.pk], "accounts:absence_end": [world.absence.pk],
        "accounts:absence_remove": [world.absence.pk], "accounts:unit": [world.bureau.code],
        "onboarding:open": [codes.token(world.letter)], "onboarding:confirm": [codes.token(world.change)],
        "notifications:open": [world.note.pk], "enterprises:detail": [world.firm.uscc],
        "stewards:detail": [world.steward.steward.staff_no], "stewards:assign": [world.firm.uscc],
        "stewards:visit": [world.visit.pk], "stewards:visit_correct": [world.visit.pk],
        "stewards:check_in": [place_codes.token(world.code)], "stewards:take_point": [1],
        "stewards:poster": [world.firm.uscc], "stewards:poster_make": [world.firm.uscc],
        "stewards:visit_file": [world.visit.pk, 1], "stewards:visit_promise": [world.visit.pk],
        "stewards:visit_add": [world.visit.pk], "stewards:follow_up_done": [world.visit.follow_ups.get().pk],
        "appeals:view_delete": [world.view.pk], "appeals:draft": [world.draft.pk], "appeals:discard": [world.draft.pk],
        "appeals:draft_file": [world.draft.pk, 1], "appeals:draft_file_remove": [world.draft.pk, 1],
        "appeals:file": [appeal.number, 1],
        "changes:proposal": [world.proposal.pk], "changes:withdraw": [world.proposal.pk],
        "changes:handover": [world.steward.steward.staff_no],
        "enterprises:register_step": ["firm"],
        "enterprises:registration_licence": [world.registration.pk, 1_000_000],
    }  # fmt: skip
    of_firm = {"enterprises:contacts": [world.firm.uscc], "enterprises:contact_add": [world.firm.uscc]}
    if name.startswith("enterprises:contact"):
        colleague = world.firm.contacts.get(user=world.colleague)
        return reverse(name, args=of_firm.get(name, [world.firm.uscc, colleague.pk]))
    if name.startswith("enterprises:registration_") and EXPECTED[name]["anonymous"] != SIGN_IN:
        return reverse(name, args=[link_of(world.registration).rstrip("/").rpartition("/")[2]])
    if name.startswith("enterprises:registration") and name not in parts and name != "enterprises:registrations":
        return reverse(name, args=[world.registration.pk])
    units = {"recall", "take_on", "return_to_desk", "set_owner", "record_contact", "post_progress", "reply"}
    space, _colon, short = name.partition(":")
    if name == "onboarding:letters":
        return f"{reverse(name)}?of={world.letter.pk}"
    if name in parts:
        return reverse(name, args=parts[name])
    if space == "appeals" and short in units:
        return reverse(name, args=[appeal.number, handling.pk])
    if space == "appeals" and short not in {"list", "export", "view_save", "dispatch_many", "units", "new"}:
        return reverse(name, args=[appeal.number])
    return reverse(name)


def build():
    world = worlds.build()
    world.appeal = worlds.appeal_in(world, S.IN_HANDLING)
    world.draft = worlds.draft(world)
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
    world.code = stewardship.make_code(world.firm, by=world.steward)
    facts = {"enterprise": world.firm, "level": "street"}
    world.proposal = changes.propose("level", world.local_unit, by=world.general, reason="调整", **facts)
    world.view = SavedView.objects.create(user=world.dispatcher, name="急件", query="")
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
