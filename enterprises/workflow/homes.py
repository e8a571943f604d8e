"""Enterprises change the body that answers for them, when one is merged or closed."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.enums import UnitKind
from portal.common import bulk
from portal.common.workflow import Refused

from ..models import Enterprise
from .registration import reassign


@transaction.atomic
def change_local_unit(unit, to, *, by, reason=""):
    """Let every enterprise of ``unit`` be served by the local unit ``to``; their service district stays."""
    if to.kind != UnitKind.LOCAL_UNIT:
        raise Refused(_("%(unit)s is no local unit; enterprises belong to one.") % {"unit": to}, code="kind")
    if to.district_id != unit.district_id:
        raise Refused(_("%(unit)s belongs to another district.") % {"unit": to}, code="district")
    rows = list(Enterprise.objects.filter(local_unit=unit).select_for_update(of=("self",), no_key=True).order_by("pk"))
    for enterprise in rows:
        enterprise.local_unit = to
    bulk.update(rows, {"local_unit"}, by=by, reason=reason)


@transaction.atomic
def pass_registrations(unit, to, *, by, reason=""):
    """Registrations that wait with ``unit`` wait with ``to``, or with the district lead without one."""
    reassign(unit, to=to, by=by)
