from decimal import Decimal

import pytest

from enterprises.sizes import limits, limits_for, size_of

#: One code of each group, and its metrics with the floors of large, medium and small.
GROUPS = {
    "A0111": {"revenue": (20000, 500, 50)},
    "B0610": {"employees": (1000, 300, 20), "revenue": (40000, 2000, 300)},
    "C2651": {"employees": (1000, 300, 20), "revenue": (40000, 2000, 300)},
    "D4411": {"employees": (1000, 300, 20), "revenue": (40000, 2000, 300)},
    "E4710": {"revenue": (80000, 6000, 300), "assets": (80000, 5000, 300)},
    "F5111": {"employees": (200, 20, 5), "revenue": (40000, 5000, 1000)},
    "F5211": {"employees": (300, 50, 10), "revenue": (20000, 500, 100)},
    "G5411": {"employees": (1000, 300, 20), "revenue": (30000, 3000, 200)},
    "G5910": {"employees": (1000, 300, 20), "revenue": (30000, 3000, 200)},
    "G5930": {"employees": (200, 100, 20), "revenue": (30000, 1000, 100)},
    "G6010": {"employees": (1000, 300, 20), "revenue": (30000, 2000, 100)},
    "H6110": {"employees": (300, 100, 10), "revenue": (10000, 2000, 100)},
    "H6210": {"employees": (300, 100, 10), "revenue": (10000, 2000, 100)},
    "I6311": {"employees": (2000, 100, 10), "revenue": (100000, 1000, 100)},
    "I6410": {"employees": (2000, 100, 10), "revenue": (100000, 1000, 100)},
    "I6513": {"employees": (300, 100, 10), "revenue": (10000, 1000, 50)},
    "K7010": {"revenue": (200000, 1000, 100), "assets": (10000, 5000, 2000)},
    "K7020": {"employees": (1000, 300, 100), "revenue": (5000, 1000, 500)},
    "L7212": {"employees": (300, 100, 10), "assets": (120000, 8000, 100)},
    "M7340": {"employees": (300, 100, 10)},
    "K7030": {"employees": (300, 100, 10)},
    "R9011": {"employees": (300, 100, 10)},
}
CLASSES = ("large", "medium", "small")


@pytest.mark.parametrize("code", GROUPS)
@pytest.mark.parametrize("rank", range(3))
def test_the_floor_itself_belongs_to_the_class(code, rank):
    assert size_of(code, **{metric: floors[rank] for metric, floors in GROUPS[code].items()}) == CLASSES[rank]


@pytest.mark.parametrize("code", GROUPS)
@pytest.mark.parametrize("rank", range(3))
def test_one_figure_below_the_floor_drops_the_enterprise_a_class(code, rank):
    below = [*CLASSES, "micro"][rank + 1]
    for weak in GROUPS[code]:
        figures = {metric: floors[rank] for metric, floors in GROUPS[code].items()}
        figures[weak] -= Decimal("0.01") if weak != "employees" else 1
        assert size_of(code, **figures) == below


@pytest.mark.parametrize("code", GROUPS)
def test_the_weakest_figure_decides(code):
    for weak in GROUPS[code]:
        figures = dict.fromkeys(GROUPS[code], 10**9) | {weak: 0}
        assert size_of(code, **figures) == "micro"


@pytest.mark.parametrize("code", GROUPS)
def test_a_missing_figure_leaves_the_class_unknown(code):
    for missing in GROUPS[code]:
        assert size_of(code, **(dict.fromkeys(GROUPS[code], 10**9) | {missing: None})) == ""


@pytest.mark.parametrize("code", GROUPS)
def test_figures_that_the_group_does_not_ask_for_change_nothing(code):
    figures = {metric: floors[1] for metric, floors in GROUPS[code].items()}
    rest = {"employees": 0, "revenue": 0, "assets": 0}
    assert size_of(code, **(rest | figures)) == "medium"


@pytest.mark.parametrize("code", ["", None, "G53", "G5310", "G59", "J6611", "K70", "K7040", "P8310", "S9110", "T9600"])
def test_an_industry_without_a_rule_has_no_class(code):
    assert size_of(code, 10**6, 10**6, 10**6) == ""


def test_every_group_of_the_table_is_tested_here():
    tested = {repr(limits_for(code)) for code in GROUPS}
    assert {repr(rules) for rules in limits().values()} == tested
    assert limits_for("C26") == limits_for("C2651")
