"""What a case tells: who has the ball, which promises were kept, and everything that happened, the newest first.

Pure reading of an appeal fetched with ``for_case()``. The enterprise reads its own view: no internal notes, no
instructions of the desk, no reasons that units give each other; a return appears as a new dispatch.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from enterprises.permissions import is_contact
from portal.common import promise_clock, workdays
from portal.common.templatetags import words

from .enums import AppealState, ClosedAs, HandlingState, MessageKind, Outcome, PromiseKind, Reviewer
from .permissions import note_unit_ids, review_is_late

S = AppealState
H = HandlingState
K = PromiseKind
#: Windows of the enterprise, not promises to it.
WINDOWS = (K.RATING, K.REOPEN)


@dataclass(frozen=True)
class Waiting:
    """Who has the ball: a sentence, the promise that runs (or None), and what comes after."""

    title: str
    promise: object = None
    after: str = ""


@dataclass(frozen=True)
class PromiseLine:
    """One promise as ``ui/_promises.html`` shows it."""

    name: str
    started_at: datetime
    due_at: datetime
    done_at: datetime | None
    note: str = ""
    pauses: tuple = ()


@dataclass(frozen=True)
class File:
    """A file as ``ui/_files.html`` shows it; ``size`` in bytes."""

    name: str
    size: int
    url: str


@dataclass
class Entry:
    """Something that happened; the promises it kept stand in ``kept``."""

    at: datetime
    title: str
    icon: str
    by: str = ""
    words: str = ""
    tone: str = ""
    files: list = field(default_factory=list)
    keeps: tuple = ()
    handling_id: int | None = None
    chip: str = ""
    chip_tone: str = ""
    chip_icon: str = ""


def reads_inside(user, appeal):
    """Whether the person reads what offices tell each other; whoever speaks for the enterprise does not."""
    return not is_contact(user, appeal.enterprise)


# --- Who has the ball ------------------------------------------------------------------------------------------------
def waiting_for(appeal):
    """Return :class:`Waiting`: who acts next, and until when."""
    running = [row for row in appeal.promises.all() if row.is_running]
    if appeal.state == S.IN_HANDLING:
        return _waiting_for_units(appeal, running)
    title, kind, after = _WAITING[appeal.state](appeal)
    promise = next((row for row in running if row.kind == kind), None)
    return Waiting(title, promise, after)


def _reviewing(appeal):
    after = _("After that the desk dispatches it to the unit that handles it.")
    if appeal.reviewer == Reviewer.STEWARD and not review_is_late(appeal):
        return _("The service steward reviews the submission"), K.REVIEW, after
    return _("The desk reviews the submission"), K.REVIEW, after


def _closed(appeal):
    if appeal.closed_as == ClosedAs.NOT_RATED:
        return _("Nobody: closed without a rating"), None, _("It can be reopened within the set working days.")
    return _("Nobody: closed and rated"), None, ""


_WAITING = {
    S.DRAFT: lambda appeal: (_("The enterprise sends the draft"), None, ""),
    S.SUBMITTED: _reviewing,
    S.RETURNED: lambda appeal: (
        _("The enterprise completes the submission"), None, _("The review begins anew when it is sent again.")
    ),
    S.ACCEPTED: lambda appeal: (
        _("The desk dispatches the appeal"), K.DISPATCH, _("The unit then contacts the enterprise and answers.")
    ),
    S.DECLINED: lambda appeal: (_("Nobody: declined, with the reason and where to go"), None, ""),
    S.REPLIED: lambda appeal: (
        _("The enterprise rates the reply"), K.RATING, _("Without a rating the appeal closes as “not rated”.")
    ),
    S.CLOSED: _closed,
    S.WITHDRAWN: lambda appeal: (_("Nobody: withdrawn by the enterprise"), None, ""),
}  # fmt: skip


def _waiting_for_units(appeal, running):
    live = {row.pk: row for row in appeal.handlings.all() if row.state in (H.ASSIGNED, H.ACCEPTED)}
    owed = sorted((row for row in running if row.handling_id in live), key=lambda row: (row.due_at, row.pk))
    if not owed:
        return Waiting(_("The handling units work on it"))
    first = owed[0]
    handling = live[first.handling_id]
    final = [row for row in owed if row.kind == K.FINAL_REPLY and live[row.handling_id].is_lead and row != first]
    after = _("The final reply is promised by %(day)s.") % {"day": words.with_weekday(final[0].due_at)} if final else ""
    return Waiting(_duty(first.kind, handling), first, after)


def _duty(kind, handling):
    texts = {
        K.TAKE_ON: _("%(unit)s takes the case on"),
        K.FIRST_CONTACT: _("%(unit)s contacts the enterprise"),
        K.FINAL_REPLY: _("%(unit)s answers") if handling.is_lead else _("%(unit)s gives its part"),
    }
    return texts[kind] % {"unit": handling.unit}


# --- Promises --------------------------------------------------------------------------------------------------------
def promise_lines(appeal):
    """Promises to the enterprise: running ones first, then the ended ones, the latest first."""
    units = {row.pk: row.unit for row in appeal.handlings.all()}
    shown = [row for row in appeal.promises.all() if row.kind not in WINDOWS and not _lapsed_in_time(row)]
    several = len({row.handling_id for row in shown if row.handling_id}) > 1
    shown.sort(key=lambda row: (not row.is_running, row.due_at.timestamp() * (1 if row.is_running else -1), row.pk))
    return [
        PromiseLine(
            row.get_kind_display(), row.made_at, row.due_at, row.kept_at or row.lapsed_at, _note(row, units, several)
        )
        for row in shown
    ]


def _lapsed_in_time(promise):
    return promise.lapsed_at is not None and promise.lapsed_at <= promise.due_at


def _note(promise, units, several):
    notes = [str(units[promise.handling_id])] if several and promise.handling_id in units else []
    if promise.lapsed_at:
        notes.append(_("ended with the case, not kept"))
    return _(", ").join(notes)


def promise_sum(lines):
    """ "5 promises, 2 kept": kept means in time."""
    kept = sum(1 for line in lines if line.done_at and line.done_at <= line.due_at)
    counted = ngettext("%(n)d promise", "%(n)d promises", len(lines)) % {"n": len(lines)}
    return _("%(promises)s, %(kept)d kept") % {"promises": counted, "kept": kept}


# --- What happened ---------------------------------------------------------------------------------------------------
def entries(appeal, user):
    """Everything that happened and that this person may read, the newest first."""
    inside = reads_inside(user, appeal)
    found = [*_steps(appeal, inside), *_said(appeal, note_unit_ids(user, appeal) if inside else set())]
    _mark_kept(appeal, found)
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def files_of(appeal, inside=True):
    """``[(attachment, File)]`` that this reader may open; the part of a joint unit stays among the offices."""
    joint = {row.pk for row in appeal.handlings.all() if not row.is_lead}
    rows = [row for row in appeal.attachments.all() if row.removed_at is None]
    if not inside:
        rows = [row for row in rows if row.message_id or row.handling_id not in joint]
    return [(row, File(row.name, row.size, file_url(appeal, row))) for row in rows]


def file_url(appeal, attachment):
    """The address of one file; a draft has no number yet."""
    if appeal.number:
        return reverse("appeals:file", args=[appeal.number, attachment.pk])
    return reverse("appeals:draft_file", args=[appeal.pk, attachment.pk])


def _steps(appeal, inside):
    handlings = {row.pk: row for row in appeal.handlings.all()}
    files = files_of(appeal, inside)
    for log in appeal.logs.all():
        handling = handlings.get(log.handling_id)
        entry = _of_unit(log, handling, inside) if handling else _of_appeal(log, appeal, inside)
        if entry is None:
            continue
        entry.at, entry.by = log.at, entry.by or _who(log.by, log.by_unit)
        if log.step == "submit":
            entry.files = [file for row, file in files if not row.message_id and not row.handling_id]
        if log.step == "reply" and handling:
            entry.files = [file for row, file in files if row.handling_id == handling.pk and not row.message_id]
        yield entry


def _who(person, unit):
    return " · ".join(str(part) for part in (unit, person) if part)


def _of_appeal(log, appeal, inside):
    plain = {
        "resubmit": (_("Completed and sent again"), "send", "", log.comment),
        "return_for_completion": (_("Returned for completion"), "reply", "", log.comment),
        "accept": (_("Accepted"), "kept", "kept", log.comment if inside else ""),
        "take_over": (_("The desk took the review over, because it was overdue"), "route", "", ""),
        "rate": (_("Rated"), "star", "kept", ""),
        "close_unrated": (_("Closed without a rating"), "lock", "", ""),
        "reopen": (_("Reopened"), "sync", "over", log.comment),
        "reopen_at_desk": (_("Reopened"), "sync", "over", log.comment),
        "withdraw": (_("Withdrawn"), "close", "", log.comment),
        "decline": (_("Declined"), "close", "over", f"{appeal.decline_reason}\n\n{appeal.decline_advice}".strip()),
    }
    if log.step == "submit":
        return Entry(log.at, _("Submitted"), "send", words=appeal.text)
    if log.step == "dispatch":
        return _dispatched(log, appeal, inside)
    if log.step not in plain:
        return None
    title, icon, tone, said = plain[log.step]
    keeps = {"accept": (K.REVIEW,), "return_for_completion": (K.REVIEW,), "decline": (K.DISPATCH,)}
    entry = Entry(log.at, title, icon, tone=tone, words=said, keeps=keeps.get(log.step, ()))
    if log.step == "rate":
        entry.words = _rating_words(appeal, log.at)
    return entry


def _rating_words(appeal, at):
    rated = [row for row in appeal.handlings.all() if hasattr(row, "rating") and row.rating.at <= at]
    newest = max((row.round for row in rated), default=0)
    return "\n\n".join(
        _("%(unit)s: %(level)s, solved: %(solved)s") % {
            "unit": row.unit, "level": row.rating.get_level_display(), "solved": row.rating.get_solved_display()
        } + (f"\n{row.rating.comment}" if row.rating.comment else "")
        for row in rated if row.round == newest
    )  # fmt: skip


def _dispatched(log, appeal, inside):
    group = _group(appeal, log.at)
    again = any(row.assigned_at < group[0].assigned_at for row in appeal.handlings.all()) if group else False
    lead = _(", ").join(str(_unit_then(row, log.at)) for row in group if row.is_lead)
    joint = _(", ").join(str(_unit_then(row, log.at)) for row in group if not row.is_lead)
    parts = [_who(log.by, log.by_unit)]
    parts += [_("lead unit: %(units)s") % {"units": lead}] if lead else []
    parts += [_("joint units: %(units)s") % {"units": joint}] if joint else []
    title = _("Dispatched anew") if again else _("Dispatched")
    by = _("; ").join(part for part in parts if part)
    return Entry(log.at, title, "route", by=by, words=log.comment if inside else "", keeps=(K.DISPATCH,))


def _group(appeal, at):
    """The handlings made by the dispatch of that moment: they carry the same instant of assignment."""
    before = [row for row in appeal.handlings.all() if row.assigned_at <= at]
    newest = max((row.assigned_at for row in before), default=None)
    return [row for row in before if row.assigned_at == newest]


def _unit_then(handling, at):
    """The unit that had the handling right after the moment ``at``: it may have been merged into another since."""
    later = [log for log in handling.appeal.logs.all() if log.handling_id == handling.pk and log.at > at]
    moves = sorted((log for log in later if log.step == "change_unit"), key=lambda log: log.at)
    return moves[0].by_unit if moves else handling.unit


def _of_unit(log, handling, inside):
    names = {"unit": _unit_then(handling, log.at)}
    part = Entry(log.at, "", "users", handling_id=handling.pk)
    if log.step == "assign":
        if any(other.is_lead and other.assigned_at == handling.assigned_at for other in _mates(handling)):
            return None  # told by the dispatch
        part.title, part.icon = _("Joint unit added: %(unit)s") % names, "plus"
        part.words = log.comment if inside else ""
    elif log.step == "accept":
        part.title, part.icon, part.tone, part.keeps = _("Taken on"), "check", "kept", (K.TAKE_ON,)
    elif log.step == "set_owner" and inside:
        part.title, part.icon = _("Owner named: %(name)s") % {"name": log.comment}, "person"
    elif log.step == "drop_owner" and inside:
        part.title, part.icon = _("The owner %(name)s left") % {"name": log.comment}, "person"
    elif log.step == "change_unit":
        part.title, part.icon = _("Taken over by %(unit)s") % names, "swap"
        part.words = log.comment if inside else ""
    elif log.step == "return_to_desk" and inside:
        part.title, part.icon, part.keeps = _("Returned to the desk"), "reply", (K.TAKE_ON,)
        proposed = handling.proposed_unit
        hint = _("Proposed owner: %(unit)s") % {"unit": proposed} if proposed else ""
        part.words = "\n\n".join(part_of for part_of in (log.comment, hint) if part_of)
    elif log.step == "end" and inside and log.comment:
        part.title, part.words = _("Taken back by the desk: %(unit)s") % names, log.comment
    elif log.step == "reply":
        return _replied(part, handling, inside)
    return part if part.title else None


def _mates(handling):
    return handling.appeal.handlings.all()


def _replied(part, handling, inside):
    part.keeps, part.icon, part.tone = (K.FINAL_REPLY, K.FIRST_CONTACT), "reply", "river"
    part.title = _("Final reply") if handling.is_lead else _("Part of the joint unit given")
    if handling.is_lead or inside:
        lines = [_("Outcome: %(outcome)s") % {"outcome": Outcome(handling.outcome).label}]
        lines += [_("Clause: %(clause)s") % {"clause": handling.clause}] if handling.clause else []
        part.words = "\n\n".join([handling.reply, "\n".join(lines)])
    return part


_SAID = {
    MessageKind.SUPPLEMENT: "pen",
    MessageKind.PROGRESS: "reply",
    MessageKind.CONTACT: "phone",
    MessageKind.NOTE: "lock",
}


def _said(appeal, note_units):
    titles = {
        MessageKind.SUPPLEMENT: _("The enterprise added something"),
        MessageKind.PROGRESS: _("Progress"),
        MessageKind.CONTACT: _("First contact"),
        MessageKind.NOTE: _("Internal note"),
    }
    files = files_of(appeal)
    for message in appeal.messages.all():
        note = message.kind == MessageKind.NOTE
        if note and message.unit_id not in note_units:
            continue
        tells = message.kind in (MessageKind.CONTACT, MessageKind.PROGRESS)
        yield Entry(
            message.at, titles[message.kind], _SAID[message.kind], by=_who(message.author, message.unit),
            words=message.text, tone="river" if message.kind == MessageKind.PROGRESS else "",
            files=[file for row, file in files if row.message_id == message.pk],
            keeps=(K.FIRST_CONTACT,) if tells else (), handling_id=message.handling_id,
            chip=_("only your unit reads this") if note else "", chip_icon="lock" if note else "",
        )  # fmt: skip


# --- Promises kept by what happened ----------------------------------------------------------------------------------
def _mark_kept(appeal, found):
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
