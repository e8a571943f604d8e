"""Industries and contacts as imports."""

import re
from dataclasses import dataclass, field
from functools import partial

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.common import bulk
from portal.imports import cells
from portal.imports.columns import Column, Columns
from portal.imports.enums import Action
from portal.imports.kinds import Absent, Change, Difference, Kind, Plan, register
from portal.imports.model_kinds import Link
from portal.imports.trees import TreeKind
from portal.imports.words import choice_column, yes_no_column

from . import uscc
from .enums import AccessReason, IndustryLevel
from .models import Contact, Enterprise, EnterpriseAccess, Industry

REASON = "import"
LEVELS = {
    IndustryLevel.SECTION: ("门类",), IndustryLevel.DIVISION: ("大类",), IndustryLevel.GROUP: ("中类",),
    IndustryLevel.CLASS: ("小类",),
}  # fmt: skip
#: The length of the code at each level: C, C26, C265, C2651.
LENGTHS = {IndustryLevel.SECTION: 1, IndustryLevel.DIVISION: 3, IndustryLevel.GROUP: 4, IndustryLevel.CLASS: 5}


def _industry_code(value):
    words = cells.code(value, most=5).upper()
    if words and not re.fullmatch(r"[A-T]\d{0,4}", words):
        raise cells.BadCell(_("An industry's code is the letter of its section and up to four figures: C2651."))
    return words


class Industries(TreeKind):
    """GB/T 4754: sections, divisions, groups and classes."""

    code, label = "industries", gettext_lazy("industries")
    help = gettext_lazy(
        "Sections, divisions, groups and classes of GB/T 4754, each code with the letter of its section."
    )
    model, key = Industry, ("code",)
    twice = gettext_lazy("This code already stands in row %(row)s.")
    columns = Columns((
        Column("code", "代码", _industry_code, ("行业代码",), required=True, missing=gettext_lazy("Give the code.")),
        Column("name", "名称", partial(cells.line, most=80), ("行业名称",), required=True,
               missing=gettext_lazy("Give the name.")),
        choice_column("level", "层级", LEVELS, ("级别",), required=True, missing=gettext_lazy("Give the level.")),
        Column("parent", "上级代码", _industry_code, ("上级",)),
    ))  # fmt: skip
    links = {"parent": Link(Industry, ("code",))}

    def check(self, row, instance):
        if len(instance.code) != LENGTHS.get(instance.level):
            row.add("level", _("The code does not have the length of this level."))
        elif instance.level == IndustryLevel.SECTION and instance.parent:
            row.add("parent", _("A section has nothing above it."))
        elif instance.level != IndustryLevel.SECTION and not _is_above(instance.parent, instance):
            row.add("parent", _("The parent is the next level above, whose code begins this code."))


def _is_above(parent, industry):
    return parent is not None and industry.code.startswith(parent.code) and parent.code != industry.code


def _credit_code(value):
    words = uscc.normalise(cells.half_width(value).lstrip("'`‘’"))
    if not words:
        return ""
    try:
        uscc.validate(words)
    except uscc.InvalidUscc as error:
        raise cells.BadCell(str(error.message)) from error
    return words


@dataclass
class ContactChange(Change):
    """A contact, with what the row says of the person and of the contact; ``demoted`` is no longer first."""

    user_fields: set = field(default_factory=set)
    fields: set = field(default_factory=set)
    demoted: Contact | None = None


