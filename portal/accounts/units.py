"""What may become of a unit in the tree: pure questions, and the locks that keep the answers true until the commit.

Whoever gives work to a unit holds it open first (``hold_open``), before any other lock; whoever merges or closes it
takes ``lock``, which waits for them. So the work either arrives before and moves along, or is refused.
"""

from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from portal.common.workflow import Refused

from .enums import UnitKind
from .models import Unit

#: Units of these kinds merge within their district only: their people and enterprises are counted there.
WITHIN_DISTRICT = (UnitKind.LOCAL_UNIT, UnitKind.DISTRICT_LEAD)
#: Number of the advisory lock that every change of the tree takes.
TREE = 20_241_120
#: How long a page waits for it, in seconds.
PATIENCE = 8


def lock_tree(patience=PATIENCE):
    """Let changes of the tree, and imports, come one after the other, until the end of the transaction.

    ``patience`` in seconds (0: as long as it takes); after it :class:`Refused` says that an import is being applied.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{patience}s"])
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE])
        except OperationalError as error:
            raise Refused(
                _("An import is being applied, and it may change units. Try again in a minute."), code="busy"
            ) from error
        cursor.execute("SELECT set_config('lock_timeout', '0', true)")


def lock(*units):
    """Return the units fresh and locked in one order; readers and rows that point to them do not wait."""
    rows = Unit.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[unit.pk for unit in units])
    found = {unit.pk: unit for unit in rows.order_by("pk")}
    return [found[unit.pk] for unit in units]


def hold_open(units):
    """Keep these units from closing until the end of the transaction; raises :class:`Refused` when one is closed."""
    ids = sorted({unit.pk for unit in units if unit is not None})
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_unit WHERE id = ANY(%s) ORDER BY id FOR SHARE", [ids])
        cursor.execute("SELECT id FROM accounts_unit WHERE id = ANY(%s) AND NOT is_active", [ids])
        closed = [row[0] for row in cursor.fetchall()]
    if closed:
        rows = Unit.objects.filter(pk__in=closed).select_related("merged_into")
        raise Refused(*(closed_sentence(unit) for unit in rows), code="closed")


def closed_sentence(unit):
    """Say that a unit is closed, and where its work went."""
    if unit.merged_into:
        words = {"unit": unit, "other": unit.merged_into}
        return _("%(unit)s takes no cases any more; %(other)s has taken over its work.") % words
    return _("%(unit)s takes no cases any more.") % {"unit": unit}


def why_not_below(unit, parent):
    """Sentences why ``unit`` cannot stand below ``parent``: itself, its own branch at any depth, a closed unit."""
    if parent is None:
        return []
    if unit.pk and parent.pk in Unit.subtree_ids([unit.pk]):
        return [
            _("%(parent)s stands below %(unit)s; the tree would go in a circle.") % {"parent": parent, "unit": unit}
        ]
    if not parent.is_active:
        return [_("%(unit)s is closed; nothing new stands below it.") % {"unit": parent}]
    return []


def why_not_take(unit, into):
    """Sentences why ``into`` cannot take over the work of ``unit``."""
    words = {"unit": unit, "into": into, "kind": unit.get_kind_display(), "other": into.get_kind_display()}
    if unit.pk == into.pk:
        return [_("A unit cannot be merged into itself.")]
    if not into.is_active:
        return [_("%(into)s is closed. Choose an active unit.") % words]
    if unit.kind != into.kind:
        return [
            _("%(unit)s is of the kind “%(kind)s”, %(into)s of the kind “%(other)s”; the kinds must be the same.")
            % words
        ]
    if unit.kind in WITHIN_DISTRICT and unit.district_id != into.district_id:
        return [_("%(into)s belongs to another district; %(unit)s can be merged within its own only.") % words]
    return []


def takers(unit, *kinds):
    """Active units of the kinds (default: the unit's own) that may take over from it, those of its district first."""
    found = Unit.objects.active().filter(kind__in=kinds or [unit.kind]).exclude(pk=unit.pk).select_related("district")
    if unit.kind in WITHIN_DISTRICT:
        found = found.filter(district=unit.district_id)
    return sorted(found, key=lambda other: (other.district_id != unit.district_id, other.district_id or "", other.code))


def options(units):
    """Units, or streets, as the choices of a form: grouped by district, after them those of the whole city."""
    groups = {}
    for unit in units:
        groups.setdefault(str(unit.district) if unit.district_id else _("City"), []).append((unit.pk, str(unit)))
    return list(groups.items())
