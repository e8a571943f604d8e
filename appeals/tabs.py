"""Which cases each list holds, role by role: the same conditions stand behind tabs, figures and links to them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises.enums import AccessReason
from enterprises.models import EnterpriseAccess
from portal.accounts.enums import Role
from portal.accounts.models import Absence
from portal.accounts.permissions import unit_ids
from portal.common.counting import bounded_counts
from portal.common.querysets import is_any_of

from .enums import OPEN_STATES, WINDOWS, AppealState, HandlingState, PromiseKind, Reviewer
from .models import Extension, FollowUp, Handling, Promise

S = AppealState
H = HandlingState
OVER = (S.CLOSED, S.DECLINED, S.WITHDRAWN)
_LIVE = (H.ASSIGNED, H.ACCEPTED)


@dataclass(frozen=True)
class Tab:
    """One list: its name in the address, its label, and the condition for a person.

    An archive that grows for ever is not counted on its tab: nobody acts on that number.
    """

    name: str
    label: str
    condition: Callable
    is_over: bool = False
    is_counted: bool = True


# --- Conditions ------------------------------------------------------------------------------------------------------
def _reached(user, *reasons):
    rows = EnterpriseAccess.objects.in_force().filter(user=user.pk, reason__in=reasons)
    return is_any_of("enterprise", rows.values("content_object"))


def _promised(*kinds, **due):
    return Promise.objects.ticking().filter(appeal=OuterRef("pk"), kind__in=kinds or PromiseKind.values, **due)


def _late(*kinds):
    """A promise of these kinds is past its time; the stored earliest date leads to the few such cases."""
    now = timezone.now()
    return Q(due_at__lt=now) & Q(Exists(_promised(*kinds, due_at__lt=now)))


def overdue(user=None):
    """A promise of anybody but the enterprise is past its time."""
    return _late(*(kind for kind in PromiseKind if kind not in WINDOWS))


def _own(user):
    return _reached(user, AccessReason.CONTACT)


def _served(user):
    return _reached(user, AccessReason.STEWARD, AccessReason.DEPUTY, AccessReason.LIAISON)


def _open(user):
    return Q(state__in=OPEN_STATES)


def _closed(user):
    return Q(state__in=OVER, number__isnull=False)


def _drafts(user):
    return Q(state=S.DRAFT)


def to_review(user):
    """Submissions that this steward reviews: of his enterprises, and not written by himself."""
    mine = _reached(user, AccessReason.STEWARD, AccessReason.DEPUTY)
    return mine & Q(state=S.SUBMITTED, reviewer=Reviewer.STEWARD) & ~Q(created_by=user.pk)


def waits_for_enterprise(user):
    """To complete, to rate, or a question of a unit to answer."""
    asked = Q(Exists(_promised(PromiseKind.ANSWER)))
    return _own(user) & (Q(state__in=[S.RETURNED, S.REPLIED]) | Q(state=S.IN_HANDLING) & asked)


def waits_for_desk(user=None):
    """To dispatch, or to review at the desk: sent to it, or left by the steward past the time."""
    return Q(state=S.ACCEPTED) | Q(state=S.SUBMITTED) & (Q(reviewer=Reviewer.DESK) | _late(PromiseKind.REVIEW))


def _midnight():
    """The end of today, where an index over instants can be asked for it."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _due_today(user):
    end = _midnight()
    return (
        waits_for_desk() & Q(due_at__lt=end) & Q(Exists(_promised(due_at__gte=end - timedelta(days=1), due_at__lt=end)))
    )


def more_time(user=None):
    """A unit asked for more time, and the desk has not decided."""
    return Q(Exists(Extension.objects.open().filter(promise__appeal=OuterRef("pk"))))


def to_follow_up(user=None):
    """A bad rating that somebody has to call about, or to look at again, in the round that stands."""
    return Q(Exists(FollowUp.objects.open().filter(appeal=OuterRef("pk"), round=OuterRef("round"))))


def _claimed(user):
    return waits_for_desk() & Q(claimed_by=user.pk)


def _returned(user):
    given_back = Handling.objects.filter(appeal=OuterRef("pk"), is_lead=True, state=H.RETURNED)
    return Q(state=S.ACCEPTED) & Q(Exists(given_back))


def _not_taken_on(user):
    return Q(state=S.IN_HANDLING) & _late(PromiseKind.TAKE_ON)


def _handled(user, **fields):
    """Cases of which the handler's units have a part like this; few, so they are found first and then looked up."""
    parts = Handling.objects.filter(unit__in=unit_ids(user, Role.HANDLER), **fields)
    return is_any_of("pk", parts.values("appeal"))


