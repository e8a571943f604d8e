"""What every list keeps to."""

import pytest
from django_tables2 import Table

import portal.urls  # noqa: F401 -- brings in the tables of every page

APPS = ("appeals", "assessments", "enterprises", "policies", "portal", "stewards")


def _all(table=Table):
    for one in table.__subclasses__():
        yield one
        yield from _all(one)


TABLES = sorted({one for one in _all() if one.__module__.split(".")[0] in APPS}, key=lambda one: one.__qualname__)


@pytest.mark.parametrize("table", [one for one in TABLES if "bench" not in one.__module__])
def test_an_empty_list_says_so_in_its_own_words(table):
    """Only ``Meta`` is read: an attribute of the class would be covered by the instance's."""
    assert table._meta.empty_text
    assert "empty_text" not in vars(table)


def test_there_are_tables():
    assert len(TABLES) >= 6
