import pytest

from enterprises.models import Industry

pytestmark = pytest.mark.django_db


def test_the_classification_is_a_tree_of_four_levels():
    levels = ["section", "division", "group", "class"]
    counts = {level: Industry.objects.filter(level=level).count() for level in levels}
    assert counts == {"section": 20, "division": 97, "group": 473, "class": 1379}
    for industry in Industry.objects.select_related("parent"):
        above = industry.parent.level if industry.parent else None
        assert levels.index(industry.level) == (levels.index(above) + 1 if above else 0)


def test_codes_carry_the_letter_of_their_section():
    industry = Industry.objects.get(code="C2651")
    assert industry.parent_id == "C265"
    assert industry.parent.parent.parent_id == "C"
