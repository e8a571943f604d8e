"""Contacts of an enterprise: added, changed, ended; access, role and sessions follow; nobody is left out silently."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enterprises import permissions, workflow
from enterprises.enums import AccessReason
from enterprises.models import Contact, Enterprise, EnterpriseAccess
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.common.workflow import Refused
from portal.notifications.enums import Event
from portal.notifications.models import Notification
from portal.onboarding.models import Confirmation
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db
NEW = {"name": "方知行", "phone": "13700000021", "email": "fang@example.com", "position": "行政主管"}


built, world = lasting(worlds.build)


def contact(world, who):
    return world.firm.contacts.get(user=getattr(world, who), ended_on=None)


def fresh(user):
    return User.objects.get(pk=user.pk)


# --- Adding ----------------------------------------------------------------------------------------------------------
def test_a_colleague_comes_in_with_access_role_and_a_message(world):
    row = workflow.add_colleague(world.firm, by=world.contact, **NEW)
    assert (row.user.name, row.user.phone, row.is_first) == ("方知行", "13700000021", False)
    assert not row.user.has_usable_password()
    assert Enterprise.objects.visible_to(fresh(row.user)).get() == world.firm
    assert Confirmation.objects.get().person == row.user


def test_a_known_person_becomes_contact_of_a_second_firm_and_keeps_the_account(world):
    User.objects.filter(pk=world.stranger.pk).update(
        name="方知行", phone="13700000021", activated_at=timezone.now()
    )  # fmt: skip
    row = workflow.add_colleague(world.firm, by=world.contact, **NEW)
    assert row.user == world.stranger
    assert not Confirmation.objects.exists()
    assert Enterprise.objects.visible_to(fresh(world.stranger)).count() == 2


@pytest.mark.parametrize("change", [{"phone": "13700000021"}, {"email": "Fang@example.com"}])
def test_a_number_or_address_of_somebody_else_is_refused(world, change):
    User.objects.filter(pk=world.stranger.pk).update(**change)
    with pytest.raises(Refused):
        workflow.add_colleague(world.firm, by=world.contact, **NEW)
    assert not User.objects.filter(name="方知行").exists()


def test_a_closed_account_is_not_opened_this_way(world):
    User.objects.filter(pk=world.stranger.pk).update(name="方知行", phone="13700000021", is_active=False)
    with pytest.raises(Refused):
        workflow.add_colleague(world.firm, by=world.contact, **NEW)


def test_the_same_person_is_added_once(world):
    workflow.add_colleague(world.firm, by=world.contact, **NEW)
    with pytest.raises(Refused):
        workflow.add_colleague(world.firm, by=world.contact, **NEW)
    assert world.firm.contacts.filter(user__name="方知行").count() == 1


def test_the_first_one_of_an_enterprise_becomes_its_main_contact(world):
    firm = worlds.enterprise(worlds.code(55), level="")
    assert workflow.add_colleague(firm, by=world.general, **NEW).is_first


# --- Changing --------------------------------------------------------------------------------------------------------
def test_the_part_of_the_main_contact_is_handed_over_in_one_step(world):
    workflow.hand_over_first(contact(world, "colleague"), by=world.contact)
    assert contact(world, "colleague").is_first
    assert not contact(world, "contact").is_first
    assert not permissions.can_manage_contacts(fresh(world.contact), world.firm)
    assert permissions.can_manage_contacts(fresh(world.colleague), world.firm)
    told = set(Notification.objects.filter(event=Event.CONTACT_CHANGED).values_list("recipient", flat=True))
    assert told == {world.colleague.pk, world.steward.pk}


def test_a_position_changes_without_leaving_a_trace_of_it(world):
    workflow.change_position(contact(world, "colleague"), by=world.contact, position="总经理助理")
    assert contact(world, "colleague").position == "总经理助理"
    assert "position" not in {field.name for field in Contact.history.model._meta.get_fields()}


# --- Ending ----------------------------------------------------------------------------------------------------------
def test_who_leaves_is_out_at_once_and_signed_out_everywhere(world, client):
    client.force_login(world.colleague)
    session = client.session.session_key
    UserSession.objects.create(user=world.colleague, session_key=session, ip="127.0.0.1")
    page = reverse("enterprises:detail", args=[world.firm.uscc])
    assert client.get(page).status_code == 200
    workflow.end_contact(contact(world, "colleague"), by=world.contact)
    assert client.get(page).status_code == 302
    assert not Session.objects.filter(session_key=session).exists()
    assert not EnterpriseAccess.objects.filter(user=world.colleague).exists()
    assert world.colleague.memberships.get(role=Role.CONTACT).ended_on == timezone.localdate()


def test_who_has_another_role_stays_signed_in(world, client):
    workflow.add_contact(world.foreign_firm, world.colleague, by=world.admin)
    client.force_login(world.colleague)
    UserSession.objects.create(user=world.colleague, session_key=client.session.session_key, ip="127.0.0.1")
    workflow.end_contact(contact(world, "colleague"), by=world.contact)
    assert client.get(reverse("enterprises:detail", args=[world.foreign_firm.uscc])).status_code == 200
    assert client.get(reverse("enterprises:detail", args=[world.firm.uscc])).status_code == 404


def test_drafts_stay_with_the_enterprise(world):
    draft = worlds.draft(world)
    workflow.end_contact(contact(world, "contact"), by=world.contact, successor=contact(world, "colleague"))
    assert draft in type(draft).objects.visible_to(fresh(world.colleague))
    assert draft not in type(draft).objects.visible_to(fresh(world.contact)).exclude(created_by=world.contact)


def test_a_successor_is_a_contact_of_the_same_enterprise(world):
    other = world.foreign_firm.contacts.get()
    with pytest.raises(Refused):
        workflow.end_contact(contact(world, "contact"), by=world.contact, successor=other)
    assert contact(world, "contact").is_first


def test_the_last_contact_leaves_and_the_steward_is_told(world):
    workflow.end_contact(contact(world, "colleague"), by=world.contact)
    Notification.objects.all().delete()
    workflow.end_contact(contact(world, "contact"), by=world.contact)
    told = Notification.objects.get(event=Event.CONTACT_CHANGED)
    assert told.recipient == world.steward
    assert told.text


def test_without_steward_the_general_steward_is_told(world):
    firm = worlds.enterprise(worlds.code(56), level="", local_unit=world.local_unit)
    user = worlds.contact_of(firm)
    workflow.end_contact(firm.contacts.get(), by=user)
    assert Notification.objects.get(event=Event.CONTACT_CHANGED).recipient == world.general


def test_a_contact_ends_once(world):
    row = contact(world, "colleague")
    workflow.end_contact(row, by=world.contact)
    for step in (workflow.end_contact, workflow.hand_over_first):
        with pytest.raises(Refused):
            step(row, by=world.contact)


# --- Who may ---------------------------------------------------------------------------------------------------------
MANAGES = {"contact", "steward", "general", "admin"}
ROLES = ["contact", "colleague", "stranger", "steward", "other_steward", "general", "dispatcher", "handler", "district",
         "city", "leader", "admin", "nobody"]  # fmt: skip


@pytest.mark.parametrize("name", ROLES)
def test_contacts_are_managed_by_the_main_contact_and_those_who_serve(world, name):
    assert permissions.can_manage_contacts(fresh(getattr(world, name)), world.firm) == (name in MANAGES)


def test_without_local_unit_the_district_lead_manages(world):
    Enterprise.objects.filter(pk=world.firm.pk).update(local_unit=None)
    firm = Enterprise.objects.get(pk=world.firm.pk)
    assert permissions.can_manage_contacts(fresh(world.district), firm)


# --- Pages -----------------------------------------------------------------------------------------------------------
def page(name, world, who=None):
    return reverse(f"enterprises:{name}", args=[world.firm.uscc, *([contact(world, who).pk] if who else [])])


def test_the_main_contact_adds_changes_hands_over_and_leaves_on_pages(world, client):
    client.force_login(world.contact)
    assert client.post(page("contact_add", world), {**NEW, "phone": "12345"}).status_code == 422
    assert client.post(page("contact_add", world), NEW).url == page("contacts", world)
    assert client.post(page("contact_add", world), NEW).status_code == 409
    answer = client.post(page("contact_position", world, "colleague"), {"position": "会计"})
    assert answer.url == page("contacts", world)
    assert client.post(page("contact_end", world, "contact")).status_code == 422
    successor = {"successor": contact(world, "colleague").pk}
    assert client.post(page("contact_end", world, "contact"), successor).url == "/"
    assert contact(world, "colleague").is_first
    assert client.get(page("contacts", world)).status_code == 404


def test_ending_the_last_contact_says_what_that_means(world, client):
    workflow.end_contact(contact(world, "colleague"), by=world.contact)
    client.force_login(world.steward)
    text = client.get(page("contact_end", world, "contact")).content.decode()
    assert "最后一位联系人" in text
    assert client.post(page("contact_end", world, "contact")).status_code == 302
    assert "没有联系人" in client.get(page("contacts", world)).content.decode()


def test_a_contact_of_another_enterprise_is_not_found_under_this_one(world, client):
    client.force_login(world.admin)
    foreign = world.foreign_firm.contacts.get()
    address = reverse("enterprises:contact_end", args=[world.firm.uscc, foreign.pk])
    assert client.post(address).status_code == 404


def test_an_invitation_is_sent_again_and_refused_in_words(world, client):
    client.force_login(world.contact)
    address = page("contact_invite", world, "colleague")
    assert client.post(address, follow=True).status_code == 200
    assert Confirmation.objects.filter(person=world.colleague).count() == 1
    User.objects.filter(pk=world.colleague.pk).update(activated_at=timezone.now())
    assert "未发送" in client.post(address, follow=True).content.decode()


def test_the_page_asks_as_often_for_many_contacts(world, query_shape):
    client = Client()
    client.force_login(world.general)
    with query_shape() as few:
        client.get(page("contacts", world))
    for number in range(5):
        workflow.add_colleague(world.firm, by=world.contact, **{**NEW, "name": f"同事{number}",
                               "phone": f"1370000003{number}", "email": f"c{number}@example.com"})  # fmt: skip
    with query_shape() as many:
        client.get(page("contacts", world))
    assert list(many) == list(few)
    assert AccessReason.CONTACT in EnterpriseAccess.objects.values_list("reason", flat=True)
