"""City arithmetic: every number opens the rows that make it, and the two agree."""

import pytest
from django.urls import reverse

from portal.accounts.models import User
from stewards import workflow
from stewards.capacity import above, capacity_for
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db
LEADS = ("general", "district", "city", "leader", "admin")


def build():
    world = worlds.build()
    bund = worlds.unit("local_unit", "外滩街道营商服务办公室", district_id="310101")
    busy = workflow.appoint(worlds.person(), bund, "GJ91", by=None)
    workflow.appoint(worlds.person(), bund, "GJ92", by=None)
    for number in range(141, 146):
        firm = worlds.enterprise(worlds.code(number), service_district_id="310101", local_unit=bund)
        workflow.assign(busy, firm, by=None)
    worlds.enterprise(worlds.code(147), local_unit=world.local_unit)
    worlds.enterprise(worlds.code(148), service_district_id="310101")
    worlds.enterprise(worlds.code(149), level="", local_unit=world.local_unit)
    return world


built, world = lasting(build)


def fresh(person):
    return User.objects.get(pk=person.pk)


def test_the_arithmetic_of_the_city(world):
    total = capacity_for(fresh(world.city)).total
    assert (total.enterprises, total.stewards, total.slots, total.used) == (9, 4, 40, 7)
    assert (total.free, total.without, total.over) == (33, 2, 1)
    assert total.mean == 9 / 4
    assert above(total.mean) == 3


def opened(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return [row.record for row in answer.context["table"].rows]


@pytest.mark.parametrize("role", LEADS)
def test_every_number_opens_exactly_its_rows(world, client, role):
    person = fresh(getattr(world, role))
    client.force_login(person)
    found = capacity_for(person)
    for line in [found.total, *found.districts, *(line for rows in found.units.values() for line in rows)]:
        assert len(opened(client, line.enterprises_url)) == line.enterprises
        assert len(opened(client, line.without_url)) == line.without
        assert len(opened(client, line.stewards_url)) == line.stewards
        assert len(opened(client, line.used_url)) == line.used
        assert len(opened(client, line.over_url)) == line.over
        assert sum(10 - steward.load for steward in opened(client, line.free_url)) == line.free


@pytest.mark.parametrize("role", LEADS)
def test_each_sees_what_he_leads(world, role):
    found = capacity_for(fresh(getattr(world, role)))
    expected = ["310115"] if role in ("general", "district") else ["310101", "310115"]
    assert [line.district for line in found.districts] == expected


def test_units_open_below_their_district_and_the_own_one_is_open(world, client):
    client.force_login(fresh(world.city))
    assert not client.get(reverse("stewards:capacity")).context["units"]
    answer = client.get(reverse("stewards:capacity"), {"district": "310101"})
    assert [line.unit for line in answer.context["units"]][-1] == "none"
    client.force_login(fresh(world.district))
    answer = client.get(reverse("stewards:capacity"))
    assert world.local_unit.name in answer.content.decode()


def test_the_page_needs_few_queries_and_no_more_for_more_rows(world, client, query_shape):
    client.force_login(fresh(world.city))
    shapes = []
    for numbers in ((), range(151, 159)):
        for number in numbers:
            unit = worlds.unit("local_unit", f"街道{number}", district_id="310101")
            firm = worlds.enterprise(worlds.code(number), service_district_id="310101", local_unit=unit)
            worlds.steward_of(firm, unit)
        with query_shape() as asked:
            assert client.get(reverse("stewards:capacity"), {"district": "310101"}).status_code == 200
        shapes.append(list(asked))
    assert shapes[0] == shapes[1]
    assert len(shapes[0]) <= 12


def test_the_arithmetic_leaves_as_a_table_of_units(world, client):
    client.force_login(fresh(world.city))
    data = {"kind": "csv", "reason": "月度报表"}
    answer = client.post(reverse("stewards:capacity_export"), data)
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + sum(map(len, capacity_for(fresh(world.city)).units.values()))
    client.force_login(fresh(world.leader))
    assert client.post(reverse("stewards:capacity_export"), data).status_code == 403
