"""Who sees which enterprise, and what the pages of the registry show."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enterprises import workflow
from enterprises.enums import AccessReason, Size
from enterprises.models import Enterprise, EnterpriseAccess, Industry
from portal.accounts.models import User
from portal.common.models import ExportLog
from portal.common.workflow import Refused
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db


built, world = lasting(worlds.build)


PEOPLE = [
    "contact", "colleague", "steward", "stranger", "other_steward", "general", "dispatcher", "handler", "district",
    "city", "leader", "admin", "nobody",
]  # fmt: skip
BOTH = {"firm", "foreign_firm"}
SEES = {
    "contact": {"firm"}, "colleague": {"firm"}, "steward": {"firm"}, "stranger": {"foreign_firm"},
    "other_steward": {"foreign_firm"}, "general": {"firm"}, "dispatcher": BOTH, "handler": set(), "district": {"firm"},
    "city": BOTH, "leader": BOTH, "admin": BOTH, "nobody": set(),
}  # fmt: skip


@pytest.mark.parametrize("name", PEOPLE)
def test_whoever_is_responsible_sees_it_and_nobody_else(world, client, name):
    user = User.objects.get(pk=getattr(world, name).pk)
    seen = {key for key in BOTH if Enterprise.objects.visible_to(user).filter(pk=getattr(world, key).pk).exists()}
    assert seen == SEES[name]
    client.force_login(user)
    for key in BOTH:
        expected = 200 if key in SEES[name] else 404
        assert client.get(reverse("enterprises:detail", args=[getattr(world, key).uscc])).status_code == expected


def test_access_that_ended_is_no_permission_any_more(world):
    user = User.objects.get(pk=world.steward.pk)
    assert user.has_perm("enterprises.steward_enterprise", world.firm)
    assert not user.has_perm("enterprises.contact_enterprise", world.firm)
    EnterpriseAccess.objects.filter(user=user).update(until=timezone.localdate() - timedelta(days=1))
    assert not user.has_perm("enterprises.steward_enterprise", world.firm)


def test_a_contact_who_leaves_loses_the_access_at_once(world):
    contact = world.firm.contacts.get(user=world.colleague)
    workflow.end_contact(contact, by=world.admin)
    user = User.objects.get(pk=world.colleague.pk)
    assert not Enterprise.objects.visible_to(user).exists()
    with pytest.raises(Refused):
        workflow.end_contact(contact, by=world.admin)


def test_a_second_first_contact_is_refused_as_a_sentence(world):
    with pytest.raises(Refused) as refused:
        workflow.add_contact(world.firm, worlds.person(), by=world.admin, is_first=True)
    assert refused.value.code == "enterprises_contact_one_first"


def test_derived_facts_follow_from_the_others(world):
    firm = world.firm
    firm.industry, firm.employees, firm.revenue = Industry.objects.get(code="C3973"), 1200, 50_000
    firm.local_unit = None
    workflow.refresh_derived(firm)
    assert (firm.size, firm.local_unit) == (Size.LARGE, world.local_unit)
    assert firm.initials.startswith("shsd")


@pytest.mark.parametrize(
    ("query", "found"), [("试点1C5W", True), ("91310104y03", True), ("shsd", True), ("不存在", False)]
)
def test_the_list_finds_by_name_code_and_initials(world, client, query, found):
    workflow.refresh_derived(world.firm).save()
    client.force_login(world.city)
    page = client.get(reverse("enterprises:list"), {"q": query}).content.decode()
    assert (world.firm.name in page) == found


def test_phones_are_masked_except_for_whom_the_case_needs(world, client):
    User.objects.filter(pk=world.contact.pk).update(phone="19912345678")
    address = reverse("enterprises:detail", args=[world.firm.uscc])
    client.force_login(world.steward)
    assert "19912345678" in client.get(address).content.decode()
    client.force_login(world.leader)
    page = client.get(address).content.decode()
    assert "19912345678" not in page
    assert "199****5678" in page


def test_an_export_needs_a_reason_is_logged_and_cannot_run_formulas(world, client):
    Enterprise.objects.filter(pk=world.firm.pk).update(name="=HYPERLINK(1)")
    client.force_login(world.district)
    address = reverse("enterprises:export")
    assert client.post(address, {"sheet": "list", "kind": "csv", "reason": ""}).status_code == 422
    answer = client.post(address, {"sheet": "list", "kind": "csv", "reason": "会议材料"})
    assert "'=HYPERLINK(1)" in answer.getvalue().decode("utf-8-sig")
    log = ExportLog.objects.get()
    assert (log.user, log.rows, log.reason) == (world.district, 1, "会议材料")
    client.force_login(world.leader)
    assert client.get(address).status_code == 403


def test_a_page_asks_as_many_questions_for_three_rows_as_for_thirteen(world, client, django_assert_max_num_queries):
    client.force_login(world.city)
    for number in range(11):
        worlds.enterprise(worlds.code(number), local_unit=world.local_unit)
    with django_assert_max_num_queries(13):
        client.get(reverse("enterprises:list"))


def test_the_district_lead_puts_a_steward_in_force(world, client):
    address = reverse("stewards:assign", args=[world.firm.uscc])
    client.force_login(world.general)
    assert client.get(address).status_code == 403
    client.force_login(world.district)
    assert client.get(address).status_code == 200
    answer = client.post(address, {"steward": world.other_steward.steward.pk, "reason": "岗位变动"})
    assert answer.status_code == 302
    assert (
        EnterpriseAccess.objects.get(content_object=world.firm, reason=AccessReason.STEWARD).user == world.other_steward
    )


def test_the_workbench_is_for_those_who_serve(world, client):
    for name, expected in {"steward": 200, "general": 200, "contact": 403, "city": 403}.items():
        client.force_login(getattr(world, name))
        assert client.get(reverse("stewards:workbench")).status_code == expected
