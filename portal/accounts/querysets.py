from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .enums import HANDLING_KINDS


class UserManager(DjangoUserManager):
    """People are found by user name, whatever its case, or by telephone number when only one person has it."""

    def get_by_natural_key(self, username):
        return self.get(username__iexact=username)


class UnitQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def handling(self):
        """Units that a case may be dispatched to."""
        return self.active().filter(kind__in=HANDLING_KINDS)

    def below(self, unit_ids):
        """The units with these ids and everything below them, at any depth."""
        return self.filter(pk__in=self.model.subtree_ids(unit_ids))


class MembershipQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Memberships that have begun and not ended on the day ``on`` (default: today)."""
        day = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day), started_on__lte=day)

    def for_session(self):
        return self.select_related("unit", "unit__district").order_by("pk")


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own absences, and those of the people in one's units."""
        units = [grant.unit_id for grant in getattr(user, "grants", ()) if grant.unit_id]
        return self.filter(Q(user=user) | Q(user__memberships__unit__in=units)).distinct()

    def on(self, day=None):
        """Absences that include the day ``day`` (default: today)."""
        day = day or timezone.localdate()
        return self.filter(started_on__lte=day, ended_on__gte=day)
