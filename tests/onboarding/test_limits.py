"""Limits count in the database, tell until when, and are not prolonged by trying on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from portal.onboarding import limits
from portal.onboarding.enums import AttemptKind
from portal.onboarding.models import Attempt

THREE = limits.Limit(AttemptKind.CODE, 3, timedelta(minutes=10))
pytestmark = pytest.mark.django_db


def test_the_fourth_try_of_three_is_refused_and_told_until_when():
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        assert all(limits.take(THREE, "a")[1] is None for _try in range(3))
        row, until = limits.take(THREE, "a")
        assert row is None
        assert until == start + timedelta(minutes=10)
        assert limits.closed_until(THREE, "a") == until


def test_trying_on_does_not_prolong_the_wait():
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        for _try in range(3):
            limits.take(THREE, "a")
    with time_machine.travel(start + timedelta(minutes=9), tick=False):
        assert limits.take(THREE, "a")[1] == start + timedelta(minutes=10)
    with time_machine.travel(start + timedelta(minutes=10, seconds=1), tick=False):
        assert limits.take(THREE, "a")[1] is None


def test_others_and_other_kinds_are_counted_apart():
    for _try in range(3):
        limits.take(THREE, "a")
    assert limits.take(THREE, "b")[1] is None
    assert limits.take(limits.REQUEST, "a")[1] is None
    limits.forget(THREE, "a")
    assert limits.closed_until(THREE, "a") is None


def test_what_is_counted_carries_no_name_and_no_number():
    limits.take(THREE, "13912345678")
    assert "139" not in Attempt.objects.get().key


def test_the_case_of_a_name_does_not_matter():
    assert limits.key("Li", "::1") == limits.key("li ", "::1")


def test_what_is_old_is_dropped_and_known_addresses_stay_for_three_months():
    with time_machine.travel(timezone.now() - timedelta(days=3), tick=False):
        limits.take(THREE, "a")
        limits.remember("li", "1.2.3.4")
    assert limits.tidy() == 1
    assert limits.is_known("li", "1.2.3.4")
    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        assert not limits.is_known("li", "1.2.3.4")
        assert limits.tidy() == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_tries_never_pass_together():
    def take(_number):
        try:
            return limits.take(THREE, "a")[0] is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        passed = sum(pool.map(take, range(16)))
    assert passed <= 3
