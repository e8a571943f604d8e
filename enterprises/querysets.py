from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import Membership
from portal.accounts.permissions import district_codes, has_role, sees_city, unit_ids
from portal.common.querysets import containing, is_any_of
from portal.notifications.enums import MailState

from .enums import OPEN_REGISTRATION, AccessReason, RegistrationKind, RegistrationState


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
        access = self.model.access_model().objects.in_force().filter(user=user.pk)
        scope = is_any_of("pk", access.values("content_object"))
        if districts := district_codes(user, Role.DISTRICT):
            scope |= Q(service_district__in=districts)
        if local_units := unit_ids(user, Role.GENERAL):
            scope |= Q(local_unit__in=local_units)
        return self.filter(scope)

    def key(self):
        """Key enterprises: those on the roster, with a level of package."""
        return self.exclude(level="")

    def with_steward(self):
        """Add ``steward_name`` of whoever serves as steward today (NULL: nobody), for sorting."""
        rows = self._stewardship().filter(content_object=OuterRef("pk"))
        return self.annotate(steward_name=Subquery(rows.values("user__name")[:1]))

    def served_by(self, name, people=()):
        """Those whose steward's name holds ``name``, or whose steward is one of ``people`` (ids of persons)."""
        person = self.model.access_model()._meta.get_field("user").related_model
        named = person.objects.filter(Q(name__icontains=name) | Q(pk__in=people))
        return self.filter(pk__in=self._stewardship().filter(user__in=named).values("content_object"))

    def unserved(self):
        """Key enterprises that nobody serves as steward today."""
        return self.key().filter(~Exists(self._stewardship().filter(content_object=OuterRef("pk"))))

    def without_contact(self):
        """Those that nobody speaks for today."""
        contacts = self.model.contacts.rel.related_model.objects.current()
        return self.filter(~Exists(contacts.filter(enterprise=OuterRef("pk"))))

    def _stewardship(self):
        return self.model.access_model().objects.in_force().filter(reason=AccessReason.STEWARD)

    def for_list(self):
        return self.select_related("service_district", "local_unit").order_by("name", "pk")

    def search(self, text):
        """Find by a part of the name, the beginning of the code, or pinyin initials."""
        text = text.strip()
        if not text:
            return self
        match = containing("name", text) | Q(uscc__startswith=text.upper().replace(" ", ""))
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


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Registrations of one's unit or district; requests of people who want to speak for one's own enterprise.

        A service district without a local unit in charge is the district lead's (以条为主、街镇托底).
        """
        if sees_city(user) or has_role(user, Role.ADMIN):
            return self
        contacts = self.model._meta.get_field("contact").related_model
        mine = contacts.objects.current().filter(user=user.pk, is_first=True)
        scope = Q(kind=RegistrationKind.CONTACT, enterprise__in=mine.values("enterprise"))
        scope |= Q(kind=RegistrationKind.CONTACT, enterprise__in=self._served_by(user))
        if districts := district_codes(user, Role.DISTRICT):
            scope |= Q(district__in=districts)
        if local_units := unit_ids(user, Role.GENERAL, Role.STEWARD):
            scope |= Q(unit__in=local_units)
        return self.filter(scope)

    def _served_by(self, user):
        access = self.model._meta.get_field("enterprise").related_model.access_model()
        reasons = [AccessReason.STEWARD, AccessReason.DEPUTY]
        return access.objects.in_force().filter(user=user.pk, reason__in=reasons).values("content_object")

    def open(self):
        """Those that wait for somebody."""
        return self.filter(state__in=OPEN_REGISTRATION)

    def to_check(self):
        """Those that wait for whoever decides."""
        return self.filter(state=RegistrationState.SUBMITTED)

    def waiting_for(self, user, role):
        """Those that this person is to decide in the role, as ``permissions.can_decide`` says it of one of them."""
        contacts = self.model._meta.get_field("contact").related_model.objects.current()
        firsts = contacts.filter(enterprise=OuterRef("enterprise"), is_first=True, user__is_active=True)
        active = firsts.filter(Q(user__activated_at__isnull=False) | Q(user__last_login__isnull=False))
        unanswered = Q(kind=RegistrationKind.CONTACT) & (~Exists(active) | Q(due_at__lt=timezone.now()))
        of_unit = Q(kind=RegistrationKind.FIRM) | unanswered
        generals = Membership.objects.in_force().filter(role=Role.GENERAL, unit=OuterRef("unit"), user__is_active=True)
        mine = contacts.filter(user=user.pk, is_first=True)
        scope = {
            Role.GENERAL: of_unit & Q(unit__in=unit_ids(user, Role.GENERAL)),
            Role.DISTRICT: of_unit & Q(district__in=district_codes(user, Role.DISTRICT)) & ~Exists(generals),
            Role.STEWARD: unanswered & Q(enterprise__in=self._served_by(user)),
            Role.CONTACT: Q(kind=RegistrationKind.CONTACT, enterprise__in=mine.values("enterprise")),
        }.get(role)
        if scope is None:
            return self.none()
        return self.to_check().filter(scope).exclude(phone=user.phone, applicant=user.name)

    def of_firms(self):
        return self.filter(kind=RegistrationKind.FIRM)

    def for_list(self, newest=False):
        """What a row of the list shows: the most urgent on top, or what was decided last."""
        rows = self.select_related("district", "town", "unit")
        return rows.order_by(*(("-decided_at", "-pk") if newest else ("due_at", "pk")))


class LicenceQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Licences of the registrations that this person may see."""
        registrations = self.model._meta.get_field("registration").related_model
        return self.filter(registration__in=registrations.objects.visible_to(user))

    def left_behind(self, before):
        """Files of people who began a registration before the moment ``before`` and never sent it."""
        return self.filter(registration=None, uploaded_at__lt=before)


class LetterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Letters about the registrations that this person may see."""
        registrations = self.model._meta.get_field("registration").related_model
        return self.filter(registration__in=registrations.objects.visible_to(user))

    def due(self, now):
        """What waits to be sent, and what a dead worker left behind."""
        waiting = Q(mail_state=MailState.PENDING, next_try_at__lte=now)
        return self.filter(waiting | Q(mail_state=MailState.SENDING, leased_until__lte=now))
