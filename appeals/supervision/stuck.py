"""Cases that no rule can escalate: one statement finds them, each row says why and what leads out of it.

An order needs a broken date, a unit that is open and has people, and somebody above it. A case that lacks one of these
would wait for ever without being overdue: it stands here instead.
"""

from dataclasses import dataclass, field

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.enums import AppealState
from appeals.models import Appeal
from portal.accounts.enums import Role
from portal.accounts.models import Unit
from portal.accounts.permissions import has_role

from .enums import StuckKind

K = StuckKind
#: Most rows that are looked for: the list is to stay empty.
MOST = 1000

_SQL = """
WITH RECURSIVE serving AS MATERIALIZED (
    SELECT held.unit_id, held.role, held.user_id, EXISTS (
        SELECT FROM accounts_absence gone WHERE gone.user_id = held.user_id AND gone.cancelled_at IS NULL
        AND gone.started_on <= %(today)s AND gone.ended_on >= %(today)s) AS is_away
    FROM accounts_membership held JOIN accounts_user person ON person.id = held.user_id AND person.is_active
    WHERE held.role IN ('handler', 'dispatcher', 'district', 'city')
    AND held.started_on <= %(today)s AND (held.ended_on IS NULL OR held.ended_on >= %(today)s)
), working AS (
    SELECT unit_id, bool_and(is_away) AS all_away FROM serving WHERE role = 'handler' GROUP BY unit_id
), heir AS (
    SELECT unit.id, unit.parent_id, CASE WHEN unit.is_active THEN unit.id WHEN other.is_active THEN other.id END AS now
    FROM accounts_unit unit LEFT JOIN accounts_unit other ON other.id = unit.merged_into_id
), part AS MATERIALIZED (
    SELECT part.id, part.appeal_id, part.owner_id, part.unit_id, heir.now, firm.service_district_id AS district
    FROM appeals_handling part JOIN appeals_appeal held ON held.id = part.appeal_id
    JOIN enterprises_enterprise firm ON firm.id = held.enterprise_id JOIN heir ON heir.id = part.unit_id
    WHERE part.state IN ('assigned', 'accepted') AND held.state = 'in_handling'
), above AS (
    SELECT heir.id AS unit_id, heir.parent_id AS up FROM heir WHERE heir.id IN (SELECT now FROM part)
    UNION SELECT above.unit_id, heir.parent_id FROM above JOIN heir ON heir.id = above.up
), running AS (
    SELECT id, state, due_at, EXISTS (
        SELECT FROM appeals_promise promise WHERE promise.appeal_id = held.id
        AND promise.kept_at IS NULL AND promise.lapsed_at IS NULL) AS runs
    FROM appeals_appeal held WHERE state IN ('submitted', 'accepted', 'in_handling', 'replied') AND due_at IS NULL
)
SELECT id, 'no_date', NULL::bigint, NULL::bigint FROM running WHERE NOT runs
UNION ALL SELECT id, 'date_lost', NULL, NULL FROM running WHERE runs
UNION ALL SELECT held.id, 'no_unit', NULL, NULL FROM appeals_appeal held WHERE held.state = 'in_handling'
    AND NOT EXISTS (SELECT FROM appeals_handling part WHERE part.appeal_id = held.id AND part.is_lead
        AND part.state IN ('assigned', 'accepted'))
UNION ALL SELECT appeal_id, 'unit_closed', id, unit_id FROM part WHERE now IS NULL
UNION ALL SELECT appeal_id, 'no_people', id, unit_id FROM part
    WHERE now IS NOT NULL AND now NOT IN (SELECT unit_id FROM working)
UNION ALL SELECT appeal_id, 'all_away', id, part.unit_id FROM part
    JOIN working ON working.unit_id = part.now WHERE working.all_away
UNION ALL SELECT appeal_id, 'owner_gone', id, unit_id FROM part WHERE owner_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM serving WHERE role = 'handler' AND user_id = owner_id AND serving.unit_id IN (part.unit_id, part.now))
UNION ALL SELECT appeal_id, 'no_superior', id, unit_id FROM part WHERE now IS NOT NULL
    AND NOT EXISTS (SELECT FROM serving WHERE role = 'city')
    AND NOT EXISTS (SELECT FROM serving JOIN accounts_unit unit ON unit.id = serving.unit_id
        WHERE role = 'district' AND unit.district_id = part.district)
    AND NOT EXISTS (SELECT FROM above JOIN heir ON heir.id = above.up JOIN working ON working.unit_id = heir.now
        WHERE above.unit_id = part.now)
UNION ALL SELECT id, 'no_desk', NULL, NULL FROM appeals_appeal WHERE (state = 'accepted' OR state = 'submitted'
    AND reviewer = 'desk') AND NOT EXISTS (SELECT FROM serving WHERE role = 'dispatcher')
LIMIT %(most)s
"""

