"""Who was not contacted in the last quarter: every number equals its rows, for each role that leads."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from stewards.cadence import QUARTER
from stewards.coverage import coverage_for, since
from stewards.enums import VisitMode
from stewards.models import Visit
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db
LEADS = ("general", "district", "city", "leader")


def visited(world, firm, happened_at):
    Visit.objects.create(
        enterprise=firm, author=world.steward, mode=VisitMode.PHONE, happened_at=happened_at, people="王经理",
        heard="一切正常", client_id=uuid.uuid4(),
    )  # fmt: skip


def build():
    world = worlds.build()
    bund = worlds.unit("local_unit", "外滩街道营商服务办公室", district_id="310101")
    near = [worlds.enterprise(worlds.code(number), local_unit=world.local_unit) for number in range(141, 146)]
    far = worlds.enterprise(worlds.code(147), service_district_id="310101", local_unit=bund)
    worlds.enterprise(worlds.code(148), service_district_id="310101")
    worlds.enterprise(worlds.code(149), level="", local_unit=world.local_unit)
    visited(world, near[0], since())
    visited(world, near[0], since() - timedelta(days=9))
    visited(world, near[1], since() - timedelta(minutes=1))
    visited(world, near[2], since() - timedelta(days=60))
    visited(world, far, timezone.now() - timedelta(days=1))
    world.near = near
    return world


built, world = lasting(build)


def fresh(person):
    return User.objects.get(pk=person.pk)


def opened(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return [row.record for row in answer.context["table"].rows]


@pytest.mark.parametrize("role", LEADS)
def test_every_number_opens_exactly_its_rows(world, client, role):
    person = fresh(getattr(world, role))
    client.force_login(person)
    found = coverage_for(person)
    lines = [found.total, *found.districts, *(line for rows in found.units.values() for line in rows)]
    assert found.total.waiting
    for line in lines:
        assert len(opened(client, line.rows_url)) == line.waiting
        assert line.contacted + line.waiting == line.enterprises


@pytest.mark.parametrize("role", LEADS)
def test_each_sees_what_he_leads(world, role):
    found = coverage_for(fresh(getattr(world, role)))
    expected = ["310115"] if role in ("general", "district") else ["310101", "310115"]
    assert [line.district for line in found.districts] == expected


def test_the_general_steward_counts_the_own_unit_only(world):
    found = coverage_for(fresh(world.general))
    assert [line.unit for rows in found.units.values() for line in rows] == [world.local_unit.code]
    assert (found.total.enterprises, found.total.contacted) == (6, 1)
    assert found.total.share == pytest.approx(100 / 6)


def test_the_oldest_stand_first_and_before_them_those_that_nobody_contacted(world, client):
    client.force_login(fresh(world.general))
    rows = opened(client, reverse("stewards:coverage_rows"))
    assert [row.last_contact for row in rows[:3]] == [None] * 3
    assert [row.pk for row in rows[3:]] == [world.near[2].pk, world.near[1].pk]
    turned = opened(client, reverse("stewards:coverage_rows") + "?sort=-last")
    assert turned[-1].last_contact is None
    words = client.get(reverse("stewards:coverage_rows")).content.decode()
    assert f">{QUARTER + 60}<" in words or f">{QUARTER + 61}<" in words


def test_a_place_that_somebody_else_leads_is_not_there(world, client):
    client.force_login(fresh(world.general))
    url = reverse("stewards:coverage_rows")
    assert client.get(url, {"district": "310101"}).status_code == 404
    assert client.get(url, {"unit": "nowhere"}).status_code == 404
    assert client.get(url, {"unit": world.local_unit.code}).status_code == 200


@pytest.mark.parametrize("role", ["steward", "contact", "handler", "dispatcher", "admin"])
def test_who_does_not_lead_is_refused(world, client, role):
    client.force_login(fresh(getattr(world, role)))
    for name in ("coverage", "coverage_rows", "coverage_export"):
        assert client.get(reverse(f"stewards:{name}")).status_code == 403


def test_units_open_below_their_district(world, client):
    client.force_login(fresh(world.city))
    assert not client.get(reverse("stewards:coverage")).context["units"]
    answer = client.get(reverse("stewards:coverage"), {"district": "310101"})
    assert [line.unit for line in answer.context["units"]][-1] == "none"


def test_the_pages_need_few_queries_and_no_more_for_more_rows(world, client, query_shape):
    client.force_login(fresh(world.city))
    shapes = []
    for numbers in ((), range(151, 159)):
        for number in numbers:
            unit = worlds.unit("local_unit", f"街道{number}", district_id="310101")
            firm = worlds.enterprise(worlds.code(number), service_district_id="310101", local_unit=unit)
            worlds.steward_of(firm, unit)
        with query_shape() as asked:
            assert client.get(reverse("stewards:coverage"), {"district": "310101"}).status_code == 200
            assert client.get(reverse("stewards:coverage_rows"), {"district": "310101"}).status_code == 200
        shapes.append(list(asked))
    assert shapes[0] == shapes[1]
    assert len(shapes[0]) <= 20


def test_the_rows_leave_as_a_table_with_a_reason(world, client):
    client.force_login(fresh(world.general))
    data = {"kind": "csv", "reason": "季度走访调度"}
    answer = client.post(reverse("stewards:coverage_export"), data)
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + coverage_for(fresh(world.general)).total.waiting
    client.force_login(fresh(world.leader))
    assert client.post(reverse("stewards:coverage_export"), data).status_code == 403
