"""The official calendar of the published years, from the package chinesecalendar; administrators edit it later."""

from datetime import date, timedelta

import chinese_calendar
from django.db import migrations

FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)


def fill(apps, schema_editor):
    days = (FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1))
    CalendarDay = apps.get_model("common", "CalendarDay")
    CalendarDay.objects.using(schema_editor.connection.alias).bulk_create(
        [CalendarDay(date=day, is_workday=chinese_calendar.is_workday(day), note=_note(day)) for day in days],
        batch_size=1000,
        ignore_conflicts=True,
    )


def _note(day):
    is_holiday, name = chinese_calendar.get_holiday_detail(day)
    if name:
        return chinese_calendar.Holiday(name).chinese + ("" if is_holiday else "调休")
    return ""


class Migration(migrations.Migration):
    dependencies = [("common", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
