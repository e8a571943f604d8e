from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from appeals.enums import HandlingState
from portal.accounts.enums import Role
from portal.accounts.permissions import has_role, unit_ids

from .enums import CallbackState, TrayState


class ClientQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The systems at the door, for those who answer for it."""
        return self if has_role(user, Role.ADMIN, Role.DISPATCHER) else self.none()


class OfClientQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What belongs to a system at the door, for those who answer for it."""
        return self if has_role(user, Role.ADMIN, Role.DISPATCHER) else self.none()


class KeyQuerySet(OfClientQuerySet):
    def live(self, now=None):
        """Keys that sign today: not withdrawn, not expired."""
        now = now or timezone.now()
        return self.filter(revoked_at=None).filter(Q(expires_at=None) | Q(expires_at__gt=now))


class CallbackQuerySet(OfClientQuerySet):
    def dead(self):
        """Those that were given up, the latest first."""
        return self.filter(state=CallbackState.DEAD)

    def due(self, now):
        """What a sweep may send: waiting long enough, or left by a worker that died; one of a case after the other.

        What was given up holds up nothing behind it.
        """
        ready = Q(state=CallbackState.PENDING, next_at__lte=now) | Q(state=CallbackState.SENDING, leased_until__lte=now)
        before = self.model.objects.filter(
            client=OuterRef("client"), external_number=OuterRef("external_number"), pk__lt=OuterRef("pk"),
            state__in=[CallbackState.PENDING, CallbackState.SENDING],
        )  # fmt: skip
        return self.filter(ready, ~Exists(before), client__is_active=True).order_by("pk")

    def for_list(self):
        return self.select_related("client", "appeal").order_by(F("changed_at").desc(), "-pk")


class CallerQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The desk, and the units that the case was dispatched to (product rule 8: whom the case needs)."""
        if has_role(user, Role.DISPATCHER):
            return self
        handlings = self.model._meta.get_field("appeal").related_model.handlings.rel.related_model.objects
        mine = handlings.filter(unit__in=unit_ids(user, Role.HANDLER)).exclude(state=HandlingState.RETURNED)
        return self.filter(appeal__in=mine.values("appeal"))


class TrayQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The desk alone finds out whose it is."""
        return self if has_role(user, Role.DISPATCHER) else self.none()

    def waiting(self):
        return self.filter(state=TrayState.WAITING)

    def for_list(self):
        """The oldest first: it has waited longest."""
        related = self.select_related("client", "category", "appeal", "settled_by", "mail")
        return related.defer("mail__text", "mail__references").order_by("received_at", "pk")


class MailQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The desk alone reads the mailbox."""
        return self if has_role(user, Role.DISPATCHER) else self.none()

    def count_by_state(self):
        """How many mails are in each state."""
        return dict(self.order_by().values_list("state").annotate(count=Count("pk")))

    def for_list(self):
        """The newest first."""
        return self.select_related("appeal", "tray_item__appeal", "settled_by").order_by("-received_at", "-pk")


class MailboxReadingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The desk alone reads the mailbox."""
        return self if has_role(user, Role.DISPATCHER) else self.none()
