"""Writes a planned roster in bulk, with history, inside the caller's transaction."""

from datetime import timedelta
from itertools import chain

from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils import timezone

from enterprises.enums import AccessReason
from enterprises.models import Contact, EnterpriseAccess
from portal.accounts.enums import Role
from portal.accounts.models import Membership
from portal.common import bulk
from portal.imports.enums import Action

from ..models import Assignment, Liaison
from ..models.steward import SLOTS

REASON = "roster import"


def apply(plan, *, by):
    """Write a plan; the caller holds the transaction and the import's lock."""
    writer, changes = _Writer(by), plan.changes
    stewards = list({id(change.steward): change.steward for change in changes if change.steward is not None}.values())
    contacts = [change for change in changes if change.contact is not None]
    writer.units(changes, stewards)
    writer.people([*(change.steward for change in stewards), *(change.contact.user for change in contacts)])
    writer.change_people([*_told(stewards), *((change.contact.user, change.contact.changed) for change in contacts)])
    writer.stewards(stewards)
    writer.enterprises(changes)
    writer.contacts(contacts)
    ending = [absent.key for absent in plan.absent if absent.action == Action.END]
    writer.assignments([change for change in changes if change.is_assigned], ending)


def _told(stewards):
    return ((change.steward.user, change.changed) for change in stewards)


class _Writer:
    def __init__(self, by):
        self.by = by
        self.now = timezone.now()
        self.today = timezone.localdate()
        codenames = {f"{reason}_enterprise": reason for reason in AccessReason}
        found = Permission.objects.filter(content_type__app_label="enterprises", codename__in=codenames)
        self.permissions = {codenames[permission.codename]: permission for permission in found}

    def _create(self, rows):
        bulk.create(rows, by=self.by, reason=REASON)

    def _update(self, rows, fields):
        bulk.update(rows, fields, by=self.by, reason=REASON)

    def units(self, changes, stewards):
        named = chain((change.enterprise.local_unit for change in changes if "local_unit" in change.fields),
                      (change.steward.unit for change in stewards))  # fmt: skip
        new = {unit.code: unit for unit in named if unit is not None and unit.pk is None}
        self._create(list(new.values()))

    def people(self, named):
        users = (getattr(person, "user", person) for person in named)
        new = {id(user): user for user in users if user.pk is None}
        self._create(list(new.values()))
        self.new_people = set(new)

    def change_people(self, changed):
        """Write changed names, telephones and e-mail; the latter two are personal data and stay out of history."""
        people = {id(user): user for user, names in changed if names and id(user) not in self.new_people}
        self._update(people.values(), {"name", "phone", "email"})

    def stewards(self, changes):
        new = [change.steward for change in changes if change.is_new]
        moved = [change for change in changes if change.left_unit is not None]
        self._create(new)
        self._update([change.steward for change in moved], {"unit"})
        left = {(change.steward.user_id, change.left_unit.pk) for change in moved}
        open_ones = Membership.objects.filter(role=Role.STEWARD, ended_on=None)
        ended = [
            membership
            for membership in open_ones.filter(user__in=[user for user, _unit in left])
            if (membership.user_id, membership.unit_id) in left
        ]
        for membership in ended:
            membership.ended_on = max(membership.started_on, self.today - timedelta(days=1))
        self._update(ended, {"ended_on"})
        there = set(open_ones.values_list("user_id", "unit_id"))
        self._create(
            [
                Membership(user=steward.user, role=Role.STEWARD, unit=steward.unit)
                for steward in [*new, *(change.steward for change in moved)]
                if (steward.user_id, steward.unit_id) not in there
            ],
        )

    def enterprises(self, changes):
        self._create([change.enterprise for change in changes if change.is_new])
        by_fields = {}
        for change in changes:
            if change.action == Action.UPDATE and change.fields:
                by_fields.setdefault(frozenset(change.fields), []).append(change.enterprise)
        for fields, rows in by_fields.items():
            self._update(rows, fields)

    def contacts(self, changes):
        demoted = [contact for change in changes for contact in change.contact.demoted]
        for contact in demoted:
            contact.is_first = False
        self._update(demoted, {"is_first"})
        promoted = [change.contact.contact for change in changes if change.contact.is_promoted]
        for contact in promoted:
            contact.is_first = True
        self._update(promoted, {"is_first"})
        new = [change for change in changes if change.contact.is_new]
        self._create([Contact(enterprise=change.enterprise, user=change.contact.user, is_first=True) for change in new])
        there = set(Membership.objects.filter(role=Role.CONTACT, ended_on=None).values_list("user_id", flat=True))
        users = {change.contact.user.pk: change.contact.user for change in new}
        self._create([Membership(user=user, role=Role.CONTACT) for key, user in users.items() if key not in there])
        self._grant((change.contact.user, change.enterprise, AccessReason.CONTACT) for change in new)

    def assignments(self, changes, ending):
        """End first, those of the codes ``ending`` too, and insert afterwards: two full stewards may swap."""
        over = Q(enterprise__in=[change.enterprise.pk for change in changes]) | Q(enterprise__uscc__in=ending)
        ended = list(Assignment.objects.open().filter(over).select_for_update(of=("self",), no_key=True).order_by("pk"))
        for assignment in ended:
            assignment.ended_at, assignment.ended_by, assignment.reason = self.now, self.by, REASON
        self._update(ended, {"ended_at", "ended_by", "reason"})
        EnterpriseAccess.objects.filter(
            content_object__in=[assignment.enterprise_id for assignment in ended],
            reason__in=[AccessReason.STEWARD, AccessReason.LIAISON],
        ).delete()
        self._create(self._in_free_slots(changes))
        liaisons = dict(Liaison.objects.filter(ended_on=None).values_list("steward_id", "user_id"))
        self._grant(
            (user, change.enterprise, reason)
            for change in changes
            for user, reason in (
                (change.steward.steward.user, AccessReason.STEWARD),
                (liaisons.get(change.steward.steward.pk), AccessReason.LIAISON),
            )
            if user is not None
        )

    def _in_free_slots(self, changes):
        taken = {}
        serving = {change.steward.steward.pk for change in changes}
        for steward, slot in Assignment.objects.open().filter(steward__in=serving).values_list("steward_id", "slot"):
            taken.setdefault(steward, set()).add(slot)
        rows = []
        for change in changes:
            steward = change.steward.steward
            used = taken.setdefault(steward.pk, set())
            # Beyond the last place the database refuses, and the whole import with it.
            slot = next((slot for slot in range(1, SLOTS + 1) if slot not in used), SLOTS)
            used.add(slot)
            rows.append(
                Assignment(
                    steward=steward,
                    enterprise=change.enterprise,
                    slot=slot,
                    started_at=self.now,
                    started_by=self.by,
                    reason=REASON,
                )
            )
        return rows

    def _grant(self, rows):
        """Let people reach enterprises; an older row for the same reason, which may have an end, makes room."""
        new = [
            EnterpriseAccess(
                user_id=getattr(user, "pk", user),
                content_object=enterprise,
                reason=reason,
                permission=self.permissions[reason],
            )
            for user, enterprise, reason in rows
        ]
        wanted = {(row.user_id, row.content_object_id, row.reason) for row in new}
        known = EnterpriseAccess.objects.filter(content_object__in={enterprise for _user, enterprise, _why in wanted})
        lines = known.values_list("pk", "user_id", "content_object_id", "reason")
        EnterpriseAccess.objects.filter(pk__in=[pk for pk, *line in lines if tuple(line) in wanted]).delete()
        bulk.create(new)