class Contacts(Kind):
    """People who speak for enterprises. Contacts that the file does not name stay; leaving is a step of its own."""

    code, label = "contacts", gettext_lazy("contacts of enterprises")
    help = gettext_lazy(
        "One contact a row; the enterprise must be in the registry. Contacts that the file does not name stay, and a "
        "new main contact makes the former one an ordinary contact."
    )
    columns = Columns((
        Column("uscc", "统一社会信用代码", _credit_code, ("信用代码", "社会信用代码"), required=True,
               missing=gettext_lazy("The enterprise has no unified social credit code.")),
        Column("name", "联系人", partial(cells.line, most=60), ("姓名", "联系人姓名"), required=True,
               missing=gettext_lazy("Give the contact's name.")),
        Column("phone", "联系电话", cells.telephone, ("电话", "手机", "联系人电话")),
        Column("email", "联系邮箱", cells.email, ("邮箱", "电子邮箱")),
        Column("position", "职务", partial(cells.line, most=60), ("岗位",)),
        yes_no_column("is_first", "是否主要联系人", ("主要联系人", "首要联系人", "first")),
    ))  # fmt: skip
    key = ("uscc", "name")
    shortest_key = 10
    twice = gettext_lazy("This contact already stands in row %(row)s.")
    personal = ("phone", "email", "position")

    def label_of(self, values):
        return values.get("name", "")

    def plan(self, rows, options, *, lock=False):
        """Compare with the contacts of today; a contact is known by the enterprise and the name."""
        known = _Known(rows, lock)
        plan, named = Plan(rows), set()
        for row in rows:
            if not row.errors:
                self._plan_row(plan, row, known)
        for change in plan.changes:
            named.add(change.target.pk)
        plan.absent = [
            Absent(f"{code} · {one.user.name}", f"{one.user} · {one.enterprise}", target=one)
            for code, contacts in known.contacts.items()
            for one in contacts
            if one.pk not in named
        ]
        return plan

    def _plan_row(self, plan, row, known):
        values, firm = row.values, known.firms.get(row.values["uscc"])
        if firm is None:
            return row.add("uscc", _("No enterprise has this code. Import the roster first."))
        present = known.contacts.get(firm.uscc, [])
        contact = next((one for one in present if one.user.name == values["name"]), None)
        is_new = contact is None
        if is_new:
            contact = Contact(enterprise=firm, user=known.person(row), is_first=not present and not known.first(firm))
        before = known.tell(row, contact)
        fields, demoted = known.place(row, contact, is_new)
        if row.errors:
            return None
        differences = [] if is_new else [
            *(Difference(name, old, getattr(contact.user, name)) for name, old in before.items()),
            *(Difference(name, old, _said(getattr(contact, name))) for name, old in fields.items()),
        ]  # fmt: skip
        action = Action.CREATE if is_new else Action.UPDATE if differences else Action.UNCHANGED
        label = f"{contact.user} · {firm}"
        plan.changes.append(ContactChange(row, action, differences, label, contact, set(before), set(fields), demoted))
        return None

    def apply(self, plan, *, by):
        """Write people, then contacts – the former first one makes room first – then role and access."""
        users = {id(change.target.user): change.target.user for change in plan.changes}
        known = {key for key, user in users.items() if user.pk}
        bulk.create([user for key, user in users.items() if key not in known], by=by, reason=REASON)
        changed = known & {id(change.target.user) for change in plan.changes if change.user_fields}
        bulk.update([users[key] for key in changed], {"phone", "email"}, by=by, reason=REASON)
        demoted = [change.demoted for change in plan.changes if change.demoted]
        bulk.update(demoted, {"is_first"}, by=by, reason=REASON)
        old = [change.target for change in plan.changes if change.action == Action.UPDATE and change.fields]
        bulk.update(old, {"position", "is_first"}, by=by, reason=REASON)
        new = [change.target for change in plan.changes if change.action == Action.CREATE]
        bulk.create(new, by=by, reason=REASON)
        _let_in(new, by)

    def lines(self):
        """Yield the contacts of today as this sheet writes them: one query."""
        rows = Contact.objects.current().order_by("enterprise__uscc", "-is_first", "pk")
        names = ("enterprise__uscc", "user__name", "user__phone", "user__email", "position", "is_first")
        for *texts, is_first in rows.values_list(*names).iterator(2000):
            yield [*texts, _said(is_first)]

    def present(self, keys):
        found = {f"{line[0]} · {line[1]}": {"uscc": line[0], "name": line[1]} for line in self.lines()}
        return {key: found[key] for key in keys if key in found}


def _said(value):
    return {True: "是", False: "否"}.get(value, value)


def _let_in(contacts, by):
    """Give new contacts the role and the access to their enterprise."""
    users = {contact.user.pk: contact.user for contact in contacts}
    there = Membership.objects.filter(role=Role.CONTACT, ended_on=None, user__in=users).values_list(
        "user_id", flat=True
    )
    new = [user for key, user in users.items() if key not in set(there)]
    bulk.create([Membership(user=user, role=Role.CONTACT) for user in new], by=by, reason=REASON)
    pairs = {(contact.user.pk, contact.enterprise_id) for contact in contacts}
    older = EnterpriseAccess.objects.filter(reason=AccessReason.CONTACT, user__in=users)
    lines = older.values_list("pk", "user_id", "content_object_id")
    EnterpriseAccess.objects.filter(pk__in=[pk for pk, *pair in lines if tuple(pair) in pairs]).delete()
    permission = Permission.objects.get(content_type__app_label="enterprises", codename="contact_enterprise")
    bulk.create(
        EnterpriseAccess(
            user_id=contact.user.pk, content_object=contact.enterprise, reason=AccessReason.CONTACT,
            permission=permission,
        )
        for contact in contacts
    )  # fmt: skip


