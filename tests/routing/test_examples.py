"""A rule is tried on past cases before it is put in force."""

import pytest
from django.urls import reverse

from appeals import workflow as casework
from appeals.models import Category
from appeals.routing import examples
from appeals.routing.models import RoutingRule
from portal.places.models import District
from tests.world import draft, returned_by


def dispatched(world, lead, **fields):
    appeal = casework.submit(draft(world, **fields), by=world.contact)
    return casework.dispatch(casework.accept(appeal, by=world.steward), by=world.dispatcher, lead=lead)


@pytest.fixture
def past(world):
    trade = Category.objects.get(code="permits.licence")
    dispatched(world, world.power, title="变压器容量不足", text="请增容")
    dispatched(world, world.power, title="频繁停电", text="变压器老化")
    dispatched(world, world.bureau, title="充电桩接电", text="报装进度慢")
    dispatched(world, world.other_bureau, title="展会补贴", text="申报未到账", category=trade)
    appeal = casework.accept(casework.submit(draft(world, title="变压器噪声"), by=world.contact), by=world.steward)
    return returned_by(world, appeal, world.bureau, world.handler)


@pytest.mark.parametrize(
    ("words", "category", "here", "fits", "units"),
    [
        ("变压器", "", None, 2, ["power"]),
        ("变压器 接电", "", None, 3, ["power", "bureau"]),
        ("", "resources.power", None, 3, ["power", "bureau"]),
        ("", "resources", None, 3, ["power", "bureau"]),
        ("变压器", "permits.licence", None, 0, []),
        ("变压器", "", True, 2, ["power"]),
        ("变压器", "", False, 0, []),
    ],
)
def test_a_rule_shows_which_kept_dispatches_it_fits(world, past, words, category, here, fits, units):
    place = {None: None, True: world.firm.service_district, False: District.objects.get(pk="310101")}[here]
    kind = Category.objects.get(code=category) if category else None
    found = examples.tried(world.dispatcher, words=words, category=kind, district=place)
    assert (found.of, found.fits) == (4, fits)
    assert [unit for unit, _number in found.units] == [getattr(world, name) for name in units]
    assert len(found.cases) == fits


def test_trying_makes_nothing_and_needs_no_reason(client, world, past, query_shape):
    client.force_login(world.dispatcher)
    address = reverse("routing:new")
    with query_shape() as shapes:
        answer = client.post(address, {"words": "变压器", "try": "1"})
    assert answer.status_code == 200 and len(shapes) <= 14
    page = answer.content.decode()
    assert world.power.name in page and "变压器容量不足" in page and 'value="变压器"' in page
    assert not RoutingRule.objects.exists()
    assert client.post(address, {"words": "", "try": "1"}).status_code == 422
    assert client.post(address, {"words": "变压器"}).status_code == 422
    sent = {"words": "变压器", "unit": world.power.name, "reason": "由供电公司办理"}
    assert client.post(address, sent).status_code == 302
    assert RoutingRule.objects.get().unit == world.power