WHY = {
    K.NO_DATE: gettext_lazy("No promise runs. Nothing will ever fall due, so nothing will ever be overdue."),
    K.DATE_LOST: gettext_lazy(
        "A promise runs, but the case does not know its date and stands at the end of every list."
    ),
    K.NO_UNIT: gettext_lazy("It is in handling, and no lead unit handles it."),
    K.UNIT_CLOSED: gettext_lazy("%(unit)s is closed, and no unit has taken over its work."),
    K.NO_PEOPLE: gettext_lazy("Nobody works for %(unit)s today: no message reaches anybody."),
    K.ALL_AWAY: gettext_lazy("Everybody who works for %(unit)s is away today."),
    K.OWNER_GONE: gettext_lazy("Its owner in %(unit)s does not work there any more, and messages go to nobody else."),
    K.NO_SUPERIOR: gettext_lazy("Above %(unit)s there is nobody: no superior, no district lead, no city lead."),
    K.NO_DESK: gettext_lazy("Nobody works at the desk where it waits."),
}
#: Where the desk takes the case back from the unit.
_BY_THE_DESK = (K.UNIT_CLOSED, K.NO_PEOPLE, K.ALL_AWAY, K.OWNER_GONE)


@dataclass(frozen=True)
class Reason:
    """Why one case stands here: a sentence, and the way out with its address."""

    kind: StuckKind
    unit: Unit | None = None
    handling_id: int | None = None

    @property
    def sentence(self):
        return WHY[self.kind] % {"unit": self.unit} if self.unit else WHY[self.kind]


@dataclass
class Stuck:
    """One case and all its reasons."""

    appeal: Appeal
    reasons: list = field(default_factory=list)

    def way_out(self, user):
        """``(label, address)`` of what this person can do about it."""
        number = self.appeal.number
        first = next((reason for reason in self.reasons if reason.kind in _BY_THE_DESK), self.reasons[0])
        if first.kind == K.NO_SUPERIOR:
            return _("Look at the unit in the tree"), first.unit.get_absolute_url()
        if not has_role(user, Role.DISPATCHER):
            return _("Open the case; the desk takes it back or dispatches it anew"), self.appeal.get_absolute_url()
        if first.kind in _BY_THE_DESK:
            return _("Take it back and dispatch anew"), reverse("appeals:recall", args=[number, first.handling_id])
        if self.appeal.state == AppealState.ACCEPTED:
            return _("Dispatch"), reverse("appeals:dispatch", args=[number])
        return _("Open the case"), self.appeal.get_absolute_url()


def find():
    """``{appeal: [(kind, handling, unit)]}`` of the whole city, in one question."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"today": timezone.localdate(), "most": MOST})
        for appeal, kind, handling, unit in cursor.fetchall():
            found.setdefault(appeal, []).append((StuckKind(kind), handling, unit))
    return found


def count(user):
    """How many of them this person may see; one question while the list is empty."""
    found = find()
    return Appeal.objects.visible_to(user).filter(pk__in=found).count() if found else 0


def rows(user):
    """The cases that this person may see, with their reasons, the oldest first."""
    found = find()
    if not found:
        return []
    units = Unit.objects.in_bulk({unit for reasons in found.values() for _kind, _part, unit in reasons if unit})
    cases = Appeal.objects.visible_to(user).filter(pk__in=found).select_related("enterprise")
    return [
        Stuck(case, [Reason(kind, units.get(unit), part) for kind, part, unit in found[case.pk]])
        for case in cases.order_by("submitted_at", "pk")
    ]
