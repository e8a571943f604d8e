from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city, unit_ids

from .enums import State

#: Proposals that still change something: they wait for the decision, or for their day.
OPEN = Q(state=State.PROPOSED) | Q(state=State.APPROVED, applied_at=None)


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Proposals of the unit or district that the person leads; all of them for the city and the administrator."""
        if sees_city(user) or has_role(user, Role.ADMIN):
            return self
        of_unit = Q(unit__in=unit_ids(user, Role.GENERAL))
        return self.filter(of_unit | Q(unit__district__in=district_codes(user, Role.DISTRICT)))

    def waiting(self):
        """Those that wait for the district lead."""
        return self.filter(state=State.PROPOSED)

    def due(self, day=None):
        """Approved ones whose day has come and that nobody applied yet."""
        return self.filter(state=State.APPROVED, applied_at=None, effective_on__lte=day or timezone.localdate())

    def for_list(self):
        people = ["proposed_by", "decided_by", "from_steward__user", "to_steward__user"]
        return self.select_related("enterprise", "other", "unit__district", "to_unit", *people).order_by(
            "-created_at", "-pk"
        )


class TakingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Takings of the proposals that this person may see."""
        return self.filter(proposal__in=self.model._meta.get_field("proposal").related_model.objects.visible_to(user))
