"""State × step: what a confirmation opens in each standing, what replaces what, who may be invited."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from portal.accounts.models import User
from portal.common.workflow import Refused
from portal.notifications.outbox import polite_moment
from portal.onboarding import codes, workflow
from portal.onboarding.enums import Channel, Delivery, Purpose, Standing
from portal.onboarding.models import TRIES, Confirmation

from .conftest import EMAIL, PASSWORD, PHONE

MAIL, SMS, LETTER = Channel
pytestmark = pytest.mark.django_db
WORKDAY = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def bring(world, standing, channel):
    """An invitation brought to a standing."""
    row = workflow.invite(world.contact, channel, by=world.steward)
    now = timezone.now()
    change = {
        Standing.OPEN: {},
        Standing.USED: {"used_at": now},
        Standing.REPLACED: {"replaced_at": now},
        Standing.EXPIRED: {"expires_at": now - timedelta(seconds=1)},
        Standing.SPENT: {"attempts": TRIES},
    }[standing]
    Confirmation.objects.filter(pk=row.pk).update(**({"attempts": 0} | change))
    return Confirmation.objects.select_related("person").get(pk=row.pk)


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("standing", Standing)
def test_each_standing_opens_what_it_should(world, standing, channel, fresh):
    row = bring(world, standing, channel)
    by_code = Standing.OPEN if standing == Standing.SPENT else standing
    assert (row.code_standing, row.standing) == (standing, by_code)
    if by_code == Standing.OPEN:  # the link goes on working after five wrong codes: nobody guesses it
        workflow.choose_password(row, PASSWORD)
        assert fresh(world.contact).check_password(PASSWORD)
        assert fresh(world.contact).activated_at
    else:
        with pytest.raises(Refused) as refused:
            workflow.choose_password(row, PASSWORD)
        assert refused.value.code == standing.value
        assert not fresh(world.contact).has_usable_password()


@pytest.mark.parametrize("standing", Standing)
def test_a_code_by_text_message_opens_while_it_is_open(world, standing):
    row = bring(world, standing, SMS)
    assert bool(workflow.try_code(PHONE, codes.code(row))) == (standing == Standing.OPEN)


@pytest.mark.parametrize("standing", Standing)
def test_a_letters_code_says_why_it_opens_nothing(world, standing):
    row = bring(world, standing, LETTER)
    assert workflow.try_letter(codes.code(row)).code_standing == standing


def test_five_wrong_codes_spend_the_right_one(world):
    row = workflow.invite(world.contact, SMS, by=world.steward)
    wrong = f"{(int(codes.code(row)) + 1) % 1_000_000:06d}"
    for _try in range(TRIES):
        assert workflow.try_code(PHONE, wrong) is None
    assert workflow.try_code(PHONE, codes.code(row)) is None
    row.refresh_from_db()
    assert (row.attempts, row.code_standing) == (TRIES, Standing.SPENT)


def test_five_wrong_codes_spend_a_letters_code_but_not_its_link(world):
    row = workflow.invite(world.contact, LETTER, by=world.steward)
    right = codes.code(row)
    wrong = right[:-1] + ("A" if right[-1] != "A" else "B")
    for _try in range(TRIES + 1):
        assert workflow.try_letter(wrong) is None
    assert workflow.try_letter(right).code_standing == Standing.SPENT
    assert workflow.by_link(codes.token(row), Purpose.ACTIVATE).standing == Standing.OPEN


def test_the_right_code_leaves_time_to_choose_a_password(world):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        workflow.request_entry(SMS, PHONE)
        row = Confirmation.objects.get()
    with time_machine.travel(now + timedelta(minutes=9, seconds=50), tick=False):
        found = workflow.try_code(PHONE, codes.code(row))
    with time_machine.travel(now + timedelta(minutes=25), tick=False):
        assert workflow.choose_password(found, PASSWORD) == world.contact


def test_using_one_way_in_closes_the_others(world):
    rows = [workflow.invite(world.contact, channel, by=world.steward) for channel in Channel]
    workflow.choose_password(rows[1], PASSWORD)
    standings = [Confirmation.objects.get(pk=row.pk).standing for row in rows]
    assert standings == [Standing.REPLACED, Standing.USED, Standing.REPLACED]


@pytest.mark.parametrize("channel", Channel)
def test_the_newest_of_a_channel_alone_counts(world, channel):
    first = workflow.invite(world.contact, channel, by=world.steward)
    second = workflow.invite(world.contact, channel, by=world.general)
    assert Confirmation.objects.get(pk=first.pk).standing == Standing.REPLACED
    assert Confirmation.objects.get(pk=second.pk).standing == Standing.OPEN


def test_a_link_to_an_address_that_is_not_kept_any_more_opens_nothing(world):
    row = workflow.invite(world.contact, MAIL, by=world.steward)
    User.objects.filter(pk=world.contact.pk).update(email="other@example.cn")
    assert Confirmation.objects.get(pk=row.pk).standing == Standing.REPLACED


def test_a_closed_account_stays_closed(world, fresh):
    row = workflow.invite(world.contact, MAIL, by=world.steward)
    User.objects.filter(pk=world.contact.pk).update(is_active=False)
    with pytest.raises(Refused):
        workflow.choose_password(row, PASSWORD)
    assert not fresh(world.contact).has_usable_password()


@pytest.mark.parametrize(
    ("change", "channel", "words"),
    [
        ({"is_active": False}, MAIL, "停用"),
        ({"activated_at": WORKDAY}, MAIL, "激活"),
        ({"email": ""}, MAIL, "电子邮箱"),
        ({"phone": "021-12345678"}, SMS, "手机号码"),
    ],
)
def test_who_cannot_be_invited_is_said_in_words(world, change, channel, words):
    User.objects.filter(pk=world.contact.pk).update(**change)
    with pytest.raises(Refused) as refused:
        workflow.invite(world.contact, channel, by=world.steward)
    assert words in refused.value.messages[0]
    assert not Confirmation.objects.exists()


def test_nobody_is_flooded_with_invitations(world):
    for _time in range(6):
        workflow.invite(world.contact, MAIL, by=world.steward)
    with pytest.raises(Refused):
        workflow.invite(world.contact, SMS, by=world.general)
    assert workflow.invite(world.contact, LETTER, by=world.steward)


def test_many_are_invited_by_what_reaches_them(world):
    people = User.objects.filter(pk__in=[world.contact.pk, world.colleague.pk, world.stranger.pk, world.nobody.pk])
    User.objects.filter(pk=world.stranger.pk).update(email="", phone="")
    User.objects.filter(pk=world.nobody.pk).update(activated_at=timezone.now())
    with time_machine.travel(WORKDAY, tick=False):
        sent = workflow.invite_many(people, by=world.admin)
    assert (sent.mail, sent.sms, sent.unreachable, sent.recently) == (1, 1, 1, 0)
    with time_machine.travel(WORKDAY + timedelta(hours=3), tick=False):
        again = workflow.invite_many(people, by=world.admin)
    assert (again.mail, again.sms, again.recently) == (0, 0, 2)
    assert {row.next_try_at for row in Confirmation.objects.all()} == {WORKDAY}


def test_the_time_of_an_invitation_begins_when_it_leaves(world):
    night = WORKDAY.replace(hour=23)
    with time_machine.travel(night, tick=False):
        workflow.invite_many(User.objects.filter(pk=world.colleague.pk), by=world.admin)
    row = Confirmation.objects.get()
    assert row.next_try_at == polite_moment(night, urgent=False) > night
    assert row.expires_at - row.next_try_at == workflow.INVITED[SMS]


def test_a_letter_is_told_to_the_address_on_record(world):
    row = workflow.invite(world.contact, LETTER, by=world.steward)
    workflow.choose_password(row, PASSWORD)
    notice = Confirmation.objects.get(purpose=Purpose.ACTIVATED)
    assert (notice.address, notice.delivery) == (EMAIL, Delivery.PENDING)


def test_who_is_active_gets_a_new_password_and_who_is_not_is_activated(world):
    workflow.request_entry(MAIL, EMAIL.upper())
    assert Confirmation.objects.get().purpose == Purpose.ACTIVATE
    workflow.choose_password(Confirmation.objects.get(), PASSWORD)
    workflow.request_entry(MAIL, EMAIL)
    assert Confirmation.objects.latest("pk").purpose == Purpose.RESET


def test_an_unknown_address_leaves_no_trace(world):
    workflow.request_entry(MAIL, "nobody@example.cn")
    workflow.request_entry(SMS, "13900000000")
    assert not Confirmation.objects.exists()


def test_two_accounts_with_one_number_each_get_their_code(world):
    User.objects.filter(pk=world.colleague.pk).update(phone=PHONE)
    workflow.request_entry(SMS, PHONE)
    rows = {row.person_id: row for row in Confirmation.objects.all()}
    assert set(rows) == {world.contact.pk, world.colleague.pk}
    assert workflow.try_code(PHONE, codes.code(rows[world.colleague.pk])).person == world.colleague


def test_a_link_of_another_purpose_opens_nothing(world):
    row = workflow.ask_for_address(world.contact, Purpose.CHANGE_EMAIL, "new@example.cn")
    assert workflow.by_link(codes.token(row), Purpose.ACTIVATE, Purpose.RESET) is None
    assert workflow.by_link(codes.token(row)[:-1] + "0", Purpose.CHANGE_EMAIL) is None


def test_the_activation_stands_in_the_history_without_personal_data(world):
    before = world.contact.history.count()
    workflow.choose_password(workflow.invite(world.contact, MAIL, by=world.steward), PASSWORD)
    newest = world.contact.history.latest()
    assert world.contact.history.count() == before + 1
    assert (newest.history_user, bool(newest.activated_at)) == (world.contact, True)


# --- Addresses -------------------------------------------------------------------------------------------------------
def test_the_old_address_counts_until_the_new_one_is_confirmed_and_is_told_then(world, fresh):
    row = workflow.ask_for_address(world.contact, Purpose.CHANGE_EMAIL, "new@example.cn")
    assert fresh(world.contact).email == EMAIL
    workflow.confirm_address(row)
    assert fresh(world.contact).email == "new@example.cn"
    notice = Confirmation.objects.get(purpose=Purpose.EMAIL_CHANGED)
    assert (notice.address, notice.channel) == (EMAIL, MAIL)
    with pytest.raises(Refused):
        workflow.confirm_address(row)


def test_a_second_wish_replaces_the_first(world):
    first = workflow.ask_for_address(world.contact, Purpose.CHANGE_EMAIL, "first@example.cn")
    workflow.ask_for_address(world.contact, Purpose.CHANGE_EMAIL, "second@example.cn")
    with pytest.raises(Refused):
        workflow.confirm_address(first)


def test_a_new_number_is_confirmed_by_its_code_and_the_old_one_is_told(world, fresh):
    row = workflow.ask_for_address(world.contact, Purpose.CHANGE_PHONE, "13811112222")
    wrong = f"{(int(codes.code(row)) + 1) % 1_000_000:06d}"
    assert workflow.try_phone_code(world.contact, wrong) is None
    assert workflow.try_phone_code(world.colleague, codes.code(row)) is None
    assert workflow.try_phone_code(world.contact, codes.code(row)).phone == "13811112222"
    assert fresh(world.contact).phone == "13811112222"
    assert Confirmation.objects.get(purpose=Purpose.PHONE_CHANGED).address == PHONE


def test_a_number_that_somebody_else_has_is_refused_after_it_was_proved(world, fresh):
    row = workflow.ask_for_address(world.contact, Purpose.CHANGE_PHONE, world.colleague.phone)
    with pytest.raises(Refused) as refused:
        workflow.try_phone_code(world.contact, codes.code(row))
    assert refused.value.code == "taken"
    assert fresh(world.contact).phone == PHONE


def test_a_change_of_address_leaves_no_row_in_the_history(world):
    before = world.contact.history.count()
    workflow.confirm_address(workflow.ask_for_address(world.contact, Purpose.CHANGE_EMAIL, "new@example.cn"))
    assert world.contact.history.count() == before


# --- Races -----------------------------------------------------------------------------------------------------------
def in_parallel(work, times=8):
    def one(number):
        try:
            return work(number)
        except Refused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_one_link_opens_once_however_many_press_together(world):
    row = workflow.invite(world.contact, MAIL, by=world.steward)
    found = in_parallel(lambda number: workflow.choose_password(row, f"{PASSWORD} {number}"))
    assert found.count(world.contact) == 1
    assert found.count("used") == 7


@pytest.mark.django_db(transaction=True)
def test_parallel_guesses_are_counted_one_by_one(world):
    row = workflow.invite(world.contact, SMS, by=world.steward)
    wrong = f"{(int(codes.code(row)) + 1) % 1_000_000:06d}"
    assert in_parallel(lambda _number: workflow.try_code(PHONE, wrong)) == [None] * 8
    assert Confirmation.objects.get(pk=row.pk).attempts == TRIES


@pytest.mark.django_db(transaction=True)
def test_two_stewards_who_print_together_leave_one_letter(world):
    in_parallel(lambda _number: workflow.invite(world.contact, LETTER, by=world.steward).pk)
    assert Confirmation.objects.letters().open().count() == 1
