"""Dates, telephone numbers and sizes in the words of the reader's language.

English and Chinese write dates in different orders, which no format of the locale files tells; both stand here.
"""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
WEEKDAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
WEEKDAYS_ZH = "一二三四五六日"
MASKED = 4


def in_chinese():
    """Whether the active language is Chinese."""
    return (get_language() or "zh").startswith("zh")


def as_date(value):
    """Return the date of a date or instant in the local time zone."""
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def clock_time(value):
    """Return "17:30" of an instant in the local time zone."""
    return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%H:%M}"


def weekday(value):
    day = as_date(value)
    return f"周{WEEKDAYS_ZH[day.weekday()]}" if in_chinese() else WEEKDAYS[day.weekday()]


def bare_day(value, *, year=None):
    """Return "11月22日" or "22 Nov"; with the year when it is not this year, or when ``year`` says so."""
    day = as_date(value)
    if year is None:
        year = day.year != timezone.localdate().year
    if in_chinese():
        return f"{day.year}年{day.month}月{day.day}日" if year else f"{day.month}月{day.day}日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if year else f"{day.day} {MONTHS[day.month - 1]}"


def with_weekday(value):
    """Return "11月22日 周日" or "Sun 22 Nov"."""
    return f"{bare_day(value)} {weekday(value)}" if in_chinese() else f"{weekday(value)} {bare_day(value)}"


@register.filter
def day(value):
    """2026年11月22日 周日, or 22 Nov 2026."""
    if not isinstance(value, date):
        return ""
    return f"{bare_day(value, year=True)} {weekday(value)}" if in_chinese() else bare_day(value, year=True)


@register.filter
def day_short(value):
    """11月22日 周日, or 22 Nov; the year is added when it is not this one."""
    if not isinstance(value, date):
        return ""
    return f"{bare_day(value)} {weekday(value)}" if in_chinese() else bare_day(value)


@register.filter
def day_bare(value):
    """11月22日, or 22 Nov."""
    return bare_day(value) if isinstance(value, date) else ""


@register.filter
def moment(value):
    """2026年11月22日 17:30, or 22 Nov 2026, 17:30; a bare date has no time."""
    if not isinstance(value, datetime):
        return bare_day(value, year=True) if isinstance(value, date) else ""
    between = " " if in_chinese() else ", "
    return f"{bare_day(value, year=True)}{between}{clock_time(value)}"


@register.filter
def moment_short(value):
    """11月22日 17:30, or 22 Nov, 17:30."""
    if not isinstance(value, datetime):
        return bare_day(value) if isinstance(value, date) else ""
    return f"{bare_day(value)}{' ' if in_chinese() else ', '}{clock_time(value)}"


@register.filter
def hour(value):
    """17:30 of an instant."""
    return clock_time(value) if isinstance(value, datetime) else ""


@register.filter
def masked(phone):
    """Hide the middle of a telephone number: 138****5678; at least four figures are hidden, short numbers wholly."""
    text = str(phone or "").strip()
    if len(text) <= 2 * MASKED:
        return "*" * len(text)
    return f"{text[:3]}{'*' * max(MASKED, len(text) - 7)}{text[-4:]}"


@register.filter
def thousands(value):
    """A whole number with its thousands apart: 34,000; anything else as it is."""
    return f"{value:,}" if isinstance(value, int) else value


@register.filter
def percent(share):
    """A fraction as whole per cent, without the sign: 0.617 as 62; nothing where there is none."""
    return "" if share is None else f"{share * 100:.0f}"


@register.filter
def filesize_short(size):
    """A size in bytes as 48 KB or 1.2 MB; an unknown size is an empty text."""
    if not isinstance(size, int | float) or size < 0:
        return ""
    if size < 1000:
        return _("%(n)d bytes") % {"n": size}
    return f"{size / 1000:.0f} KB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"
