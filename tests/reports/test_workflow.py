"""Reports: who sends them, once; which burn by themselves; a day for corrections; the district lead's answer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from enterprises import access
from enterprises.enums import AccessReason
from portal.common.workflow import Refused
from portal.notifications.models import Notification
from stewards import workflow as stewardship
from stewards.conditions import CORRECTABLE_FOR
from stewards.models import Assignment
from stewards.reports import workflow
from stewards.reports.enums import ReportKind, ReportState, Urgency
from stewards.reports.kinds import KINDS, in_words
from stewards.reports.models import Report, ReportLog
from tests import world as worlds
from tests.plugins.lasting import lasting
from tests.reports.samples import FACTS, days_ago, fresh, moving, said, sent

MAY = ["steward", "general", "liaison", "deputy"]
MAY_NOT = ["contact", "colleague", "other_steward", "dispatcher", "handler", "district", "city", "leader", "admin",
           "nobody"]  # fmt: skip
K, S = ReportKind, ReportState


def build():
    world = worlds.build()
    world.liaison, world.deputy = worlds.person(), worlds.person()
    stewardship.appoint_liaison(world.steward.steward, world.liaison, by=None)
    access.grant(world.deputy, world.firm, AccessReason.DEPUTY)
    return world


built, world = lasting(build)


@pytest.mark.parametrize("name", MAY)
def test_those_who_serve_send_a_report_under_their_own_name(world, name):
    report = sent(world, name)
    assert (report.author_id, report.steward_id) == (getattr(world, name).pk, world.steward.steward.pk)
    assert (report.state, report.urgency) == (S.SENT, Urgency.NORMAL)
    assert report.number.startswith(f"IR-{timezone.localdate().year}-") and len(report.number) == 14
    assert report.history.count() == 1


@pytest.mark.parametrize("name", MAY_NOT)
def test_nobody_else_does(world, name):
    with pytest.raises(Refused) as refused:
        sent(world, name)
    assert refused.value.code == "not_serving"
    assert not Report.objects.exists()


@pytest.mark.parametrize("kind", K)
def test_every_kind_keeps_its_facts_and_tells_them_in_words(world, kind):
    report = sent(world, kind=kind)
    report.refresh_from_db()
    assert report.facts == FACTS[kind]
    told = {fact.name for fact, _value in report.facts_in_words}
    assert told == {name for name, value in FACTS[kind].items() if value}
    assert {fact.name for fact in KINDS[kind].facts} == set(FACTS[kind])


def test_amounts_are_told_with_their_thousands_and_days_by_the_calendar():
    told = {fact.name: value for fact, value in in_words(K.FINANCING, FACTS[K.FINANCING] | {"amount": "12000.50"})}
    assert told["amount"] == "12,000.5"
    assert "2026" in told["on"] or "11" in told["on"]
    assert [value for _fact, value in in_words(K.FINANCING, {"amount": "unknown"})] == ["unknown"]


def test_the_same_page_sent_five_times_is_one_report(world):
    words = said()
    numbers = {workflow.send(world.firm, by=fresh(world.steward), **words).number for _time in range(5)}
    assert len(numbers) == Report.objects.count() == 1


def test_a_number_of_somebody_elses_report_is_refused(world):
    mine = sent(world)
    with pytest.raises(Refused) as refused:
        sent(world, "general", client_id=mine.client_id)
    assert refused.value.code == "foreign"


def test_a_report_of_an_enterprise_handed_over_yesterday_is_refused(world):
    stewardship.end(Assignment.objects.open().get(enterprise=world.firm), by=None)
    with pytest.raises(Refused):
        sent(world)


def test_a_day_to_come_and_a_visit_to_another_enterprise_are_refused(world):
    with pytest.raises(Refused) as refused:
        sent(world, happened_on=timezone.localdate() + timedelta(days=1))
    assert refused.value.code == "future"
    there = stewardship.log(
        world.foreign_firm, by=fresh(world.other_steward), client_id=said()["client_id"], mode="phone",
        happened_at=timezone.now(), people="李经理", topics=[], heard="正常",
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        sent(world, from_visit=there)
    assert refused.value.code == "other_visit"


BURNS = [
    ("considered", "province", False), ("likely", "province", True), ("decided", "abroad", True),
    ("decided", "shanghai", True), ("decided", "district", False),
]  # fmt: skip


@pytest.mark.parametrize(("likelihood", "place", "burns"), BURNS)
def test_a_likely_move_beyond_the_district_burns_by_itself(world, likelihood, place, burns):
    report = sent(world, kind=K.RELOCATION, facts=moving(likelihood=likelihood, place=place))
    assert report.is_urgent is burns
    told = Notification.objects.filter(event="report_urgent")
    assert list(told.values_list("recipient", "is_urgent")) == ([(world.district.pk, True)] if burns else [])


def test_any_report_is_urgent_with_a_reason_and_only_the_lead_of_its_district_hears(world):
    report = sent(world, kind=K.BOARD, urgent_because="停产")
    assert (report.urgency, report.urgent_because) == (Urgency.URGENT, "停产")
    told = Notification.objects.get(event="report_urgent")
    assert (told.recipient_id, told.url) == (world.district.pk, report.get_absolute_url())


def test_the_author_corrects_within_a_day_and_the_history_keeps_what_stood_before(world):
    report = sent(world, kind=K.RELOCATION)
    changed = workflow.correct(report, by=world.steward, title="已决定迁出", facts=moving(likelihood="decided"))
    assert changed.is_urgent and changed.changed_at and "已决定迁出" in changed.words
    assert [row.title for row in report.history.order_by("history_id")] == ["三季度订单下滑", "已决定迁出"]
    assert Notification.objects.filter(event="report_urgent").count() == 1


@pytest.mark.parametrize(("name", "late"), [("steward", True), ("general", False), ("liaison", False)])
def test_after_a_day_or_by_somebody_else_nothing_is_corrected(world, name, late):
    report = sent(world, happened_on=days_ago(3))
    if late:
        Report.objects.update(created_at=timezone.now() - CORRECTABLE_FOR - timedelta(minutes=1))
    with pytest.raises(Refused) as refused:
        workflow.correct(report, by=getattr(world, name), title="别的")
    assert refused.value.code == "too_late"


@pytest.mark.parametrize("name", [*MAY, *MAY_NOT])
def test_those_who_serve_add_visibly_and_nobody_else(world, name):
    report, by = sent(world), fresh(getattr(world, name))
    if name in MAY:
        assert workflow.add(report, by=by, text="已核实").author_id == by.pk
    else:
        with pytest.raises(Refused):
            workflow.add(report, by=by, text="已核实")


@pytest.mark.parametrize("name", [*MAY, *MAY_NOT])
@pytest.mark.parametrize("step", ["acknowledge", "pass_on"])
def test_only_the_lead_of_the_district_acknowledges_and_passes_on(world, name, step):
    report, by = sent(world), fresh(getattr(world, name))
    more = {"unit": world.bureau, "note": "请跟进"} if step == "pass_on" else {}
    if name == "district":
        done = getattr(workflow, step)(report, by=by, **more)
        assert done.acknowledged_by_id == by.pk
    else:
        with pytest.raises(Refused) as refused:
            getattr(workflow, step)(report, by=by, **more)
        assert refused.value.code == "not_leading"


WAYS = [
    ([], "acknowledge", S.ACKNOWLEDGED), ([], "pass_on", S.PASSED_ON),
    (["acknowledge"], "acknowledge", S.ACKNOWLEDGED), (["acknowledge"], "pass_on", S.PASSED_ON),
    (["pass_on"], "acknowledge", S.PASSED_ON), (["pass_on"], "pass_on", S.PASSED_ON),
]  # fmt: skip


@pytest.mark.parametrize(("before", "step", "state"), WAYS)
def test_every_step_from_every_state(world, before, step, state):
    report, by = sent(world), fresh(world.district)
    for name in [*before, step]:
        more = {"unit": world.bureau, "note": "请跟进"} if name == "pass_on" else {}
        report = getattr(workflow, name)(report, by=by, **more)
    assert report.state == state
    logged = list(report.log.values_list("step", flat=True))
    is_new = step == "pass_on" or not before
    assert logged == ["send", *before, *([step] if is_new else [])]


def test_the_unit_reads_what_is_passed_on_to_it_and_hears_of_it(world):
    report = sent(world)
    assert not Report.objects.visible_to(fresh(world.handler)).exists()
    workflow.pass_on(report, by=fresh(world.district), unit=world.bureau, note="请上门了解")
    told = Notification.objects.filter(event="report_passed_on")
    assert set(told.values_list("recipient", flat=True)) == {world.handler.pk, world.second_handler.pk}
    assert {row.text for row in told} == {"请上门了解"}
    assert Report.objects.visible_to(fresh(world.handler)).get() == report
    assert not Report.objects.visible_to(fresh(world.other_handler)).exists()


def test_nothing_is_passed_on_to_a_closed_unit(world):
    world.bureau.is_active = False
    world.bureau.save()
    with pytest.raises(Refused) as refused:
        workflow.pass_on(sent(world), by=fresh(world.district), unit=world.bureau, note="请跟进")
    assert refused.value.code == "closed"
    assert Report.objects.get().state == S.SENT


SEES = {*MAY, "district", "city", "leader"}


@pytest.mark.parametrize("name", [*MAY, *MAY_NOT])
def test_a_report_is_read_by_those_who_serve_lead_or_supervise(world, name):
    sent(world)
    assert Report.objects.visible_to(fresh(getattr(world, name))).exists() is (name in SEES)
    assert ReportLog.objects.visible_to(fresh(getattr(world, name))).exists() is (name in SEES)


def test_the_author_reads_the_own_report_after_the_hand_over(world):
    sent(world)
    stewardship.end(Assignment.objects.open().get(enterprise=world.firm), by=None)
    assert Report.objects.visible_to(fresh(world.steward)).count() == 1


def test_the_database_wants_to_know_who_acknowledged(world):
    sent(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.update(state=S.ACKNOWLEDGED)