class _Known:
    """Enterprises, their contacts of today, and the people whom this file has brought so far."""

    def __init__(self, rows, lock):
        codes = {row.values["uscc"] for row in rows if "uscc" in row.values}
        firms = Enterprise.objects.filter(uscc__in=codes).order_by("pk")
        firms = firms.select_for_update(of=("self",), no_key=True) if lock else firms
        self.firms = {firm.uscc: firm for firm in firms}
        self.contacts, self.people, self.shared, self.claims = {}, {}, {}, {}
        #: The row that names the main contact of an enterprise: one that says so goes before one that follows.
        self.firsts = {}
        for row in rows:
            if row.values.get("is_first") and not row.errors:
                self.firsts.setdefault(row.values["uscc"], row.number)
        self._gather(codes)
        self.usernames = {name.lower() for name in User.objects.values_list("username", flat=True)}

    def _gather(self, codes):
        users, today = {}, timezone.localdate()
        found = Contact.objects.select_related("user", "enterprise").order_by("-is_first", "pk")
        for one in found:
            one.user = users.setdefault(one.user_id, one.user)
            if one.ended_on is None or one.ended_on > today:
                self.shared[one.user_id] = self.shared.get(one.user_id, 0) + 1
                if one.enterprise.uscc in codes:
                    one.enterprise = self.firms[one.enterprise.uscc]
                    self.contacts.setdefault(one.enterprise.uscc, []).append(one)
        for user in users.values():
            if user.phone:
                self.people[user.name, user.phone] = user

    def first(self, firm):
        """The row that names the first contact of the enterprise, or None."""
        return self.firsts.get(firm.uscc)

    def person(self, row):
        """Whoever has this name and telephone as a contact of another enterprise, else a new person."""
        name, phone = row.values["name"], row.values.get("phone", "")
        user = self.people.get((name, phone)) if phone else None
        if user is None:
            number = 1
            while (username := f"{row.values['uscc'].lower()}-{number}") in self.usernames:
                number += 1
            self.usernames.add(username)
            user = User(username=username, name=name, phone=phone, password=make_password(None))
            if phone:
                self.people[name, phone] = user
        return user

    def tell(self, row, contact):
        """Set telephone and e-mail of the person; return ``{field: text before}`` of what changed."""
        user, changed = contact.user, {}
        claims = self.claims.setdefault(id(user), {})
        for name in ("phone", "email"):
            value = row.values.get(name)
            if not value or getattr(user, name) == value:
                continue
            if claims.get(name, value) != value:
                row.add(name, _("An earlier row says otherwise: %(value)s") % {"value": claims[name]})
            elif contact.pk and self.shared.get(user.pk, 0) > 1:
                row.add(name, _("This person speaks for other enterprises too; change it with the person."))
            else:
                changed[name] = getattr(user, name)
                setattr(user, name, value)
            claims.setdefault(name, value)
        return changed

    def place(self, row, contact, is_new):
        """Set position and first place; return what changed, and the contact who is first no longer."""
        values, changed, demoted = row.values, {}, None
        code = values["uscc"]
        if values.get("position") and values["position"] != contact.position:
            changed["position"], contact.position = contact.position, values["position"]
        if values.get("is_first") and self.firsts[code] != row.number:
            row.add("is_first", _("Row %(row)s already names the main contact.") % {"row": self.firsts[code]})
        elif values.get("is_first") and (is_new or not contact.is_first):
            others = self.contacts.get(code, [])
            demoted = next((one for one in others if one.is_first and one is not contact), None)
            changed["is_first"], contact.is_first = contact.is_first, True
            if demoted:
                demoted.is_first = False
        elif values.get("is_first") is False and contact.is_first and contact.pk and code not in self.firsts:
            row.add("is_first", _("An enterprise keeps a main contact: name another one."))
        if is_new and contact.is_first:
            self.firsts.setdefault(code, row.number)
        return changed, demoted


register(Industries())
register(Contacts())
