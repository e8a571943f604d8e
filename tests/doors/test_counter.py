"""The desk's telephone and counter: one record like every other, with the caller seen by whom the case needs."""

import pytest
from django.urls import reverse

from appeals import workflow as appeals
from appeals.doors.models import Caller
from appeals.models import Appeal
from enterprises.models import Enterprise
from portal.common.once import FIELD
from portal.places.models import Town
from tests import world as worlds


@pytest.fixture
def desk(client, world):
    client.force_login(world.dispatcher)
    return client


def said(world, **changed):
    return {
        "channel": "phone", "enterprise": world.firm.uscc, "caller": "王经理", "phone": "021-5888 1234",
        "category": world.category.pk, "title": "停电三小时", "text": "产线停了，何时恢复？", "urgency": "urgent",
    } | changed  # fmt: skip


@pytest.mark.parametrize("channel", ["phone", "walk_in"])
def test_what_a_caller_says_is_an_appeal_at_the_desk_and_the_caller_hears_its_number(world, desk, channel):
    answer = desk.post(reverse("doors:take_in"), said(world, channel=channel), follow=True)
    appeal = Appeal.objects.get()
    assert appeal.number in answer.content.decode()
    assert (appeal.channel, appeal.state, appeal.reviewer) == (channel, "submitted", "desk")
    assert (appeal.created_by, appeal.enterprise, appeal.urgency) == (world.dispatcher, world.firm, "urgent")
    caller = Caller.objects.get()
    assert (caller.appeal, caller.name, caller.taken_by) == (appeal, "王经理", world.dispatcher)


def test_the_same_form_sent_twice_is_one_appeal(world, desk):
    sent = said(world, **{FIELD: "one page"})
    answers = [desk.post(reverse("doors:take_in"), sent) for _time in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Appeal.objects.count() == Caller.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [{"enterprise": "没有这家"}, {"caller": ""}, {"phone": "call me"}, {"title": ""}, {"channel": "portal"},
     {"category": ""}],
)  # fmt: skip
def test_what_is_missing_is_asked_for_and_everything_typed_stays(world, desk, changed):
    answer = desk.post(reverse("doors:take_in"), said(world, **changed))
    assert answer.status_code == 422
    assert "产线停了，何时恢复？" in answer.content.decode()
    assert not Appeal.objects.exists()


def test_a_firm_that_nobody_knows_is_entered_off_the_roster(world, desk):
    town = Town.objects.get(district_id="310115", name="张江镇")
    firm = {"code": worlds.code(9), "name": "上海新来小店", "district": "310115", "town": town.pk}
    assert desk.post(reverse("doors:take_in_new"), said(world) | firm).status_code == 302
    entered = Enterprise.objects.get(uscc=worlds.code(9))
    assert (entered.level, entered.local_unit) == ("", world.local_unit)
    assert Appeal.objects.get().enterprise == entered
    again = desk.post(reverse("doors:take_in_new"), said(world, title="另一件") | firm)
    assert again.status_code == 409
    assert Appeal.objects.count() == 1


@pytest.fixture
def case(world, desk):
    desk.post(reverse("doors:take_in"), said(world))
    appeal = appeals.accept(Appeal.objects.get(), by=world.dispatcher)
    return appeals.dispatch(appeal, by=world.dispatcher, lead=world.bureau)


@pytest.mark.parametrize(
    ("who", "sees"),
    [("dispatcher", True), ("handler", True), ("contact", False), ("steward", False), ("leader", False),
     ("district", False)],
)  # fmt: skip
def test_the_caller_is_seen_by_the_desk_and_the_units_of_the_case_alone(world, client, case, who, sees):
    client.force_login(getattr(world, who))
    page = client.get(case.get_absolute_url())
    assert page.status_code == 200
    assert ("王经理" in page.content.decode()) is sees
    assert Caller.objects.visible_to(getattr(world, who)).exists() is sees


def test_a_unit_that_gave_the_case_back_sees_no_caller(world, case):
    appeals.return_to_desk(worlds.lead(case), by=world.handler, basis="职责分工不符")
    assert not Caller.objects.visible_to(world.handler).exists()


def test_the_number_of_the_other_system_stands_on_the_case(world, desk, hotline):
    told = hotline.pass_on(credit_code=world.firm.uscc).json()
    page = desk.get(reverse("appeals:detail", args=[told["number"]])).content.decode()
    assert told["external_number"] in page
