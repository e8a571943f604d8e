import json
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from enterprises import uscc

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "uscc_vectors.json").read_text("utf-8"))
VALID = [*VECTORS["synthetic_valid"], *VECTORS["synthetic_valid_letter_registrar"], "91110000600037341L"]
INVALID = [(entry["value"], entry["error"]) for entry in VECTORS["synthetic_invalid"]]
bodies = st.text(uscc.ALPHABET, min_size=8, max_size=8)


@pytest.mark.parametrize("code", VALID)
def test_a_valid_code_is_accepted(code):
    uscc.validate(code)
    assert uscc.is_valid(code)


@pytest.mark.parametrize(("code", "error"), INVALID)
def test_an_invalid_code_is_refused(code, error):
    with pytest.raises(uscc.InvalidUscc) as refused:
        uscc.validate(code)
    assert not uscc.is_valid(code)
    expected = {"length": "length", "checksum": "check_digit"}.get(error) or ("format" if "format" in error else "")
    assert refused.value.code == (expected or refused.value.code)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", "length"),
        ("91310104Y03WYY1C5", "length"),
        ("91310104Y03WYY1C5WW", "length"),
        ("9131010AY03WYY1C5W", "format"),
        ("91310104Y03WYY1COW", "format"),
        ("91310104Y03WYY1CAW", "format"),
        ("91310104Y03WYY1C5W".lower(), "format"),
        ("91310104Y03WYY1C50", "check_digit"),
    ],
)
def test_the_reason_of_a_refusal_is_told(code, reason):
    with pytest.raises(uscc.InvalidUscc) as refused:
        uscc.validate(code)
    assert refused.value.code == reason


def test_a_wrong_organisation_code_is_found_although_the_last_character_agrees():
    first = "91310104Y03WYY1C6"
    with pytest.raises(uscc.InvalidUscc) as refused:
        uscc.validate(first + uscc.check_character(first))
    assert refused.value.code == "organisation_code"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "A unified social credit code has 18 characters; this one has 3."),
        ("zh-hans", "统一社会信用代码应为18位，此处为3位。"),
    ],
)
def test_the_refusal_speaks_english_and_chinese(language, sentence):
    with override(language), pytest.raises(uscc.InvalidUscc) as refused:
        uscc.validate("913")
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    "typed",
    [
        "91310104y03wyy1c5w",
        " 9131 0104 Y03W YY1C 5W ",
        "９１３１０１０４Ｙ０３ＷＹＹ１Ｃ５Ｗ",
        "91310104-Y03WYY1C5-W",
        "91310104\u200bY03WYY1C5W\n",
        "\ufeff91310104\u3000Y03WYY1C5W",
    ],
)
def test_what_people_type_becomes_the_code(typed):
    assert uscc.normalise(typed) == "91310104Y03WYY1C5W"


@given(bodies, st.sampled_from(["91", "93", "N2", "A1", "Y1"]), st.sampled_from(["310000", "310115", "110108"]))
def test_what_make_builds_is_valid(body, registrar, division):
    code = uscc.make(body, registrar=registrar, division=division)
    assert code[:16] == registrar + division + body
    assert uscc.is_valid(code)


@given(bodies, st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_one_wrong_character_is_always_found(body, place, character):
    code = uscc.make(body)
    changed = code[:place] + character + code[place + 1 :]
    assert uscc.is_valid(changed) == (changed == code)


@pytest.mark.parametrize("parts", [{"body": "SHORT"}, {"body": "MA1FL0O0"}, {"body": "MA1FL000", "division": "31"}])
def test_make_refuses_parts_that_no_code_has(parts):
    with pytest.raises(ValueError, match="make no code"):
        uscc.make(**parts)
