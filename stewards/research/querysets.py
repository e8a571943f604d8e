from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from enterprises.enums import AccessReason
from enterprises.models import Contact, Enterprise, EnterpriseAccess
from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city, unit_ids
from portal.common.querysets import is_any_of
from stewards.models import Visit
from stewards.querysets import SERVING

from .enums import ResearchState, StopState

#: How long before its day a revisit stands among what is due; a visit from then on is the revisit.
REVISIT_NOTICE = timedelta(days=7)


def served_by(user, role=None):
    """Enterprises that the person serves today in the role: by an own access, or as general steward of the unit."""
    if role == Role.GENERAL:
        return Enterprise.objects.filter(local_unit__in=unit_ids(user, Role.GENERAL))
    access = EnterpriseAccess.objects.in_force().filter(user=user.pk, reason__in=SERVING)
    return Enterprise.objects.filter(pk__in=access.values("content_object"))


class ResearchVisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Research visits that the person plans, leads or joins, and those to enterprises served, led or supervised.

        An enterprise reads its own part on its own page (``ResearchStop.objects.announced_to``).
        """
        if sees_city(user) or has_role(user, Role.ADMIN):
            return self
        access = EnterpriseAccess.objects.in_force().filter(user=user.pk, reason__in=SERVING)
        reached = is_any_of("enterprise", access.values("content_object"))
        if local_units := unit_ids(user, Role.GENERAL):
            reached |= Q(enterprise__local_unit__in=local_units)
        if districts := district_codes(user, Role.DISTRICT):
            reached |= Q(enterprise__service_district__in=districts)
        stops = self._stops().filter(reached).values("research_visit")
        return self.filter(self._own(user) | Q(pk__in=stops))

    def _stops(self):
        return self.model._meta.get_field("stops").related_model.objects.all()

    def _own(self, user):
        joined = self.model.companions.through.objects.filter(user=user.pk).values("researchvisit")
        return Q(planned_by=user.pk) | Q(leader=user.pk) | Q(pk__in=joined)

    def joined_by(self, user, role):
        """Those in which the person takes part in the role: as planner, leader, companion, or as who serves."""
        firms = served_by(user, role)
        stops = self._stops().filter(state=StopState.PLANNED, enterprise__in=firms).values("research_visit")
        serves = role in (Role.STEWARD, Role.LIAISON, Role.GENERAL)
        return self.filter(self._own(user) | Q(pk__in=stops) if serves else self._own(user))

    def planned(self):
        return self.filter(state=ResearchState.PLANNED)

    def with_names(self):
        """Add ``names``: those of the enterprises that stand in the plan."""
        stops = self._stops().exclude(state=StopState.DROPPED).filter(research_visit=OuterRef("pk"))
        return self.annotate(names=ArraySubquery(stops.order_by("at", "pk").values("enterprise__name")))

    def for_list(self):
        stops = self._stops().exclude(state=StopState.DROPPED).select_related("enterprise")
        rows = self.select_related("leader", "planned_by", "unit").prefetch_related(Prefetch("stops", stops))
        return rows.order_by("-starts_at", "-pk")


class ResearchStopQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Stops of the research visits that this person may see."""
        visits = self.model._meta.get_field("research_visit").related_model
        return self.filter(research_visit__in=visits.objects.visible_to(user))

    def announced_to(self, user):
        """Stops at the enterprises that this person speaks for, as long as they stand in the plan."""
        firms = Contact.objects.current().filter(user=user.pk).values("enterprise")
        return self.exclude(state=StopState.DROPPED).filter(enterprise__in=firms)

    def coming(self):
        """Stops still in the plan."""
        return self.filter(state=StopState.PLANNED, research_visit__state=ResearchState.PLANNED)

    def unrecorded(self, now=None):
        """Stops whose time is over and of which nobody has written anything."""
        return self.coming().filter(at__lt=now or timezone.now())

    def revisits_open(self):
        """Recorded stops to which somebody is to return, while no visit since a week before the day is recorded.

        An earlier visit counts as the revisit only when somebody says so (``revisit``).
        """
        later = Visit.objects.filter(
            enterprise=OuterRef("enterprise"), happened_at__date__gte=OuterRef("revisit_on") - REVISIT_NOTICE
        ).exclude(pk=OuterRef("visit"))
        rows = self.filter(state=StopState.RECORDED, revisit=None, revisit_on__isnull=False)
        return rows.filter(~Exists(later))

    def revisits_due(self, today=None):
        """Open revisits from a week before their day."""
        return self.revisits_open().filter(revisit_on__lte=(today or timezone.localdate()) + REVISIT_NOTICE)

    def to_do(self):
        """Stops that somebody has to write about now, and those to return to."""
        return self.unrecorded() | self.revisits_due()

    def with_served(self):
        """Add ``is_served``: whether a steward serves the enterprise today."""
        access = EnterpriseAccess.objects.in_force().filter(
            content_object=OuterRef("enterprise"), reason=AccessReason.STEWARD
        )
        return self.annotate(is_served=Exists(access))

    def for_list(self):
        return self.select_related("enterprise", "research_visit__leader", "visit__author").order_by("at", "pk")
