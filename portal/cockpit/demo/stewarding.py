"""Stewards of the demo city, who serves whom, and the access that follows from it."""

from datetime import datetime, time, timedelta

from django.contrib.auth.models import Permission

from enterprises.enums import AccessReason
from enterprises.models import EnterpriseAccess
from portal.accounts.enums import Role
from portal.common.workdays import SHANGHAI
from stewards.models import Assignment, Liaison, Steward
from stewards.models.steward import SLOTS

from .content import draw, group_by, read
from .registry import HOME, HOME_TOWN

#: The share of enterprises that wait for a steward.
UNSERVED = 0.02
LOADS = (list(range(1, SLOTS + 1)), [2, 2, 3, 4, 6, 10, 15, 19, 20, 19])
LIAISON_SHARE = 0.09
MOVED_SHARE = 0.03


class Stewarding:
    """Builds stewards, liaison officers, assignments and access rows."""

    def __init__(self, tables, clock, bodies, people, seed):
        self.tables, self.clock, self.bodies, self.people = tables, clock, bodies, people
        self.rng = draw(seed, "stewards")
        self.reasons = read("phrases")
        self.stewards, self.liaisons, self.assignments, self.access = [], [], [], []
        self.steward_of, self._by_steward = {}, None
        codenames = {f"{reason}_enterprise": reason for reason in AccessReason}
        found = Permission.objects.filter(content_type__app_label="enterprises", codename__in=codenames)
        self.permissions = {codenames[row.codename]: row for row in found}

    def build(self, registry, count):
        """Give ``count`` stewards to the local units and the enterprises to the stewards."""
        home, rest = registry.enterprises[: len(HOME)], registry.enterprises[len(HOME) :]
        in_unit = group_by(rest, lambda enterprise: enterprise.local_unit_id)
        home_unit = self.bodies.local[HOME_TOWN]
        demo = self._steward(home_unit, "steward")
        self._serve(demo, home)
        for unit_id, staff in self._staff(in_unit, count - 1):
            unit = next(iter(in_unit[unit_id])).local_unit
            self._share_out([self._steward(unit) for _number in range(staff)], in_unit[unit_id])
        self._help(demo, "liaison")
        for steward in self.stewards[1:]:
            if self.rng.random() < LIAISON_SHARE:
                self._help(steward)
        for contact in registry.contacts:
            self._grant(contact.user, contact.enterprise, AccessReason.CONTACT)

    def _staff(self, in_unit, count):
        """Split the stewards among the units by their enterprises, as far as there is work (largest remainder)."""
        whole = sum(len(rows) for rows in in_unit.values())
        shares = {unit: count * len(rows) / whole for unit, rows in in_unit.items()}
        staff = {unit: min(int(share), len(in_unit[unit])) for unit, share in shares.items()}
        left = count - sum(staff.values())
        for unit in sorted(shares, key=lambda unit: (staff[unit] - shares[unit], unit)) * 2:
            if left and staff[unit] < len(in_unit[unit]):
                staff[unit] += 1
                left -= 1
        return sorted(staff.items())

    def _steward(self, unit, username=None):
        number = len(self.stewards) + 1
        user = self.people.add(username or f"s{number:05d}", Role.STEWARD, unit)
        steward = self.tables[Steward].row(
                user=user, staff_no=f"GJ{number:05d}", unit=unit,
            started_on=self.people.joined_on,
        )  # fmt: skip
        self.stewards.append(steward)
        return steward

    def _share_out(self, stewards, enterprises):
        """Fill the stewards up to loads from 1 to 10; a few enterprises stay without one."""
        if not stewards:
            return
        wanted = min(len(enterprises) - round(len(enterprises) * UNSERVED), SLOTS * len(stewards))
        wanted = max(wanted, len(stewards))
        loads = self.rng.choices(*LOADS, k=len(stewards))
        while (difference := wanted - sum(loads)) != 0:
            step = 1 if difference > 0 else -1
            fitting = [place for place, load in enumerate(loads) if 1 <= load + step <= SLOTS]
            for place in self.rng.sample(fitting, min(abs(difference), len(fitting))):
                loads[place] += step
        remaining, before = iter(enterprises), len(self.assignments)
        for steward, load in zip(stewards, loads, strict=True):
            self._serve(steward, [next(remaining) for _slot in range(load)])
        self._earlier(stewards, self.assignments[before:])

    def _serve(self, steward, enterprises):
        for slot, enterprise in enumerate(enterprises, start=1):
            days = self.rng.choice([600, 560, 500]) - self.rng.randint(0, 60)
            self._assign(steward, enterprise, slot, self._morning(days), "assignment")
            self.steward_of[enterprise.pk] = steward
            self._grant(steward.user, enterprise, AccessReason.STEWARD)

    def _assign(self, steward, enterprise, slot, started_at, reasons, ended_at=None):
        lead = self.people.district_leads[steward.unit.district_id][0]
        self.assignments.append(
            self.tables[Assignment].row(
                steward=steward, enterprise=enterprise, slot=slot,
                started_at=started_at, ended_at=ended_at, started_by=lead, ended_by=lead if ended_at else None,
                reason=self.rng.choice(self.reasons[reasons]),
            )
        )  # fmt: skip

    def _earlier(self, stewards, current):
        """Some enterprises had another steward of the unit before; those assignments have ended."""
        if len(stewards) < 2:
            return
        for row in current:
            if self.rng.random() < MOVED_SHARE:
                other = self.rng.choice([steward for steward in stewards if steward.pk != row.steward_id])
                began = self._morning(self.rng.randint(660, 740))
                self._assign(other, row.enterprise, self.rng.randint(1, SLOTS), began, "moved", row.started_at)

    def _morning(self, days):
        day = self.clock.calendar.add_workdays(self.clock.now.date() - timedelta(days=days), 0)
        day = self.clock.calendar.add_workdays(day, 1)
        return datetime.combine(day, time(9, self.rng.randint(0, 59)), SHANGHAI)

    def _help(self, steward, username=None):
        user = self.people.add(username or f"l{len(self.liaisons) + 1:05d}", Role.LIAISON, steward.unit)
        self.liaisons.append(self.tables[Liaison].row(steward=steward, user=user, started_on=self.people.joined_on))
        for row in self._open_of(steward):
            self._grant(user, row.enterprise, AccessReason.LIAISON)

    def _open_of(self, steward):
        if self._by_steward is None:
            open_ones = [row for row in self.assignments if row.ended_at is None]
            self._by_steward = group_by(open_ones, lambda row: row.steward_id)
        return self._by_steward[steward.pk]

    def _grant(self, user, enterprise, reason):
        self.access.append(
            self.tables[EnterpriseAccess].row(
                user=user, content_object=enterprise, reason=reason,
                permission=self.permissions[reason],
            )
        )  # fmt: skip
