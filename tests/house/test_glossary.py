"""The glossary gives every term that people read on a badge one English and one Chinese word."""

import pytest
from django.utils.translation import override

from appeals.enums import AppealState, HandlingState, Outcome, PromiseKind, Satisfaction
from enterprises.enums import Datum, Level, Ownership, Size
from portal.accounts.enums import Role, UnitKind
from tests.house.source import ROOT

GLOSSARY = ROOT / "docs" / "glossary.md"
LISTED = (AppealState, HandlingState, Outcome, PromiseKind, Satisfaction, Datum, Level, Ownership, Size, Role, UnitKind)


def rows():
    """``{code word: set of cells}`` of every table row of the glossary."""
    lines = [line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("| ")]
    return [{cell.strip().strip("`") for cell in line.strip("|").split("|")} for line in lines]


@pytest.mark.parametrize("choices", LISTED, ids=lambda choices: choices.__name__)
def test_every_choice_stands_in_the_glossary_with_both_names(choices):
    table = rows()
    absent = []
    for choice in choices:
        code = f"{choices.__name__}.{choice.name}"
        with override("en"):
            english = str(choice.label)
        with override("zh-hans"):
            chinese = str(choice.label)
        if not any({code, english, chinese} <= row for row in table):
            absent.append(f"| {chinese} | {english} | `{code}` | |")
    assert not absent, "docs/glossary.md lacks:\n" + "\n".join(absent)


def test_the_glossary_names_no_choice_that_does_not_exist():
    members = {f"{choices.__name__}.{choice.name}" for choices in LISTED for choice in choices}
    named = {cell for row in rows() for cell in row if cell.split(".")[0] in {choices.__name__ for choices in LISTED}}
    assert not {cell for cell in named if "." in cell} - members
