"""What units and people hold of cases: open handlings, cases they own, what they claimed at the desk."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.enums import HANDLING_KINDS, Role, UnitKind
from portal.accounts.models import Membership
from portal.accounts.people import holders, named
from portal.accounts.units import options, takers
from portal.common import hooks
from portal.common.hooks import Holding
from portal.common.workflow import Refused

from . import workflow
from .models import Appeal, Handling
from .workflow.desk import DESK_STATES

_OPEN = "state__in=assigned,accepted"


def _list(name, query):
    return f"{reverse(f'admin:appeals_{name}_changelist')}?{query}"


@hooks.unit_holdings.register
def of_unit(unit):
    """Open handlings of the unit, and at a desk what its people have claimed."""
    return [_handlings(unit), *([_claims(unit)] if unit.kind == UnitKind.DESK else [])]


def _handlings(unit):
    return Holding(
        label=_("Cases being handled"), count=Handling.objects.live().filter(unit=unit).count(), key="cases", rank=40,
        url=_list("handling", f"unit__id__exact={unit.pk}&{_OPEN}"),
        takers=lambda: options(takers(unit, *HANDLING_KINDS)), move=partial(_move, unit), end=partial(_recall, unit),
        goes=_("The other unit handles them; every promised date stays."),
        ends=_("The desk takes them back and dispatches anew."),
    )  # fmt: skip


def _move(unit, to, *, by, reason=""):
    if to.kind not in HANDLING_KINDS:
        raise Refused(_("%(unit)s handles no cases.") % {"unit": to}, code="kind")
    for handling in Handling.objects.live().filter(unit=unit).order_by("appeal_id", "pk"):
        workflow.change_unit(handling, to, by=by, reason=reason)


def _recall(unit, *, by, reason=""):
    for handling in Handling.objects.live().filter(unit=unit).order_by("appeal_id", "is_lead", "pk"):
        workflow.recall(handling, by=by, reason=reason)


def _claims(unit):
    claimed = ",".join(str(pk) for pk in workflow.claims_of(unit).values_list("pk", flat=True))
    return Holding(
        label=_("Cases claimed at the desk"), count=workflow.claims_of(unit).count(), key="claims", rank=28,
        url=_list("appeal", f"id__in={claimed}"), move=lambda to, **_who: None,
        end=partial(workflow.release_claims, unit), goes=_("They stay with the people who claimed them."),
        ends=_("They go back into the queue of the desk."),
    )  # fmt: skip


@hooks.person_holdings.register
def of_person(user):
    """Open cases that the person owns, unit by unit, and cases claimed at the desk."""
    rows = Handling.objects.live().filter(owner=user).select_related("unit").order_by("unit", "appeal_id")
    by_unit = {}
    for row in rows:
        by_unit.setdefault(row.unit, []).append(row)
    return [*(_owned(user, unit, found) for unit, found in by_unit.items()), _claimed(user)]


def _owned(user, unit, rows):
    return Holding(
        label=_("Open cases owned in %(unit)s") % {"unit": unit}, count=len(rows), key=f"owned-{unit.pk}", rank=40,
        url=_list("handling", f"owner__id__exact={user.pk}&unit__id__exact={unit.pk}&{_OPEN}"),
        takers=lambda: named(holders(Role.HANDLER, [unit.pk], besides=user)),
        move=partial(_pass_cases, rows), end=partial(_drop_cases, rows),
        goes=_("The other one owns them and is told."), ends=_("The unit has to name an owner for each."),
    )  # fmt: skip


def _pass_cases(rows, to, *, by, reason=""):
    for handling in rows:
        workflow.set_owner(handling, by=by, owner=to)


def _drop_cases(rows, *, by, reason=""):
    for handling in rows:
        workflow.drop_owner(handling, by=by, reason=reason)


def _claimed(user):
    rows = Appeal.objects.filter(state__in=DESK_STATES, claimed_by=user).order_by("pk")
    desks = Membership.objects.in_force().filter(user=user, role=Role.DISPATCHER).values_list("unit", flat=True)
    states = ",".join(DESK_STATES)
    return Holding(
        label=_("Cases claimed at the desk"), count=rows.count(), key="claims", rank=45,
        url=_list("appeal", f"claimed_by__id__exact={user.pk}&state__in={states}"),
        takers=lambda: named(holders(Role.DISPATCHER, desks, besides=user)),
        move=partial(_pass_claims, rows), end=partial(_release, rows),
        goes=_("The other one has them and is told."), ends=_("They go back into the queue of the desk."),
    )  # fmt: skip


def _pass_claims(rows, to, *, by, reason=""):
    for appeal in list(rows):
        workflow.pass_claim(appeal, to, by=by)


def _release(rows, *, by, reason=""):
    for appeal in list(rows):
        workflow.release(appeal, by=by)
