"""What stands on the workbench: the enterprises of a person as cards, the loads, what is overdue."""

from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from enterprises.models import Contact, Enterprise, EnterpriseAccess
from portal.common import hooks

from .models import Liaison, Steward
from .querysets import SERVING


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


def own_page(user, firms, most=30):
    """What a phone keeps to write visits without a network: who one is, and the enterprises to choose from."""
    chosen = [{"uscc": one.uscc, "name": one.name} for one in firms[:most]]
    return {"user": user.pk, "name": user.name, "enterprises": chosen, "all": 0 < len(firms) <= most}


def loads(user):
    """The steward that the person is, or those that the person helps as a liaison officer, with their loads."""
    helped = Liaison.objects.filter(user=user.pk, ended_on=None).values("steward")
    return list(Steward.objects.serving().filter(Q(user=user.pk) | Q(pk__in=helped)).with_load().for_list())


def overdue(items):
    """How many of the due items are past their deadline now."""
    now = timezone.now()
    return sum(item.due_at is not None and item.due_at < now for item in items)
