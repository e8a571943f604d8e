from django.db import models
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from enterprises.enums import AccessReason
from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city, unit_ids
from portal.common.querysets import is_any_of

#: Reasons for which somebody serves an enterprise.
SERVING = (AccessReason.STEWARD, AccessReason.DEPUTY, AccessReason.LIAISON)


def _load(assignment, steward):
    """How many key enterprises the steward named by ``steward`` (a path of the outer query) serves now.

    Counted by itself, so that a page of 25 stewards counts 25 and not all of the city.
    """
    rows = assignment.objects.open().filter(steward=OuterRef(steward)).order_by()
    counted = rows.values("steward").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


class StewardQuerySet(models.QuerySet):
    def serving(self):
        return self.filter(ended_on=None)

    def visible_to(self, user):
        """Stewards of the person's unit, district or city; a steward sees the own unit's."""
        if sees_city(user) or has_role(user, Role.ADMIN, Role.DISPATCHER):
            return self
        return self.filter(
            Q(user=user.pk)
            | Q(unit__in=unit_ids(user, Role.GENERAL, Role.STEWARD, Role.LIAISON))
            | Q(unit__district__in=district_codes(user, Role.DISTRICT))
        )

    def with_load(self):
        """Add ``load``: how many key enterprises each serves now."""
        return self.annotate(load=_load(self.model._meta.get_field("assignments").related_model, "pk"))

    def with_absence(self):
        """Add ``away_until``: the last day of the absence that a steward is on today, or NULL."""
        person = self.model._meta.get_field("user").related_model
        gone = person.absences.rel.related_model.objects.on().filter(user=OuterRef("user")).order_by("-ended_on")
        return self.annotate(away_until=Subquery(gone.values("ended_on")[:1]))

    def for_list(self):
        return self.select_related("user", "unit", "unit__district").with_absence().order_by("user__name", "pk")


class AssignmentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_at=None)

    def with_absence(self):
        """Add ``away_until``: the last day of the absence that the steward is on today, or NULL."""
        person = self.model._meta.get_field("steward").related_model._meta.get_field("user").related_model
        gone = person.absences.rel.related_model.objects.on().filter(user=OuterRef("steward__user"))
        return self.annotate(away_until=Subquery(gone.order_by("-ended_on").values("ended_on")[:1]))

    def with_load(self):
        """Add ``load`` of each assignment's steward."""
        return self.annotate(load=_load(self.model, "steward"))

    def visible_to(self, user):
        """Assignments of the enterprises that this person may see, and of the stewards of the unit or district led."""
        if sees_city(user) or has_role(user, Role.ADMIN, Role.DISPATCHER):
            return self
        enterprises = self.model._meta.get_field("enterprise").related_model.objects.visible_to(user)
        return self.filter(
            Q(enterprise__in=enterprises)
            | Q(steward__unit__in=unit_ids(user, Role.GENERAL))
            | Q(steward__unit__district__in=district_codes(user, Role.DISTRICT))
        )

    def for_list(self):
        return self.select_related("steward__user", "steward__unit", "enterprise").order_by("slot", "pk")


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Visits to enterprises that this person serves, leads or supervises, and those that the person wrote.

        The enterprise itself does not read them: they are the steward's own record.
        """
        if sees_city(user) or has_role(user, Role.ADMIN):
            return self
        enterprise = self.model._meta.get_field("enterprise").related_model
        access = enterprise.access_model().objects.in_force().filter(user=user.pk, reason__in=SERVING)
        scope = is_any_of("enterprise", access.values("content_object")) | Q(author=user.pk)
        if local_units := unit_ids(user, Role.GENERAL):
            scope |= is_any_of("enterprise", enterprise.objects.filter(local_unit__in=local_units).values("pk"))
        if districts := district_codes(user, Role.DISTRICT):
            scope |= Q(enterprise__service_district__in=districts)
        return self.filter(scope)

    def for_list(self):
        return self.select_related("enterprise", "author", "check_in").order_by("-happened_at", "-pk")


class FollowUpQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_at=None)

    def visible_to(self, user):
        """Follow-ups of the visits that this person may see."""
        return self.filter(visit__in=self.model._meta.get_field("visit").related_model.objects.visible_to(user))

    def of_served_by(self, user):
        """Those of enterprises that this person serves today, whoever promised them."""
        enterprise = self.model._meta.get_field("visit").related_model._meta.get_field("enterprise").related_model
        access = enterprise.access_model().objects.in_force().filter(user=user.pk, reason__in=SERVING)
        return self.filter(visit__enterprise__in=access.values("content_object"))

    def for_list(self):
        return self.select_related("visit__enterprise", "visit__author").order_by("due_on", "pk")


class CheckInQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own check-ins, and those of the visits that this person may see."""
        visits = self.model._meta.get_field("visit").related_model.objects.visible_to(user)
        return self.filter(Q(person=user.pk) | Q(visit__in=visits))

    def exact_before(self, instant):
        """Those whose position is still exact although they happened before ``instant``."""
        return self.filter(happened_at__lt=instant, rounded_at=None, longitude__isnull=False)
