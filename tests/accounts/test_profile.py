"""One's own account, and what keeps strangers out of it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.demo import PURPOSES
from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, User
from tests import world as worlds

pytestmark = pytest.mark.django_db
SECRET = "a long enough secret"


@pytest.fixture
def wang():
    unit = worlds.unit(UnitKind.DEPARTMENT, "浦东新区科技和经济委员会")
    user = worlds.person(Role.HANDLER, unit, name="王海宁")
    user.phone, user.language = "13800005678", "zh-hans"
    user.set_password(SECRET)
    user.save()
    return user


def test_the_account_page_shows_roles_units_and_a_masked_number(client, wang, read_only_get):
    client.force_login(wang)
    with read_only_get():
        page = client.get(reverse("accounts:profile")).content.decode()
    assert "浦东新区科技和经济委员会" in page
    assert "138****5678" in page and "13800005678" not in page
    assert reverse("account_change_password") in page


def test_a_role_of_tomorrow_is_no_role_of_today(client, wang):
    tomorrow = timezone.localdate() + timedelta(days=1)
    Membership.objects.create(user=wang, role=Role.LEADER, started_on=tomorrow)
    client.force_login(wang)
    assert [grant.role for grant in client.get("/accounts/me/").context["grants"]] == [Role.HANDLER]


def test_the_language_is_kept_with_the_person_and_in_the_browser(client, wang):
    client.force_login(wang)
    answer = client.post(reverse("accounts:language"), {"language": "en", "next": "/accounts/me/"})
    assert answer.url == "/accounts/me/"
    assert User.objects.get(pk=wang.pk).language == "en"
    client.logout()
    assert 'lang="en"' in client.get("/accounts/login/").content.decode()


def test_an_unknown_language_changes_nothing(client, wang):
    client.force_login(wang)
    client.post(reverse("accounts:language"), {"language": "xx"})
    assert User.objects.get(pk=wang.pk).language == "zh-hans"


def test_too_many_wrong_passwords_lock_the_account_and_say_so(client, wang):
    typed = {"login": wang.username, "password": "wrong"}
    for _attempt in range(5):
        client.post(reverse("account_login"), typed)
    page = client.post(reverse("account_login"), {**typed, "password": SECRET})
    assert page.status_code == 200
    assert not page.wsgi_request.user.is_authenticated
    assert page.context["form"].non_field_errors()
    assert 'role="alert"' in page.content.decode()


def test_the_sign_in_page_lists_the_demo_accounts_in_order(client, settings):
    settings.DEMO = True
    for username in reversed(PURPOSES):
        User.objects.create(username=username, name=username, is_demo=True)
    names = [account.username for account in client.get(reverse("account_login")).context["demo_accounts"]]
    assert names == ["contact", "steward", "liaison", "general", "dispatcher", "handler", "district", "city", "leader",
                     "admin"]  # fmt: skip


def test_outside_the_demo_no_account_is_listed(client, settings):
    settings.DEMO = False
    User.objects.create(username="leader", name="领导", is_demo=True)
    page = client.get(reverse("account_login"))
    assert page.context["demo_accounts"] == []
    assert "领导" not in page.content.decode()


def test_whoever_is_deactivated_is_out_at_the_next_click(client, wang):
    client.force_login(wang)
    User.objects.filter(pk=wang.pk).update(is_active=False)
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_signing_in_leaves_no_row_in_the_history_of_the_person(client, wang):
    before = wang.history.count()
    client.post(reverse("account_login"), {"login": wang.username, "password": SECRET})
    assert User.objects.get(pk=wang.pk).last_login
    assert wang.history.count() == before
    wang.name = "王海"
    wang.save(update_fields=["name"])
    assert wang.history.count() == before + 1
