import pytest
from django.utils.translation import override

from portal.places.models import District, Town

pytestmark = pytest.mark.django_db


def test_the_sixteen_districts_stand_in_both_languages():
    assert District.objects.count() == 16
    pudong = District.objects.get(code="310115")
    with override("en"):
        assert str(pudong) == "Pudong"
    with override("zh-hans"):
        assert str(pudong) == "浦东新区"


def test_every_town_lies_in_the_district_of_its_code():
    assert all(town.code.startswith(town.district_id) for town in Town.objects.all())


def test_all_kinds_of_towns_are_there():
    kinds = dict.fromkeys(["street", "town", "township", "park"], 0)
    for town in Town.objects.all():
        kinds[town.kind] += 1
    assert kinds == {"street": 107, "town": 106, "township": 2, "park": 19}
