"""Who sees which appeal, and who may press which button: every person × every state or button."""

from datetime import timedelta

import pytest
from django.utils import timezone

from appeals import permissions, workflow
from appeals.enums import AppealState as S
from appeals.enums import MessageKind
from appeals.models import Appeal, Message
from enterprises.enums import AccessReason
from enterprises.models import EnterpriseAccess
from portal.accounts.models import User
from tests.world import appeal_in, draft, lead

PEOPLE = [
    "contact", "colleague", "steward", "stranger", "other_steward", "general", "dispatcher", "second_dispatcher",
    "handler", "second_handler", "power_handler", "other_handler", "district", "city", "leader", "admin", "nobody",
]  # fmt: skip
FIRM = {"contact", "colleague"}
WATCH = {"steward", "general", "district", "city", "leader", "dispatcher", "second_dispatcher"}
UNIT = {"handler", "second_handler"}

#: State of an appeal dispatched to the bureau (from in_handling on) → who sees it.
SEES = {
    S.DRAFT: FIRM,
    S.SUBMITTED: FIRM | WATCH,
    S.RETURNED: FIRM | WATCH,
    S.ACCEPTED: FIRM | WATCH,
    S.DECLINED: FIRM | WATCH,
    S.WITHDRAWN: FIRM | WATCH,
    S.IN_HANDLING: FIRM | WATCH | UNIT,
    S.REPLIED: FIRM | WATCH | UNIT,
    S.CLOSED: FIRM | WATCH | UNIT,
}


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("state", S.values)
def test_whoever_is_responsible_sees_it_and_nobody_else(world, state):
    appeal_in(world, state)
    seen = {name for name in PEOPLE if Appeal.objects.visible_to(fresh(getattr(world, name))).exists()}
    assert seen == SEES[state]


def test_a_unit_that_gave_the_case_back_no_longer_sees_it(world):
    appeal = appeal_in(world, S.IN_HANDLING)
    workflow.return_to_desk(lead(appeal), by=world.handler, basis="职责不在本单位")
    assert not Appeal.objects.visible_to(fresh(world.handler)).exists()


def test_access_that_ended_yesterday_opens_nothing_even_if_no_job_ran(world):
    appeal_in(world, S.IN_HANDLING)
    yesterday = timezone.localdate() - timedelta(days=1)
    EnterpriseAccess.objects.filter(user=world.steward).update(until=yesterday)
    assert not Appeal.objects.visible_to(fresh(world.steward)).exists()
    EnterpriseAccess.objects.filter(user=world.steward).update(until=timezone.localdate())
    assert Appeal.objects.visible_to(fresh(world.steward)).exists()


def test_a_membership_that_ended_yesterday_opens_nothing(world):
    appeal_in(world, S.IN_HANDLING)
    yesterday = timezone.localdate() - timedelta(days=1)
    world.handler.memberships.update(started_on=yesterday, ended_on=yesterday)
    assert not Appeal.objects.visible_to(fresh(world.handler)).exists()


#: Button of the appeal → who may press it while the bureau handles the case.
BUTTONS = {
    "can_edit_draft": FIRM,
    "can_resubmit": FIRM,
    "can_return_for_completion": {"steward"},
    "can_accept": {"steward"},
    "can_decline": {"dispatcher", "second_dispatcher"},
    "can_claim": {"dispatcher", "second_dispatcher"},
    "can_dispatch": {"dispatcher", "second_dispatcher"},
    "can_add_joint": {"dispatcher", "second_dispatcher"},
    "can_note": {"dispatcher", "second_dispatcher", "handler", "second_handler"},
    "can_rate": FIRM,
    "can_reopen": FIRM,
    "can_withdraw": FIRM,
    "can_supplement": FIRM,
}
UNIT_BUTTONS = ["can_take_on", "can_return_to_desk", "can_set_owner", "can_contact", "can_progress", "can_reply"]


@pytest.mark.parametrize("button", BUTTONS)
def test_each_button_has_its_people(world, button):
    appeal = appeal_in(world, S.IN_HANDLING)
    may = {name for name in PEOPLE if getattr(permissions, button)(fresh(getattr(world, name)), appeal)}
    assert may == BUTTONS[button]


@pytest.mark.parametrize("button", UNIT_BUTTONS)
def test_each_button_of_a_unit_is_its_handlers_alone(world, button):
    handling = lead(appeal_in(world, S.IN_HANDLING))
    may = {name for name in PEOPLE if getattr(permissions, button)(fresh(getattr(world, name)), handling)}
    assert may == UNIT


def test_what_a_steward_wrote_on_behalf_is_reviewed_by_the_desk(world):
    appeal = draft(world)
    Appeal.objects.filter(pk=appeal.pk).update(channel="steward", created_by=world.steward)
    appeal = workflow.submit(appeal, by=world.steward)
    assert not permissions.can_accept(fresh(world.steward), appeal)
    assert permissions.can_accept(fresh(world.dispatcher), appeal)


def test_a_contact_may_send_straight_to_the_desk_past_the_steward(world):
    appeal = workflow.submit(draft(world), by=world.contact, straight_to_desk=True)
    assert not permissions.can_accept(fresh(world.steward), appeal)
    assert permissions.can_accept(fresh(world.dispatcher), appeal)


def test_an_enterprise_without_a_steward_is_served_by_the_desk(world):
    EnterpriseAccess.objects.filter(reason=AccessReason.STEWARD).delete()
    appeal = workflow.submit(draft(world), by=world.contact)
    assert permissions.can_accept(fresh(world.dispatcher), appeal)


def test_notes_of_one_unit_are_not_anothers(world):
    appeal = appeal_in(world, S.IN_HANDLING, joint=[world.power])
    workflow.add_note(appeal, by=world.handler, unit=world.bureau, text="只给本单位看")
    note = Message.objects.get(kind=MessageKind.NOTE)
    assert note.unit_id in permissions.note_unit_ids(fresh(world.second_handler), appeal)
    for name in ("power_handler", "dispatcher", "contact", "steward", "district"):
        assert note.unit_id not in permissions.note_unit_ids(fresh(getattr(world, name)), appeal)
