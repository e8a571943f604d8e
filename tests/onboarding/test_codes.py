"""Links and codes follow from the row and the key alone, differ for every row, and say nothing of their secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.onboarding import codes, workflow
from portal.onboarding.enums import Channel
from portal.onboarding.models import Confirmation

pytestmark = pytest.mark.django_db
NONSENSE = ["", "-", "ABC", "U" * 12, "12345678901234", "１２３４５６７８９０１２", "17-", "x-" + "A" * 26]


def test_neither_link_nor_code_is_stored(world):
    row = workflow.invite(world.contact, Channel.SMS, by=world.steward)
    stored = " ".join(str(value) for value in Confirmation.objects.values_list().get(pk=row.pk))
    assert codes.code(row) not in stored
    assert codes.token(row).split("-")[1] not in stored


def test_a_row_read_again_has_the_same_link_and_code(world):
    row = workflow.invite(world.contact, Channel.LETTER, by=world.steward)
    again = Confirmation.objects.get(pk=row.pk)
    assert (codes.token(row), codes.code(row)) == (codes.token(again), codes.code(again))


def test_another_key_derives_another_link(world, settings):
    row = workflow.invite(world.contact, Channel.MAIL, by=world.steward)
    before = codes.token(row)
    settings.SECRET_KEY = "another key of this installation, long enough to be one"
    assert not codes.is_token(row, before)


def test_the_next_row_of_the_same_person_has_another_code(world):
    first = workflow.invite(world.contact, Channel.LETTER, by=world.steward)
    second = workflow.invite(world.contact, Channel.LETTER, by=world.steward)
    assert codes.code(first)[-6:] != codes.code(second)[-6:]
    assert not codes.is_code(second, codes.code(first))


def test_a_code_by_text_message_has_six_figures(world):
    code = codes.code(workflow.invite(world.contact, Channel.SMS, by=world.steward))
    assert len(code) == 6 and code.isdecimal()


@given(number=st.integers(min_value=1, max_value=32**6 - 1))
def test_a_letters_code_names_its_row(number):
    row = Confirmation(pk=number, person_id=1, channel=Channel.LETTER)
    assert codes.row_of_letter(codes.code(row)) == number


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", " "), lambda code: f" {code} ",
                                    lambda code: code.replace("0", "o").replace("1", "l")])  # fmt: skip
def test_a_letters_code_is_read_as_people_type_it(world, change):
    row = workflow.invite(world.contact, Channel.LETTER, by=world.steward)
    assert codes.row_of_letter(change(codes.code(row))) == row.pk
    assert codes.is_code(row, change(codes.code(row)))


@pytest.mark.parametrize(
    "text", ["", "-", "ABC", "U" * 12, "12345678901234", "１２３４５６７８９０１２", "17-", "x-" + "A" * 26]
)
def test_nonsense_names_no_row(text):
    assert codes.row_of_letter(text) is None
    assert codes.row_of_token(text) is None
