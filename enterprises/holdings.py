"""What units and people hold in the registry: enterprises and registrations; contacts and access."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.enums import UnitKind
from portal.accounts.people import named
from portal.accounts.units import options, takers
from portal.common import hooks
from portal.common.hooks import Holding

from . import access, workflow
from .models import Contact, Enterprise, EnterpriseAccess, Registration
from .workflow.homes import change_local_unit, pass_registrations

_LOCAL = (UnitKind.LOCAL_UNIT,)


def _list(name, **filters):
    query = "&".join(f"{key}={value}" for key, value in filters.items())
    return f"{reverse(f'admin:enterprises_{name}_changelist')}?{query}"


@hooks.unit_holdings.register
def of_unit(unit):
    """Enterprises that the unit answers for, and registrations that it checks."""
    return [_enterprises(unit), _registrations(unit)]


def _enterprises(unit):
    return Holding(
        label=_("Enterprises it answers for"), count=Enterprise.objects.filter(local_unit=unit).count(),
        key="enterprises", rank=20, url=_list("enterprise", local_unit__id__exact=unit.pk),
        takers=lambda: options(takers(unit, *_LOCAL)),
        move=partial(change_local_unit, unit), goes=_("The other unit answers for them; their stewards stay."),
    )  # fmt: skip


def _registrations(unit):
    return Holding(
        label=_("Registrations waiting for a check"), key="registrations", rank=25,
        count=Registration.objects.open().filter(unit=unit).count(), takers=lambda: options(takers(unit, *_LOCAL)),
        move=partial(pass_registrations, unit), end=partial(pass_registrations, unit, None),
        goes=_("The other unit checks them; the day by which that is due stays."),
        ends=_("The district lead checks them."),
    )  # fmt: skip


@hooks.person_holdings.register
def of_person(user):
    """Contacts of enterprises, each with the question who is the main contact next; and every access left."""
    contacts = list(
        Contact.objects.filter(user=user, ended_on=None).select_related("enterprise").order_by("enterprise")
    )
    return [*map(_contact, contacts), _access(user)]


def _contact(contact):
    others = Contact.objects.filter(enterprise=contact.enterprise_id, ended_on=None).exclude(pk=contact.pk)
    people = [row.user for row in others.select_related("user")]
    words = {"enterprise": contact.enterprise}
    label = _("Main contact of %(enterprise)s") if contact.is_first else _("Contact of %(enterprise)s")
    alone = _("Nobody speaks for the enterprise then; its steward is told.")
    return Holding(
        label=label % words, count=1, key=f"contact-{contact.pk}", rank=20,
        url=_list("contact", id__exact=contact.pk),
        takers=(lambda: named(people)) if contact.is_first and people else None,
        move=partial(_pass_contact, contact) if contact.is_first and people else None,
        end=partial(_pass_contact, contact, None),
        ends=_("The enterprise names a main contact later.") if people else alone,
        goes=_("The other one becomes the main contact."),
    )  # fmt: skip


def _pass_contact(contact, to, *, by, reason=""):
    successor = to and Contact.objects.filter(enterprise=contact.enterprise_id, ended_on=None, user=to).first()
    workflow.end_contact(contact, by=by, successor=successor)


def _access(user):
    return Holding(
        label=_("Access to enterprises"), count=EnterpriseAccess.objects.filter(user=user).count(), key="access",
        rank=70, end=lambda **_who: access.withdraw_all(user), ends=_("Withdrawn at once."),
    )  # fmt: skip
