"""Somebody leaves: the work goes to others, access and sessions end at once, and the person may return."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from appeals import workflow as cases
from appeals.enums import AppealState as S
from appeals.models import AppealLog
from enterprises.models import Contact, EnterpriseAccess
from portal.accounts import workflow
from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, User
from portal.accounts.workflow.people import held_by
from portal.common.workflow import Refused
from portal.notifications.enums import MailState
from portal.notifications.models import Notification
from stewards.models import Assignment, Liaison, Steward
from stewards.models.steward import SLOTS
from stewards.workflow import appoint_liaison, assign
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db
WHY = "调离岗位"


def build():
    world = worlds.build()
    User.objects.filter(pk=world.admin.pk).update(is_staff=True, is_superuser=True)
    return world


built, world = lasting(build)


def leave(world, person, **takers):
    return workflow.deactivate(person, by=world.admin, reason=WHY, takers=takers)


def colleague(world, load=0, name="接手管家"):
    """A steward of the unit who already serves ``load`` enterprises."""
    user = worlds.person(Role.STEWARD, world.local_unit, name=name)
    steward = Steward.objects.create(user=user, staff_no=f"S{user.pk}", unit=world.local_unit)
    for number in range(load):
        assign(steward, worlds.enterprise(worlds.code(user.pk * 100 + number), local_unit=world.local_unit), by=None)
    return user


def serve_more(world, count):
    for number in range(count):
        firm = worlds.enterprise(worlds.code(9_000_000 + number), local_unit=world.local_unit)
        assign(Steward.objects.get(user=world.steward), firm, by=None)


def test_enterprises_fill_the_takers_one_after_the_other_up_to_ten(world):
    serve_more(world, 4)
    first, second = colleague(world, load=8, name="甲"), colleague(world, load=5, name="乙")
    leave(world, world.steward, served=[first, second])
    loads = dict(Steward.objects.with_load().values_list("user", "load"))
    assert (loads[world.steward.pk], loads[first.pk], loads[second.pk]) == (0, SLOTS, 8)
    assert not EnterpriseAccess.objects.filter(user=world.steward).exists()
    assert EnterpriseAccess.objects.filter(user=first).count() == SLOTS
    assert Steward.objects.get(user=world.steward).ended_on


def test_takers_without_enough_room_are_refused_and_nothing_moves(world):
    serve_more(world, 3)
    full = colleague(world, load=8)
    with pytest.raises(Refused, match="无法由"):
        leave(world, world.steward, served=[full])
    assert Assignment.objects.open().filter(steward__user=world.steward).count() == 4
    assert User.objects.get(pk=world.steward.pk).is_active


def test_without_a_taker_the_enterprises_stand_without_steward(world):
    leave(world, world.steward)
    assert not Assignment.objects.open().filter(enterprise=world.firm).exists()
    assert Assignment.objects.get(enterprise=world.firm).reason == WHY


def test_open_cases_get_another_owner_of_the_same_unit(world):
    appeal = worlds.appeal_in(world, S.IN_HANDLING)
    handling = cases.take_on(worlds.lead(appeal), by=world.handler)
    due = list(appeal.promises.running().values_list("due_at", flat=True))
    with pytest.raises(Refused, match="不"):
        leave(world, world.handler, **{f"owned-{world.bureau.pk}": [world.power_handler]})
    leave(world, world.handler, **{f"owned-{world.bureau.pk}": [world.second_handler]})
    handling.refresh_from_db()
    assert handling.owner == world.second_handler
    assert list(appeal.promises.running().values_list("due_at", flat=True)) == due
    assert Notification.objects.filter(recipient=world.second_handler, title__contains=appeal.title).exists()


def test_cases_without_a_new_owner_are_the_whole_units_again(world):
    handling = cases.take_on(worlds.lead(worlds.appeal_in(world, S.IN_HANDLING)), by=world.handler)
    Notification.objects.all().delete()
    leave(world, world.handler)
    handling.refresh_from_db()
    assert handling.owner is None
    assert AppealLog.objects.latest("pk").step == "drop_owner"
    assert Notification.objects.filter(recipient=world.second_handler).exists()


def test_claims_at_the_desk_go_to_a_colleague_or_back_into_the_queue(world):
    one, two = (cases.claim(worlds.appeal_in(world, S.ACCEPTED), by=world.dispatcher) for _number in range(2))
    leave(world, world.dispatcher, claims=[world.second_dispatcher])
    one.refresh_from_db()
    assert one.claimed_by == world.second_dispatcher
    leave(world, world.second_dispatcher)
    two.refresh_from_db()
    assert two.claimed_by is None


def test_the_main_contact_names_a_successor_and_loses_access_at_once(world, client):
    client.force_login(User.objects.get(pk=world.contact.pk))
    contact = Contact.objects.get(user=world.contact)
    leave(world, world.contact, **{f"contact-{contact.pk}": [world.colleague]})
    assert Contact.objects.get(user=world.colleague).is_first
    contact.refresh_from_db()
    assert contact.ended_on
    assert not EnterpriseAccess.objects.filter(user=world.contact).exists()
    assert client.get(reverse("enterprises:detail", args=[world.firm.uscc])).status_code == 302


def test_the_help_of_a_liaison_officer_goes_over_or_ends(world):
    steward = Steward.objects.get(user=world.steward)
    helper, other = worlds.person(name="甲联络员"), worlds.person(Role.LIAISON, world.local_unit, name="乙联络员")
    appoint_liaison(steward, helper, by=None)
    leave(world, helper, help=[other])
    assert Liaison.objects.get(ended_on=None).user == other
    assert EnterpriseAccess.objects.filter(user=other, content_object=world.firm).exists()
    leave(world, other)
    assert not Liaison.objects.filter(ended_on=None).exists()


def test_sessions_end_and_old_cookies_never_open_the_account_again(world):
    browser = Client()
    browser.force_login(User.objects.get(pk=world.handler.pk))
    assert browser.get("/accounts/me/").status_code == 200
    key = browser.session.session_key
    leave(world, world.handler)
    assert not Session.objects.filter(session_key=key).exists()
    assert browser.get("/accounts/me/").status_code == 302
    workflow.reactivate(world.handler, by=world.admin, reason="返岗")
    assert browser.get("/accounts/me/").status_code == 302
    browser.force_login(User.objects.get(pk=world.handler.pk))
    assert browser.get("/accounts/me/").context["grants"] == []


def test_a_session_that_nobody_listed_dies_with_the_password(world):
    person = User.objects.get(pk=world.handler.pk)
    person.set_password("a long enough secret")
    person.save()
    before = person.get_session_auth_hash()
    leave(world, person)
    after = User.objects.get(pk=person.pk)
    assert after.get_session_auth_hash() != before
    assert not after.has_usable_password()


def test_mail_that_waits_is_stopped_and_the_inbox_stays(world):
    worlds.appeal_in(world, S.IN_HANDLING)
    rows = Notification.objects.filter(recipient=world.handler)
    assert rows.filter(mail_state=MailState.PENDING).exists()
    leave(world, world.handler)
    assert set(rows.values_list("mail_state", flat=True)) == {MailState.NONE}


def test_roles_end_at_once_and_are_given_anew_after_a_return(world):
    leave(world, world.general)
    assert not Membership.objects.in_force().filter(user=world.general).exists()
    person = workflow.reactivate(world.general, by=world.admin, reason="返岗")
    assert (person.is_active, person.activated_at, person.grants) == (True, None, [])
    assert person.history.latest().history_change_reason == "返岗"


def test_oneself_and_the_only_administrator_stay(world):
    with pytest.raises(Refused, match="本人"):
        leave(world, world.admin)
    with pytest.raises(Refused, match="唯一"):
        workflow.deactivate(world.admin, by=world.city, reason=WHY, takers={})
    worlds.person(Role.ADMIN)
    workflow.deactivate(world.admin, by=world.city, reason=WHY, takers={})
    person = User.objects.get(pk=world.admin.pk)
    assert not (person.is_active or person.is_staff or person.is_superuser)


def test_a_second_click_and_a_reason_left_out_change_nothing(world):
    with pytest.raises(Refused):
        workflow.deactivate(world.handler, by=world.admin, reason=" ", takers={})
    leave(world, world.handler)
    before = User.history.count()
    assert leave(world, world.handler) == []
    assert User.history.count() == before


# --- The page --------------------------------------------------------------------------------------------------------
@pytest.fixture
def boss(client, world):
    client.force_login(User.objects.get(pk=world.admin.pk))
    return client


def page_of(person, step="leave"):
    return reverse(f"admin:accounts_user_{step}", args=[person.pk])


def test_the_page_asks_who_takes_over_with_numbers_that_open_their_rows(boss, world, read_only_get):
    full = colleague(world, load=SLOTS, name="满员管家")
    free = colleague(world, load=3, name="有空管家")
    with read_only_get():
        page = boss.get(page_of(world.steward))
    text = page.content.decode()
    assert "有空管家 3/10" in text and full.name not in text
    for holding, _field in page.context["rows"]:
        if holding.url:
            with read_only_get():
                rows = boss.get(holding.url)
            assert rows.context["cl"].result_count == holding.count, holding.label
    assert boss.post(page_of(world.steward), {"reason": WHY}).status_code == 422
    both = {"served": [free.pk, "end"], "reason": WHY}
    assert boss.post(page_of(world.steward), both).status_code == 422
    assert boss.post(page_of(world.steward), {"served": [free.pk], "reason": WHY}).status_code == 302
    assert Assignment.objects.open().get(enterprise=world.firm).steward.user == free
    assert not User.objects.get(pk=world.steward.pk).is_active


def test_the_plain_tick_box_is_gone_and_the_account_opens_again_by_its_page(boss, world):
    address = reverse("admin:accounts_user_change", args=[world.handler.pk])
    page = boss.get(address).content.decode()
    assert 'name="is_active"' not in page and page_of(world.handler) in page
    assert boss.post(page_of(world.handler), {"reason": WHY}).status_code == 302
    assert page_of(world.handler, "return") in boss.get(address).content.decode()
    assert boss.get(page_of(world.handler)).status_code == 302
    assert boss.post(page_of(world.handler, "return"), {"reason": "返岗"}).status_code == 302
    assert User.objects.get(pk=world.handler.pk).is_active


def test_only_administrators_reach_the_pages(client, world):
    for role in ("contact", "steward", "general", "dispatcher", "handler", "district", "city", "leader"):
        client.force_login(User.objects.get(pk=getattr(world, role).pk))
        for step in ("leave", "return"):
            assert client.post(page_of(world.other_handler, step), {"reason": WHY}).status_code in (302, 403)
    assert User.objects.get(pk=world.other_handler.pk).is_active


def test_somebody_who_holds_nothing_has_an_empty_page(world):
    person = worlds.person()
    assert held_by(person) == []
    worlds.unit(UnitKind.DEPARTMENT, "别的局")
    leave(world, person)
    assert not User.objects.get(pk=person.pk).is_active
