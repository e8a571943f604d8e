"""Who sees a report of misconduct: its reporter, and whoever may read it; one rule for pages and messages alike.

A reader leads the district that serves the enterprise and holds the permission by name. Nobody reads a report that
names them, or one of an enterprise that they serve themselves. Where a district has no such reader, the city lead's
holders of the permission read.
"""

from functools import reduce
from operator import and_

from django.db import models
from django.db.models import Q

from enterprises.models import EnterpriseAccess
from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.accounts.permissions import district_codes, has_role, unit_ids
from stewards.querysets import SERVING

PERMISSION = "read_integrityreport"
NOBODY = Q(pk=None)


def holders():
    """Active people to whom the permission was given by name; being a superuser gives nothing."""
    given = {"user_permissions__codename": PERMISSION, "user_permissions__content_type__app_label": "integrity"}
    return User.objects.filter(is_active=True, **given).order_by("name", "pk")


def holds(user):
    """Whether the permission was given to this person (one query, kept on the user)."""
    known = user.__dict__.setdefault("_holds_integrity", None)
    if known is None:
        known = user.__dict__["_holds_integrity"] = bool(user.pk) and holders().filter(pk=user.pk).exists()
    return known


def readers_by_district():
    """``{district: [people]}`` of the district leads who hold the permission today."""
    rows = Membership.objects.in_force().filter(role=Role.DISTRICT, user__in=holders(), unit__district__isnull=False)
    found = {}
    for row in rows.select_related("user", "unit").order_by("user__name", "user"):
        found.setdefault(row.unit.district_id, []).append(row.user)
    return found


def city_readers():
    """People of the city lead who hold the permission today."""
    rows = Membership.objects.in_force().filter(role=Role.CITY).values("user")
    return list(holders().filter(pk__in=rows))


def concerns(person):
    """The reports that a person must not read: named in them, serving the enterprise, leading its unit, or the own."""
    served = EnterpriseAccess.objects.in_force().filter(user=person.pk, reason__in=SERVING).values("content_object")
    found = Q(reporter=person.pk) | Q(enterprise__in=served)
    if person.name:
        found |= Q(about__icontains=person.name) | Q(what__icontains=person.name)
    if units := unit_ids(person, Role.GENERAL):
        found |= Q(enterprise__local_unit__in=units)
    return found


def _beyond_districts():
    """The reports that no district lead may read: no reader there, or each of them is concerned."""
    readers = readers_by_district()
    found = ~Q(district__in=list(readers))
    for district, people in readers.items():
        found |= Q(district=district) & reduce(and_, (concerns(person) for person in people))
    return found


class IntegrityReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The own ones, and those that the person may read; nobody else's, superusers included."""
        return self.filter(Q(reporter=user.pk) | Q(pk__in=self.model.objects.readable_by(user).values("pk")))

    def readable_by(self, user):
        """Those that the person reads by the permission."""
        if not holds(user):
            return self.none()
        scope = NOBODY
        if districts := district_codes(user, Role.DISTRICT):
            scope |= Q(district__in=districts)
        if has_role(user, Role.CITY):
            scope |= _beyond_districts()
        return self.filter(scope).exclude(concerns(user))

    def for_list(self):
        return self.order_by("-created_at", "-pk")


class ReadingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Readings of the reports that the person may see."""
        return self.filter(report__in=self.model._meta.get_field("report").related_model.objects.visible_to(user))
