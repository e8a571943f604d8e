import pytest

from portal.logs import mask_phones


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("call 13812345678 now", "call 138****5678 now"),
        ("电话13912345678，", "电话139****5678，"),
        ("913101157585780001", "913101157585780001"),
        ("A13812345678", "A13812345678"),
        (42, 42),
    ],
)
def test_a_mobile_number_is_masked_and_other_numbers_are_not(text, masked):
    assert mask_phones(None, "info", {"event": text}) == {"event": masked}
