"""The pages of units: what stands before a merge, numbers that open their rows, and where old links lead."""

import re
from html import unescape

import pytest
from django.urls import reverse

from appeals.enums import AppealState as S
from portal.accounts import workflow
from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, Unit, User
from stewards.roster.lookups import Places, Units
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db
WHY = "机构改革"


def build():
    world = worlds.build()
    User.objects.filter(pk=world.admin.pk).update(is_staff=True, is_superuser=True)
    return world


built, world = lasting(build)


@pytest.fixture
def boss(client, world):
    client.force_login(User.objects.get(pk=world.admin.pk))
    return client


def page_of(unit, step):
    return reverse(f"admin:accounts_unit_{step}", args=[unit.pk])


@pytest.mark.parametrize("step", ["merge", "close"])
def test_every_number_opens_as_many_rows(boss, world, step, read_only_get):
    worlds.appeal_in(world, S.IN_HANDLING, lead=world.local_unit)
    worlds.unit(UnitKind.DEPARTMENT, "下级", parent=world.local_unit)
    with read_only_get():
        page = boss.get(page_of(world.local_unit, step))
    assert page.status_code == 200
    shown = {row.key: row for row, _field in page.context["rows"]}
    assert set(shown) == {"stewards", "enterprises", "people", "cases", "children", "street"}
    for holding in shown.values():
        if holding.url:
            with read_only_get():
                rows = boss.get(holding.url)
            assert rows.status_code == 200
            assert rows.context["cl"].result_count == holding.count, holding.label


