"""What changes in the registry: derived facts, and who speaks for an enterprise."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Unit
from portal.accounts.workflow import close_role, open_role
from portal.common.constraints import speaking
from portal.common.workflow import Refused

from . import access, uscc
from .enums import AccessReason, Source
from .initials import initials
from .models import Contact, Enterprise, EnterpriseAccess
from .sizes import size_of


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
        local = Unit.objects.active().filter(kind=UnitKind.LOCAL_UNIT, town=towns[0]).first()
        enterprise.local_unit = local or enterprise.local_unit
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


def is_served(enterprise):
    """Whether somebody serves the enterprise as its steward today."""
    rows = EnterpriseAccess.objects.in_force().filter(content_object=enterprise, reason=AccessReason.STEWARD)
    return rows.exists()


@transaction.atomic
def add_contact(enterprise, user, *, by, position="", is_first=False):
    """Let ``user`` speak for the enterprise: the contact, the access and the role begin together."""
    with speaking():
        contact = Contact(enterprise=enterprise, user=user, position=position, is_first=is_first)
        contact._history_user = by
        contact.save()
    access.grant(user, enterprise, AccessReason.CONTACT)
    open_role(user, Role.CONTACT, None, by=by)
    return contact


@transaction.atomic
def end_contact(contact, *, by):
    """A contact who leaves loses the access at once, and the role with the last enterprise."""
    contact = Contact.objects.select_for_update(of=("self",)).select_related("user", "enterprise").get(pk=contact.pk)
    if contact.ended_on:
        raise Refused(_("This contact has already ended."), code="ended")
    contact.ended_on, contact._history_user = timezone.localdate(), by
    contact.save(update_fields=["ended_on"])
    access.withdraw(contact.user, contact.enterprise, AccessReason.CONTACT)
    if not Contact.objects.filter(user=contact.user, ended_on=None).exists():
        close_role(contact.user, Role.CONTACT, None, by=by)
    return contact
