"""One's own account: another address, a new password, and the devices that are signed in."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.onboarding import codes, delivery, middleware, sessions
from portal.onboarding.enums import Channel, Purpose
from portal.onboarding.models import Confirmation

from .conftest import EMAIL, PASSWORD, PHONE

pytestmark = pytest.mark.django_db
EMAIL_PAGE, PHONE_PAGE, CODE_PAGE = "/accounts/me/email/", "/accounts/me/phone/", "/accounts/me/phone/code/"
SESSIONS, END = "/accounts/me/sessions/", "/accounts/me/sessions/end/"
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"
WECHAT = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.50"


@pytest.fixture
def zhou(contact):
    contact.set_password(PASSWORD)
    contact.activated_at = timezone.now()
    contact.save()
    return contact


def browser(agent=CHROME, password=PASSWORD):
    client = Client(headers={"user-agent": agent})
    assert client.post("/accounts/login/", {"login": PHONE, "password": password}).status_code == 302
    return client


# --- Addresses -------------------------------------------------------------------------------------------------------
def test_a_new_email_address_counts_after_its_link_was_opened(zhou, mailbox, fresh, settings):
    client = browser()
    page = client.post(EMAIL_PAGE, {"address": "new@example.cn", "password": PASSWORD}).content.decode()
    assert "new@example.cn" in page and EMAIL in page
    assert fresh(zhou).email == EMAIL
    delivery.deliver_due(Channel.MAIL)
    ((to, _message),) = mailbox.taken
    assert to == "new@example.cn"
    address = re.search(r"https?://\S+", mailbox.texts[0]).group().removeprefix(settings.SITE_URL)
    elsewhere = Client()
    assert elsewhere.get(address).status_code == 200
    assert fresh(zhou).email == EMAIL
    assert elsewhere.post(address).status_code == 302
    assert fresh(zhou).email == "new@example.cn"
    delivery.deliver_due(Channel.MAIL)
    assert mailbox.taken[1][0] == EMAIL
    assert "n***@example.cn" in mailbox.texts[1]
    assert elsewhere.get(address).status_code == 410


def test_a_new_number_counts_after_its_code_was_typed(zhou, provider, fresh):
    client = browser()
    assert client.post(PHONE_PAGE, {"address": "138 1111 2222", "password": PASSWORD}).url == CODE_PAGE
    delivery.deliver_due(Channel.SMS)
    code = re.search(r"\d{6}", provider.texts[0]).group()
    assert client.post(CODE_PAGE, {"code": "000000" if code != "000000" else "1"}).status_code == 422
    assert fresh(zhou).phone == PHONE
    assert client.post(CODE_PAGE, {"code": code}).status_code == 302
    assert fresh(zhou).phone == "13811112222"
    delivery.deliver_due(Channel.SMS)
    assert '"to": "13912345678"' in provider.taken[1][1].decode()


def test_a_number_of_somebody_else_is_refused_in_words(zhou, world, fresh):
    client = browser()
    client.post(PHONE_PAGE, {"address": world.colleague.phone, "password": PASSWORD})
    page = client.post(CODE_PAGE, {"code": codes.code(Confirmation.objects.get())})
    assert page.status_code == 422
    assert "他人" in page.content.decode()
    assert fresh(zhou).phone == PHONE


@pytest.mark.parametrize("page", [EMAIL_PAGE, PHONE_PAGE])
@pytest.mark.parametrize(
    "typed", [{"password": "wrong"}, {"address": "x"}, {"address": EMAIL}, {"address": PHONE}, {"address": ""}]
)
def test_what_is_not_accepted_is_kept_and_said(zhou, page, typed):
    fitting = "new@example.cn" if page == EMAIL_PAGE else "13811112222"
    answer = browser().post(page, {"address": fitting, "password": PASSWORD, **typed})
    assert answer.status_code == 422
    assert f'value="{typed.get("address", fitting)}"' in answer.content.decode() or not typed.get("address", fitting)
    assert not Confirmation.objects.exists()


def test_the_present_password_is_not_guessed_without_end(zhou):
    client = browser()
    for _try in range(5):
        client.post(EMAIL_PAGE, {"address": "new@example.cn", "password": "wrong"})
    page = client.post(EMAIL_PAGE, {"address": "new@example.cn", "password": PASSWORD})
    assert page.status_code == 422
    assert "分钟" in page.content.decode()


def test_wishes_for_addresses_come_to_an_end_too(zhou):
    client = browser()
    answers = [
        client.post(EMAIL_PAGE, {"address": f"new{number}@example.cn", "password": PASSWORD}).status_code
        for number in range(6)
    ]
    assert answers == [200] * 5 + [422]


# --- Devices ---------------------------------------------------------------------------------------------------------
def test_the_devices_are_named_without_a_place_and_this_one_is_marked(zhou, read_only_get):
    browser(WECHAT)
    client = browser(CHROME)
    with read_only_get():
        page = client.get(SESSIONS).content.decode()
    assert "iPhone上的微信" in page and "Windows上的Chrome" in page
    assert "127.0.0.1" not in page
    assert page.count("本设备") == 1


def test_one_other_device_is_signed_out(zhou):
    phone, tablet, client = browser(WECHAT), browser(WECHAT), browser()
    target = UserSession.objects.get(session_key=phone.session.session_key)
    assert client.post(END, {"device": target.pk}).status_code == 302
    assert phone.get("/accounts/me/").status_code == 302
    assert tablet.get("/accounts/me/").status_code == 200


def test_all_others_are_signed_out_and_this_one_stays(zhou):
    others, client = [browser(), browser(WECHAT)], browser()
    page = client.post(END, {"device": "others"}, follow=True).content.decode()
    assert "2" in page
    assert [one.get("/accounts/me/").status_code for one in others] == [302, 302]
    assert client.get("/accounts/me/").status_code == 200
    assert UserSession.objects.count() == 1


def test_nobody_ends_the_session_of_somebody_else(zhou, world):
    client = browser()
    stranger = Client()
    stranger.force_login(world.steward)
    target = UserSession.objects.get(session_key=client.session.session_key)
    assert stranger.post(END, {"device": target.pk}).status_code == 404
    assert stranger.post(END, {"device": "x"}).status_code == 404
    assert client.post(END, {"device": target.pk}).status_code == 404
    assert client.get("/accounts/me/").status_code == 200


def test_a_new_password_signs_out_everybody_else(zhou):
    other, client = browser(WECHAT), browser()
    typed = {"oldpassword": PASSWORD, "password1": "another long password", "password2": "another long password"}
    assert client.post(reverse("account_change_password"), typed).status_code == 302
    assert client.get("/accounts/me/").status_code == 200
    assert other.get("/accounts/me/").status_code == 302
    page = client.get(SESSIONS).content.decode()
    assert "Windows" in page and "iPhone" not in page


def test_last_seen_is_written_at_most_once_in_five_minutes(zhou, django_assert_num_queries):
    client = browser()
    middleware._written.clear()
    seen = UserSession.objects.get().last_seen_at
    client.get("/healthz")
    client.get("/accounts/me/")
    assert UserSession.objects.get().last_seen_at == seen
    middleware._written.clear()
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        client.get("/accounts/me/")
        later = UserSession.objects.get().last_seen_at
        assert later > seen
        client.get("/accounts/me/")
        assert UserSession.objects.get().last_seen_at == later


def test_sessions_that_have_ended_are_dropped(zhou):
    client = browser()
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    UserSession.objects.update(created_at=timezone.now() - timedelta(days=2))
    sessions.tidy()
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()
    assert client.get("/accounts/me/").status_code == 302


def test_the_account_page_leads_to_all_of_it(zhou):
    page = browser().get("/accounts/me/").content.decode()
    for name in ("onboarding:change_email", "onboarding:change_phone", "onboarding:sessions",
                 "account_change_password"):  # fmt: skip
        assert reverse(name) in page


# --- The demo --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("demo", [True, False])
def test_the_messages_are_shown_in_the_demo_alone_and_of_its_people_alone(zhou, world, settings, demo):
    settings.DEMO = demo
    User.objects.filter(pk=zhou.pk).update(is_demo=True)
    client = browser()
    for person in (zhou, world.colleague):
        row = Confirmation(
            person=person, purpose=Purpose.RESET, channel=Channel.SMS, address=person.phone,
            expires_at=timezone.now() + timedelta(hours=1), next_try_at=timezone.now(),
        )  # fmt: skip
        row.save()
    client.logout()
    answer = client.get("/accounts/demo/messages/")
    assert answer.status_code == (200 if demo else 404)
    if demo:
        assert codes.code(Confirmation.objects.get(person=zhou)) in answer.content.decode()
        assert codes.code(Confirmation.objects.get(person=world.colleague)) not in answer.content.decode()
