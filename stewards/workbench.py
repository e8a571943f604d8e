"""What stands on the workbench: the enterprises of a person as cards, the stewards of a unit with their loads."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from enterprises.enums import AccessReason
from enterprises.models import Contact, Enterprise, EnterpriseAccess
from portal.accounts.enums import Role
from portal.accounts.permissions import units
from portal.common import hooks

from .models import Assignment, Steward

SERVING = (AccessReason.STEWARD, AccessReason.DEPUTY, AccessReason.LIAISON)


@dataclass
class Card:
    """One enterprise on the workbench."""

    enterprise: Enterprise
    contact: Contact | None = None
    figures: list = field(default_factory=list)


def cards(user):
    """The enterprises that the person serves or helps to serve today, with their first contact and figures."""
    access = EnterpriseAccess.objects.in_force().filter(user=user.pk, reason__in=SERVING)
    mine = Enterprise.objects.filter(pk__in=access.values("content_object")).order_by("name", "pk")
    found = {enterprise.pk: Card(enterprise) for enterprise in mine}
    contacts = Contact.objects.current().filter(enterprise__in=found).select_related("user").order_by("is_first", "-pk")
    for contact in contacts:
        found[contact.enterprise_id].contact = contact
    for figure in hooks.enterprise_figures(user, list(found)):
        found[figure.enterprise_id].figures.append(figure)
    return list(found.values())


def unit_overview(user):
    """For a general steward: each unit with its stewards, loads, and how many key enterprises have no steward."""
    overview = []
    for unit in units(user, Role.GENERAL):
        stewards = Steward.objects.serving().filter(unit=unit).with_load().for_list()
        open_ones = Assignment.objects.open().filter(enterprise=OuterRef("pk"))
        without = Enterprise.objects.filter(~Exists(open_ones), local_unit=unit).key()
        overview.append({"unit": unit, "stewards": list(stewards), "without": without.count()})
    return overview
