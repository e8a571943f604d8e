"""Signing in: by name or number, with one click in the demo, and in one's own role and language."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, Unit, User
from portal.onboarding import codes
from portal.onboarding.models import Confirmation
from tests import world as worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def li():
    user = worlds.person(Role.LEADER, name="李明")
    user.set_password(SECRET)
    user.phone = "19900000001"
    user.save()
    return user


SECRET = "a long enough secret"


def sign_in(client, login, typed=SECRET):
    return client.post(reverse("account_login"), {"login": login, "password": typed})


def test_the_name_signs_in_whatever_its_case(client, li):
    assert sign_in(client, li.username.upper()).status_code == 302
    assert client.get("/accounts/me/").status_code == 200


def test_a_number_signs_in_when_one_person_has_it(client, li):
    assert sign_in(client, "19900000001").status_code == 302
    client.logout()
    other = worlds.person(name="另一位")
    User.objects.filter(pk=other.pk).update(phone="19900000001")
    assert sign_in(client, "19900000001").status_code == 200


def test_an_address_signs_in_when_one_person_has_it(client, li):
    assert sign_in(client, li.email.upper()).status_code == 302
    client.logout()
    User.objects.filter(pk=worlds.person(name="另一位").pk).update(email=li.email)
    assert sign_in(client, li.email).status_code == 200


def test_a_wrong_password_says_so_and_keeps_the_name(client, li):
    answer = sign_in(client, li.username, "wrong")
    assert li.username in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()


def test_somebody_deactivated_stays_out(client, li):
    User.objects.filter(pk=li.pk).update(is_active=False)
    sign_in(client, li.username)
    assert client.get("/accounts/me/").status_code == 302


def test_nobody_signs_up(client):
    assert "password1" not in client.get("/accounts/signup/").content.decode()


@pytest.mark.parametrize(("demo", "expected"), [(True, 302), (False, 404)])
def test_one_click_works_in_the_demo_alone(client, settings, li, demo, expected):
    settings.DEMO = demo
    User.objects.filter(pk=li.pk).update(username="leader", is_demo=True)
    assert client.post(reverse("accounts:demo_sign_in"), {"username": "leader"}).status_code == expected


def test_one_click_opens_no_account_of_a_real_person(client, settings, li):
    settings.DEMO = True
    User.objects.filter(pk=li.pk).update(username="leader", is_demo=False)
    assert client.post(reverse("accounts:demo_sign_in"), {"username": "leader"}).status_code == 404
    assert client.post(reverse("accounts:demo_sign_in"), {"username": li.username}).status_code == 404


def test_a_strange_next_address_is_not_followed(client, settings, li):
    settings.DEMO = True
    User.objects.filter(pk=li.pk).update(username="leader", is_demo=True)
    answer = client.post(reverse("accounts:demo_sign_in"), {"username": "leader", "next": "https://evil.example/"})
    assert answer.url == "/"


def test_the_own_language_goes_before_the_browsers(client, li):
    client.force_login(li)
    assert 'lang="en"' in client.get("/accounts/me/", headers={"accept-language": "en"}).content.decode()
    client.post(reverse("accounts:language"), {"language": "zh-hans", "next": "/accounts/me/"})
    page = client.get("/accounts/me/", headers={"accept-language": "en"}).content.decode()
    assert 'lang="zh-Hans"' in page


def test_a_browser_without_wishes_reads_chinese(client):
    assert 'lang="zh-Hans"' in client.get("/accounts/login/").content.decode()


def test_one_switches_between_the_own_roles_and_no_others(client, li):
    unit = worlds.unit(UnitKind.DESK, "诉求受理中心")
    mine = Membership.objects.create(user=li, role=Role.DISPATCHER, unit=unit)
    foreign = Membership.objects.create(user=worlds.person(), role=Role.ADMIN)
    client.force_login(li)
    assert client.get("/accounts/me/").wsgi_request.acting.role == Role.DISPATCHER
    leader = li.memberships.get(role=Role.LEADER)
    assert client.post(reverse("accounts:switch"), {"membership": leader.pk}).status_code == 302
    assert client.get("/accounts/me/").wsgi_request.acting.role == Role.LEADER
    assert client.post(reverse("accounts:switch"), {"membership": foreign.pk}).status_code == 404
    assert client.post(reverse("accounts:switch"), {"membership": "x"}).status_code == 404
    Membership.objects.filter(pk=mine.pk).update(
        started_on=timezone.localdate() - timedelta(days=9), ended_on=timezone.localdate() - timedelta(days=1)
    )
    assert client.post(reverse("accounts:switch"), {"membership": mine.pk}).status_code == 302
    assert client.get("/accounts/me/").wsgi_request.acting.role == Role.LEADER


def test_the_unit_tree_has_any_depth():
    top = worlds.unit(UnitKind.GOVERNMENT, "市")
    chain = [top]
    for level in range(7):
        chain.append(worlds.unit(UnitKind.DEPARTMENT, f"第{level}层", parent=chain[-1]))
    worlds.unit(UnitKind.DEPARTMENT, "别处")
    assert set(Unit.objects.below([top.pk])) == set(chain)
    assert set(Unit.objects.below([chain[5].pk])) == set(chain[5:])


# --- Too many wrong passwords ----------------------------------------------------------------------------------------
def wrong(client, login, times=5, **extra):
    return [client.post(reverse("account_login"), {"login": login, "password": "no"}, **extra) for _try in range(times)]


def test_a_closed_name_says_how_long_and_the_way_back(client, li):
    wrong(client, li.username)
    page = sign_in(client, li.username)
    text = page.content.decode()
    assert not page.wsgi_request.user.is_authenticated
    assert "5分钟" in text
    assert re.search(r"\d\d:\d\d", text)
    assert reverse("account_reset_password") in text.split('role="alert"')[1]


def test_the_name_opens_again_after_five_minutes_and_trying_on_does_not_prolong_it(client, li):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        wrong(client, li.username)
    with time_machine.travel(now + timedelta(minutes=4), tick=False):
        assert sign_in(client, li.username).status_code == 200
    with time_machine.travel(now + timedelta(minutes=5, seconds=1), tick=False):
        assert sign_in(client, li.username).status_code == 302


def test_colleagues_behind_the_same_proxy_are_not_locked_out(client, li):
    for number in range(20):
        wrong(client, f"somebody{number}")
    wrong(client, li.phone)
    assert sign_in(client, li.username).status_code == 302


def test_a_stranger_far_away_does_not_lock_anybody_out_of_the_own_office(client, li):
    assert sign_in(client, li.username).status_code == 302
    client.logout()
    for number in range(8):
        wrong(client, li.username, REMOTE_ADDR=f"203.0.113.{number}")
    far = client.post(reverse("account_login"), {"login": li.username, "password": SECRET}, REMOTE_ADDR="203.0.113.99")
    assert far.status_code == 200
    assert sign_in(client, li.username).status_code == 302


def test_a_household_has_one_address_of_the_sixth_version(client, li):
    for number in range(5):
        wrong(client, li.username, times=1, REMOTE_ADDR=f"2001:db8:1:2::{number}")
    closed = client.post(
        reverse("account_login"), {"login": li.username, "password": SECRET}, REMOTE_ADDR="2001:db8:1:2::99"
    )
    assert closed.status_code == 200


def test_right_passwords_are_not_counted(client, li):
    for _time in range(12):
        assert sign_in(client, li.username).status_code == 302
        client.logout()


def test_a_new_password_lets_in_at_once(client, li):
    wrong(client, li.username)
    client.post(reverse("account_reset_password"), {"address": li.email})
    link = reverse("onboarding:open", args=[codes.token(Confirmation.objects.get())])
    assert client.post(link, {"password1": "quite another one", "password2": "quite another one"}).status_code == 302
    client.logout()
    assert sign_in(client, li.username, "quite another one").status_code == 302


def test_sign_in_asks_nothing_of_the_cache(client, li, monkeypatch):
    def hang(*args, **kwargs):
        raise AssertionError("the cache was asked")

    for name in ("get", "set", "add", "delete"):
        monkeypatch.setattr(f"portal.cache.FailOpenRedisCache.{name}", hang)
    assert sign_in(client, li.username, "wrong").status_code == 200
    assert sign_in(client, li.username).status_code == 302


def test_the_first_sign_in_with_a_given_password_counts_as_activation(client, li):
    assert li.activated_at is None
    sign_in(client, li.username)
    assert User.objects.get(pk=li.pk).activated_at
