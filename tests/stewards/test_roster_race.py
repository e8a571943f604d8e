"""Imports side by side, and against the workflow: the end is as if they had come one after the other."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from enterprises.models import Enterprise
from portal.common.workflow import Refused
from stewards.models import Assignment, Steward
from stewards.roster.staging import import_roster
from stewards.workflow import assign
from tests.stewards.rosters import entry, lines, write_csv

pytestmark = pytest.mark.django_db(transaction=True)


def side_by_side(*jobs):
    def closing(job):
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(closing, job) for job in jobs]]


def test_the_same_file_imported_twice_at_once_creates_everything_once(tmp_path):
    path = write_csv(tmp_path / "a.csv", lines([entry(n) for n in range(30)]))
    reports = side_by_side(lambda: import_roster(path), lambda: import_roster(path))
    assert sorted((report.create, report.unchanged, len(report.errors)) for report in reports) == [
        (0, 30, 0),
        (30, 0, 0),
    ]
    assert Enterprise.objects.count() == Assignment.objects.open().count() == 30


def test_an_import_and_assignments_by_hand_never_pass_ten(tmp_path):
    bare = {"steward_no": "", "steward_name": "", "steward_phone": "", "steward_email": "", "steward_unit": ""}
    import_roster(write_csv(tmp_path / "a.csv", lines([entry(0), *(entry(n, **bare) for n in range(1, 25))])))
    steward = Steward.objects.get()
    rows = [entry(n, steward_no=steward.staff_no, steward_name="") for n in range(1, 10)]
    path = write_csv(tmp_path / "b.csv", lines(rows))
    by_hand = list(Enterprise.objects.exclude(uscc__in=[row["uscc"] for row in rows]).filter(assignments=None))[:6]

    def one(enterprise):
        try:
            return assign(steward, enterprise, by=None)
        except Refused as refusal:
            return refusal

    results = side_by_side(lambda: import_roster(path), *(lambda e=enterprise: one(e) for enterprise in by_hand))
    assert Assignment.objects.open().filter(steward=steward).count() <= 10
    applied = results[0].is_applied
    by_hand_done = sum(isinstance(result, Assignment) for result in results[1:])
    assert Assignment.objects.open().count() == 1 + (9 if applied else 0) + by_hand_done
    assert applied or results[0].errors
