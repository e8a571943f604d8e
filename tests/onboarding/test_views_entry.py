"""Pages before sign-in: a link, a code, a letter; what scanners, strangers and impatient people meet there."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import User
from portal.onboarding import codes, delivery, limits, workflow
from portal.onboarding.enums import AttemptKind, Channel
from portal.onboarding.models import TRIES, Confirmation

from .conftest import EMAIL, PASSWORD, PHONE

pytestmark = pytest.mark.django_db
TYPED = {"password1": PASSWORD, "password2": PASSWORD}
FIRST, CODE, LETTER = "/accounts/first/", "/accounts/code/", "/letter/"
MAIL, SMS = Channel.MAIL, Channel.SMS


def link(row):
    return reverse("onboarding:open", args=[codes.token(row)])


def test_the_link_of_a_mail_opens_the_account_and_signs_in(client, world, mailbox, settings, fresh):
    workflow.invite(world.contact, MAIL, by=world.steward)
    delivery.deliver_due(MAIL)
    address = re.search(r"https?://\S+", mailbox.texts[0]).group().removeprefix(settings.SITE_URL)
    assert "周启明" in client.get(address).content.decode()
    answer = client.post(address, TYPED)
    assert (answer.status_code, answer.url) == (302, "/")
    assert fresh(world.contact).activated_at
    assert client.get("/accounts/me/").wsgi_request.user == world.contact
    client.logout()
    assert client.post("/accounts/login/", {"login": PHONE, "password": PASSWORD}).status_code == 302


def test_opening_the_page_uses_nothing_up(client, world, read_only_get):
    address = link(workflow.invite(world.contact, MAIL, by=world.steward))
    with read_only_get():
        for _scanner in range(20):
            assert client.get(address).status_code == 200
            assert client.head(address).status_code == 200
    assert client.post(address, TYPED).status_code == 302


def test_the_page_is_not_kept_by_anybody(client, world):
    answer = client.get(link(workflow.invite(world.contact, MAIL, by=world.steward)))
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "typed",
    [
        {"password1": "short", "password2": "short"},
        {"password1": "12345678901", "password2": "12345678901"},
        {"password1": PASSWORD, "password2": "something else"},
        {"password1": "", "password2": ""},
    ],
)
def test_a_password_that_is_not_accepted_stays_typed_and_nothing_is_used_up(client, world, typed, fresh):
    address = link(workflow.invite(world.contact, MAIL, by=world.steward))
    page = client.post(address, typed)
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    if typed["password1"]:
        assert f'value="{typed["password1"]}"' in page.content.decode()
    assert not fresh(world.contact).activated_at
    assert client.post(address, TYPED).status_code == 302


@pytest.mark.parametrize(
    ("change", "words"), [("used_at", "已使用过"), ("replaced_at", "失效"), ("expires_at", "有效期")]
)
def test_a_closed_link_says_why_and_how_to_get_on(client, world, change, words):
    row = workflow.invite(world.contact, MAIL, by=world.steward)
    Confirmation.objects.filter(pk=row.pk).update(**{change: timezone.now()})
    for page in (client.get(link(row)), client.post(link(row), TYPED)):
        assert page.status_code == 410
        assert words in page.content.decode()
        assert FIRST in page.content.decode()


@pytest.mark.parametrize("token", ["1-" + "A" * 26, "x", "999999999999-" + "0" * 26])
def test_a_link_that_nobody_sent_is_not_found_and_leads_on(client, db, token):
    page = client.get(f"/accounts/open/{token}/")
    assert page.status_code == 404
    assert FIRST in page.content.decode()


def test_somebody_else_who_is_signed_in_here_is_signed_out(client, world):
    client.force_login(world.steward)
    address = link(workflow.invite(world.contact, MAIL, by=world.steward))
    assert world.steward.name in client.get(address).content.decode()
    client.post(address, TYPED)
    assert client.get("/accounts/me/").wsgi_request.user == world.contact


# --- Text messages ---------------------------------------------------------------------------------------------------
def test_a_person_starts_alone_with_the_number_on_record(client, world, provider, fresh):
    answer = client.post(FIRST, {"address": "139 1234 5678"})
    assert answer.url == CODE
    delivery.deliver_due(SMS)
    code = re.search(r"\d{6}", provider.texts[0]).group()
    assert PHONE in client.get(CODE).content.decode()
    answer = client.post(CODE, {"phone": PHONE, "code": f" {code[:3]} {code[3:]} "})
    assert client.post(answer.url, TYPED).status_code == 302
    assert fresh(world.contact).activated_at


@pytest.mark.parametrize(("known", "unknown"), [(EMAIL, "nobody@example.cn"), (PHONE, "13900000000")])
def test_the_answer_is_the_same_whether_known_or_not(client, world, known, unknown):
    pages = []
    for address in (known, unknown):
        client.session.flush()
        client.cookies.clear()
        answer = client.post(FIRST, {"address": address})
        pages.append((answer.status_code, answer.url, _bare(client.get(answer.url), address)))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("phone", [PHONE, "13900000000"])
def test_wrong_codes_are_answered_the_same_for_every_number(client, world, phone):
    client.post(FIRST, {"address": phone})
    pages = [_bare(client.post(CODE, {"phone": phone, "code": "000000"}), phone) for _try in range(TRIES + 1)]
    assert len(set(pages[:-1])) == 1
    assert "次数过多" in pages[-1]
    client.post(FIRST, {"address": phone})
    assert _bare(client.post(CODE, {"phone": phone, "code": "000000"}), phone) == pages[0]


def _bare(response, address):
    """A page without its token and the address that was typed."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value="|X-CSRFToken": ")\w+', "", response.content.decode())
    masked = f"{address[:3]}****{address[-4:]}"
    return text.replace(address, "…").replace(masked, "…")


