from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.permissions import has_role


class RoutingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The desk works with rules and suggestions; the city lead and leaders read them."""
        if has_role(user, Role.DISPATCHER, Role.CITY, Role.LEADER):
            return self
        return self.none()


class RuleQuerySet(RoutingQuerySet):
    def in_force(self):
        return self.filter(ended_on=None)

    def for_case(self, appeal):
        """The rules in force whose category and place fit the case; words are compared by the rule itself."""
        category = Q(category=None) | Q(category=appeal.category_id)
        if appeal.category_id:
            category |= Q(category=appeal.category.parent_id, category__isnull=False)
        place = Q(district=None) | Q(district=appeal.enterprise.service_district_id)
        return self.in_force().filter(category, place).select_related("unit")

    def ended(self):
        return self.filter(ended_on__lte=timezone.localdate())
