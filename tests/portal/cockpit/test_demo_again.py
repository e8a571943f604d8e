"""The demo city comes out of its seed and its day, and of nothing else."""

import hashlib
from datetime import datetime

import pytest
from django.db import connection

from appeals.models import AppealLog, Message, Rating
from enterprises.models import Enterprise
from portal.accounts.models import User
from portal.cockpit.demo.city import City, Size
from portal.common.workdays import SHANGHAI
from stewards.models import Assignment, FollowUp, Visit
from stewards.reports.models import Report
from stewards.research.models import ResearchStop
from stewards.training.models import Certificate

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI)

pytestmark = pytest.mark.django_db


def fingerprint():
    """A short text that differs when any name, date, step or word of the city differs."""
    digest = hashlib.sha256()
    for rows in (
        Enterprise.objects.order_by("uscc").values_list(
            "uscc", "name", "revenue", "operating_address", "local_unit__code"
        ),
        Assignment.objects.order_by("pk").values_list("enterprise__uscc", "steward__staff_no", "slot", "started_at"),
        User.objects.order_by("username").values_list("username", "name", "phone"),
        AppealLog.objects.order_by("pk").values_list("appeal__number", "step", "at", "by__username", "comment"),
        Message.objects.order_by("pk").values_list("text", "at"),
        Rating.objects.order_by("pk").values_list("level", "comment", "at"),
        Visit.objects.order_by("pk").values_list("enterprise__uscc", "author__username", "happened_at", "heard"),
        FollowUp.objects.order_by("pk").values_list("text", "due_on", "done_at"),
        Report.objects.order_by("pk").values_list("number", "enterprise__uscc", "words", "state", "acknowledged_at"),
        Certificate.objects.order_by("pk").values_list("number", "person__username", "issued_at"),
        ResearchStop.objects.order_by("pk").values_list("enterprise__uscc", "at", "state", "research_visit__purpose"),
    ):
        digest.update(repr(list(rows)).encode())
    return digest.hexdigest()


def test_the_same_seed_and_day_give_the_same_city_and_another_seed_another():
    found = []
    for number in (7, 8, 7):
        _empty()
        City(Size(enterprises=300, stewards=40, appeals=200), number, NOW).build()
        found.append(fingerprint())
    assert found[1] != found[0] == found[2]


def _empty():
    kept = {"appeals_category", "appeals_timelimit", "supervision_orderlimit", "supervision_historicalorderlimit"}
    labels = {"accounts", "enterprises", "stewards", "reports", "integrity", "research", "training", "changes",
              "covers", "appeals", "doors", "problems", "routing", "supervision", "notifications"}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        tables = [name for name in connection.introspection.table_names() if name.split("_")[0] in labels]
        for name in sorted(set(tables) - kept - {"enterprises_industry"}):
            cursor.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER ALL')
            cursor.execute(f'DELETE FROM "{name}"')
            cursor.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER ALL')
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
