"""What stands on the workbench: the enterprises of a person as cards, the loads, what is overdue."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from enterprises.enums import AccessReason
from enterprises.models import Contact, Enterprise
from enterprises.permissions import held
from portal.accounts.enums import Role
from portal.common import hooks

from .cadence import contacts_of, own_contacts
from .circles import activated, figure
from .models import Liaison, Steward
from .querysets import SERVING


@dataclass
class Card:
    """One enterprise on the workbench: its contacts of today, the first one last, and when somebody last met them."""

    enterprise: Enterprise
    reasons: set = field(default_factory=set)
    contacts: list[Contact] = field(default_factory=list)
    last: datetime | None = None
    figures: list = field(default_factory=list)

    @property
    def is_served(self):
        """Whether the person is its steward, or stands in for the steward."""
        return bool(self.reasons - {AccessReason.LIAISON})

    @property
    def is_covered(self):
        """Whether the person only stands in."""
        return self.reasons == {AccessReason.DEPUTY}

    @property
    def contact(self):
        """Whom to call."""
        return self.contacts[-1] if self.contacts else None

    @property
    def activated(self):
        """How many of the contacts have got into the portal."""
        return sum(row.user.activated_at is not None for row in self.contacts)


def cards(user):
    """The enterprises that the person serves or helps to serve today, in as many queries whatever their number."""
    found = {}
    for row in held(user):
        if row.reason in SERVING:
            found.setdefault(row.content_object_id, Card(row.content_object)).reasons.add(row.reason)
    contacts = Contact.objects.current().filter(enterprise__in=found).select_related("user").order_by("is_first", "-pk")
    for contact in contacts if found else []:
        found[contact.enterprise_id].contacts.append(contact)
    for one in contacts_of(user):
        found[one.enterprise.pk].last = one.last
    for part in hooks.enterprise_figures(user, list(found)):
        found[part.enterprise_id].figures.append(part)
    return list(found.values())


def figures(user, acting, mine):
    """How many of the contacts have activated: a steward's are those of the own cards, a unit's are asked for."""
    if getattr(acting, "role", "") != Role.STEWARD:
        return activated(user, acting)
    people = {row.user_id: row.user for card in mine if card.is_served for row in card.contacts if row.user.is_active}
    return [figure("contacts", len(people), sum(one.activated_at is not None for one in people.values()))]


def own_page(user, firms, most=30):
    """What a phone keeps to write visits without a network: who one is, and the enterprises to choose from."""
    chosen = [{"uscc": one.uscc, "name": one.name} for one in firms[:most]]
    return {"user": user.pk, "name": user.name, "enterprises": chosen, "all": 0 < len(firms) <= most}


@dataclass(frozen=True)
class Load:
    """How many enterprises a steward serves; ``name`` where it is not the reader."""

    load: int
    name: str = ""


def loads(user, acting=None):
    """The own load of a steward; those of the stewards that a liaison officer helps, by name."""
    role = getattr(acting, "role", "")
    if role != Role.LIAISON:
        return [Load(len(own_contacts(user)))] if role == Role.STEWARD else []
    helped = Liaison.objects.filter(user=user.pk, ended_on=None).values("steward")
    rows = Steward.objects.serving().filter(Q(user=user.pk) | Q(pk__in=helped)).with_load().for_list()
    return [Load(row.load, "" if row.user_id == user.pk else row.user.name) for row in rows]


def overdue(items):
    """How many of the due items are past their deadline now."""
    now = timezone.now()
    return sum(item.due_at is not None and item.due_at < now for item in items)
