"""The ledger of a case: its promises as lines, and what kept them. Pure reading of what ``for_case()`` fetched."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.common import promise_clock, workdays
from portal.common.templatetags import words

from .enums import WINDOWS, EndedAs


@dataclass(frozen=True)
class PromiseLine:
    """One promise as ``ui/_promises.html`` shows it."""

    name: str
    started_at: datetime
    due_at: datetime
    done_at: datetime | None
    note: str = ""
    pauses: tuple = ()


def promise_lines(appeal):
    """Promises to the enterprise: running ones first, then the ended ones, the latest first."""
    units = {row.pk: row.unit for row in appeal.handlings.all()}
    shown = [row for row in appeal.promises.all() if row.kind not in WINDOWS and not _lapsed_in_time(row)]
    several = len({row.handling_id for row in shown if row.handling_id}) > 1
    shown.sort(key=lambda row: (not row.is_running, row.due_at.timestamp() * (1 if row.is_running else -1), row.pk))
    return [_line(row, _note(row, units, several)) for row in shown]


def _line(row, note):
    pauses = tuple((one.started_at, one.ended_at) for one in row.pauses.all())
    return PromiseLine(
        row.get_kind_display(), row.made_at, row.due_at, row.kept_at or row.lapsed_at, note, pauses
    )  # fmt: skip


def _lapsed_in_time(promise):
    """Not needed any more before it fell due; an extended one is told, for it was moved."""
    if promise.ended_as == EndedAs.EXTENDED:
        return False
    return promise.lapsed_at is not None and promise.lapsed_at <= promise.due_at


def _note(promise, units, several):
    notes = [str(units[promise.handling_id])] if several and promise.handling_id in units else []
    if promise.ended_as:
        notes.append(promise.get_ended_as_display())
    elif promise.lapsed_at:
        notes.append(_("ended with the case, not kept"))
    pauses = promise.pauses.all()
    if promise.paused_at:
        notes.append(_("paused: the enterprise is asked"))
    elif pauses:
        before = min(one.due_before for one in pauses)
        notes.append(_("before the pause: %(day)s") % {"day": words.bare_day(before)})
    return _(", ").join(notes)


def promise_sum(lines):
    """ "5 promises, 2 kept": kept means in time."""
    kept = sum(1 for line in lines if line.done_at and line.done_at <= line.due_at)
    counted = ngettext("%(n)d promise", "%(n)d promises", len(lines)) % {"n": len(lines)}
    return _("%(promises)s, %(kept)d kept") % {"promises": counted, "kept": kept}


def mark_kept(appeal, found):
    """Give every kept promise to the event nearest to its moment; an event that kept several shows the weightiest."""
    for promise in sorted(appeal.promises.all(), key=lambda row: row.due_at):
        if promise.kept_at is None or promise.kind in WINDOWS:
            continue
        fitting = [
            entry for entry in found
            if promise.kind in entry.keeps and (not promise.handling_id or entry.handling_id == promise.handling_id)
        ]  # fmt: skip
        if fitting:
            _chip(min(fitting, key=lambda entry: abs(entry.at - promise.kept_at)), promise)


def _chip(entry, promise):
    seen = promise_clock.read(
        due_at=promise.due_at, started_at=promise.made_at, done_at=promise.kept_at, now=timezone.now(),
        calendar=workdays.calendar(),
    )  # fmt: skip
    entry.chip = _("Promised for %(day)s, %(word)s") % {"day": words.bare_day(promise.due_at), "word": _word(seen)}
    entry.chip_tone = entry.chip_icon = "over" if seen.state == "over" else "kept"


def _word(seen):
    if seen.state == "over":
        if not seen.days:
            return _("late by less than one working day")
        return ngettext("%(n)d working day late", "%(n)d working days late", seen.days) % {"n": seen.days}
    if not seen.days:
        return _("kept")
    return ngettext("%(n)d working day early", "%(n)d working days early", seen.days) % {"n": seen.days}
