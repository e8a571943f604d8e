"""Contacts in a roster: who is known already, whose telephone changed, who is new."""

from dataclasses import dataclass, field
from secrets import token_urlsafe

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Contact
from portal.accounts.models import User
from portal.imports.kinds import Difference

from .blanks import Blank

CONTACT_FACTS = ("name", "phone", "email")


def unusable_password():
    """Return what stands for "no password" (Django's form of it): nobody signs in with it."""
    return UNUSABLE_PASSWORD_PREFIX + token_urlsafe(30)


@dataclass
class ContactChange:
    """The contact that a row names: the person, and what becomes of the enterprise's contact rows."""

    user: User
    changed: dict = field(default_factory=dict)  # name of the field → what it was
    contact: Contact | None = None
    demoted: list[Contact] = field(default_factory=list)

    @property
    def is_new(self):
        return self.contact is None

    @property
    def is_promoted(self):
        return self.contact is not None and not self.contact.is_first

    @property
    def says_something(self):
        return bool(self.changed or self.is_new or self.is_promoted)

    def differences(self):
        """Return what becomes of the first contact; what is personal is compared as it stands."""
        if self.is_new or self.is_promoted:
            old = self.demoted[0].user if self.demoted else None
            found = [
                Difference(f"contact_{name}", getattr(old, name, ""), getattr(self.user, name))
                for name in CONTACT_FACTS
            ]
            return [one for one in found if one.before or one.after]
        return [
            Difference(f"contact_{name}", before, getattr(self.user, name)) for name, before in self.changed.items()
        ]


class Usernames:
    """Hands out user names that nobody has, whatever their case."""

    def __init__(self):
        self.taken = {name.lower() for name in User.objects.values_list("username", flat=True)}

    def free(self, wanted):
        name, number = wanted, 1
        while name.lower() in self.taken:
            number += 1
            name = f"{wanted}-{number}"
        self.taken.add(name.lower())
        return name


class Contacts:
    """The contacts that the registry has now, and the people whom this file has brought so far."""

    def __init__(self, usernames):
        self.usernames, self.new_user = usernames, Blank(User)
        self.of = {}
        self.known = {}
        self.shared = {}
        self.claimed = {}
        people, today = {}, timezone.localdate()
        for contact in Contact.objects.select_related("user").order_by("-is_first", "pk"):
            contact.user = people.setdefault(contact.user_id, contact.user)
            if contact.ended_on is None or contact.ended_on > today:
                self.of.setdefault(contact.enterprise_id, []).append(contact)
            self.shared[contact.user_id] = self.shared.get(contact.user_id, 0) + 1
        for user in people.values():
            self._note(user)

    def _note(self, user):
        if user.phone:
            self.known[user.name, user.phone] = user
        elif user.email:
            self.known[user.name, user.email] = user

    def missing(self, row, enterprise):
        """Return a sentence when the row has a telephone or e-mail and nobody to whom they belong."""
        values = row.values
        if values.get("contact_name") or not (values.get("contact_phone") or values.get("contact_email")):
            return ""
        return "" if self.of.get(enterprise.pk) else _("Give the contact's name.")

    def plan(self, row, enterprise):
        """Return what the row does to the enterprise's contacts, or None when it changes nothing about them."""
        given = {name: row.values.get(f"contact_{name}", "") for name in CONTACT_FACTS}
        if not any(given.values()):
            return None
        present = self.of.get(enterprise.pk, [])
        contact = self._present(given, present)
        user = contact.user if contact else self._person(given, enterprise)
        change = ContactChange(user, self._update(user, given), contact)
        change.demoted = [other for other in present if other.is_first and other is not contact]
        return change if change.says_something else None

    def _present(self, given, present):
        if not given["name"]:
            return present[0]
        named = [contact for contact in present if contact.user.name == given["name"]]
        exact = [contact for contact in named if given["phone"] in ("", contact.user.phone)]
        if exact:
            return exact[0]
        alone = [contact for contact in named if self._is_free(contact.user, given["phone"])]
        return alone[0] if alone else None

    def _is_free(self, user, phone):
        """Whether the telephone of a person may change: no other enterprise and no other row says otherwise."""
        return self.shared.get(user.pk, 0) <= 1 and self.claimed.get(id(user), {}).get("phone", phone) == phone

    def _person(self, given, enterprise):
        key = (given["name"], given["phone"] or given["email"])
        if key[1] and key in self.known:
            return self.known[key]
        name = self.usernames.free(f"{enterprise.uscc.lower()}-1")
        user = self.new_user(username=name, password=unusable_password(), **given)
        self._note(user)
        return user

    def _update(self, user, given):
        """Set what the row says of the person, unless an earlier row said it; return what changed was before."""
        claims = self.claimed.setdefault(id(user), {})
        changed = {}
        for name, value in given.items():
            if value and claims.setdefault(name, value) == value and getattr(user, name) != value:
                changed[name] = getattr(user, name)
                setattr(user, name, value)
        return changed
