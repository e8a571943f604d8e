"""The desk's tray, what was given up, and the administration of connected systems."""

import pytest
from django.urls import reverse

from appeals.doors import signing
from appeals.doors.enums import CallbackState, TrayState
from appeals.doors.models import ApiClient, ApiKey, Callback
from appeals.models import Appeal
from enterprises.models import Enterprise
from portal.accounts.enums import Role
from portal.places.models import Town
from tests import world as worlds
from tests.doors.asking import CASE, System, in_tray


@pytest.fixture
def desk(client, world):
    client.force_login(world.dispatcher)
    return client


@pytest.fixture
def item(world):
    return in_tray(world.hotline, credit_code=worlds.code(7))


def of(name, row):
    return reverse(f"doors:{name}", args=[row.pk])


# --- The tray --------------------------------------------------------------------------------------------------------
def test_the_tray_lists_what_waits_and_asks_as_often_whatever_its_length(world, desk, query_shape, item):
    with query_shape() as one:
        desk.get(reverse("doors:tray"))
    for number in range(3):
        in_tray(world.hotline, external_number=f"n-{number}")
    with query_shape() as many:
        desk.get(reverse("doors:tray"))
    assert many == one
    page = desk.get(reverse("doors:tray")).content.decode()
    assert page.count("上海新来小店") == 4
    assert CASE["external_number"] in page


def test_an_empty_tray_says_so(desk):
    assert "registry" in desk.get(reverse("doors:tray"), headers={"Accept-Language": "en"}).content.decode()


def test_the_desk_says_whose_it_is_and_everything_is_kept(world, desk, item):
    said = {"enterprise": f"{world.firm.name} {world.firm.uscc}", "category": world.category.pk}
    answer = desk.post(of("tray_item", item), said)
    appeal = Appeal.objects.get()
    assert answer["Location"] == appeal.get_absolute_url()
    assert (appeal.external_number, appeal.title, appeal.text) == (
        CASE["external_number"], CASE["title"], CASE["text"]
    )  # fmt: skip
    assert (appeal.enterprise, appeal.state, appeal.reviewer) == (world.firm, "submitted", "desk")
    item.refresh_from_db()
    assert (item.state, item.appeal, item.settled_by) == (TrayState.ASSIGNED, appeal, world.dispatcher)
    assert appeal.number in desk.get(of("tray_item", item)).content.decode()


def test_a_code_that_is_in_the_registry_by_now_is_proposed(world, desk, item):
    firm = worlds.enterprise(item.credit_code, name="上海新来小店有限公司")
    assert f"{firm.name} {firm.uscc}" in desk.get(of("tray_item", item)).content.decode()


@pytest.mark.parametrize("typed", ["", "没有这家", "上海"])
def test_an_enterprise_that_is_none_or_several_is_asked_for_again(world, desk, item, typed):
    worlds.enterprise(worlds.CODES[2])
    answer = desk.post(of("tray_item", item), {"enterprise": typed, "category": world.category.pk})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode() or not typed
    assert not Appeal.objects.exists()


def test_a_settled_case_is_not_settled_again(world, desk, item):
    said = {"enterprise": world.firm.uscc, "category": world.category.pk}
    desk.post(of("tray_item", item), said)
    assert desk.post(of("tray_item", item), said).status_code == 409
    assert desk.post(of("tray_refuse", item), {"reason": "重复"}).status_code == 409
    assert Appeal.objects.count() == 1


def test_a_firm_off_the_roster_is_entered_with_its_local_unit_and_gets_its_appeal(world, desk, item):
    town = Town.objects.get(district_id="310115", name="张江镇")
    said = {"code": item.credit_code, "name": "上海新来小店", "district": "310115", "town": town.pk,
            "category": world.category.pk}  # fmt: skip
    assert desk.post(of("tray_enter", item), said).status_code == 302
    firm = Enterprise.objects.get(uscc=item.credit_code)
    assert (firm.level, firm.local_unit, firm.service_district_id) == ("", world.local_unit, "310115")
    assert Appeal.objects.get().enterprise == firm


def test_a_firm_that_is_entered_already_is_refused_beside_what_was_typed(world, desk, item):
    town = Town.objects.get(district_id="310115", name="张江镇")
    said = {"code": world.firm.uscc, "name": "上海新来小店", "district": "310115", "town": town.pk,
            "category": world.category.pk}  # fmt: skip
    answer = desk.post(of("tray_enter", item), said)
    assert answer.status_code == 409
    assert "上海新来小店" in answer.content.decode()
    item.refresh_from_db()
    assert item.state == TrayState.WAITING


def test_a_refused_case_keeps_its_reason_and_leaves_the_tray(world, desk, item):
    assert desk.post(of("tray_refuse", item), {"reason": ""}).status_code == 422
    assert desk.post(of("tray_refuse", item), {"reason": "不在本市"}).status_code == 302
    assert "不在本市" in desk.get(of("tray_item", item)).content.decode()
    assert item.external_number not in desk.get(reverse("doors:tray")).content.decode()


