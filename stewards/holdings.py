"""What units and people hold as stewards: their service, the enterprises they serve, the help of liaison officers."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.enums import Role, UnitKind
from portal.accounts.people import away, holders, named, with_absence
from portal.accounts.units import options, takers
from portal.common import hooks
from portal.common.hooks import Holding

from . import workflow
from .models import Assignment, Liaison, Steward
from .models.steward import SLOTS

#: How many stewards of other units of the district are offered when the own unit has no room.
NEIGHBOURS = 30


def _list(name, **filters):
    query = "&".join(f"{key}={value}" for key, value in filters.items())
    return f"{reverse(f'admin:stewards_{name}_changelist')}?{query}"


@hooks.unit_holdings.register
def of_unit(unit):
    """Stewards who serve in the unit, with everything they serve."""
    url = _list("steward", unit__id__exact=unit.pk, ended_on__isnull="True")
    return [
        Holding(
            label=_("Stewards"), count=Steward.objects.serving().filter(unit=unit).count(), url=url, key="stewards",
            rank=10, takers=lambda: options(takers(unit, UnitKind.LOCAL_UNIT)),
            move=partial(workflow.rehome, unit), end=partial(workflow.disband, unit),
            goes=_("They serve on in the other unit, with their enterprises."),
            ends=_("Their service ends; their enterprises have no steward then."),
        )
    ]  # fmt: skip


@hooks.person_holdings.register
def of_person(user):
    """A steward's enterprises and appointment, and the help given as a liaison officer."""
    found = [_help(user)]
    if steward := Steward.objects.serving().filter(user=user).select_related("unit").first():
        found += [_served(steward), _appointment(steward)]
    return found


def _served(steward):
    return Holding(
        label=_("Enterprises served"), count=Assignment.objects.open().filter(steward=steward).count(), key="served",
        url=_list("assignment", steward__id__exact=steward.pk, ended_at__isempty=1), rank=10, several=True,
        takers=partial(_with_room, steward), move=partial(_relieve, steward), end=partial(workflow.end_all, steward),
        goes=_("The chosen stewards are filled from the top, each until ten; access changes hands at once."),
        ends=_("They have no steward until the district lead puts one in force."),
    )  # fmt: skip


def _with_room(steward):
    """Stewards with a free place, those with most room first: of the unit, then of the district."""
    free = Steward.objects.serving().with_load().filter(load__lt=SLOTS).exclude(pk=steward.pk)
    free = free.select_related("user", "unit").order_by("load", "user__name", "pk")
    near = list(free.filter(unit=steward.unit_id))
    far = list(free.filter(unit__district=steward.unit.district_id).exclude(unit=steward.unit_id)[:NEIGHBOURS])
    gone = away(one.user_id for one in near + far)
    return [
        (one.user_id, f"{with_absence(one, gone.get(one.user_id))} {one.load}/{SLOTS} · {one.unit}")
        for one in near + far
    ]


def _relieve(steward, people, *, by, reason=""):
    found = {row.user_id: row for row in Steward.objects.filter(user__in=people).select_related("user")}
    workflow.relieve(steward, [found[person.pk] for person in people if person.pk in found], by=by, reason=reason)


def _appointment(steward):
    return Holding(
        label=_("Service as a steward"), count=1, url=_list("steward", id__exact=steward.pk), key="appointment",
        rank=12, end=lambda *, by, reason="": workflow.retire(steward, by=by),
        ends=_("It ends, and with it the help of the liaison officer."),
    )  # fmt: skip


def _help(user):
    rows = Liaison.objects.filter(user=user, ended_on=None).select_related("steward__unit", "steward__user")
    units = {row.steward.unit_id for row in rows}
    return Holding(
        label=_("Stewards helped as a liaison officer"), count=len(rows), key="help", rank=15,
        url=_list("liaison", user__id__exact=user.pk, ended_on__isnull="True"),
        takers=lambda: named(holders(Role.LIAISON, units, besides=user)),
        move=partial(_pass_help, list(rows)), end=partial(_pass_help, list(rows), None),
        goes=_("The other one helps them from now on."), ends=_("The stewards work without a liaison officer."),
    )  # fmt: skip


def _pass_help(rows, to, *, by, reason=""):
    for liaison in rows:
        if to:
            workflow.replace_liaison(liaison, to, by=by)
        else:
            workflow.dismiss_liaison(liaison, by=by)
