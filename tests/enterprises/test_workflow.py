"""Firms that are registered, contacts that come and go, and what the admin answers."""

import pytest
from django.urls import reverse

from enterprises import workflow
from enterprises.enums import AccessReason, Source
from enterprises.models import Contact, Enterprise, EnterpriseAccess
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.common.workflow import Refused
from portal.places.models import District, Town
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db


built, world = lasting(worlds.build)


@pytest.fixture
def boss(client):
    user = User.objects.create(username="boss", name="Boss", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def place():
    town = Town.objects.get(district_id="310115", name="张江镇")
    return {"registered_district": District.objects.get(pk="310115"), "registered_town": town}


def test_a_firm_off_the_roster_is_registered_with_its_local_unit(world):
    firm = workflow.register(worlds.code(71).lower(), " 上海小试点有限公司 ", by=world.admin, **place())
    assert (firm.level, firm.local_unit, firm.service_district_id) == ("", world.local_unit, "310115")
    assert (firm.initials, firm.facts_source) == ("shxsdyxgs", Source.ENTERPRISE)
    assert firm.history.get().history_user == world.admin


@pytest.mark.parametrize("code", ["91310104Y03WYY1C5X", "12345", "", worlds.CODES[0]])
def test_a_wrong_or_known_code_is_refused_as_a_sentence(world, code):
    before = Enterprise.objects.count()
    with pytest.raises(Refused) as refused:
        workflow.register(code, "上海小试点有限公司", by=world.admin, **place())
    assert refused.value.messages[0]
    assert Enterprise.objects.count() == before


def test_a_contact_begins_and_ends_with_access_and_role(world):
    person = worlds.person()
    first = workflow.add_contact(world.firm, person, by=world.admin, position="财务总监")
    second = workflow.add_contact(world.foreign_firm, person, by=world.admin)
    assert EnterpriseAccess.objects.filter(user=person, reason=AccessReason.CONTACT).count() == 2
    workflow.end_contact(first, by=world.admin)
    assert person.memberships.get(role=Role.CONTACT).ended_on is None
    workflow.end_contact(second, by=world.admin)
    assert person.memberships.get(role=Role.CONTACT).ended_on is not None
    assert not EnterpriseAccess.objects.filter(user=person).exists()


def test_the_admin_refuses_a_second_first_contact_beside_the_field(world, client, boss):
    data = {"enterprise": world.firm.pk, "user": worlds.person().pk, "position": "", "is_first": "on"}
    answer = client.post(reverse("admin:enterprises_contact_add"), data)
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["user"]
    del data["is_first"]
    assert client.post(reverse("admin:enterprises_contact_add"), data).status_code == 302
    assert Contact.objects.filter(user=data["user"], ended_on=None).exists()


def test_the_admin_ends_contacts_by_an_action(world, client, boss):
    contact = world.firm.contacts.get(user=world.colleague)
    data = {"action": "end_contacts", "_selected_action": [contact.pk]}
    for _twice in range(2):
        assert client.post(reverse("admin:enterprises_contact_changelist"), data).status_code == 302
    contact.refresh_from_db()
    assert contact.ended_on is not None
    assert not EnterpriseAccess.objects.filter(user=world.colleague).exists()


def admin_data(firm, **changes):
    fields = {
        "uscc": firm.uscc, "name": firm.name, "level": firm.level, "registered_district": "310115",
        "registered_town": firm.registered_town_id, "service_district": "310115", "local_unit": firm.local_unit_id,
        "facts_source": firm.facts_source, "facts_as_of": firm.facts_as_of.isoformat(),
    }  # fmt: skip
    return {**fields, **changes}


def test_the_admin_derives_facts_and_keeps_history(world, client, boss):
    address = reverse("admin:enterprises_enterprise_change", args=[world.firm.pk])
    data = admin_data(world.firm, name="上海银行重庆路支行", industry="C3973", employees=1200, revenue=50000)
    assert client.post(address, data).status_code == 302
    firm = Enterprise.objects.get(pk=world.firm.pk)
    assert (firm.size, firm.initials) == ("large", "shyhcqlzh")
    assert firm.history.first().history_user == boss


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"uscc": "91310104Y03WYY1C5X"}, "uscc"), ({"level": ""}, "level"),
        ({"registered_district": "310101"}, "registered_town"),
    ],
)  # fmt: skip
def test_the_admin_refuses_what_the_rules_forbid(world, client, boss, changes, field):
    address = reverse("admin:enterprises_enterprise_change", args=[world.firm.pk])
    answer = client.post(address, admin_data(world.firm, **changes))
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors[field]
