"""Units come, change their place, merge and close. Nothing of theirs is lost: each holding moves or ends by choice.

Locks are taken in one order: the tree, the units by their keys, then the holdings by rank (``portal.common.hooks``).
"""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.common import hooks
from portal.common.constraints import speaking
from portal.common.workflow import Refused

from ..enums import UnitKind
from ..models import Unit
from ..units import lock, lock_tree, why_not_below, why_not_take


def held_by(unit):
    """What the unit still holds, in the order in which it moves; empty holdings are left out."""
    return sorted((row for row in hooks.unit_holdings(unit) if row.count), key=lambda row: row.rank)


@transaction.atomic
def save_unit(unit, *, by, reason=""):
    """Enter a new unit, rename one or move it in the tree; raises :class:`Refused` for a circle at any depth."""
    lock_tree()
    stored = Unit.objects.filter(pk=unit.pk).first() if unit.pk else None
    if stored:
        _refuse_closed(stored)
        if (stored.kind, stored.district_id) != (unit.kind, unit.district_id) and held_by(stored):
            raise Refused(
                _("%(unit)s holds people, enterprises or cases; its kind and district stay as they are.")
                % {"unit": stored},
                code="holds",
            )
    parent = Unit.objects.get(pk=unit.parent_id) if unit.parent_id else None
    _refuse(why_not_below(unit, parent))
    with speaking():
        return _save(unit, by, reason)


@transaction.atomic
def merge(unit, into, *, by, reason):
    """Close ``unit`` and hand everything it holds to ``into``; returns what moved. A second click finds it done."""
    lock_tree()
    unit, into = _lock(unit, into)
    if unit.merged_into_id == into.pk:
        return []
    _refuse_closed(unit)
    _refuse(_asked(reason) + why_not_take(unit, into))
    holdings = held_by(unit)
    _close(unit, into, by, reason)
    for holding in holdings:
        if holding.move:
            holding.move(into, by=by, reason=reason)
        else:
            holding.end(by=by, reason=reason)
    _point_on(unit, into, by, reason)
    return holdings


@transaction.atomic
def close(unit, *, by, reason, choices):
    """Close ``unit``; ``choices`` says for each holding's key which unit takes it, or None where it ends.

    Raises :class:`Refused` when a holding has no answer or its taker does not fit; then nothing has changed.
    """
    lock_tree()
    unit, *_others = _lock(unit, *(other for other in choices.values() if other))
    if not unit.is_active:
        return []
    _refuse(_asked(reason))
    holdings = held_by(unit)
    _refuse(sentence for holding in holdings for sentence in _unanswered(unit, holding, choices))
    _close(unit, None, by, reason)
    for holding in holdings:
        if to := choices[holding.key]:
            holding.move(to, by=by, reason=reason)
        else:
            holding.end(by=by, reason=reason)
    unit.refresh_from_db()
    if unit.merged_into:
        _point_on(unit, unit.merged_into, by, reason)
    return holdings


def hand_street(unit, into, *, by, reason=""):
    """The street, town or park of a closed unit is ``into``'s from now on; old links to the unit lead there."""
    if into.kind != UnitKind.LOCAL_UNIT or into.district_id != unit.district_id:
        raise Refused(_("%(unit)s is no local unit of this district.") % {"unit": into}, code="kind")
    unit, into = lock(unit, into)
    if unit.merged_into_id != into.pk:
        unit.merged_into = into
        _save(unit, by, reason)
    if into.town_id is None:
        into.town_id = unit.town_id
        _save(into, by, reason)


def set_parent(units, parent, *, by, reason=""):
    """Let these units stand below ``parent`` (None: at the top); the caller keeps the tree free of circles."""
    for unit in units:
        unit.parent = parent
        _save(unit, by, reason)


def _unanswered(unit, holding, choices):
    if holding.key not in choices or (choices[holding.key] is None and holding.end is None):
        return [_("Say who takes over: %(label)s.") % {"label": holding.label}]
    to = choices[holding.key]
    if to is None:
        return []
    if to.pk == unit.pk or not to.is_active or holding.move is None:
        return [_("%(unit)s cannot take over: %(label)s.") % {"unit": to, "label": holding.label}]
    return []


def _lock(*units):
    found = {row.pk: row for row in lock(*{unit.pk: unit for unit in units}.values())}
    return [found[unit.pk] for unit in units]


def _close(unit, into, by, reason):
    unit.is_active, unit.merged_into = False, into
    _save(unit, by, reason)


def _point_on(unit, into, by, reason):
    """What was merged into ``unit`` before leads to ``into`` now: one step, however long the story."""
    for older in Unit.objects.filter(merged_into=unit).order_by("pk"):
        older.merged_into = into
        _save(older, by, reason)


def _save(unit, by, reason):
    unit._history_user, unit._change_reason = by, reason
    unit.save()
    return unit


def _refuse_closed(unit):
    if not unit.is_active:
        raise Refused(_("%(unit)s is closed already.") % {"unit": unit}, code="closed")


def _asked(reason):
    return [] if reason.strip() else [_("Give the reason.")]


def _refuse(sentences):
    if sentences := list(sentences):
        raise Refused(*sentences)
