"""Counts stop at their bound and say so."""

import pytest
from django.core.paginator import EmptyPage

from portal.common import counting
from portal.common.counting import BoundedPaginator, Count, bounded_counts
from portal.places.models import District

pytestmark = pytest.mark.django_db


def test_a_count_within_its_bound_is_exact():
    every = District.objects.all()
    found = bounded_counts({"all": every, "one": every.filter(pk="310115"), "none": every.none()}, bound=16)
    assert found == {"all": Count(16), "one": Count(1), "none": Count(0)}
    assert [str(count) for count in found.values()] == ["16", "1", "0"]
    assert not found["none"]


def test_a_count_beyond_its_bound_is_the_bound_with_a_plus():
    found = bounded_counts({"all": District.objects.all()}, bound=5)
    assert found["all"] == Count(5, is_more=True)
    assert str(found["all"]) == "5+"


def test_all_counts_are_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        bounded_counts({"all": District.objects.all(), "one": District.objects.filter(pk="310115")})
    with django_assert_num_queries(0):
        assert bounded_counts({}) == {}


def test_a_list_counts_to_its_bound_and_no_further(monkeypatch):
    monkeypatch.setattr(counting, "MOST", 12)
    pages = BoundedPaginator(District.objects.order_by("pk"), 5)
    assert (pages.count, pages.is_more, pages.num_pages) == (12, True, 3)
    with pytest.raises(EmptyPage):
        pages.page(4)


@pytest.mark.parametrize("rows", [District.objects.order_by("pk"), list(range(16))], ids=["query set", "list"])
def test_a_short_list_is_counted_exactly(rows):
    pages = BoundedPaginator(rows, 5)
    assert (pages.count, pages.is_more, pages.num_pages) == (16, False, 4)