def test_a_code_for_the_steward_sent_message_needs_no_session(client, world):
    row = workflow.invite(world.contact, SMS, by=world.steward)
    assert client.post(CODE, {"phone": PHONE, "code": codes.code(row)}).url == link(row)


@pytest.mark.parametrize("address", ["", "12345", "zhou@", "021-12345678", "abc"])
def test_what_is_no_address_is_said_at_once(client, db, address):
    page = client.post(FIRST, {"address": address})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()


def test_nobody_asks_without_end(client, world):
    for _time in range(5):
        assert client.post(FIRST, {"address": PHONE}).status_code == 302
    page = client.post(FIRST, {"address": PHONE})
    assert page.status_code == 422
    assert re.search(r"\d\d:\d\d", page.content.decode())
    assert client.post(FIRST, {"address": world.colleague.phone}).status_code == 302


def test_one_person_with_two_addresses_is_not_flooded_either(client, world):
    for address in (PHONE, EMAIL) * 4:
        client.post(FIRST, {"address": address})
    assert Confirmation.objects.count() == 5


def test_one_network_asks_for_a_whole_office_and_not_for_more(client, world, monkeypatch):
    monkeypatch.setattr("portal.onboarding.views.entry.limits.REQUEST_FROM", _few(3))
    answers = [client.post(FIRST, {"address": f"1390000000{number}"}).status_code for number in range(4)]
    assert answers == [302, 302, 302, 422]


def _few(times):
    return limits.Limit(AttemptKind.REQUEST, times, timedelta(hours=1))


# --- Letters ---------------------------------------------------------------------------------------------------------
def test_a_letters_code_typed_by_hand_opens_the_account(client, world, fresh):
    row = workflow.invite(world.contact, Channel.LETTER, by=world.steward)
    answer = client.post(LETTER, {"code": codes.code(row).lower().replace("-", " ")})
    assert answer.url == link(row)
    assert client.post(answer.url, TYPED).status_code == 302
    assert fresh(world.contact).activated_at


def test_a_new_letter_revokes_the_old_one(client, world):
    old = workflow.invite(world.contact, Channel.LETTER, by=world.steward)
    workflow.invite(world.contact, Channel.LETTER, by=world.steward)
    assert client.get(link(old)).status_code == 410
    answer = client.post(LETTER, {"code": codes.code(old)}, follow=True)
    assert answer.status_code == 410


def test_a_spent_letter_says_so(client, world):
    row = workflow.invite(world.contact, Channel.LETTER, by=world.steward)
    Confirmation.objects.filter(pk=row.pk).update(attempts=TRIES)
    page = client.post(LETTER, {"code": codes.code(row)})
    assert page.status_code == 410
    assert "5次" in page.content.decode()


def test_wrong_letters_from_one_network_come_to_an_end(client, world, monkeypatch):
    monkeypatch.setattr("portal.onboarding.views.entry.limits.CODE_FROM", _few(2))
    pages = [client.post(LETTER, {"code": "ABCD-EFGH-JKMN"}) for _try in range(3)]
    assert [page.status_code for page in pages] == [422] * 3
    assert "次数过多" in pages[2].content.decode()


# --- New passwords ---------------------------------------------------------------------------------------------------
def test_a_forgotten_password_is_found_again_and_every_other_session_ends(client, world, fresh):
    user = fresh(world.contact)
    user.set_password("the old one of before")
    user.activated_at = timezone.now()
    user.save()
    other = type(client)()
    other.post("/accounts/login/", {"login": PHONE, "password": "the old one of before"})
    client.post("/accounts/password/reset/", {"address": EMAIL})
    client.post(link(Confirmation.objects.get()), TYPED)
    assert client.get("/accounts/me/").status_code == 200
    assert other.get("/accounts/me/").status_code == 302
    assert fresh(user).check_password(PASSWORD)
    assert User.objects.get(pk=user.pk).activated_at == user.activated_at
