"""The pages: the list with filters and export, the page of an order, forms that keep what was typed."""

import pytest
from django.urls import reverse

from appeals.enums import AppealState
from appeals.supervision import workflow
from appeals.supervision.enums import OrderState as S
from appeals.supervision.enums import Rule
from appeals.supervision.models import SupervisionOrder
from portal.common.models import ExportLog
from tests import world as worlds
from tests.supervision.samples import AFTER, MONDAY, fresh, order_in, overdue

pytestmark = pytest.mark.django_db
LIST = "/appeals/supervision/"


def shown(client, person, address):
    client.force_login(fresh(person))
    return client.get(address)


def test_the_form_offers_the_units_of_the_case_and_keeps_what_was_typed(client, world):
    appeal = worlds.appeal_in(world, AppealState.IN_HANDLING, joint=[world.power])
    address = reverse("supervision:raise", args=[appeal.number])
    form = shown(client, world.district, address).context["form"]
    assert [label for _pk, label in form.fields["unit"].choices] == [str(world.bureau), str(world.power)]
    answer = client.post(address, {"unit": "", "demand": "请说明进展情况"})
    assert answer.status_code == 422 and "请说明进展情况" in answer.content.decode()
    assert list(answer.context["form"].errors) == ["unit"]
    answer = client.post(address, {"unit": world.other_bureau.pk, "demand": "请说明"})
    assert answer.status_code == 422
    done = client.post(address, {"unit": world.power.pk, "demand": "请说明进展情况"})
    assert done.url == SupervisionOrder.objects.get().get_absolute_url()
    again = client.post(address, {"unit": world.power.pk, "demand": "另一件事"})
    assert again.status_code == 409 and "另一件事" in again.content.decode()


@pytest.mark.parametrize("state", [AppealState.WITHDRAWN, AppealState.DECLINED])
def test_a_case_that_is_over_says_why_it_takes_no_order(client, world, state):
    appeal = worlds.appeal_in(world, state)
    answer = shown(client, world.district, reverse("supervision:raise", args=[appeal.number]))
    assert answer.context["why"] and b"<textarea" not in answer.content


def test_a_step_that_is_not_possible_any_more_says_so_and_keeps_the_words(client, world):
    order = order_in(world, S.REPLIED)
    address = reverse("supervision:reply", args=[order.number])
    answer = shown(client, world.handler, address)
    assert answer.context["why"] and b"<textarea" not in answer.content
    answer = client.post(address, {"text": "我也想回复"})
    assert answer.status_code == 409 and "我也想回复" in answer.content.decode()


@pytest.mark.parametrize(("step", "field"), [("accept", "effect"), ("send_back", "verdict")])
def test_a_verdict_without_its_words_is_told_beside_the_field(client, world, step, field):
    order = order_in(world, S.REPLIED)
    client.force_login(fresh(world.district))
    answer = client.post(reverse(f"supervision:{step}", args=[order.number]), {})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert "周五前答复企业" in answer.content.decode()


@pytest.mark.parametrize("state", S)
def test_the_page_shows_its_way_and_one_filled_button_at_most(client, world, state):
    order = order_in(world, state)
    for person in (world.handler, world.district, world.leader):
        page = shown(client, person, order.get_absolute_url()).content.decode()
        assert order.number in page and page.count("btn--go") <= 1
    assert "supervise/" not in page


def test_raising_judging_and_the_section_stand_on_the_case_for_officials_alone(client, world):
    order = order_in(world)
    case = order.appeal.get_absolute_url()
    for person in (world.district, world.dispatcher, world.city):
        page = shown(client, person, case).content.decode()
        assert order.number in page and reverse("supervision:raise", args=[order.appeal.number]) in page
    page = shown(client, world.handler, case).content.decode()
    assert order.number in page and "/supervise/" not in page
    for person in (world.contact, world.steward, world.general):
        page = shown(client, person, case).content.decode()
        assert "DB-2" not in page and "supervis" not in page.lower()


FILTERS = [
    ({}, 2), ({"open": "yes"}, 1), ({"overdue": "yes"}, 0), ({"state": "accepted"}, 1), ({"rule": "by_hand"}, 2),
    ({"rule": "desk"}, 0), ({"station": "city"}, 0), ({"unit": "科技和经济"}, 2), ({"unit": "税务"}, 0),
    ({"district": "310115"}, 2), ({"district": "310101"}, 0), ({"q": "用电增容"}, 2), ({"q": "没有"}, 0),
]  # fmt: skip


@pytest.mark.parametrize(("query", "count"), FILTERS)
def test_filters_narrow_the_list(client, world, query, count):
    order_in(world)
    order_in(world, S.ACCEPTED)
    client.force_login(fresh(world.district))
    assert client.get(LIST, query).context["table"].page.paginator.count == count


def test_open_orders_stand_first_and_the_list_asks_as_often_for_many_as_for_few(client, world, query_shape):
    order_in(world, S.ACCEPTED)
    client.force_login(fresh(world.district))
    client.get(LIST)
    with query_shape() as few:
        client.get(LIST)
    for _number in range(3):
        last = order_in(world)
    with query_shape() as many:
        rows = client.get(LIST).context["table"].page.object_list.data
    assert len(few) == len(many) <= 10
    assert [row.state for row in rows] == [S.ISSUED] * 3 + [S.ACCEPTED] and last in rows


@pytest.mark.parametrize("sort", ["order", "-order", "due", "-due", "state", "unit", "-unit", "rule"])
def test_every_column_sorts(client, world, sort):
    order_in(world)
    client.force_login(fresh(world.leader))
    assert client.get(LIST, {"sort": sort}).status_code == 200


def test_an_export_is_logged_and_holds_the_filtered_rows(client, world):
    order_in(world, demand="请说明变压器到货时间")
    order_in(world, S.ACCEPTED)
    client.force_login(fresh(world.district))
    answer = client.post(f"{LIST}export/?state=accepted", {"kind": "csv", "reason": "月度通报"})
    lines = answer.getvalue().decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 2 and "周五前答复企业" in lines[1]
    assert ExportLog.objects.get().rows == 1
    client.force_login(fresh(world.leader))
    assert client.get(f"{LIST}export/").status_code == 403


def test_a_rules_order_shows_where_it_climbed(client, world):
    overdue(world)
    workflow.sweep(MONDAY)
    workflow.sweep(AFTER)
    order = SupervisionOrder.objects.get(rule=Rule.FINAL_REPLY)
    page = shown(client, world.superior, order.get_absolute_url()).content.decode()
    assert str(world.government) in page
    assert order.appeal.get_absolute_url() not in page  # the superior unit reads the order, not the case
    assert shown(client, world.superior, LIST).context["table"].page.paginator.count == 1


def test_markup_in_an_order_is_shown_and_never_run(client, world):
    order = order_in(world, demand="<script>1</script>")
    page = shown(client, world.district, order.get_absolute_url()).content.decode()
    assert "<script>1" not in page and "&lt;script&gt;1" in page
