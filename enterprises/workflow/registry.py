"""What changes in the registry: enterprises and the facts that follow from others."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.common.constraints import speaking
from portal.common.workflow import Refused

from .. import uscc
from ..conditions import unit_in_charge
from ..enums import AccessReason, Source
from ..initials import initials
from ..models import Enterprise, EnterpriseAccess
from ..sizes import size_of


def refresh_derived(enterprise):
    """Set what follows from other facts: size class, pinyin initials, service district and local unit. Not saved.

    Registered in one place and operating in another: the service district counts it, and the local unit is the one of
    the street in that district, operation before registration.
    """
    enterprise.initials = initials(enterprise.name)
    code = enterprise.industry_id or ""
    enterprise.size = size_of(code, enterprise.employees, enterprise.revenue, enterprise.assets) if code else ""
    if not enterprise.service_district_id:
        enterprise.service_district_id = enterprise.operating_district_id or enterprise.registered_district_id
    towns = [enterprise.operating_town, enterprise.registered_town]
    towns = [town for town in towns if town and town.district_id == enterprise.service_district_id]
    if towns:
        enterprise.local_unit = unit_in_charge(towns[0]) or enterprise.local_unit
    return enterprise


@transaction.atomic
def register(code, name, *, by, registered_district, source=Source.ENTERPRISE, **facts):
    """Enter a firm, also one off the roster (product rule 9), and return it with everything that follows.

    ``facts`` are further fields of :class:`Enterprise`; without a ``level`` it is no key enterprise and has no steward.
    Raises :class:`Refused` for a code that is wrong or already in the registry.
    """
    code = uscc.normalise(code)
    try:
        uscc.validate(code)
    except uscc.InvalidUscc as error:
        raise Refused(str(error), code="uscc") from error
    enterprise = Enterprise(
        uscc=code, name=name.strip(), registered_district=registered_district, facts_source=source, **facts
    )
    enterprise._history_user = by
    with speaking(lambda name: _("An enterprise with this code is in the registry already.") if "uscc" in name else ""):
        refresh_derived(enterprise).save()
    return enterprise


@transaction.atomic
def locate(enterprise, longitude, latitude, datum, *, by):
    """Set where the enterprise operates (degrees of ``datum``) when nobody knows yet; returns the enterprise.

    Raises :class:`Refused` when a place is entered already: that one is changed in the registry.
    """
    enterprise = Enterprise.objects.select_for_update(of=("self",), no_key=True).get(pk=enterprise.pk)
    if enterprise.longitude is not None:
        raise Refused(_("The registry knows already where this enterprise operates."), code="placed")
    enterprise.longitude, enterprise.latitude, enterprise.datum = longitude, latitude, datum
    enterprise._history_user = by
    enterprise.save(update_fields=["longitude", "latitude", "datum"])
    return enterprise


@transaction.atomic
def set_level(enterprise, level, *, by, reason=""):
    """Put the enterprise on the roster with ``level``, change it, or take it off with an empty one (art. 3).

    Raises :class:`Refused` when somebody serves an enterprise that would leave the roster.
    """
    enterprise = Enterprise.objects.select_for_update(of=("self",), no_key=True).get(pk=enterprise.pk)
    if not level and is_served(enterprise):
        raise Refused(_("Somebody serves this enterprise; end that first."), code="served")
    enterprise.level = level
    return _save_because(enterprise, ["level"], by=by, reason=reason)


@transaction.atomic
def entrust(enterprise, unit, *, by, reason=""):
    """Let another local unit answer for the enterprise (art. 3); raises :class:`Refused` while somebody serves it."""
    enterprise = Enterprise.objects.select_for_update(of=("self",), no_key=True).get(pk=enterprise.pk)
    if is_served(enterprise):
        raise Refused(_("Somebody serves this enterprise; end that first."), code="served")
    enterprise.local_unit = unit
    return _save_because(enterprise, ["local_unit"], by=by, reason=reason)


def _save_because(enterprise, fields, *, by, reason):
    enterprise._history_user, enterprise._change_reason = by, reason[:100] or None
    enterprise.save(update_fields=fields)
    return enterprise


def is_served(enterprise):
    """Whether somebody serves the enterprise as its steward today."""
    rows = EnterpriseAccess.objects.in_force().filter(content_object=enterprise, reason=AccessReason.STEWARD)
    return rows.exists()
