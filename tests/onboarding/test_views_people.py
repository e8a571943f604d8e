"""Who may bring whom in: role × person × channel, in bulk, and the printed letter."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.models import Membership, User
from portal.onboarding import codes, wording, workflow
from portal.onboarding.circles import circles, places_of
from portal.onboarding.enums import Channel
from portal.onboarding.models import Confirmation

pytestmark = pytest.mark.django_db
SEND, PEOPLE = "/activation/send/", "/activation/"
#: Whom each role may bring in: people of the test world.
MAY = {
    "steward": {"contact", "colleague"},
    "other_steward": {"stranger"},
    "general": {"contact", "colleague"},
    "district": {"steward", "other_steward", "general"},
    "contact": set(), "stranger": set(), "dispatcher": set(), "handler": set(), "city": set(), "leader": set(),
    "nobody": set(),
}  # fmt: skip
TARGETS = ("contact", "colleague", "stranger", "steward", "other_steward", "general", "handler", "admin")


@pytest.fixture
def world(world):
    User.objects.exclude(pk__in=[world.contact.pk, world.colleague.pk]).update(password="!")
    return world


def get(world, name):
    return User.objects.get(pk=getattr(world, name).pk)


@pytest.mark.parametrize("role", [*MAY, "admin"])
def test_each_role_brings_in_its_own_people_and_nobody_else(world, client, role):
    may = MAY.get(role, set(TARGETS))
    client.force_login(get(world, role))
    for target in TARGETS:
        before = Confirmation.objects.count()
        answer = client.post(SEND, {"person": getattr(world, target).pk, "channel": "letter"})
        assert answer.status_code == (302 if target in may else 404), target
        assert (Confirmation.objects.count() > before) == (target in may)


def test_a_contact_who_left_is_nobodys_to_invite(world, client):
    contact = world.contact.contact_of.get()
    contact.ended_on = timezone.localdate()
    contact.save()
    assert not places_of(get(world, "steward"), [world.contact.pk])


def test_a_role_of_yesterday_opens_nothing(world):
    Membership.objects.filter(user=world.district).update(ended_on=date(2021, 1, 1))
    assert circles(get(world, "district")) == []


def test_the_page_of_the_enterprise_sends_and_comes_back(world, client):
    client.force_login(get(world, "steward"))
    page = f"/enterprises/{world.firm.uscc}/"
    assert 'name="channel" value="letter"' in client.get(page).content.decode()
    answer = client.post(SEND, {"person": world.contact.pk, "channel": "mail", "next": page})
    assert answer.url == page
    assert "周启明" in client.get(page).content.decode()
    assert Confirmation.objects.get().sent_by == world.steward


def test_others_see_no_button_on_the_page_of_the_enterprise(world, client):
    for role in ("contact", "city", "dispatcher", "district", "admin"):
        client.force_login(get(world, role))
        assert 'name="channel"' not in client.get(f"/enterprises/{world.firm.uscc}/").content.decode()


def test_who_is_active_is_not_invited_again(world, client):
    User.objects.filter(pk=world.contact.pk).update(activated_at=timezone.now())
    client.force_login(get(world, "steward"))
    page = client.post(SEND, {"person": world.contact.pk, "channel": "mail"}, follow=True).content.decode()
    assert "激活" in page and 'role="alert"' in page
    client.post(SEND, {"person": world.contact.pk, "channel": "letter"})
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("data", [{}, {"channel": "pigeon"}, {"channel": "mail"}, {"channel": "mail", "person": "x"}])
def test_nonsense_is_not_found(world, client, data):
    client.force_login(get(world, "steward"))
    assert client.post(SEND, data).status_code == 404


def test_a_strange_way_back_is_not_followed(world, client):
    client.force_login(get(world, "steward"))
    data = {"person": world.contact.pk, "channel": "mail", "next": "https://evil.example/"}
    assert client.post(SEND, data).url == PEOPLE


def test_the_list_says_who_is_active_and_what_was_sent(world, client, read_only_get, query_shape):
    workflow.invite(world.contact, Channel.MAIL, by=world.steward)
    User.objects.filter(pk=world.colleague.pk).update(activated_at=timezone.now())
    client.force_login(get(world, "steward"))
    with read_only_get():
        waiting = client.get(PEOPLE).content.decode()
        active = client.get(f"{PEOPLE}?state=active").content.decode()
    assert world.contact.name in waiting and world.colleague.name not in waiting
    assert "139****5678" in waiting and "13912345678" not in waiting
    assert world.colleague.name in active and 'name="person"' not in active
    with query_shape() as shapes:
        client.get(f"{PEOPLE}?state=all&q=zzz")
    assert len(shapes) <= 12, shapes


def test_the_list_is_found_by_name_and_number(world, client):
    client.force_login(get(world, "steward"))
    for text, found in [("周启", True), ("13912345678", True), ("139", False), ("李", False)]:
        assert (world.contact.name in client.get(PEOPLE, {"q": text}).content.decode()) == found


def test_everybody_of_the_unit_is_invited_after_a_page_that_says_how_many(world, client):
    client.force_login(get(world, "general"))
    page = client.get("/activation/all/").content.decode()
    assert "2人" in page
    assert not Confirmation.objects.exists()
    client.post("/activation/all/", {"circle": "contacts"})
    assert {row.person_id for row in Confirmation.objects.all()} == {world.contact.pk, world.colleague.pk}


def test_the_administrator_invites_the_stewards_of_the_city(world, client):
    client.force_login(get(world, "admin"))
    client.post("/activation/all/", {"circle": "stewards"})
    invited = {row.person_id for row in Confirmation.objects.all()}
    assert invited == {world.steward.pk, world.other_steward.pk, world.general.pk}


def test_several_who_are_ticked_are_invited_together(world, client):
    client.force_login(get(world, "steward"))
    data = {"person": [world.contact.pk, world.colleague.pk, world.stranger.pk], "channel": "sms"}
    page = client.post(SEND, data, follow=True).content.decode()
    assert "已邀请2人" in page
    assert Confirmation.objects.filter(person=world.stranger).count() == 0


# --- Letters ---------------------------------------------------------------------------------------------------------
def print_letters(client, *people):
    answer = client.post(SEND, {"person": [person.pk for person in people], "channel": "letter"})
    return answer.url, client.get(answer.url)


def test_the_letter_carries_everything_in_both_languages(world, client, read_only_get):
    client.force_login(get(world, "steward"))
    address, _page = print_letters(client, world.contact)
    with read_only_get():
        page = client.get(address)
    text, row = page.content.decode(), Confirmation.objects.get()
    for words in (world.contact.name, world.firm.name, str(world.local_unit), codes.code(row), world.contact.username,
                  wording.page("onboarding:letter_code"), "二维码", "Scan the code", 'lang="en"'):  # fmt: skip
        assert words in text
    assert codes.token(row) not in text  # it stands in the drawing alone
    assert "no-store" in page["Cache-Control"]
    assert not re.search(r"<svg class=\"qr\"[^>]*style", text)


def test_several_letters_are_several_sheets(world, client):
    client.force_login(get(world, "steward"))
    _address, page = print_letters(client, world.contact, world.colleague)
    assert page.content.decode().count('class="letter panel"') == 2


def test_a_letter_is_read_by_its_sender_alone_and_not_after_its_use(world, client):
    client.force_login(get(world, "steward"))
    address, _page = print_letters(client, world.contact)
    client.force_login(get(world, "general"))
    assert client.get(address).status_code == 404
    client.force_login(get(world, "steward"))
    assert client.get(address).status_code == 200
    workflow.choose_password(Confirmation.objects.get(), "correct horse battery")
    assert client.get(address).status_code == 404


def test_a_steward_who_serves_no_longer_cannot_read_the_letter(world, client):
    client.force_login(get(world, "steward"))
    address, _page = print_letters(client, world.contact)
    world.firm.access.filter(user=world.steward).delete()
    assert client.get(address).status_code == 404


# --- Figures ---------------------------------------------------------------------------------------------------------
def test_the_workbench_shows_how_many_have_activated_and_opens_the_rows(world, client):
    User.objects.filter(pk=world.colleague.pk).update(activated_at=timezone.now())
    client.force_login(get(world, "steward"))
    page = client.get("/workbench/").content.decode()
    assert "1 / 2" in page
    assert f"{reverse('onboarding:people')}?circle=contacts" in page


@pytest.mark.parametrize(("active", "words"), [(0, "未激活"), (1, "1 / 2"), (2, "已激活")])
def test_the_card_of_an_enterprise_says_whether_its_contacts_are_active(world, client, active, words):
    for person in (world.contact, world.colleague)[:active]:
        User.objects.filter(pk=person.pk).update(activated_at=timezone.now())
    client.force_login(get(world, "steward"))
    cards = client.get("/workbench/").content.decode().split('class="entcards"')[1]
    assert words in cards


@pytest.mark.parametrize("role", ["district", "admin"])
def test_leads_see_on_their_home_how_many_stewards_are_active(world, client, role):
    client.force_login(get(world, role))
    assert "/activation/?circle=stewards" in client.get("/").content.decode()
