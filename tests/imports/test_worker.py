"""The queue: who may take an import, what happens when somebody dies, what is removed when."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections
from django.utils import timezone

from enterprises.models import Enterprise
from portal.common.workflow import Refused
from portal.imports import worker, workflow
from portal.imports.models import Import
from stewards.roster.kind import Roster
from tests.stewards.rosters import entry


def side_by_side(*jobs):
    """Run the jobs in threads of their own that start together; the answers, or the refusals."""
    start = Barrier(len(jobs))

    def run(job):
        start.wait()
        try:
            return job()
        except Refused as refusal:
            return refusal
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(run, job) for job in jobs]]


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_apply_once(desk, sheet, admin):
    run = desk.bring(sheet([entry(1)]))
    side_by_side(*[lambda: workflow.confirm(run, run.digest, by=admin)] * 8)
    side_by_side(*[worker.work_all] * 4)
    run.refresh_from_db()
    assert (run.state, Enterprise.history.count()) == ("applied", 1)


@pytest.mark.django_db(transaction=True)
def test_confirming_against_cancelling_ends_in_one_of_both(desk, sheet, admin):
    for number in range(3):
        run = desk.bring(sheet([entry(number)]))
        side_by_side(
            lambda run=run: workflow.confirm(run, run.digest, by=admin), lambda run=run: workflow.cancel(run, by=admin)
        )
        worker.work_all()
        run.refresh_from_db()
        assert run.state in ("applied", "cancelled")
        assert Enterprise.objects.filter(uscc=entry(number)["uscc"]).exists() == (run.state == "applied")


@pytest.mark.django_db(transaction=True)
def test_what_another_session_works_on_is_left_alone(desk, sheet):
    desk.upload(sheet([entry(1)]))
    run = Import.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [worker.CLAIMS, run.pk])
        assert side_by_side(worker.work_all) == [0]
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [worker.CLAIMS, run.pk])
    assert side_by_side(worker.work_all) == [1]


@pytest.mark.django_db
def test_a_failure_midway_applies_nothing_and_is_tried_again(desk, sheet, monkeypatch):
    run = desk.bring(sheet([entry(1), entry(2)]))
    desk.decide(run)
    whole = Roster.apply

    def half(self, plan, *, by):
        whole(self, plan, by=by)
        raise OSError("the disk is full")

    monkeypatch.setattr(Roster, "apply", half)
    worker.work_all()
    run.refresh_from_db()
    assert (run.state, run.attempts, Enterprise.objects.count(), run.rows.count()) == ("applying", 1, 0, 2)
    assert desk.page(run).status_code == 200
    monkeypatch.undo()
    worker.work_all()
    run.refresh_from_db()
    assert (run.state, Enterprise.objects.count()) == ("applied", 2)


@pytest.mark.django_db
def test_one_that_fails_again_and_again_is_given_up_and_holds_up_no_other(desk, sheet, monkeypatch):
    def broken(self, path):
        raise MemoryError

    monkeypatch.setattr(Roster, "read", broken)
    desk.upload(sheet([entry(1)]))
    for _sweep in range(workflow.MOST_ATTEMPTS + 2):
        worker.work_all()
    run = Import.objects.get()
    assert (run.state, len(run.faults)) == ("refused", 1)
    assert desk.page(run).status_code == 200
    monkeypatch.undo()
    assert desk.bring(sheet([entry(1)])).state == "ready"


@pytest.mark.django_db
def test_one_that_was_killed_while_it_staged_is_staged_once(desk, sheet):
    desk.upload(sheet([entry(1)]))
    run = Import.objects.get()
    parsed = run.kind_of.read(run.file.path)
    workflow.keep(run, parsed)
    worker.work_all()
    run.refresh_from_db()
    assert (run.state, run.rows.count()) == ("ready", 1)


@pytest.mark.django_db
def test_file_and_rows_go_when_their_time_is_over(desk, sheet):
    ready, over = desk.bring(sheet([entry(1)])), desk.apply(desk.bring(sheet([entry(2)])))
    workflow.purge()
    assert over.rows.exists()
    workflow.purge(timezone.now() + workflow.FORGOTTEN_AFTER + timedelta(hours=1))
    ready.refresh_from_db()
    assert (ready.state, ready.rows.count(), ready.file.name) == ("cancelled", 0, "")
    workflow.purge(timezone.now() + workflow.KEPT_FOR + timedelta(hours=1))
    over.refresh_from_db()
    assert (over.state, over.created, over.rows.count(), over.file.name) == ("applied", 1, 0, "")
    assert desk.page(over).status_code == 200
    workflow.purge(timezone.now() + workflow.KEPT_FOR + timedelta(hours=2))


@pytest.mark.django_db
def test_a_full_disk_is_told_beside_the_field(desk, sheet, monkeypatch):
    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._save", full)
    response = desk.upload(sheet([entry(1)]))
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not Import.objects.exists()


@pytest.mark.django_db
def test_a_file_that_found_no_room_on_its_way_is_told_beside_the_field(desk, sheet, monkeypatch):
    monkeypatch.setattr("portal.common.uploads.is_lost", lambda file: True)
    response = desk.upload(sheet([entry(1)]))
    assert (response.status_code, Import.objects.count()) == (422, 0)
    assert response.context["form"].errors["file"]
