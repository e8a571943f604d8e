from django.contrib.auth.models import UserManager as DjangoUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from .enums import HANDLING_KINDS, Role


class UserQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Oneself, and the people one leads."""
        return self.filter(Q(pk=user.pk) | Q(pk__in=self.model.objects.led_by(user).values("pk")))

    def led_by(self, user):
        """People with a role today in the units of a general steward, or in the district of a district lead."""
        grants = [grant for grant in getattr(user, "grants", ()) if grant.unit_id]
        units = [grant.unit_id for grant in grants if grant.role == Role.GENERAL]
        districts = [grant.unit.district_id for grant in grants if grant.role == Role.DISTRICT]
        if not units and not districts:
            return self.none()
        membership = self.model._meta.get_field("memberships").related_model
        roles = membership.objects.in_force().filter(Q(unit__in=units) | Q(unit__district__in=districts))
        return self.filter(pk__in=roles.values("user"), is_active=True).exclude(pk=user.pk)

    def looked_after_by(self, user):
        """Those for whom the person may enter days away: whom one leads, and fellow handlers."""
        units = [grant.unit_id for grant in getattr(user, "grants", ()) if grant.role == Role.HANDLER]
        membership = self.model._meta.get_field("memberships").related_model
        beside = membership.objects.in_force().filter(role=Role.HANDLER, unit__in=units)
        led = self.model.objects.led_by(user).values("pk")
        found = self.filter(Q(pk__in=led) | Q(pk__in=beside.values("user")), is_active=True)
        return found.exclude(pk=user.pk)


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):
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
        """With the units, and with the ids of the closed units that theirs took over (``merged_units``)."""
        unit = self.model._meta.get_field("unit").related_model
        merged = unit.objects.filter(merged_into=OuterRef("unit")).values("pk")
        return self.select_related("unit", "unit__district").annotate(merged_units=ArraySubquery(merged)).order_by("pk")


class AbsenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own absences, and those of the people one leads: of one's units, or of the district."""
        return self.filter(Q(user=user.pk) | Q(user__in=self._people().led_by(user)))

    def shown_to(self, user):
        """Those of the people whom one leads or works beside; the notes of the latter are theirs."""
        return self.filter(user__in=self._people().looked_after_by(user))

    def standing(self):
        """Absences that were not cancelled."""
        return self.filter(cancelled_at=None)

    def on(self, day=None):
        """Absences that include the day ``day`` (default: today)."""
        day = day or timezone.localdate()
        return self.standing().filter(started_on__lte=day, ended_on__gte=day)

    def covered(self, day=None):
        """Absences of the day whose deputy is there: active, not away himself, and in a unit of the person still."""
        members = self.model._meta.get_field("user").related_model.memberships.rel.related_model.objects
        units = members.in_force(day).filter(user=OuterRef(OuterRef("user"))).values("unit")
        works = members.in_force(day).filter(user=OuterRef("deputy"), unit__in=units)
        is_away = self.model.objects.on(day).filter(user=OuterRef("deputy"))
        return self.on(day).filter(Exists(works), ~Exists(is_away), deputy__is_active=True)

    def ahead(self):
        """Absences that are not over: of today and later."""
        return self.standing().filter(ended_on__gte=timezone.localdate()).order_by("started_on", "pk")

    def for_list(self):
        return self.select_related("user", "deputy")

    def _people(self):
        return self.model._meta.get_field("user").related_model.objects
