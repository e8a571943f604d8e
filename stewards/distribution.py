"""Who could serve a set of enterprises: stewards of their units, those with most room first, until all are full."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q

from enterprises.models import Enterprise

from .models import Assignment, Steward
from .models.steward import SLOTS
from .workflow import sentence_when_full

#: How many enterprises change their steward at once at most.
MOST = 100


@dataclass
class Bundle:
    """Enterprises that change their steward together, who serves them now, and who could."""

    enterprises: list[Enterprise]
    current: dict[int, Assignment] = field(default_factory=dict)
    stewards: list[Steward] = field(default_factory=list)

    def fitting(self, enterprise):
        """Stewards of the enterprise's local unit, or of its district when it has no unit."""
        return [steward for steward in self.stewards if fits(steward, enterprise)]

    def served_by(self, enterprise):
        """The steward of today, or None."""
        row = self.current.get(enterprise.pk)
        return row.steward if row else None

    def loads(self, moving):
        """The load of every steward once the enterprises ``moving`` (ids) have left whoever serves them."""
        loads = Counter({steward.pk: steward.load for steward in self.stewards})
        loads.subtract(row.steward_id for key, row in self.current.items() if key in moving)
        return loads

    def propose(self, *, chosen=(), leaving=None, moving_on=False):
        """Return ``{enterprise id: Steward or None}``: the least loaded first, None for what does not fit.

        Without ``chosen`` stewards and without a steward who is ``leaving``, enterprises that are served stay, unless
        all of them are ``moving_on`` to somebody else.
        """
        everyone = chosen or leaving or moving_on
        moving = {one.pk for one in self.enterprises if everyone or one.pk not in self.current}
        loads, found = self.loads(moving), {}
        for enterprise in self.enterprises:
            if enterprise.pk not in moving:
                continue
            free = [one for one in self.fitting(enterprise) if loads[one.pk] < SLOTS and one.pk != leaving]
            free = [one for one in free if not chosen or one.pk in chosen]
            if moving_on:
                free = [one for one in free if one != self.served_by(enterprise)]
            best = min(free, key=lambda one: (loads[one.pk], one.staff_no), default=None)
            found[enterprise.pk] = best
            if best:
                loads[best.pk] += 1
        return found

    def refusals(self, pairs):
        """Return ``{enterprise id: sentence}`` for the pairs (enterprise, steward or None) beyond a steward's ten.

        The end state counts, not the order: all leave before the first one comes.
        """
        loads, refused = self.loads({enterprise.pk for enterprise, _steward in pairs}), {}
        by_unit = {}
        for steward in self.stewards:
            by_unit.setdefault(steward.unit_id, []).append(steward)
        for enterprise, steward in pairs:
            if steward is None or steward.pk not in loads:  # one from elsewhere is counted by the step itself
                continue
            if loads[steward.pk] >= SLOTS:
                mates = [(one, loads[one.pk]) for one in by_unit[steward.unit_id] if loads[one.pk] < SLOTS]
                refused[enterprise.pk] = sentence_when_full(steward, sorted(mates, key=lambda mate: mate[1]))
            else:
                loads[steward.pk] += 1
        return refused


def fits(steward, enterprise):
    """Whether the steward belongs to the enterprise's local unit, or to its district when it has none."""
    if enterprise.local_unit_id:
        return steward.unit_id == enterprise.local_unit_id
    return steward.unit.district_id == enterprise.service_district_id


def bundle(enterprises):
    """Gather the current assignments and the stewards who fit; three queries for any number of enterprises."""
    found = list(enterprises)
    rows = Assignment.objects.open().filter(enterprise__in=found).select_related("steward__user", "steward__unit")
    units = {one.local_unit_id for one in found if one.local_unit_id}
    districts = {one.service_district_id for one in found if not one.local_unit_id}
    near = Steward.objects.serving().filter(Q(unit__in=units) | Q(unit__district__in=districts))
    stewards = near.with_load().for_list().order_by("load", "user__name", "pk")
    return Bundle(found, {row.enterprise_id: row for row in rows}, list(stewards))
