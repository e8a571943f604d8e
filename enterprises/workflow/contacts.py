"""Who speaks for an enterprise: contacts begin, change and end; access and role follow in the same transaction.

Every step locks the enterprise first, so that two people who change its contacts at once do it one after the other.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.enums import Role
from portal.accounts.workflow import close_role, open_role
from portal.common.constraints import speaking
from portal.common.workflow import Refused
from portal.onboarding import sessions

from .. import access, notifications
from ..enums import AccessReason
from ..models import Contact, Enterprise
from .people import invite, person_for


def lock(enterprise):
    """Return the enterprise, fresh and locked; changes of its contacts queue here."""
    return Enterprise.objects.select_for_update(of=("self",), no_key=True).get(pk=enterprise.pk)


def _locked(contact):
    lock(contact.enterprise)
    rows = Contact.objects.select_for_update(of=("self",), no_key=True).select_related("user", "enterprise")
    contact = rows.get(pk=contact.pk)
    if contact.ended_on:
        raise Refused(_("This contact has already ended."), code="ended")
    return contact


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
def add_colleague(enterprise, *, by, name, phone, email, position=""):
    """Add a contact by name, number and address, and send the way in; the first one becomes the main contact."""
    enterprise = lock(enterprise)
    person = person_for(enterprise, by=by, name=name, phone=phone, email=email)
    is_first = not enterprise.contacts.current().filter(is_first=True).exists()
    contact = add_contact(enterprise, person, by=by, position=position, is_first=is_first)
    notifications.contact_added(contact, by=by)
    invite(person, by=by)
    return contact


@transaction.atomic
def change_position(contact, *, by, position):
    """Write down another position; it is personal data and stays out of history."""
    contact = _locked(contact)
    contact.position, contact._history_user = position, by
    contact.save(update_fields=["position"])
    return contact


@transaction.atomic
def hand_over_first(contact, *, by):
    """Make ``contact`` the main contact; whoever was it before stays a contact."""
    contact = _locked(contact)
    if contact.is_first:
        return contact
    before = contact.enterprise.contacts.current().filter(is_first=True).select_related("user").first()
    _make_first(contact, before, by=by)
    notifications.first_contact_changed(contact, before, by=by)
    return contact


def _make_first(contact, before, *, by):
    for row, is_first in ((before, False), (contact, True)):
        if row:
            row.is_first, row._history_user = is_first, by
            row.save(update_fields=["is_first"])


@transaction.atomic
def end_contact(contact, *, by, successor=None):
    """A contact who leaves loses the access at once, and the role and all sessions with the last enterprise.

    ``successor`` becomes the main contact in the same transaction. An enterprise that has nobody left is told to its
    steward, or to its local unit. Drafts belong to the enterprise and stay.
    """
    contact = _locked(contact)
    if successor is not None:
        successor = _locked(successor)
        if successor.pk == contact.pk or successor.enterprise_id != contact.enterprise_id:
            raise Refused(_("Choose another contact of the same enterprise."), code="successor")
    contact.ended_on, contact._history_user = timezone.localdate(), by
    contact.save(update_fields=["ended_on"])
    access.withdraw(contact.user, contact.enterprise, AccessReason.CONTACT)
    if successor and not successor.is_first:
        _make_first(successor, None, by=by)
        notifications.first_contact_changed(successor, contact, by=by)
    _leave(contact.user, by=by)
    notifications.contact_ended(contact, by=by)
    return contact


def _leave(user, *, by):
    """Without any enterprise the role ends; without any role nobody stays signed in."""
    if Contact.objects.filter(user=user, ended_on=None).exists():
        return
    close_role(user, Role.CONTACT, None, by=by)
    if not user.memberships.filter(ended_on=None).exists():
        sessions.end(user, "")
