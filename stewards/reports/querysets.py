from django.db import models
from django.db.models import Q

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, sees_city, unit_ids
from portal.common.querysets import is_any_of
from stewards.querysets import SERVING

from .enums import ReportState


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Reports of enterprises that this person serves, leads or supervises, the own ones, and those passed on to it.

        The enterprise never reads them: they are what officials know of it.
        """
        if sees_city(user):
            return self
        enterprise = self.model._meta.get_field("enterprise").related_model
        access = enterprise.access_model().objects.in_force().filter(user=user.pk, reason__in=SERVING)
        scope = is_any_of("enterprise", access.values("content_object")) | Q(author=user.pk)
        if local_units := unit_ids(user, Role.GENERAL):
            scope |= is_any_of("enterprise", enterprise.objects.filter(local_unit__in=local_units).values("pk"))
        if districts := district_codes(user, Role.DISTRICT):
            scope |= Q(enterprise__service_district__in=districts)
        if units := unit_ids(user, Role.GENERAL, Role.HANDLER):
            log = self.model._meta.get_field("log").related_model
            scope |= is_any_of("pk", log.objects.filter(unit__in=units).values("report"))
        return self.filter(scope)

    def unread(self):
        """Those that the district lead has not read yet."""
        return self.filter(state=ReportState.SENT)

    def for_list(self):
        return self.select_related("enterprise", "author").order_by("-created_at", "-pk")


class OfReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What belongs to the reports that this person may see."""
        return self.filter(report__in=self.model._meta.get_field("report").related_model.objects.visible_to(user))