def test_a_merge_by_the_page_moves_everything_and_says_so(boss, world):
    answer = boss.post(page_of(world.bureau, "merge"), {"into": world.other_bureau.pk, "reason": WHY}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("admin:accounts_unit_change", args=[world.other_bureau.pk])
    assert "已合并" in str(next(iter(answer.context["messages"])))
    unit = Unit.objects.get(pk=world.bureau.pk)
    assert unit.merged_into == world.other_bureau
    assert unit.history.latest().history_user == world.admin
    again = boss.post(page_of(world.bureau, "merge"), {"into": world.other_bureau.pk, "reason": WHY}, follow=True)
    assert "已由" in str(next(iter(again.context["messages"])))


def test_what_is_missing_is_asked_for_with_everything_typed_still_there(boss, world):
    page = boss.post(page_of(world.bureau, "merge"), {"into": "", "reason": WHY})
    assert page.status_code == 422
    assert WHY in page.content.decode() and 'role="alert"' in page.content.decode()
    page = boss.post(page_of(world.bureau, "merge"), {"into": world.desk.pk, "reason": WHY})
    assert page.status_code == 422
    page = boss.post(page_of(world.local_unit, "close"), {"people": "end", "stewards": "end", "reason": WHY})
    assert page.status_code == 422
    assert Unit.objects.filter(is_active=False).count() == 0


def test_a_unit_closes_by_the_page_with_a_choice_for_each_holding(boss, world):
    worlds.appeal_in(world, S.IN_HANDLING)
    choices = {"people": "end", "cases": world.other_bureau.pk, "reason": WHY}
    assert boss.post(page_of(world.bureau, "close"), choices).status_code == 302
    assert not Unit.objects.get(pk=world.bureau.pk).is_active
    assert not Membership.objects.in_force().filter(unit=world.bureau).exists()


def test_the_form_of_a_unit_refuses_in_words(boss, world):
    child = worlds.unit(UnitKind.DEPARTMENT, "下级", parent=world.bureau, district_id="310115")
    address = reverse("admin:accounts_unit_change", args=[world.bureau.pk])
    data = {"code": world.bureau.code, "name": "改名后的局", "kind": "department", "district": "310115", "town": "",
            "name_en": "", "reason": WHY, "parent": child.pk}  # fmt: skip
    page = boss.post(address, data)
    assert page.status_code == 200
    assert "循环" in page.content.decode()
    assert boss.post(address, {**data, "parent": ""}).status_code == 302
    assert Unit.objects.get(pk=world.bureau.pk).name == "改名后的局"
    new = {**data, "code": "NEW1", "kind": "local_unit", "district": "", "parent": ""}
    assert "属地单位" in boss.post(reverse("admin:accounts_unit_add"), new).content.decode()
    new |= {"district": "310115", "town": world.local_unit.town_id}
    assert "已有属地单位" in boss.post(reverse("admin:accounts_unit_add"), new).content.decode()
    assert boss.post(reverse("admin:accounts_unit_add"), new | {"town": ""}).status_code == 302


def test_a_closed_unit_is_read_only_and_says_where_it_went(boss, world, client):
    workflow.merge(world.bureau, world.other_bureau, by=world.admin, reason=WHY)
    address = reverse("admin:accounts_unit_change", args=[world.bureau.pk])
    page = boss.get(address).content.decode()
    assert reverse("admin:accounts_unit_change", args=[world.other_bureau.pk]) in page
    assert page_of(world.bureau, "merge") not in page
    assert boss.post(address, {"name": "x"}).status_code == 403
    for step in ("merge", "close"):
        assert boss.get(page_of(world.bureau, step)).status_code == 302
    client.force_login(User.objects.get(pk=world.contact.pk))
    page = client.get(Unit.objects.get(pk=world.bureau.pk).get_absolute_url()).content.decode()
    assert world.other_bureau.get_absolute_url() in page


def test_old_links_and_old_rosters_find_what_was_taken_over(client, world):
    into = worlds.unit(UnitKind.LOCAL_UNIT, "科学城营商服务办公室", district_id="310115")
    workflow.merge(world.local_unit, into, by=world.admin, reason=WHY)
    client.force_login(User.objects.get(pk=world.district.pk))
    for address in (reverse("enterprises:list"), reverse("stewards:list")):
        assert client.get(address, {"unit": world.local_unit.name}).context["table"].rows
        assert client.get(address, {"unit": into.name}).context["table"].rows
    units = Units(Places())
    assert units.local_unit(world.local_unit.town) == into
    assert units.by_name[world.local_unit.name] == [into]


def test_only_active_units_are_offered(boss, world):
    workflow.merge(world.bureau, world.other_bureau, by=world.admin, reason=WHY)
    query = {"app_label": "stewards", "model_name": "steward", "field_name": "unit", "term": "浦东新区"}
    offered = {int(row["id"]) for row in boss.get(reverse("admin:autocomplete"), query).json()["results"]}
    assert world.other_bureau.pk in offered and world.bureau.pk not in offered
    person = worlds.person(name="新人")
    form = {
        "username": person.username, "name": person.name, "email": "", "phone": "", "language": "",
        "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0", "memberships-0-user": person.pk,
        "memberships-0-role": "handler", "memberships-0-unit": world.bureau.pk,
        "memberships-0-started_on": "2026-01-01",
    }  # fmt: skip
    page = boss.post(reverse("admin:accounts_user_change", args=[person.pk]), form)
    assert "已撤销" in page.content.decode()
    assert not person.memberships.exists()


def test_only_administrators_reach_the_pages(client, world):
    for role in ("anonymous", "contact", "steward", "general", "dispatcher", "handler", "district", "city", "leader"):
        client.logout()
        if role != "anonymous":
            client.force_login(User.objects.get(pk=getattr(world, role).pk))
        for step in ("merge", "close"):
            assert client.post(page_of(world.bureau, step)).status_code in (302, 403)
    assert Unit.objects.get(pk=world.bureau.pk).is_active


def test_the_page_asks_as_much_for_one_steward_as_for_many(boss, world, django_assert_max_num_queries):
    with django_assert_max_num_queries(40) as first:
        boss.get(page_of(world.local_unit, "merge"))
    few = len(first)
    for _number in range(6):
        worlds.person(Role.GENERAL, world.local_unit)
    with django_assert_max_num_queries(few):
        page = boss.get(page_of(world.local_unit, "merge"))
    assert not re.search(r"\sstyle=|\son[a-z]+=", unescape(page.content.decode()))
