from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city, unit_ids

#: Who looks at training: everybody who serves, and everybody who leads those who do (guideline art. 6).
SERVING = (Role.STEWARD, Role.LIAISON, Role.GENERAL)
LEADING = (Role.DISTRICT, Role.CITY, Role.LEADER, Role.ADMIN)


class CourseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published courses of the city and of one's district; unpublished ones of those whom one publishes for."""
        if not has_role(user, *SERVING, *LEADING):
            return self.none()
        if sees_city(user) or has_role(user, Role.ADMIN):
            published = Q(published_at__isnull=False)
        else:
            districts = district_codes(user, *SERVING, Role.DISTRICT)
            published = Q(published_at__isnull=False) & (Q(district=None) | Q(district__in=districts))
        return self.filter(published | self._published_by(user))

    @staticmethod
    def _published_by(user):
        own = Q(district__in=district_codes(user, Role.DISTRICT))
        return own | Q(district=None) if has_role(user, Role.CITY) else own

    def running(self):
        """Published, and not closed since."""
        return self.filter(published_at__isnull=False, closed_at=None)

    def required(self):
        return self.exclude(required_for=[])

    def for_list(self):
        return self.select_related("district").order_by("-published_at", "-pk")


class SessionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Sessions of the courses that the person sees, and those that the person runs."""
        courses = self.model._meta.get_field("course").related_model.objects.visible_to(user)
        return self.filter(Q(course__in=courses.values("pk")) | Q(leader=user.pk))

    def ahead(self):
        """Sessions that are not over and not cancelled, the next one first."""
        return self.filter(cancelled_at=None, ends_at__gte=timezone.now()).order_by("begins_at", "pk")


class _OfPeople(models.QuerySet):
    def visible_to(self, user):
        """One's own, and those of the people of a unit, district or city that one leads."""
        if sees_city(user) or has_role(user, Role.ADMIN):
            return self
        membership = self.model._meta.get_field("person").related_model.memberships.rel.related_model
        led = Q(unit__in=unit_ids(user, Role.GENERAL)) | Q(unit__district__in=district_codes(user, Role.DISTRICT))
        return self.filter(Q(person=user.pk) | Q(person__in=membership.objects.in_force().filter(led).values("user")))


class EnrolmentQuerySet(_OfPeople):
    def standing(self):
        return self.filter(cancelled_at=None)

    def waiting(self):
        """Those without a place, in the order in which they came."""
        return self.standing().filter(place=None).order_by("created_at", "pk")


class CertificateQuerySet(_OfPeople):
    """Who finished what."""


class AttendanceQuerySet(_OfPeople):
    """Who was there."""


class ReadingQuerySet(_OfPeople):
    """Who read or watched what."""


class AttemptQuerySet(_OfPeople):
    """Who answered a test, and how."""
