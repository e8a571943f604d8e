"""The pages of visits: one page writes one record, keeps what was typed, and tells each fault beside its field."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enterprises.enums import Level
from portal.accounts.models import User
from portal.common.models import ExportLog
from stewards import workflow
from stewards.models import Assignment, FollowUp, Visit
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db
NEW = "/workbench/visits/new/"


def build():
    world = worlds.build()
    world.liaison = worlds.person()
    workflow.appoint_liaison(world.steward.steward, world.liaison, by=None)
    return world


built, world = lasting(build)


def page(client, person):
    client.force_login(User.objects.get(pk=person.pk))
    return client.get(NEW)


def filled(answer, world, **changes):
    """What a browser would send from the page."""
    form = answer.context["form"]
    sent = {
        "client_id": str(form.initial["client_id"]), "enterprise": world.firm.uscc, "mode": "on_site",
        "happened_at": f"{timezone.localtime() - timedelta(minutes=5):%Y-%m-%dT%H:%M}", "people": "王经理、李管家",
        "topics": ["policy", "people"], "heard": "招工难", "explained": "就业补贴", "form-TOTAL_FORMS": "3",
        "form-INITIAL_FORMS": "0", "form-MIN_NUM_FORMS": "0", "form-MAX_NUM_FORMS": "3",
    }  # fmt: skip
    return sent | changes


@pytest.mark.parametrize("role", ["steward", "liaison", "general"])
def test_a_visit_is_written_with_its_promises_and_signed(client, world, role):
    tomorrow = timezone.localdate() + timedelta(days=1)
    promise = {"form-0-text": "送政策汇编", "form-0-due_on": tomorrow.isoformat()}
    sent = filled(page(client, getattr(world, role)), world, **promise)
    answer = client.post(NEW, sent)
    visit = Visit.objects.get()
    assert answer.url == reverse("stewards:visit", args=[visit.pk])
    assert (visit.author, visit.steward, visit.topics) == (
        getattr(world, role),
        world.steward.steward,
        ["policy", "people"],
    )
    assert [(row.text, row.due_on) for row in visit.follow_ups.all()] == [("送政策汇编", tomorrow)]
    shown = client.get(answer.url).content.decode()
    assert "招工难" in shown and "送政策汇编" in shown and world.firm.name in shown


def test_the_page_sent_twice_is_one_record(client, world):
    sent = filled(page(client, world.steward), world)
    assert client.post(NEW, sent).url == client.post(NEW, sent).url
    assert Visit.objects.count() == 1


WRONG = {
    "enterprise": {"enterprise": ""},
    "mode": {"mode": "by_pigeon"},
    "happened_at": {"happened_at": "2099-01-01T10:00"},
    "people": {"people": ""},
    "topics": {"topics": ["weather"]},
    "heard": {"heard": "很" * 20_000},
    "client_id": {"client_id": "not-a-number"},
}


@pytest.mark.parametrize("field", WRONG)
def test_each_fault_is_told_and_everything_typed_is_kept(client, world, field):
    sent = filled(page(client, world.steward), world, **WRONG[field])
    answer = client.post(NEW, sent)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "就业补贴" in answer.content.decode()
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("promise", "field"),
    [
        ({"form-0-text": "送材料"}, "due_on"),
        ({"form-0-due_on": "2099-01-01"}, "text"),
        ({"form-0-text": "送材料", "form-0-due_on": "2020-01-01"}, "due_on"),
    ],
)
def test_half_a_promise_or_one_for_yesterday_is_told_beside_it(client, world, promise, field):
    answer = client.post(NEW, filled(page(client, world.steward), world, **promise))
    assert answer.status_code == 422
    assert list(answer.context["promises"].forms[0].errors) == [field]
    assert "招工难" in answer.content.decode()
    assert not Visit.objects.exists()


def test_an_enterprise_of_somebody_else_is_not_offered(client, world):
    sent = filled(page(client, world.steward), world, enterprise=world.foreign_firm.uscc)
    assert list(client.post(NEW, sent).context["form"].errors) == ["enterprise"]


def test_an_enterprise_handed_over_meanwhile_loses_no_word(client, world):
    sent = filled(page(client, world.steward), world)
    workflow.end(Assignment.objects.open().get(enterprise=world.firm), by=None)
    answer = client.post(NEW, sent)
    assert answer.status_code == 422 and "招工难" in answer.content.decode()


def test_whoever_leads_many_types_a_name_or_a_code(client, world):
    for number in range(200, 232):
        worlds.enterprise(
            worlds.code(number), local_unit=world.local_unit, level=Level.STREET, name=f"张江测试{number}厂"
        )
    answer = page(client, world.general)
    assert "张江测试210厂" not in answer.content.decode()
    unknown = client.post(NEW, filled(answer, world, enterprise="没有这家"))
    several = client.post(NEW, filled(answer, world, enterprise="张江测试"))
    assert "没有这家" in str(unknown.context["form"].errors["enterprise"])
    assert worlds.code(200) in str(several.context["form"].errors["enterprise"])
    assert client.post(NEW, filled(answer, world, enterprise="张江测试210厂")).status_code == 302
    assert Visit.objects.get().enterprise.name == "张江测试210厂"


def written(client, world):
    client.post(NEW, filled(page(client, world.steward), world, **{
        "form-0-text": "送材料", "form-0-due_on": timezone.localdate().isoformat(),
    }))  # fmt: skip
    return Visit.objects.get()


def test_the_author_corrects_and_the_page_says_so(client, world):
    visit = written(client, world)
    address = reverse("stewards:visit_correct", args=[visit.pk])
    form = client.get(address).context["form"]
    sent = {name: form.initial[name] for name in form.fields}
    sent |= {"heard": "招工难，住宿不便", "happened_at": f"{sent['happened_at']:%Y-%m-%dT%H:%M}"}
    assert client.post(address, sent).status_code == 302
    shown = client.get(visit_page := reverse("stewards:visit", args=[visit.pk])).content.decode()
    assert "住宿不便" in shown and "更正于" in shown and address in shown
    Visit.objects.update(created_at=timezone.now() - timedelta(days=2), happened_at=timezone.now() - timedelta(days=3))
    assert address not in client.get(visit_page).content.decode()
    late = client.post(address, sent)
    assert late.status_code == 422 and "24" in str(late.context["form"].non_field_errors())


def test_an_addition_stands_below_the_record_with_its_author(client, world):
    visit = written(client, world)
    client.force_login(User.objects.get(pk=world.general.pk))
    address = reverse("stewards:visit_add", args=[visit.pk])
    assert client.post(address, {"text": ""}).status_code == 422
    assert client.post(address, {"text": "已转科经委"}).status_code == 302
    shown = client.get(reverse("stewards:visit", args=[visit.pk])).content.decode()
    assert "已转科经委" in shown and world.general.name in shown


def test_a_promise_is_done_once_with_its_outcome(client, world):
    row = written(client, world).follow_ups.get()
    address = reverse("stewards:follow_up_done", args=[row.pk])
    assert client.post(address, {"outcome": ""}).status_code == 422
    assert client.post(address, {"outcome": "已送达"}).status_code == 302
    again = client.post(address, {"outcome": "又送"})
    assert again.status_code == 422 and again.context["form"].non_field_errors()
    assert FollowUp.objects.get().outcome == "已送达"


FILTERS = [
    ({}, True), ({"mode": "on_site"}, True), ({"mode": "phone"}, False), ({"topic": "policy"}, True),
    ({"topic": "premises"}, False), ({"author": "Person"}, True), ({"author": "没有此人"}, False),
    ({"since": "2020-01-01"}, True), ({"until": "2020-01-01"}, False), ({"q": "没有"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("query", "is_found"), FILTERS)
def test_filters_narrow_the_list(client, world, query, is_found):
    written(client, world)
    answer = client.get(reverse("stewards:visits"), query)
    assert (answer.context["table"].page.paginator.count == 1) is is_found


def test_the_list_asks_as_often_for_many_visits_as_for_few(client, world, query_shape):
    written(client, world)
    client.get(reverse("stewards:visits"))
    with query_shape() as few:
        client.get(reverse("stewards:visits"))
    for number in range(12):
        client.post(NEW, filled(page(client, world.steward), world, heard=f"第{number}次"))
    with query_shape() as many:
        assert client.get(reverse("stewards:visits")).context["table"].page.paginator.count == 13
    assert len(few) == len(many) <= 8


def test_an_export_is_logged_and_holds_the_filtered_rows(client, world):
    written(client, world)
    client.force_login(User.objects.get(pk=world.general.pk))
    answer = client.post(f"{reverse('stewards:visits_export')}?mode=on_site", {"kind": "csv", "reason": "月度小结"})
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 2 and "招工难" in lines[1]
    assert ExportLog.objects.get().filters == {"mode": "on_site"}


def test_the_page_of_the_enterprise_shows_visits_to_those_who_serve_and_not_to_the_enterprise(client, world):
    written(client, world)
    address = reverse("enterprises:detail", args=[world.firm.uscc])
    assert "招工难" in client.get(address).content.decode()
    client.force_login(User.objects.get(pk=world.contact.pk))
    assert "招工难" not in client.get(address).content.decode()
