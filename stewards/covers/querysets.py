from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, sees_city, unit_ids


class CoverQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The covers of the unit or district that the person leads, and those that concern the person."""
        if sees_city(user):
            return self
        return self.filter(
            Q(steward__user=user.pk)
            | Q(deputy__user=user.pk)
            | Q(steward__unit__in=unit_ids(user, Role.GENERAL))
            | Q(steward__unit__district__in=district_codes(user, Role.DISTRICT))
        )

    def running(self, on=None):
        """Those in force on the day (default: today): the dates say so, no job has to."""
        day = on or timezone.localdate()
        return self.filter(started_on__lte=day, ended_on__gte=day, ended_at=None)

    def to_come(self):
        return self.filter(started_on__gt=timezone.localdate(), ended_at=None)

    def over(self):
        return self.filter(Q(ended_on__lt=timezone.localdate()) | Q(ended_at__isnull=False))

    def for_list(self):
        return self.select_related("steward__user", "deputy__user", "steward__unit").order_by("-started_on", "-pk")
