"""What units and people hold here: roles, units below, the street; and a person's roles and open sessions."""

from functools import partial

from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common import hooks
from portal.common.hooks import Holding

from . import workflow
from .enums import UnitKind
from .models import Membership, Unit
from .units import options, takers, why_not_below


def not_over():
    """Roles in force today, and those that begin later."""
    today = timezone.localdate()
    return Membership.objects.exclude(ended_on__lt=today)


def _roles_url(**filters):
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    return f"{reverse('admin:accounts_membership_changelist')}?{query}&standing=yes"


@hooks.unit_holdings.register
def of_unit(unit):
    """People with roles, the units below, and the street of a local unit."""
    return [_people(unit), _children(unit), *_street(unit)]


def _people(unit):
    rows = not_over().filter(unit=unit)
    return Holding(
        label=_("People with roles"), count=rows.count(), url=_roles_url(unit__id__exact=unit.pk), key="people",
        rank=30, takers=lambda: options(takers(unit)),
        move=partial(_move_people, unit), end=partial(_end_people, unit),
        goes=_("They keep their roles, in the other unit."),
        ends=_("Their roles in this unit end at once; the accounts stay."),
    )  # fmt: skip


def _move_people(unit, to, *, by, reason=""):
    workflow.move_roles(not_over().filter(unit=unit), to, by=by, reason=reason)


def _end_people(unit, *, by, reason=""):
    workflow.end_roles(not_over().filter(unit=unit), by=by, reason=reason)


def _children(unit):
    below = Unit.objects.active().filter(parent=unit)
    url = f"{reverse('admin:accounts_unit_changelist')}?parent__id__exact={unit.pk}&is_active__exact=1"
    return Holding(
        label=_("Units below it"), count=below.count(), url=url, key="children", rank=5,
        takers=lambda: options(row for row in takers(unit) if not why_not_below(unit, row)),
        move=partial(_move_children, unit), end=partial(_lift_children, unit),
        goes=_("They stand below the other unit."), ends=_("They stand one level higher."),
    )  # fmt: skip


def _move_children(unit, to, *, by, reason=""):
    """The other unit may itself stand below this one, at any depth: then it takes this one's place first."""
    if to.pk in Unit.subtree_ids([unit.pk]):
        workflow.set_parent([to], unit.parent, by=by, reason=reason)
    below = Unit.objects.filter(parent=unit).exclude(pk=to.pk).order_by("pk")
    workflow.set_parent(below, to, by=by, reason=reason)


def _lift_children(unit, *, by, reason=""):
    workflow.set_parent(Unit.objects.filter(parent=unit).order_by("pk"), unit.parent, by=by, reason=reason)


def _street(unit):
    if unit.kind != UnitKind.LOCAL_UNIT or not unit.town_id:
        return []
    return [
        Holding(
            label=_("Street, town or park: %(town)s") % {"town": unit.town}, count=1, key="street", rank=60,
            takers=lambda: options(takers(unit)),
            move=partial(workflow.hand_street, unit), end=lambda **_who: None,
            goes=_("New enterprises there come to the other unit, and old links to this unit lead to it."),
            ends=_("Nobody answers for it until a new local unit is entered."),
        )
    ]  # fmt: skip


@hooks.person_holdings.register
def of_person(user):
    """Roles and sessions, which end with the account."""
    roles = not_over().filter(user=user)
    return [
        Holding(
            label=_("Roles"), count=roles.count(), url=_roles_url(user__id__exact=user.pk), key="roles", rank=80,
            end=lambda *, by, reason="": workflow.end_roles(not_over().filter(user=user), by=by, reason=reason),
            ends=_("They end at once; after a return they are given anew."),
        ),
        Holding(
            label=_("Open sessions"), count=UserSession.objects.filter(user=user).count(), key="sessions", rank=90,
            end=lambda **_who: workflow.end_sessions(user), ends=_("Signed out everywhere."),
        ),
    ]  # fmt: skip
