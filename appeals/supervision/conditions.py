"""*Whether possible now*: sentences that a page shows, and that the step itself checks."""

from django.utils.translation import gettext as _

from appeals.enums import AppealState, HandlingState
from portal.accounts.enums import UnitKind
from portal.accounts.models import Unit

from .enums import Effect

#: States in which nobody owes the enterprise anything.
OVER = (AppealState.DRAFT, AppealState.WITHDRAWN, AppealState.DECLINED)
#: States in which the case is at the desk.
AT_DESK = (AppealState.SUBMITTED, AppealState.ACCEPTED)
#: Parts of a case for which the unit answers.
ANSWERABLE = (HandlingState.ASSIGNED, HandlingState.ACCEPTED, HandlingState.REPLIED)


def may_be_supervised(appeal):
    """Whether an order can be raised on a case in this state at all; asks nothing of the database."""
    return appeal.state not in OVER


def respondents(appeal):
    """``[(unit, handling or None)]``: who answers for the case now, the lead unit first; the desk while it has it."""
    if appeal.state in AT_DESK:
        return [(desk, None) for desk in Unit.objects.active().filter(kind=UnitKind.DESK).order_by("pk")]
    parts = appeal.handlings.filter(round=appeal.round, state__in=ANSWERABLE).select_related("unit__merged_into")
    found = {}
    for part in parts.order_by("-is_lead", "pk"):
        if unit := part.unit.successor:
            found.setdefault(unit.pk, (unit, part))
    return list(found.values())


def missing_before_raise(appeal):
    """An order needs a running or answered case."""
    if may_be_supervised(appeal):
        return []
    return [_("Not possible now: the appeal is “%(state)s”.") % {"state": appeal.get_state().label}]


def missing_in_reply(text):
    """A reply says what was done and by when the enterprise has its answer."""
    return [] if text.strip() else [_("Write the reply.")]


def missing_in_verdict(effect):
    """An accepted reply says what became of the case."""
    return [] if effect in Effect.values else [_("Say what became of the case.")]
