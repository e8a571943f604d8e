"""Consultations for tests."""

from datetime import timedelta

from django.utils import timezone

from appeals.consultations import workflow
from appeals.consultations.models import Consultation, Seat


def facts(hours=26, **changes):
    """What is typed for a meeting in ``hours``."""
    begins = (timezone.now() + timedelta(hours=hours)).replace(second=0, microsecond=0)
    known = {"starts_at": begins, "ends_at": begins + timedelta(hours=1), "room": "三楼会商室", "link": "",
             "purpose": "外线施工与停电窗口由谁、何时落实。"}  # fmt: skip
    return known | changes


def called(appeal, by, **changes):
    return workflow.call(appeal, by=by, **facts(**changes))


def row(appeal, *, by, units):
    """A consultation as it stands in the database, whoever handles the case."""
    made = Consultation.objects.create(appeal=appeal, called_by=by, **facts())
    Seat.objects.bulk_create(Seat(consultation=made, unit=unit, is_lead=not place) for place, unit in enumerate(units))
    return made


def begun(made):
    """Let the meeting have begun an hour ago."""
    begins = timezone.now() - timedelta(hours=1)
    Consultation.objects.filter(pk=made.pk).update(starts_at=begins, ends_at=begins + timedelta(minutes=50))
    made.refresh_from_db()
    return made