def test_suggestions_are_names_with_codes(world, desk):
    page = desk.get(reverse("doors:firms"), {"q": world.firm.uscc[:6]}).content.decode()
    assert f"{world.firm.name} {world.firm.uscc}" in page
    assert desk.get(reverse("doors:firms"), {"q": "上"}).content.strip() == b""


# --- What was given up -----------------------------------------------------------------------------------------------
def dead(world, number="gone"):
    return Callback.objects.create(
        client=world.hotline, external_number=number, state=CallbackState.DEAD, attempts=8, last_error="500",
        payload={"state": "accepted"},
    )  # fmt: skip


@pytest.mark.parametrize("who", ["dispatcher", "admin"])
def test_what_was_given_up_is_listed_and_sent_again(world, client, who):
    client.force_login(getattr(world, who))
    row = dead(world)
    assert "gone" in client.get(reverse("doors:dead")).content.decode()
    assert client.post(of("replay", row)).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.attempts, row.replayed_by) == (CallbackState.PENDING, 0, getattr(world, who))
    assert client.post(of("replay", row), follow=True).status_code == 200
    assert "gone" not in client.get(reverse("doors:dead")).content.decode()


def test_the_list_of_the_dead_asks_as_often_whatever_its_length(world, desk, query_shape):
    dead(world)
    with query_shape() as one:
        desk.get(reverse("doors:dead"))
    for number in range(3):
        dead(world, f"gone-{number}")
    with query_shape() as many:
        desk.get(reverse("doors:dead"))
    assert many == one


@pytest.mark.parametrize("who", ["contact", "steward", "handler", "leader"])
def test_nobody_else_sends_again(world, client, who):
    client.force_login(getattr(world, who))
    row = dead(world)
    assert client.post(of("replay", row)).status_code == 403
    row.refresh_from_db()
    assert row.state == CallbackState.DEAD


# --- The administration ----------------------------------------------------------------------------------------------
@pytest.fixture
def admin(client, world):
    world.admin.is_staff = world.admin.is_superuser = True
    world.admin.save()
    client.force_login(world.admin)
    return client


def client_form(**changed):
    return {"name": "区商务委", "source": "swj", "channel": "mailbox", "callback_url": "https://10.1.2.3/hook",
            "rate_per_minute": "60", "is_active": "on"} | changed  # fmt: skip


def test_an_administrator_enters_a_system_and_sees_its_secret_once(world, admin):
    assert admin.post(reverse("admin:doors_apiclient_add"), client_form()).status_code == 302
    found = ApiClient.objects.get(source="swj")
    assert (found.actor.name, found.actor.is_active) == ("区商务委", False)
    answer = admin.post(reverse("admin:doors_apikey_add"), {"client": found.pk})
    key = ApiKey.objects.get(client=found)
    secret = signing.secret_of(key)
    assert secret in answer.content.decode()
    assert System(found, key).get("/api/v1/changes").status_code == 200
    for page in ("admin:doors_apikey_changelist", "admin:doors_apikey_change", "admin:doors_apikey_history"):
        shown = admin.get(reverse(page, args=[] if page.endswith("list") else [key.pk])).content.decode()
        assert secret not in shown
        assert key.salt not in shown


@pytest.mark.parametrize(
    "changed",
    [{"callback_url": "http://hotline.example.cn/"}, {"callback_url": "https://169.254.169.254/"},
     {"source": "Großes"}, {"source": "12345"}, {"channel": "portal"}, {"rate_per_minute": "0"}],
)  # fmt: skip
def test_a_system_that_cannot_be_is_not_entered(world, admin, changed):
    assert admin.post(reverse("admin:doors_apiclient_add"), client_form(**changed)).status_code == 200
    assert ApiClient.objects.count() == 2


def test_a_third_key_is_refused_beside_the_field_and_a_key_is_withdrawn(world, admin, hotline):
    add, rows = reverse("admin:doors_apikey_add"), reverse("admin:doors_apikey_changelist")
    System(world.hotline)
    assert "errorlist" in admin.post(add, {"client": world.hotline.pk}).content.decode()
    admin.post(rows, {"action": "withdraw", "_selected_action": [hotline.key.pk]})
    hotline.key.refresh_from_db()
    assert hotline.key.revoked_by == world.admin
    assert hotline.get("/api/v1/changes").status_code == 401


def test_a_system_is_changed_but_for_its_source(world, admin):
    address = reverse("admin:doors_apiclient_change", args=[world.hotline.pk])
    assert admin.post(address, client_form(name="市民热线", source="other")).status_code == 302
    world.hotline.refresh_from_db()
    assert (world.hotline.name, world.hotline.source) == ("市民热线", "12345")


def test_a_dispatcher_is_no_administrator(world, desk):
    assert desk.get(reverse("admin:doors_apikey_add")).status_code in (302, 403)
    assert not worlds.person(Role.DISPATCHER, world.desk).is_staff
