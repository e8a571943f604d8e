from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city, unit_ids


class AccessQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Access rows that have not ended on the day ``on`` (default: today): a stopped beat leaves no door open."""
        day = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=day))


class EnterpriseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The enterprises that this person may see today (product rule 4), from both sources through one door."""
        if sees_city(user) or has_role(user, Role.ADMIN, Role.DISPATCHER):
            return self
        access = self.model.access_model().objects.in_force().filter(content_object=OuterRef("pk"), user=user.pk)
        scope = Q(Exists(access))
        if districts := district_codes(user, Role.DISTRICT):
            scope |= Q(service_district__in=districts)
        if local_units := unit_ids(user, Role.GENERAL):
            scope |= Q(local_unit__in=local_units)
        return self.filter(scope)

    def key(self):
        """Key enterprises: those on the roster, with a level of package."""
        return self.exclude(level="")

    def with_steward(self):
        """Add ``steward_name`` and ``steward_no`` of whoever holds the steward's access today (NULL: nobody)."""
        rows = self.model.access_model().objects.in_force().filter(content_object=OuterRef("pk"), reason="steward")
        return self.annotate(
            steward_name=Subquery(rows.values("user__name")[:1]), steward_no=Subquery(rows.values("user__username")[:1])
        )

    def for_list(self):
        return self.select_related("service_district", "local_unit").with_steward().order_by("name", "pk")

    def search(self, text):
        """Find by a part of the name, the beginning of the code, or pinyin initials."""
        text = text.strip()
        if not text:
            return self
        match = Q(name__icontains=text) | Q(uscc__startswith=text.upper().replace(" ", ""))
        if text.isascii() and text.isalpha():
            match |= Q(initials__contains=text.lower())
        return self.filter(match)


class ContactQuerySet(models.QuerySet):
    def current(self, on=None):
        day = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day))

    def visible_to(self, user):
        """Contacts of the enterprises that this person may see."""
        from_enterprises = self.model._meta.get_field("enterprise").related_model.objects.visible_to(user)
        return self.filter(enterprise__in=from_enterprises)
