"""Rates with Wilson's interval, against values worked out by hand elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.common.rates import MIN_N, Rate


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962)],
)
def test_the_interval_is_wilsons(hits, n, low, high):
    rate = Rate(hits, n)
    assert (round(rate.low, 4), round(rate.high, 4)) == (low, high)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_inside_its_interval_and_the_interval_inside_0_and_1(pair):
    rate = Rate(*pair)
    assert 0 <= rate.low <= rate.share + 1e-12 and rate.share - 1e-12 <= rate.high <= 1
    assert rate.low < rate.high


def test_a_small_n_is_hidden_and_no_case_has_no_rate():
    assert not Rate(MIN_N - 1, MIN_N - 1).is_shown and Rate(0, MIN_N).is_shown
    assert (Rate(0, 0).share, Rate(0, 0).low, Rate(0, 0).high) == (None, None, None)


@pytest.mark.parametrize(("hits", "n"), [(2, 1), (-1, 3), (0, -1)])
def test_more_hits_than_cases_is_a_mistake(hits, n):
    with pytest.raises(ValueError, match="no rate"):
        Rate(hits, n)
