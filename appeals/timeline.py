"""What a case tells: who has the ball, which promises were kept, and everything that happened, the newest first.

Pure reading of an appeal fetched with ``for_case()``. The enterprise reads its own view: no internal notes, no
instructions of the desk, no reasons that units give each other; a return appears as a new dispatch.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from enterprises.permissions import is_contact
from portal.common.templatetags import words

from .enums import FINALS, AppealState, ClosedAs, HandlingState, MessageKind, Outcome, PromiseKind, Reviewer
from .ledger import mark_kept
from .permissions import note_unit_ids, review_is_late

S = AppealState
H = HandlingState
K = PromiseKind


@dataclass(frozen=True)
class Waiting:
    """Who has the ball: a sentence, the promise that runs (or None), and what comes after."""

    title: str
    promise: object = None
    after: str = ""


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
    if asked := next((row for row in owed if row.kind == K.ANSWER), None):
        names = {"unit": live[asked.handling_id].unit}
        return Waiting(
            _("The enterprise answers a question of %(unit)s") % names, asked,
            _("Until then the clock of %(unit)s stands still.") % names,
        )  # fmt: skip
    if not owed:
        return Waiting(_("The handling units work on it"))
    first = owed[0]
    handling = live[first.handling_id]
    final = [row for row in owed if row.kind in FINALS and live[row.handling_id].is_lead and row != first]
    after = _("The final reply is promised by %(day)s.") % {"day": words.with_weekday(final[0].due_at)} if final else ""
    return Waiting(_duty(first.kind, handling), first, after)


def _duty(kind, handling):
    texts = {
        K.TAKE_ON: _("%(unit)s takes the case on"),
        K.FIRST_CONTACT: _("%(unit)s contacts the enterprise"),
        K.INTERIM_REPLY: _("%(unit)s tells how far it is"),
        K.FINAL_REPLY: _("%(unit)s answers") if handling.is_lead else _("%(unit)s gives its part"),
    }
    texts[K.NEXT_REPLY] = texts[K.FINAL_REPLY]
    return texts[kind] % {"unit": handling.unit}


# --- What happened ---------------------------------------------------------------------------------------------------
def entries(appeal, user):
    """Everything that happened and that this person may read, the newest first."""
    inside = reads_inside(user, appeal)
    return _newest_first(
        appeal, [*_steps(appeal, inside), *_said(appeal, note_unit_ids(user, appeal) if inside else set())]
    )


def told_outside(appeal):
    """What the enterprise reads, for somebody without an account: no files, for these need one."""
    found = [*_steps(appeal, inside=False), *_said(appeal, set())]
    for entry in found:
        entry.files = []
    return _newest_first(appeal, found)


def _newest_first(appeal, found):
    mark_kept(appeal, found)
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
        if handling:
            entry = _about_dates(log, handling, inside) if log.step in _DATES else _of_unit(log, handling, inside)
        else:
            entry = _of_appeal(log, appeal, inside)
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
        "rate_open": (_("Rated, and kept open"), "star", "kept", ""),
        "close_rated": (_("Closed with the rating that stands"), "lock", "", ""),
        "follow_up": (_("Called after the bad rating"), "phone", "kept", log.comment if inside else ""),
        "recheck": (_("Re-checked after the bad rating"), "search", "kept", log.comment if inside else ""),
        "close_unrated": (_("Closed without a rating"), "lock", "", ""),
        "reopen": (_("Reopened"), "sync", "over", log.comment),
        "reopen_at_desk": (_("Reopened"), "sync", "over", log.comment),
        "withdraw": (_("Withdrawn"), "close", "", log.comment),
        "decline": (_("Declined"), "close", "over", f"{appeal.decline_reason}\n\n{appeal.decline_advice}".strip()),
    }
    if log.step == "submit":
        return Entry(log.at, _("Submitted"), "send", words=appeal.text)
    if log.step in ("dispatch", "arbitrate"):
        return _dispatched(log, appeal, inside)
    if log.step not in plain:
        return None
    title, icon, tone, said = plain[log.step]
    keeps = {
        "accept": (K.REVIEW,), "return_for_completion": (K.REVIEW,), "decline": (K.DISPATCH,),
        "follow_up": (K.FOLLOW_UP,), "recheck": (K.RECHECK, K.FOLLOW_UP),
    }  # fmt: skip
    entry = Entry(log.at, title, icon, tone=tone, words=said, keeps=keeps.get(log.step, ()))
    if log.step in ("rate", "rate_open"):
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
    title = _("Dispatched by binding ruling") if log.step == "arbitrate" and inside else title
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


#: Steps that move dates; what the enterprise does not read is only told inside.
_DATES = (
    "request_extension", "grant_extension", "refuse_extension", "set_next_date", "take_back_question",
    "go_on_unanswered",
)  # fmt: skip


def _about_dates(log, handling, inside):
    titles = {
        "request_extension": _("%(unit)s asks for more time") if inside else "",
        "refuse_extension": _("No more time for %(unit)s") if inside else "",
        "grant_extension": _("More time for %(unit)s: the case is difficult"),
        "set_next_date": _("%(unit)s missed the date and set the next one"),
        "take_back_question": _("%(unit)s took its question back: the clock runs again"),
        "go_on_unanswered": _("No answer in time: the clock of %(unit)s runs again"),
    }
    told = log.comment if inside or log.step == "set_next_date" else ""
    title = titles[log.step] % {"unit": _unit_then(handling, log.at)}
    tone = "over" if log.step == "set_next_date" else ""
    return Entry(log.at, title, "clock", words=told, tone=tone, handling_id=handling.pk) if title else None


def _mates(handling):
    return handling.appeal.handlings.all()


def _replied(part, handling, inside):
    part.keeps, part.icon, part.tone = (*FINALS, K.INTERIM_REPLY, K.FIRST_CONTACT), "reply", "river"
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
    MessageKind.QUESTION: "info",
}


def _said(appeal, note_units):
    titles = {
        MessageKind.SUPPLEMENT: _("The enterprise added something"),
        MessageKind.PROGRESS: _("Progress"),
        MessageKind.CONTACT: _("First contact"),
        MessageKind.NOTE: _("Internal note"),
        MessageKind.QUESTION: _("Question to the enterprise"),
    }
    files = files_of(appeal)
    for message in appeal.messages.all():
        note = message.kind == MessageKind.NOTE
        if note and message.unit_id not in note_units:
            continue
        tells = message.kind in (MessageKind.CONTACT, MessageKind.PROGRESS, MessageKind.QUESTION)
        keeps = (K.FIRST_CONTACT, K.INTERIM_REPLY) if message.kind == MessageKind.PROGRESS else (K.FIRST_CONTACT,)
        yield Entry(
            message.at, titles[message.kind], _SAID[message.kind], by=_who(message.author, message.unit),
            words=message.text, tone="river" if message.kind == MessageKind.PROGRESS else "",
            files=[file for row, file in files if row.message_id == message.pk],
            keeps=keeps if tells else (), handling_id=message.handling_id,
            chip=_("only your unit reads this") if note else "", chip_icon="lock" if note else "",
        )  # fmt: skip
