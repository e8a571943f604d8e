"""Workbench, steward list and page, and the page where a change is put in force."""

import pytest
from django.urls import reverse

from portal.accounts.models import User
from stewards import workflow
from stewards.models import Assignment
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db


def build():
    world = worlds.build()
    world.helper = worlds.person()
    workflow.appoint_liaison(world.steward.steward, world.helper, by=None)
    return world


built, world = lasting(build)


def page(client, person, name, *args, **query):
    client.force_login(User.objects.get(pk=person.pk))
    return client.get(reverse(f"stewards:{name}", args=args), query)


def test_the_workbench_shows_load_enterprise_and_a_number_to_tap(world, client):
    User.objects.filter(pk=world.contact.pk).update(phone="19912345678")
    for person in (world.steward, world.helper):
        answer = page(client, person, "workbench")
        text = answer.content.decode()
        assert world.firm.name in text
        assert 'href="tel:19912345678"' in text
        assert "1 / 10" in text
        assert [one.load for one in answer.context["loads"]] == [1]


def test_the_general_steward_sees_loads_and_who_has_no_steward(world, client):
    free = worlds.enterprise(worlds.code(61), name="上海无管家有限公司", local_unit=world.local_unit)
    worlds.enterprise(worlds.code(62), level="", local_unit=world.local_unit)
    answer = page(client, world.general, "workbench")
    (one,) = answer.context["overview"]
    assert (one.without, one.first) == (1, [free])
    assert len(one.stewards) == 2
    client.force_login(world.general)
    rows = client.get(reverse("enterprises:list"), {"unserved": "on", "unit": world.local_unit.name})
    assert [row.record for row in rows.context["table"].rows] == [free]


@pytest.mark.parametrize("name", ["contact", "dispatcher", "handler", "district", "city", "leader", "admin", "nobody"])
def test_the_workbench_is_closed_to_everybody_else(world, client, name):
    assert page(client, getattr(world, name), "workbench").status_code == 403


def test_the_workbench_asks_as_often_for_ten_enterprises_as_for_three(world, client, query_shape):
    client.force_login(world.steward)
    shapes = []
    for numbers in (range(41, 43), range(43, 50)):
        for number in numbers:
            firm = worlds.enterprise(worlds.code(number), local_unit=world.local_unit)
            worlds.contact_of(firm)
            workflow.assign(world.steward.steward, firm, by=None)
        with query_shape() as asked:
            client.get(reverse("stewards:workbench"))
        shapes.append(list(asked))
    assert shapes[0] == shapes[1]


def test_the_list_of_stewards_asks_as_often_for_many(world, client, query_shape):
    client.force_login(world.district)
    shapes = []
    for numbers in (range(51, 53), range(53, 60)):
        for number in numbers:
            worlds.steward_of(worlds.enterprise(worlds.code(number)), world.local_unit)
        with query_shape() as asked:
            client.get(reverse("stewards:list"))
        shapes.append(list(asked))
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize(
    ("query", "count"),
    [({"room": "free"}, 2), ({"room": "full"}, 0), ({"district": "310115"}, 2), ({"district": "310101"}, 0),
     ({"unit": "张江"}, 2), ({"unit": "外滩"}, 0), ({"q": "\x00"}, 2), ({"sort": "-load"}, 2)],
)  # fmt: skip
def test_stewards_are_filtered_and_sorted(world, client, query, count):
    assert len(page(client, world.city, "list", **query).context["table"].rows) == count


def test_a_steward_of_another_district_is_not_found(world, client):
    number = world.steward.steward.staff_no
    assert page(client, world.district, "detail", number).status_code == 200
    elsewhere = worlds.person("district", worlds.unit("district_lead", "黄浦区牵头部门", district_id="310101"))
    assert page(client, elsewhere, "detail", number).status_code == 404


def test_a_staff_number_with_a_slash_has_its_page(world, client):
    steward = workflow.appoint(worlds.person(), world.local_unit, "浦/017", by=None)
    assert page(client, world.district, "list").status_code == 200
    assert page(client, world.district, "detail", steward.staff_no).status_code == 200


def test_the_page_of_a_steward_shows_now_and_before(world, client):
    gone = worlds.enterprise(worlds.code(63), name="上海曾经有限公司", local_unit=world.local_unit)
    workflow.end(workflow.assign(world.steward.steward, gone, by=None), by=None)
    answer = page(client, world.general, "detail", world.steward.steward.staff_no)
    assert [row.enterprise for row in answer.context["now"]] == [world.firm]
    assert [row.enterprise for row in answer.context["before"]] == [gone]


def test_the_district_lead_ends_an_assignment_without_successor(world, client):
    client.force_login(world.district)
    address = reverse("stewards:assign", args=[world.firm.uscc])
    both = {"steward": world.other_steward.steward.pk, "end": "on", "reason": "退休"}
    for refused in ({"end": "on", "reason": ""}, {"steward": "", "reason": "退休"}, both):
        assert client.post(address, refused).status_code == 422
    assert Assignment.objects.open().filter(enterprise=world.firm).exists()
    assert client.post(address, {"end": "on", "reason": "退休"}).status_code == 302
    ended = Assignment.objects.get(enterprise=world.firm)
    assert (ended.ended_by, ended.reason) == (world.district, "退休")
    assert client.post(address, {"end": "on", "reason": "退休"}).status_code == 422


def test_the_page_says_who_has_room_when_the_choice_is_full(world, client):
    full, firm = world.other_steward.steward, world.firm
    for number in range(31, 40):
        workflow.assign(full, worlds.enterprise(worlds.code(number), local_unit=world.local_unit), by=None)
    client.force_login(world.district)
    address = reverse("stewards:assign", args=[firm.uscc])
    assert f"{full.user.name} 10/10" in client.get(address).content.decode()
    answer = client.post(address, {"steward": full.pk, "reason": "调整"})
    assert answer.status_code == 422
    assert "10/10" in answer.context["form"].errors["steward"][0]
    assert Assignment.objects.open().get(enterprise=firm).steward == world.steward.steward


def test_a_steward_of_another_unit_cannot_be_chosen(world, client):
    elsewhere = worlds.unit("local_unit", "外滩街道营商服务办公室", district_id="310101")
    stranger = workflow.appoint(worlds.person(), elsewhere, "GJ9", by=None)
    client.force_login(world.district)
    address = reverse("stewards:assign", args=[world.firm.uscc])
    assert client.post(address, {"steward": stranger.pk, "reason": "调整"}).status_code == 422
