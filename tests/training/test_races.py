"""Races for the last place and for one certificate, with real threads on PostgreSQL."""

import pytest

from stewards.training import workflow
from stewards.training.models import Certificate, Enrolment
from tests.stewards.test_races import together, won
from tests.training import courses

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_want_the_last_place_one_has_it_and_the_other_waits():
    world = courses.build()
    row = courses.session(world, places=1)
    people = [world.steward, world.liaison]
    results = together([lambda one=one: workflow.enrol(row, by=one) for one in people])
    assert len(won(results)) == 2
    assert sorted(Enrolment.objects.values_list("place", flat=True), key=str) == [1, None]


def test_the_same_button_pressed_four_times_at_once_is_one_enrolment_and_one_certificate():
    world = courses.build()
    row, case = courses.session(world), courses.course(world, questions=[])
    together([lambda: workflow.enrol(row, by=world.steward)] * 4)
    together([lambda: workflow.read(case, by=world.steward)] * 4)
    assert (Enrolment.objects.count(), Certificate.objects.count()) == (1, 1)


def test_certificates_of_two_courses_issued_at_once_have_two_numbers():
    world = courses.build()
    rows = [courses.course(world, questions=[]) for _number in range(3)]
    together([lambda row=row: workflow.read(row, by=world.steward) for row in rows])
    assert Certificate.objects.values("number").distinct().count() == 3
