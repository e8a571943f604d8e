from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city, unit_ids
from portal.common.querysets import is_any_of

from .enums import OPEN, WAITING

#: Roles in which somebody answers an order for the unit.
ANSWERING = (Role.HANDLER, Role.DISPATCHER)


class OrderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """City lead, leader and desk see all, a district lead those on enterprises of the own district.

        A unit sees what it has to answer, and what climbed up to it. The enterprise never sees an order.
        """
        if sees_city(user) or has_role(user, Role.DISPATCHER):
            return self
        scope = Q(pk__in=[])
        if districts := district_codes(user, Role.DISTRICT):
            scope |= Q(appeal__enterprise__service_district__in=districts)
        if units := unit_ids(user, Role.HANDLER):
            log = self.model._meta.get_field("log").related_model
            climbed = log.objects.filter(step="climb", unit__in=units)
            scope |= Q(unit__in=units) | is_any_of("pk", climbed.values("order"))
        return self.filter(scope)

    def open(self):
        """Not over yet."""
        return self.filter(state__in=OPEN)

    def waiting(self):
        """Those that the respondent has to answer."""
        return self.filter(state__in=WAITING)

    def overdue(self, now=None):
        """Not answered by the due date."""
        return self.waiting().filter(due_at__lt=now or timezone.now())

    def for_list(self):
        """Everything that a row shows: what is open first, the most urgent of it on top."""
        rank = models.Case(models.When(state__in=OPEN, then=0), default=1, output_field=models.IntegerField())
        related = self.select_related("appeal__enterprise", "unit", "raised_by")
        return related.alias(rank=rank).order_by("rank", "due_at", "pk")


class OfOrderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What belongs to the orders that this person may see."""
        return self.filter(order__in=self.model._meta.get_field("order").related_model.objects.visible_to(user))
