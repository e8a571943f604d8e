"""Reports of a small demo city: of every kind, in the past, read in time; and who may read of misconduct."""

from datetime import date, datetime

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F

from portal.accounts.models import User
from portal.cockpit.demo.registry import LISTED_TAG
from portal.common import hooks
from portal.common.workdays import SHANGHAI
from stewards.integrity import permissions as integrity
from stewards.integrity.models import IntegrityReport, Reading
from stewards.reports import workflow
from stewards.reports.enums import ReportKind, ReportState
from stewards.reports.forms import FACT, SaidForm
from stewards.reports.kinds import KINDS, typed_words, urgent_by_itself
from stewards.reports.models import Report

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def city(django_db_setup, django_db_blocker):
    """One small city for all tests of this module; the last one leaves an empty database."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("seed_city", enterprises=1200, stewards=130, appeals=60, seed=7, today=TODAY, verbosity=0)
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


def test_about_one_in_twenty_enterprises_has_a_report_and_every_kind_occurs():
    assert 40 <= Report.objects.count() <= 80
    assert set(Report.objects.values_list("kind", flat=True)) == set(ReportKind)
    assert Report.objects.exclude(from_visit=None).exists()


def test_every_report_would_pass_its_own_form_and_says_what_the_search_finds():
    for row in Report.objects.all():
        words = {FACT + name: value for name, value in row.facts.items()}
        words |= {"title": row.title, "text": row.text, "happened_on": "2026-01-05"}
        form = SaidForm(words, kind=KINDS[row.kind])
        assert form.is_valid(), (row.title, form.errors)
        assert "{" not in row.words and row.words.startswith(row.title)
        assert row.words == "\n".join([row.title, row.text, *typed_words(row.kind, row.facts)])
        assert row.is_urgent is (bool(row.urgent_because) or urgent_by_itself(row.kind, row.facts))


def test_nothing_lies_ahead_and_nothing_is_said_of_real_companies():
    assert not Report.objects.filter(created_at__gt=NOW).exists()
    assert not Report.objects.filter(acknowledged_at__lte=F("created_at")).exists()
    assert not Report.objects.filter(acknowledged_at__gt=NOW).exists()
    assert not Report.objects.filter(enterprise__tags__contains=[LISTED_TAG]).exists()
    assert not Report.objects.exclude(from_visit=None).exclude(from_visit__enterprise=F("enterprise")).exists()


def test_the_steps_of_each_report_lead_to_its_state_and_history_tells_the_same():
    for row in Report.objects.prefetch_related("log"):
        steps = list(row.log.all())
        assert steps[0].step == "send" and steps[-1].state_to == row.state
        assert (row.state == ReportState.PASSED_ON) is any(step.unit_id for step in steps)
        assert row.history.latest().state == row.state


def test_the_numbers_go_on_where_the_city_stops():
    numbers = list(Report.objects.order_by("created_at", "number").values_list("number", flat=True))
    assert numbers == sorted(numbers)
    following = workflow._next_number(NOW)
    assert int(following[-6:]) == len(numbers) + 1


def test_the_demo_people_find_something_to_do_and_to_read():
    lead, steward, handler = (User.objects.get(username=name) for name in ("district", "steward", "handler"))
    due = [item for item in hooks.due_items(lead, lead.grants[0]) if item.kind == "report"]
    assert due and due[0].title.startswith(("紧急", "Urgent"))
    assert Report.objects.visible_to(steward).count() >= 6
    assert Report.objects.visible_to(handler).exists()


def test_every_district_has_a_reader_and_only_the_reporter_and_the_reader_see_the_two_reports():
    lead, contact = User.objects.get(username="district"), User.objects.get(username="contact")
    assert integrity.readers_for("310115") == [lead]
    assert all(integrity.readers_for(code) for code in ("310101", "310104", "310151"))
    seeing = {
        user.username for user in User.objects.filter(is_demo=True).exclude(password__startswith="!")
        if IntegrityReport.objects.visible_to(user).exists()
    }  # fmt: skip
    assert seeing == {lead.username, contact.username}
    assert sorted(IntegrityReport.objects.values_list("state", flat=True)) == ["answered", "received"]
    assert Reading.objects.get().reader == lead