def to_take_on(user):
    return _handled(user, state=H.ASSIGNED)


def in_work(user):
    return _handled(user, state=H.ACCEPTED)


def _due_in_unit(user):
    mine = (
        Promise.objects.ticking()
        .filter(handling__unit__in=unit_ids(user, Role.HANDLER), handling__state__in=_LIVE, due_at__lt=_midnight())
        .exclude(kind__in=WINDOWS)
    )
    return is_any_of("pk", mine.values("appeal"))


def _owned(user):
    """One's own, and those of colleagues for whom one stands in today."""
    standing_in = Absence.objects.covered().filter(deputy=user.pk).values("user")
    parts = Handling.objects.filter(unit__in=unit_ids(user, Role.HANDLER), state__in=_LIVE)
    return is_any_of("pk", parts.filter(Q(owner=user.pk) | Q(owner__in=standing_in)).values("appeal"))


def _answered(user):
    parts = Handling.objects.filter(appeal=OuterRef("pk"), unit__in=unit_ids(user, Role.HANDLER))
    return Q(Exists(parts.filter(state=H.REPLIED))) & ~Q(Exists(parts.filter(state__in=_LIVE)))


# --- Lists of each role ----------------------------------------------------------------------------------------------
_LEAD = [
    Tab("open", _("Open cases"), _open),
    Tab("overdue", _("Overdue"), lambda user: _open(user) & overdue()),
    Tab("desk", _("At the desk"), waits_for_desk),
    Tab("handling", _("In handling"), lambda user: Q(state=S.IN_HANDLING)),
    Tab("replied", _("Waiting for the rating"), lambda user: Q(state=S.REPLIED)),
    Tab("closed", _("Closed"), _closed, is_over=True, is_counted=False),
]
_STEWARD = [
    Tab("open", _("Open cases"), lambda user: _served(user) & _open(user)),
    Tab("closed", _("Closed"), lambda user: _served(user) & _closed(user), is_over=True),
]
TABS = {
    Role.CONTACT: [
        Tab("open", _("Open cases"), lambda user: _own(user) & _open(user)),
        Tab("us", _("Waiting for us"), waits_for_enterprise),
        Tab("closed", _("Closed"), lambda user: _own(user) & _closed(user), is_over=True),
        Tab("drafts", _("Drafts"), lambda user: _own(user) & _drafts(user)),
    ],
    Role.STEWARD: [
        Tab("review", _("To review"), to_review),
        *_STEWARD,
        Tab("drafts", _("Drafts"), lambda user: _drafts(user) & Q(created_by=user.pk)),
    ],
    Role.LIAISON: _STEWARD,
    Role.DISPATCHER: [
        Tab("waiting", _("All waiting"), waits_for_desk),
        Tab("today", _("Due today"), _due_today),
        Tab("mine", _("Claimed by me"), _claimed),
        Tab("returned", _("Returned by a unit"), _returned),
        Tab("not-taken", _("Not taken on in time"), _not_taken_on),
        Tab("more-time", _("More time asked for"), more_time),
        Tab("follow-up", _("To call after a bad rating"), to_follow_up),
        Tab("open", _("Open cases"), _open),
        Tab("overdue", _("Overdue"), lambda user: _open(user) & overdue()),
        Tab("closed", _("Closed"), _closed, is_over=True, is_counted=False),
    ],
    Role.HANDLER: [
        Tab("new", _("To take on"), to_take_on),
        Tab("work", _("In work"), in_work),
        Tab("due", _("Due today or over"), _due_in_unit),
        Tab("mine", _("Mine"), _owned),
        Tab("replied", _("Answered"), _answered, is_counted=False),
    ],
}


def tabs_of(role):
    """The lists of a role, the default first."""
    return TABS.get(role, _LEAD)


def chosen(role, name):
    """The list of this name, else the role's first."""
    found = tabs_of(role)
    return next((tab for tab in found if tab.name == name), found[0])


def counts(queryset, user, tabs):
    """How many of ``queryset`` stand in each list, exactly: ``{name: number}``, in one query."""
    return queryset.aggregate(**{tab.name: Count("pk", filter=tab.condition(user)) for tab in tabs})


def bounded(queryset, user, tabs):
    """How many of ``queryset`` stand in each counted list, up to a bound: ``{name: counting.Count}``, in one query."""
    return bounded_counts({tab.name: queryset.filter(tab.condition(user)) for tab in tabs if tab.is_counted})
