"""What supervision gives to the pages of other apps: what is due, figures, its place, and a part of a case."""

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.enums import Role, UnitKind
from portal.accounts.permissions import district_codes, unit_ids
from portal.common import hooks, workdays
from portal.common.hooks import Act, DueItem, HomeCard, NavItem, Section

from . import limits, permissions, stuck
from .conditions import may_be_supervised
from .enums import LimitKind, OrderState, Rule, Station
from .models import SupervisionOrder
from .querysets import ANSWERING

#: How many orders stand among what is due at most; the list behind has them all.
MOST = 50
LEADING = (Role.DISTRICT, Role.CITY, Role.DISPATCHER)


# --- Due -------------------------------------------------------------------------------------------------------------
@hooks.due_items.register
def due_items(user, acting=None):
    """Orders that the person's unit has to answer, and replies that wait for the person's verdict."""
    role = getattr(acting, "role", None)
    found = []
    if role in ANSWERING:
        rows = SupervisionOrder.objects.waiting().filter(unit__in=unit_ids(user, role))
        found += [_item(row, _("Answer the supervision order: %(title)s"), "reply", _("Answer")) for row in _most(rows)]
    if role in LEADING:
        rows = SupervisionOrder.objects.filter(_to_judge(user, role), state=OrderState.REPLIED)
        rows = rows.exclude(unit__in=unit_ids(user, *ANSWERING, Role.DISTRICT))
        found += [_item(row, _("Judge the reply: %(title)s"), "order", _("Judge")) for row in _most(rows)]
    return found


def _most(rows):
    return rows.select_related("appeal__enterprise").order_by("due_at", "pk")[:MOST]


def _item(row, words, page, label):
    waits = row.state != OrderState.REPLIED
    return DueItem(
        title=words % {"title": row.appeal.title}, url=reverse(f"supervision:{page}", args=[row.number]), button=label,
        who=f"{row.appeal.enterprise} · {row.number}", kind="order", due_at=row.due_at if waits else None,
        started_at=row.raised_at if waits else None,
    )  # fmt: skip


def _to_judge(user, role):
    """Whose verdict is awaited: the own orders; a rule's are the district lead's, and the desk's beside it.

    To the city lead comes what climbed up to it, what answers for itself (lead departments and the desk), and every
    reply that nobody judged within the days that the unit had to answer: no order ends with a judge who forgets.
    """
    if role == Role.DISTRICT:
        return Q(appeal__enterprise__service_district__in=district_codes(user, Role.DISTRICT))
    if role == Role.DISPATCHER:
        return Q(raised_by=user.pk) | ~Q(rule=Rule.BY_HAND)
    now = timezone.now()
    forgotten = workdays.add_workdays(timezone.localdate(now), -limits.days(LimitKind.REPLY, now))
    own = Q(raised_by=user.pk) | Q(station=Station.CITY) | Q(replied_at__date__lt=forgotten)
    return own | Q(unit__kind__in=[UnitKind.DISTRICT_LEAD, UnitKind.DESK])


# --- Figures and places ----------------------------------------------------------------------------------------------
@hooks.home_cards.register
def home_cards(user, acting=None):
    """The cases that no rule can escalate: a figure that is to stay at nought."""
    if getattr(acting, "role", None) not in LEADING:
        return []
    number = stuck.count(user)
    return [HomeCard(_("No rule can escalate"), number, reverse("supervision:stuck"), over=number > 0)]


@hooks.nav_items.register
def nav_items(request):
    """The orders, beside the appeals."""
    role = getattr(request.acting, "role", None)
    if role not in (*LEADING, Role.HANDLER, Role.LEADER):
        return []
    return [NavItem(_("Supervision"), reverse("supervision:list"), "shield", _("Appeals"))]


# --- On the page of a case -------------------------------------------------------------------------------------------
@hooks.case_acts.register
def case_acts(user, appeal):
    """Raise an order by hand; asks nothing of the database."""
    if not appeal.number or not may_be_supervised(appeal) or not permissions.can_raise(user, appeal):
        return []
    return [Act(_("Raise a supervision order"), reverse("supervision:raise", args=[appeal.number]), "shield")]


@hooks.case_sections.register
def case_section(user, appeal):
    """The orders on a case, in one question; none for the enterprise and those who serve it."""
    if not permissions.can_list(user):
        return []
    rows = SupervisionOrder.objects.visible_to(user).filter(appeal=appeal.pk).select_related("unit")
    orders = list(rows.order_by("-raised_at", "-pk")[:MOST])
    return [Section(_("Supervision"), "supervision/_of_case.html", {"orders": orders})] if orders else []
