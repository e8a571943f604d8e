"""Who is told when somebody asks to be let in, and when the contacts of an enterprise change.

Called by ``workflow`` alone.
"""

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.accounts.people import holders, leads_of
from portal.notifications.enums import Event
from portal.notifications.outbox import notify

from . import access
from .conditions import has_general_steward
from .enums import AccessReason, RegistrationKind
from .permissions import main_contact


def in_charge(unit, district_id):
    """The general stewards of the unit, else the district lead (以条为主、街镇托底)."""
    if has_general_steward(unit):
        return list(holders(Role.GENERAL, [unit.pk]))
    return list(leads_of(district_id))


def _serving(enterprise):
    """Who looks after an enterprise without contacts: its steward, else whoever is in charge of the place."""
    people = access.people_with(enterprise, AccessReason.STEWARD, AccessReason.DEPUTY)
    return people or in_charge(enterprise.local_unit, enterprise.service_district_id)


def _tell(people, event, key, title, text, url, *, besides=None):
    for person in {person.pk: person for person in people if person}.values():
        if besides is None or person.pk != besides.pk:
            notify(person, event, title, text, url, key=f"{event}:{key}:{person.pk}")


def registration_submitted(registration):
    """Whoever decides is told; a further contact is the main contact's to decide."""
    people, title = in_charge(registration.unit, registration.district_id), _("Check the registration: {name}")
    if registration.kind == RegistrationKind.CONTACT:
        first = main_contact(registration.enterprise)
        people = [first.user] if first else _serving(registration.enterprise)
        title = _("Somebody asks to become a contact: {name}")
    address = reverse("enterprises:registration", args=[registration.pk])
    key = f"{registration.pk}:{registration.history.count()}"
    title = format_lazy(title, name=registration.name)
    _tell(people, Event.REGISTRATION_SUBMITTED, key, title, registration.number, address)


def registration_approved(registration):
    """A further contact is told to the main contact; the applicant reads it by mail."""
    if registration.kind == RegistrationKind.CONTACT:
        contact_added(registration.contact, by=registration.decided_by, tell_person=False)


def contact_added(contact, *, by, tell_person=True):
    """The new contact and the main contact are told, unless it was they who did it."""
    enterprise = contact.enterprise
    address = reverse("enterprises:detail", args=[enterprise.uscc])
    if tell_person:
        title = format_lazy(_("You now speak for {enterprise}"), enterprise=enterprise.name)
        _tell([contact.user], Event.CONTACT_CHANGED, f"{contact.pk}:mine", title, "", address, besides=by)
    first = main_contact(enterprise)
    if first and first.pk != contact.pk:
        title = format_lazy(_("{name} now speaks for {enterprise}"), name=contact.user.name, enterprise=enterprise.name)
        _tell([first.user], Event.CONTACT_CHANGED, f"{contact.pk}:added", title, "", address, besides=by)


def first_contact_changed(contact, before, *, by):
    """The new and the former main contact are told, and the steward."""
    enterprise = contact.enterprise
    title = format_lazy(
        _("{name} is now main contact of {enterprise}"), name=contact.user.name, enterprise=enterprise.name
    )
    people = [contact.user, *([before.user] if before and not before.ended_on else [])]
    people += access.people_with(enterprise, AccessReason.STEWARD)
    key = f"{contact.pk}:first:{contact.history.count()}"
    _tell(
        people, Event.CONTACT_CHANGED, key, title, "", reverse("enterprises:detail", args=[enterprise.uscc]), besides=by
    )


def contact_ended(contact, *, by):
    """The person and the main contact are told; an enterprise that nobody speaks for is told to who serves it."""
    enterprise = contact.enterprise
    address = reverse("enterprises:detail", args=[enterprise.uscc])
    title = format_lazy(_("You no longer speak for {enterprise}"), enterprise=enterprise.name)
    _tell([contact.user], Event.CONTACT_CHANGED, f"{contact.pk}:end", title, "", "/", besides=by)
    left = format_lazy(
        _("{name} no longer speaks for {enterprise}"), name=contact.user.name, enterprise=enterprise.name
    )
    first, text = main_contact(enterprise, active=False), ""
    people = [first.user] if first else []
    if not enterprise.contacts.current().exists():
        people, text = _serving(enterprise), _("Nobody speaks for the enterprise now. Please find a new contact.")
        address = reverse("enterprises:contacts", args=[enterprise.uscc])
    _tell(people, Event.CONTACT_CHANGED, f"{contact.pk}:left", left, text, address, besides=by)
