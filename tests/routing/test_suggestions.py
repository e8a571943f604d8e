"""Suggestions at dispatch and while writing: rules first, then the past; never applied by themselves."""

import subprocess
import sys

import pytest
from django.urls import reverse

from appeals import workflow as casework
from appeals.enums import AppealState as S
from appeals.models import Category
from appeals.routing import lessons, suggestions, workflow
from appeals.routing.models import Learned, RoutingRule
from appeals.routing.past import dispatches, office
from portal.accounts.enums import UnitKind
from portal.common.workflow import Refused
from portal.places.models import District
from tests.world import appeal_in, draft, lead, returned_by, unit

POWER = [
    ("变压器容量不足", "厂房用电增容，请尽快接电"),
    ("频繁停电", "园区线路老化，停电影响生产"),
    ("充电桩接电", "用电报装进度慢"),
]
TRADE = [
    ("展会补贴", "参加进出口展会，申报补贴未到"),
    ("外贸单证", "出口单证办理困难"),
    ("商场促销备案", "促销活动备案手续"),
]


def teach(world, monkeypatch):
    """A past in which power went to the grid company and trade to the commerce commission."""
    monkeypatch.setattr(lessons, "FEWEST", 12)
    commerce = Category.objects.get(code="permits.licence")
    for _round in range(3):
        for cases, where, category in ((POWER, world.power, world.category), (TRADE, world.other_bureau, commerce)):
            for title, text in cases:
                appeal = casework.submit(draft(world, title=title, text=text, category=category), by=world.contact)
                appeal = casework.accept(appeal, by=world.steward)
                casework.dispatch(appeal, by=world.dispatcher, lead=where)
    assert lessons.learn_from_past() == 2


def accepted(world, **fields):
    appeal = casework.submit(draft(world, **fields), by=world.contact)
    return casework.accept(appeal, by=world.steward)


def test_an_office_is_a_unit_without_its_district(world):
    huangpu = District.objects.get(pk="310101")
    there = unit(UnitKind.DEPARTMENT, f"{huangpu.name}商务委员会", district=huangpu)
    assert office(there) == office(world.other_bureau) == "商务委员会"
    assert office(world.power) == "国网供电公司"
    assert office(unit(UnitKind.DEPARTMENT, "上海市商务委员会")) == "上海市商务委员会"


def test_the_past_says_where_a_case_belongs_and_which_words_said_so(client, world, monkeypatch):
    teach(world, monkeypatch)
    appeal = accepted(world, title="新厂房停电", text="园区停电两天，请尽快接电")
    found, _clear = suggestions.units_for(appeal)
    assert found[0].unit == world.power and found[0].words
    client.force_login(world.dispatcher)
    page = client.get(reverse("appeals:dispatch", args=[appeal.number])).content.decode()
    assert "?lead=" in page and world.power.name in page
    taken = client.get(reverse("appeals:dispatch", args=[appeal.number]), {"lead": world.power.name})
    assert f'value="{world.power.name}"' in taken.content.decode()
    appeal.refresh_from_db()
    assert appeal.state == S.ACCEPTED


def test_a_returned_case_teaches_nothing_about_who_gave_it_back(world):
    appeal = accepted(world)
    returned_by(world, appeal, world.bureau, world.handler)
    casework.dispatch(appeal, by=world.dispatcher, lead=world.power)
    assert [case[2] for case in dispatches()] == [office(world.power)]


def test_without_a_past_or_a_rule_nothing_is_suggested(client, world):
    appeal = accepted(world)
    assert suggestions.units_for(appeal) == ([], False)
    assert lessons.learn_from_past() == 0 and not Learned.objects.exists()
    client.force_login(world.dispatcher)
    assert client.get(reverse("appeals:dispatch", args=[appeal.number])).status_code == 200


def test_a_better_category_is_offered_while_the_enterprise_writes(client, world, monkeypatch):
    teach(world, monkeypatch)
    appeal = draft(world, category=Category.objects.get(code="permits.licence"))
    client.force_login(world.contact)
    sent = {"title": "园区停电", "text": "变压器容量不足，频繁停电，用电报装"}
    page = client.post(reverse("appeals:alike", args=[appeal.pk]), sent).content.decode()
    assert str(world.category) in page
    appeal.refresh_from_db()
    assert appeal.category.code == "permits.licence"


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        ({"words": "停电 用电"}, True), ({"words": "食品"}, False), ({"category": "resources.power"}, True),
        ({"category": "resources"}, True), ({"category": "tax"}, False),
        ({"words": "用电", "district": "310115"}, True), ({"words": "用电", "district": "310101"}, False),
    ],
    ids=["a word", "another word", "its category", "the head of its category", "another", "its district", "elsewhere"],
)  # fmt: skip
def test_a_rule_fits_by_category_words_and_place(world, rule, fits):
    values = dict(rule)
    if "category" in values:
        values["category"] = Category.objects.get(code=values["category"])
    if "district" in values:
        values["district"] = District.objects.get(pk=values["district"])
    made = workflow.make_rule(by=world.dispatcher, unit=world.power, reason="供电事项", **values)
    appeal = accepted(world, title="厂房用电不足", text="请增容")
    assert [one.rule for one in suggestions.units_for(appeal)[0]] == ([made] if fits else [])
    workflow.end_rule(made, by=world.dispatcher)
    assert suggestions.units_for(appeal)[0] == []


def test_a_rule_says_when_it_holds_and_exists_once(world):
    with pytest.raises(Refused):
        workflow.make_rule(by=world.dispatcher, unit=world.power, reason="供电", words="  ")
    workflow.make_rule(by=world.dispatcher, unit=world.power, reason="供电", words="停电 停电")
    with pytest.raises(Refused) as refusal:
        workflow.make_rule(by=world.dispatcher, unit=world.power, reason="又一次", words="停电")
    assert refusal.value.code == "twice" and RoutingRule.objects.get().words == "停电"


def test_a_ruling_becomes_a_rule_on_one_page(client, world):
    appeal = appeal_in(world, S.ACCEPTED)
    returned_by(world, appeal, world.bureau, world.handler)
    returned_by(world, appeal, world.other_bureau, world.other_handler)
    casework.arbitrate(appeal, by=world.dispatcher, lead=world.power, ruling="供电事项由供电公司承办")
    client.force_login(world.dispatcher)
    address = f"{reverse('routing:new')}?case={appeal.number}"
    assert address in client.get(appeal.get_absolute_url()).content.decode()
    assert world.power.name in client.get(address).content.decode()
    sent = {"category": world.category.pk, "unit": world.power.name, "district": "310115", "reason": ""}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"reason": "裁定"}).status_code == 302
    rule = RoutingRule.objects.get()
    assert rule.from_appeal == appeal and lead(appeal).unit == rule.unit
    assert appeal.number in client.get(reverse("routing:list")).content.decode()
    assert client.post(reverse("routing:end", args=[rule.pk])).status_code == 302
    rule.refresh_from_db()
    assert rule.ended_on
    client.force_login(world.handler)
    assert client.post(reverse("routing:end", args=[rule.pk])).status_code == 404


def test_web_processes_do_not_carry_what_only_learning_needs():
    code = "import django; django.setup(); import portal.urls, sys; assert 'sklearn' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
