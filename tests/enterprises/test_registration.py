"""Firms that register themselves: every step from every state, who decides, what follows, and what never happens."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from appeals import workflow as appealing
from appeals.enums import AppealState, Reviewer
from appeals.models import Category
from enterprises import attachments, conditions, permissions, workflow
from enterprises.enums import AccessReason, LetterKind, RegistrationKind, Source
from enterprises.enums import RegistrationState as S
from enterprises.mail import write_applicants
from enterprises.models import Contact, Enterprise, EnterpriseAccess, Letter, Licence, Registration
from enterprises.steps import REGISTRATION_STEPS
from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, Unit, User
from portal.common import hooks, workdays
from portal.common.workflow import Refused, TransitionRefused
from portal.notifications.enums import Event, MailState
from portal.notifications.models import Notification
from portal.onboarding.models import Confirmation
from tests import world as worlds
from tests.enterprises.applications import PHONE, activate, colleague, facts, firm, in_state, licence, picture
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db


built, world = lasting(worlds.build)


def take(name, row, world):
    steps = {
        "ask": lambda: workflow.ask(row, by=world.general, reason="请补充"),
        "complete": lambda: workflow.complete(row, name="上海补正餐饮有限公司"),
        "approve": lambda: workflow.approve(row, by=world.general),
        "refuse": lambda: workflow.refuse(row, by=world.general, reason="不符"),
        "withdraw": lambda: workflow.withdraw(row),
    }
    return steps[name]()


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("name", list(REGISTRATION_STEPS))
def test_every_step_is_possible_from_its_states_alone(world, name, state):
    row = in_state(world, state)
    if state in REGISTRATION_STEPS[name].sources:
        assert take(name, row, world).state == REGISTRATION_STEPS[name].target
    else:
        with pytest.raises(TransitionRefused):
            take(name, row, world)
        assert Registration.objects.get().state == state


# --- Sending ---------------------------------------------------------------------------------------------------------
def test_a_registration_waits_three_working_days_for_the_unit_of_its_street(world):
    row = firm()
    assert (row.unit, row.kind, row.state) == (world.local_unit, RegistrationKind.FIRM, S.SUBMITTED)
    assert row.due_at == workdays.due_at(row.submitted_at, 3)
    assert Notification.objects.get(event=Event.REGISTRATION_SUBMITTED).recipient == world.general
    assert row.licences.count() == 1


def test_a_street_without_unit_falls_to_the_district_lead(world):
    Unit.objects.filter(pk=world.local_unit.pk).update(is_active=False)
    row = firm()
    assert row.unit is None
    assert Notification.objects.get(event=Event.REGISTRATION_SUBMITTED).recipient == world.district
    assert permissions.can_decide(world.district, row)
    assert not permissions.can_decide(world.general, row)


def test_a_merged_unit_is_followed_to_the_one_that_took_over(world):
    other = worlds.unit(UnitKind.LOCAL_UNIT, "合并后的单位", district_id="310115")
    Unit.objects.filter(pk=world.local_unit.pk).update(is_active=False, merged_into=other)
    assert firm().unit == other


def test_a_unit_without_general_steward_leaves_the_decision_to_the_district_lead(world):
    Membership.objects.filter(user=world.general).update(ended_on="2021-01-01")
    row = firm()
    assert permissions.can_decide(world.district, row)
    assert Notification.objects.get(event=Event.REGISTRATION_SUBMITTED).recipient == world.district


def test_two_open_registrations_of_one_code_are_one(world):
    firm()
    with pytest.raises(Refused, match="正在核验"):
        firm(phone="13912345602")
    assert Registration.objects.count() == 1


def test_after_a_refusal_the_code_may_register_again(world):
    in_state(world, S.REFUSED)
    assert firm().state == S.SUBMITTED


def test_a_licence_is_used_once(world):
    waiting = licence()
    workflow.register_firm(licence=waiting, **facts())
    with pytest.raises(Refused):
        workflow.register_firm(licence=waiting, **facts(uscc=worlds.code(62)))
    assert Registration.objects.count() == 1


def test_telephone_mail_and_position_stay_out_of_history(world):
    columns = {field.name for field in Registration.history.model._meta.get_fields()}
    assert not columns & {"phone", "email", "position"}


# --- Completing ------------------------------------------------------------------------------------------------------
def test_the_answer_to_a_question_begins_the_time_limit_anew(world):
    row = in_state(world, S.RETURNED)
    Registration.objects.filter(pk=row.pk).update(submitted_at="2026-01-05T02:00Z", due_at="2026-01-08T09:30Z")
    again = workflow.complete(row, licence=licence(), name="上海补正餐饮有限公司", uscc="改不了")
    assert again.due_at == workdays.due_at(again.submitted_at, 3)
    assert (again.uscc, again.name, again.licences.count()) == (row.uscc, "上海补正餐饮有限公司", 2)


@pytest.mark.parametrize("step", [workflow.ask, workflow.refuse])
def test_a_question_and_a_refusal_give_their_reason(world, step):
    with pytest.raises(Refused):
        step(firm(), by=world.general, reason="  ")
    assert Registration.objects.get().state == S.SUBMITTED


# --- Deciding --------------------------------------------------------------------------------------------------------
def test_an_approved_firm_stands_in_the_registry_with_its_main_contact(world, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks():
        row = in_state(world, S.APPROVED)
    enterprise, person = row.enterprise, row.contact.user
    assert (enterprise.level, enterprise.local_unit, enterprise.facts_source) == (
        "", world.local_unit, Source.ENTERPRISE
    )  # fmt: skip
    assert (person.name, person.phone, person.has_usable_password()) == ("顾小满", PHONE, False)
    assert (row.contact.is_first, row.contact.position, row.decided_by) == (True, "店长", world.general)
    assert EnterpriseAccess.objects.filter(user=person, reason=AccessReason.CONTACT).count() == 1
    assert person.memberships.get().role == Role.CONTACT
    assert Confirmation.objects.get().person == person
    assert enterprise.history.get().history_user == world.general


def test_an_enterprise_off_the_roster_sends_appeals_that_the_desk_reviews(world):
    row = in_state(world, S.APPROVED)
    person = User.objects.get(pk=row.contact.user_id)
    category = Category.objects.get(code="resources.power")
    draft = appealing.start_draft(row.enterprise, by=person, category=category, title="门前道路积水", text="雨后积水。")
    appeal = appealing.submit(draft, by=person)
    assert (appeal.state, appeal.reviewer) == (AppealState.SUBMITTED, Reviewer.DESK)
    assert appealing.accept(appeal, by=world.dispatcher).state == AppealState.ACCEPTED
    assert appeal in type(appeal).objects.visible_to(world.general)
    assert not type(appeal).objects.visible_to(world.stranger).exists()


def test_the_same_person_becomes_contact_of_a_second_firm(world):
    first = in_state(world, S.APPROVED)
    second = in_state(world, S.APPROVED, uscc=worlds.code(62), name="上海第二餐饮有限公司", email="other@example.com")
    assert first.contact.user == second.contact.user
    assert second.contact.user.email == "gu@example.com"


@pytest.mark.parametrize("change", [{"phone": PHONE}, {"email": "GU@example.com"}])
def test_a_number_or_address_of_somebody_else_stands_in_the_way(world, change):
    User.objects.filter(pk=world.stranger.pk).update(phone=PHONE, email="gu@example.com")
    row = firm(**{"phone": "13912345609", "email": "new@example.com", **change})
    assert conditions.missing_before_approval(row)
    with pytest.raises(Refused):
        workflow.approve(row, by=world.general)
    assert not Enterprise.objects.filter(uscc=row.uscc).exists()


def test_a_code_that_came_into_the_registry_meanwhile_is_not_approved(world):
    row = firm()
    worlds.enterprise(row.uscc)
    with pytest.raises(Refused, match="已进入企业库"):
        workflow.approve(row, by=world.general)


def test_a_registration_without_licence_is_not_approved(world):
    row = firm()
    Licence.objects.update(registration=None)
    with pytest.raises(Refused):
        workflow.approve(row, by=world.general)


def test_similar_names_and_the_same_number_are_found(world):
    known = worlds.enterprise(worlds.code(70), name="上海小试点餐饮管理有限公司", level="")
    row = firm()
    other = firm(uscc=worlds.code(62), name="上海某某有限公司")
    assert known in conditions.similar_enterprises(row)
    assert world.foreign_firm not in conditions.similar_enterprises(row)
    assert conditions.same_telephone(row) == [other]


# --- Further contacts ------------------------------------------------------------------------------------------------
def test_a_further_contact_is_decided_by_the_main_contact(world):
    activate(world.contact)
    row = colleague(world)
    assert Notification.objects.get(event=Event.REGISTRATION_SUBMITTED).recipient == world.contact
    assert [permissions.can_decide(one, row) for one in (world.contact, world.colleague, world.general)] == [
        True, False, False
    ]  # fmt: skip
    done = workflow.approve(row, by=world.contact)
    assert (done.contact.is_first, done.enterprise) == (False, world.firm)


def test_a_main_contact_who_never_came_in_leaves_it_to_steward_and_unit(world):
    row = colleague(world)
    deciders = [one for one in (world.steward, world.general, world.district, world.stranger, world.colleague)
                if permissions.can_decide(one, row)]  # fmt: skip
    assert deciders == [world.steward, world.general]
    assert Notification.objects.get(event=Event.REGISTRATION_SUBMITTED).recipient == world.steward


def test_after_the_time_limit_the_unit_decides_too(world):
    activate(world.contact)
    row = colleague(world)
    row.due_at = timezone.now() - timezone.timedelta(minutes=1)
    assert permissions.can_decide(world.general, row)
    assert permissions.can_decide(world.contact, row)


def test_nobody_decides_the_own_registration(world):
    User.objects.filter(pk=world.general.pk).update(phone=PHONE, name="顾小满")
    general = User.objects.get(pk=world.general.pk)
    assert not permissions.can_decide(general, firm())


def test_the_same_number_asks_once(world):
    colleague(world)
    with pytest.raises(Refused):
        colleague(world)


@pytest.mark.parametrize("active", [True, False])
@pytest.mark.parametrize("late", [True, False])
def test_what_is_due_to_somebody_is_what_that_one_may_decide(world, active, late):
    if active:
        activate(world.contact)
    rows = [firm(), colleague(world)]
    if late:
        Registration.objects.update(due_at=timezone.now() - timezone.timedelta(days=1))
    rows = list(Registration.objects.order_by("pk"))
    for name in ("contact", "colleague", "stranger", "steward", "other_steward", "general", "district", "city"):
        user = User.objects.get(pk=getattr(world, name).pk)
        role = user.grants[0].role
        waiting = set(Registration.objects.waiting_for(user, role))
        assert waiting == {row for row in rows if permissions.can_decide(user, row)}, name


# --- Who sees what ---------------------------------------------------------------------------------------------------
ROLES = ["contact", "colleague", "stranger", "steward", "other_steward", "general", "dispatcher", "handler", "district",
         "city", "leader", "admin", "nobody"]  # fmt: skip
SEES_FIRM = {"steward", "other_steward", "general", "district", "city", "leader", "admin"}


@pytest.mark.parametrize("name", ROLES)
def test_registrations_are_seen_by_the_unit_and_those_above_it(world, name):
    row, ask = firm(), colleague(world)
    seen = set(Registration.objects.visible_to(User.objects.get(pk=getattr(world, name).pk)))
    assert (row in seen) == (name in SEES_FIRM)
    assert (ask in seen) == (name in SEES_FIRM | {"contact"})


# --- Licences --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b"<svg/>"), ("a.exe", b"MZ"), ("a.pdf", b"not a pdf"), ("a.pdf", b"%PDF-1.7 broken"), ("a.jpg", b""),
        ("a.png", b"\x89PNG\r\n\x1a\nbroken"), ("a.jpg", b"\x89PNG\r\n\x1a\n"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_licence_is_refused_with_a_sentence(name, content):
    with pytest.raises(ValidationError) as refused:
        attachments.check_licence(SimpleUploadedFile(name, content))
    assert refused.value.messages[0]


def test_a_file_beyond_ten_megabytes_is_refused(monkeypatch):
    monkeypatch.setattr(attachments, "MAX_BYTES", 100)
    with pytest.raises(ValidationError, match="10 MB"):
        attachments.check_licence(picture())


def test_a_picture_is_drawn_anew_and_named_safely():
    upload = picture("a.png")
    upload.name = "营业 执照.PNG"
    checked = attachments.check_licence(upload)
    assert checked.name == "营业_执照.png"
    assert checked.content_type == "image/png"


def test_licences_that_nobody_sent_go_after_two_days(world):
    kept, old = licence(), licence()
    sent = firm().licences.get()
    Licence.objects.exclude(pk=kept.pk).update(uploaded_at=timezone.now() - timezone.timedelta(days=3))
    assert workflow.tidy() == 1
    assert set(Licence.objects.all()) == {kept, sent}
    assert not old.file.storage.exists(old.file.name)


# --- Letters ---------------------------------------------------------------------------------------------------------
def test_an_applicant_is_told_of_every_step_once_and_nothing_typed_is_repeated(world, settings):
    in_state(world, S.REFUSED, name="BUY CHEAP WATCHES", applicant="www.example.net")
    assert write_applicants() == (2, 0)
    assert write_applicants() == (0, 0)
    received, refused = mail.outbox
    assert received.to == refused.to == ["gu@example.com"]
    assert "不在本街镇" in refused.body
    assert settings.SITE_URL in received.body
    assert not any("WATCHES" in letter.body + letter.subject or "www" in letter.body for letter in mail.outbox)
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 2


def test_a_letter_that_fails_is_tried_again_and_given_up_in_the_end(world, monkeypatch):
    firm()

    def fail(letter):
        raise OSError("the server hangs up")

    monkeypatch.setattr("enterprises.mail.compose", fail)
    now = timezone.now()
    for _try in range(8):
        assert write_applicants(now) == (0, 1)
        now += timezone.timedelta(days=2)
    assert Letter.objects.get().mail_state == MailState.FAILED
    assert write_applicants(now) == (0, 0)


def test_a_letter_whose_worker_died_goes_once_more_under_the_same_name(world):
    firm()
    Letter.objects.update(mail_state=MailState.SENDING, leased_until=timezone.now() - timezone.timedelta(minutes=1))
    assert write_applicants() == (1, 0)
    letter = Letter.objects.get()
    assert (letter.mail_state, letter.attempts, letter.kind) == (MailState.SENT, 1, LetterKind.RECEIVED)


# --- Due -------------------------------------------------------------------------------------------------------------
def due(user):
    user = User.objects.get(pk=user.pk)
    return [item for item in hooks.due_items(user, user.grants[0]) if item.kind in ("registration", "contact")]


def test_a_registration_is_due_to_the_general_steward_and_not_to_others(world):
    row = firm()
    assert [item.due_at for item in due(world.general)] == [row.due_at]
    assert not due(world.steward)
    assert not due(world.district)


def test_an_enterprise_that_nobody_speaks_for_is_due_to_its_steward(world):
    Contact.objects.filter(enterprise=world.firm).update(ended_on=timezone.localdate())
    assert [item.kind for item in due(world.steward)] == ["contact"]
    assert not due(world.other_steward)


def test_a_unit_that_closes_passes_its_registrations_on(world):
    row = firm()
    assert workflow.reassign(world.local_unit, to=None, by=world.admin) == 1
    row.refresh_from_db()
    assert row.unit is None
    assert permissions.can_decide(world.district, row)


def test_mail_that_was_given_up_is_due_to_the_administrator(world):
    firm()
    Letter.objects.update(mail_state=MailState.FAILED)
    user = User.objects.get(pk=world.admin.pk)
    assert [item for item in hooks.due_items(user, user.grants[0]) if "enterprises/letter" in item.url]
    assert not [item for item in hooks.due_items(world.general, None) if "enterprises/letter" in item.url]


def test_personal_data_of_decided_registrations_goes_after_half_a_year(world):
    over = in_state(world, S.REFUSED)
    waiting = firm()
    Registration.objects.filter(pk=over.pk).update(decided_at=timezone.now() - timezone.timedelta(days=200))
    assert workflow.tidy() == 1
    over.refresh_from_db()
    waiting.refresh_from_db()
    assert (over.phone, over.email, over.applicant, over.licences.count()) == ("", "", "—", 0)
    assert (waiting.phone, waiting.licences.count()) == (PHONE, 1)


def test_who_has_an_account_is_told_to_use_it(world):
    User.objects.filter(pk=world.stranger.pk).update(name="顾小满", phone=PHONE, activated_at=timezone.now())
    in_state(world, S.APPROVED)
    write_applicants()
    assert "已有的账号" in mail.outbox[-1].body
    assert not Confirmation.objects.exists()
