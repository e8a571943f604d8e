"""The pages of reports: choose a kind, fill its form, keep what was typed; the lead answers; filters and export."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.common.models import ExportLog
from stewards import workflow as stewardship
from stewards.models import Assignment
from stewards.reports import workflow
from stewards.reports.enums import ReportKind as K
from stewards.reports.models import Report
from tests import world as worlds
from tests.plugins.lasting import lasting
from tests.reports.samples import FACTS, fresh, moving, said, sent, typed

pytestmark = pytest.mark.django_db
NEW = "/workbench/reports/new/"


def build():
    world = worlds.build()
    world.liaison = worlds.person()
    stewardship.appoint_liaison(world.steward.steward, world.liaison, by=None)
    world.visit = stewardship.log(
        world.firm, by=fresh(world.steward), client_id=uuid.uuid4(), mode="on_site",
        happened_at=timezone.now() - timedelta(days=1), people="王经理", topics=[], heard="考虑外迁",
    )  # fmt: skip
    return world


built, world = lasting(build)


def page(client, person, query="?kind=performance"):
    client.force_login(fresh(person))
    return client.get(NEW + query)


def filled(answer, world, kind=K.PERFORMANCE, **changes):
    """What a browser would send from the page."""
    known = {
        "client_id": str(answer.context["form"].initial["client_id"]), "enterprise": world.firm.uscc,
        "title": "三季度订单下滑", "text": "企业正在开拓国内客户。",
        "happened_on": timezone.localdate().isoformat(), "urgent_because": "",
    }  # fmt: skip
    return known | typed(kind) | changes


def test_the_kind_comes_first_and_keeps_where_one_came_from(client, world):
    answer = page(client, world.steward, f"?visit={world.visit.pk}&enterprise={world.firm.uscc}")
    assert answer.templates[0].name == "reports/choose.html"
    for kind in K:
        assert f"?kind={kind}&amp;visit={world.visit.pk}&amp;enterprise={world.firm.uscc}" in answer.content.decode()


@pytest.mark.parametrize("role", ["steward", "liaison", "general"])
@pytest.mark.parametrize("kind", K)
def test_every_kind_is_sent_from_its_own_form(client, world, kind, role):
    answer = page(client, getattr(world, role), f"?kind={kind}")
    done = client.post(f"{NEW}?kind={kind}", filled(answer, world, kind))
    report = Report.objects.get()
    assert done.url == report.get_absolute_url()
    assert (report.kind, report.facts, report.author) == (kind, FACTS[kind], getattr(world, role))
    shown = client.get(done.url).content.decode()
    assert report.number in shown and world.firm.name in shown


def test_a_report_is_made_of_a_visit_and_each_shows_the_other(client, world):
    query = f"?kind=relocation&visit={world.visit.pk}&enterprise={world.firm.uscc}"
    answer = page(client, world.steward, query)
    form = answer.context["form"]
    assert form.initial["enterprise"] == world.firm.uscc
    assert form.initial["happened_on"] == timezone.localdate(world.visit.happened_at)
    done = client.post(NEW + query, filled(answer, world, K.RELOCATION))
    assert Report.objects.get().from_visit == world.visit
    record = reverse("stewards:visit", args=[world.visit.pk])
    assert record in client.get(done.url).content.decode()
    assert Report.objects.get().get_absolute_url() in client.get(record).content.decode()


@pytest.mark.parametrize("visit", ["", "x", "0", "99999999999999999999", "²"])
def test_a_visit_that_does_not_exist_is_passed_over(client, world, visit):
    assert page(client, world.steward, f"?kind=board&visit={visit}").status_code == 200


def test_the_page_sent_twice_is_one_report(client, world):
    words = filled(page(client, world.steward), world)
    assert client.post(f"{NEW}?kind=performance", words).url == client.post(f"{NEW}?kind=performance", words).url
    assert Report.objects.count() == 1


WRONG = {
    "enterprise": {"enterprise": ""},
    "title": {"title": ""},
    "text": {"text": "很" * 20_000},
    "happened_on": {"happened_on": "2099-01-01"},
    "urgent_because": {"is_urgent": "on"},
    "client_id": {"client_id": "not-a-number"},
    "fact_indicator": {"fact_indicator": "weather"},
    "fact_change": {"fact_change": "viel"},
    "fact_measure": {"fact_measure": ""},
    "fact_period": {"fact_period": ""},
    "fact_cause": {"fact_cause": ""},
}


@pytest.mark.parametrize("field", WRONG)
def test_each_fault_is_told_and_everything_typed_is_kept(client, world, field):
    answer = client.post(f"{NEW}?kind=performance", filled(page(client, world.steward), world, **WRONG[field]))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    kept = answer.content.decode()
    assert ("海外客户推迟验收" in kept) or field == "fact_cause"
    assert not Report.objects.exists()


@pytest.mark.parametrize("kind", K)
def test_an_empty_form_names_exactly_what_the_kind_requires(client, world, kind):
    page(client, world.steward, f"?kind={kind}")
    answer = client.post(f"{NEW}?kind={kind}", {"client_id": str(uuid.uuid4())})
    form = answer.context["form"]
    wanted = {f"fact_{fact.name}" for fact in form.kind.facts if fact.required}
    assert set(form.errors) == wanted | {"enterprise", "title", "happened_on"}


def test_an_enterprise_handed_over_meanwhile_loses_no_word(client, world):
    words = filled(page(client, world.steward), world)
    stewardship.end(Assignment.objects.open().get(enterprise=world.firm), by=None)
    answer = client.post(f"{NEW}?kind=performance", words)
    assert answer.status_code == 422 and "海外客户推迟验收" in answer.content.decode()


def test_the_author_corrects_and_somebody_adds(client, world):
    report = sent(world)
    client.force_login(fresh(world.steward))
    address = reverse("reports:correct", args=[report.number])
    words = {name: value for name, value in client.get(address).context["form"].initial.items() if value}
    words |= {"title": "四季度订单回升", "happened_on": words["happened_on"].isoformat()}
    assert client.post(address, words).status_code == 302
    client.force_login(fresh(world.general))
    address = reverse("reports:add", args=[report.number])
    assert client.post(address, {"text": ""}).status_code == 422
    assert client.post(address, {"text": "已电话核实"}).status_code == 302
    shown = client.get(report.get_absolute_url()).content.decode()
    assert "四季度订单回升" in shown and "已电话核实" in shown and world.general.name in shown


def test_a_correction_after_a_day_keeps_the_words_and_says_what_to_do(client, world):
    report = sent(world)
    client.force_login(fresh(world.steward))
    address = reverse("reports:correct", args=[report.number])
    words = {name: value for name, value in client.get(address).context["form"].initial.items() if value}
    words |= {"title": "四季度订单回升", "happened_on": words["happened_on"].isoformat()}
    Report.objects.update(created_at=timezone.now() - timedelta(days=2))
    late = client.post(address, words)
    assert late.status_code == 422 and "24" in str(late.context["form"].non_field_errors())
    assert "四季度订单回升" in late.content.decode()


def test_the_lead_acknowledges_by_post_and_the_button_goes(client, world):
    report = sent(world, kind=K.RELOCATION, facts=moving())
    client.force_login(fresh(world.district))
    address = reverse("reports:acknowledge", args=[report.number])
    assert address in client.get(report.get_absolute_url()).content.decode()
    assert client.post(address).url == client.post(address).url == report.get_absolute_url()
    shown = client.get(report.get_absolute_url()).content.decode()
    assert address not in shown and world.district.name in shown
    assert report.log.count() == 2


def test_the_lead_passes_a_report_on_to_a_unit_whose_people_then_read_it(client, world):
    report = sent(world)
    client.force_login(fresh(world.district))
    address = reverse("reports:pass_on", args=[report.number])
    offered = client.get(address).context["form"].fields["unit"].queryset
    assert world.bureau in offered and world.desk not in offered
    assert list(client.post(address, {"note": ""}).context["form"].errors) == ["unit", "note"]
    token = {"unit": world.bureau.pk, "note": "请了解融资需求"}
    assert client.post(address, token).status_code == 302
    client.force_login(fresh(world.handler))
    assert "请了解融资需求" in client.get(report.get_absolute_url()).content.decode()
    assert client.get(reverse("reports:list")).context["table"].page.paginator.count == 1


@pytest.mark.parametrize(("role", "status"), [("steward", 403), ("leader", 403), ("contact", 404), ("nobody", 404)])
def test_nobody_else_acknowledges(client, world, role, status):
    report = sent(world)
    client.force_login(fresh(getattr(world, role)))
    assert client.post(reverse("reports:acknowledge", args=[report.number])).status_code == status
    report.refresh_from_db()
    assert report.state == "sent"


FILTERS = [
    ({}, True), ({"kind": "performance"}, True), ({"kind": "board"}, False), ({"urgency": "urgent"}, False),
    ({"state": "sent"}, True), ({"state": "passed_on"}, False), ({"district": "310115"}, True),
    ({"district": "310101"}, False), ({"since": "2020-01-01"}, True), ({"until": "2020-01-01"}, False),
    ({"q": "订单下滑"}, True), ({"q": "国内客户"}, True), ({"q": "推迟验收"}, True), ({"q": "试点"}, True),
    ({"q": "没有"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("query", "is_found"), FILTERS)
def test_filters_and_words_narrow_the_list(client, world, query, is_found):
    sent(world)
    client.force_login(fresh(world.steward))
    answer = client.get(reverse("reports:list"), query)
    assert (answer.context["table"].page.paginator.count == 1) is is_found


def test_the_list_asks_as_often_for_many_reports_as_for_few(client, world, query_shape):
    sent(world)
    client.force_login(fresh(world.district))
    client.get(reverse("reports:list"))
    with query_shape() as few:
        client.get(reverse("reports:list"))
    for kind in K:
        sent(world, kind=kind)
    with query_shape() as many:
        assert client.get(reverse("reports:list")).context["table"].page.paginator.count == 9
    assert len(few) == len(many) <= 8


def test_an_export_is_logged_and_holds_the_filtered_rows(client, world):
    sent(world)
    sent(world, kind=K.BOARD)
    client.force_login(fresh(world.general))
    answer = client.post(f"{reverse('reports:export')}?kind=performance", {"kind": "csv", "reason": "季度小结"})
    lines = answer.getvalue().decode("utf-8-sig")
    assert "海外客户推迟验收" in lines and "接任" not in lines
    assert ExportLog.objects.get().rows == 1


def test_markup_in_a_report_is_shown_and_never_run(client, world):
    report = workflow.send(world.firm, by=fresh(world.steward), **said(title="<script>1</script>", text="<b>x</b>"))
    client.force_login(fresh(world.steward))
    shown = client.get(report.get_absolute_url()).content.decode()
    assert "<script>1" not in shown and "&lt;b&gt;x" in shown
