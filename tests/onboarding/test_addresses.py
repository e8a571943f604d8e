"""Numbers as people type them."""

import pytest

from portal.onboarding.addresses import is_mobile, mask_email, normal_phone


@pytest.mark.parametrize(
    "typed",
    ["13912345678", "139 1234 5678", "139-1234-5678", "+8613912345678", "0086 139 1234 5678", " (139)12345678 "],
)
def test_a_mobile_number_is_the_same_however_it_is_typed(typed):
    assert normal_phone(typed) == "13912345678"
    assert is_mobile(normal_phone(typed))


@pytest.mark.parametrize("typed", ["", "021-12345678", "12912345678", "1391234567", "8613912345678", "abc"])
def test_other_numbers_are_no_mobile_numbers(typed):
    assert not is_mobile(typed)


def test_an_address_is_masked_but_for_its_first_sign():
    assert mask_email("zhou@example.cn") == "z***@example.cn"
    assert mask_email("") == ""
