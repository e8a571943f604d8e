from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import MD5
from django.utils import timezone

from enterprises.enums import AccessReason
from portal.accounts.enums import Role
from portal.accounts.models import Absence
from portal.accounts.permissions import district_codes, has_role, sees_city, unit_ids
from portal.common.querysets import is_any_of

from .enums import OPEN_STATES, WINDOWS, AppealState, HandlingState

#: The latest submission first; drafts, which were never submitted, last.
NEWEST = (F("submitted_at").desc(nulls_last=True), "-pk")
#: Roles that reach enterprises through dated access rows of their own.
BY_ACCESS = (Role.CONTACT, Role.STEWARD, Role.LIAISON, Role.GENERAL)


class AppealQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The appeals that this person may see (product rule 4): whoever is responsible, and nobody else.

        Drafts are seen by who speaks for the enterprise, and a draft on behalf by its author alone. A handler sees what
        was dispatched to the unit, as long as the unit did not give it back.
        """
        if sees_city(user) or has_role(user, Role.DISPATCHER):
            return self.exclude(state=AppealState.DRAFT) | self.filter(created_by=user.pk)
        sent, scope = ~Q(state=AppealState.DRAFT), Q(pk__in=[])
        if has_role(user, *BY_ACCESS):
            access = self._access().filter(user=user.pk)
            reached = is_any_of("enterprise", access.values("content_object"))
            speaks = is_any_of("enterprise", access.filter(reason=AccessReason.CONTACT).values("content_object"))
            scope |= sent & reached | speaks | Q(created_by=user.pk)
        if units := unit_ids(user, Role.HANDLER):
            handled = self.model.handlings.rel.related_model.objects.filter(unit__in=units)
            scope |= sent & Q(pk__in=handled.exclude(state=HandlingState.RETURNED).values("appeal"))
        if districts := district_codes(user, Role.DISTRICT):
            scope |= sent & Q(enterprise__service_district__in=districts)
        if local_units := unit_ids(user, Role.GENERAL):
            served = self._enterprises().filter(local_unit__in=local_units)
            scope |= sent & is_any_of("enterprise", served.values("pk"))
        return self.filter(scope)

    def _enterprises(self):
        return self.model._meta.get_field("enterprise").related_model.objects

    def _access(self):
        return self._enterprises().model.access_model().objects.in_force()

    def open(self):
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, now=None):
        """Appeals with a promise past its time; the silence of the enterprise is not overdue."""
        promise = self._promises().ticking().filter(appeal=OuterRef("pk")).exclude(kind__in=WINDOWS)
        return self.filter(Exists(promise.filter(due_at__lt=now or timezone.now())))

    def _promises(self):
        return self.model.promises.rel.related_model.objects

    def for_list(self):
        """Everything a row of a list shows: the most urgent first, the newest after them."""
        return (
            self.select_related("enterprise", "category", "claimed_by", "suggested_unit")
            .prefetch_related(self._leads(), self._running_promises())
            .order_by(F("due_at").asc(nulls_last=True), *NEWEST)
        )

    def with_next_promise(self):
        """Add ``promised_at``: when the promise was made that runs out next (``due_at``)."""
        running = self._promises().ticking().filter(appeal=OuterRef("pk")).order_by("due_at", "pk")
        return self.annotate(promised_at=Subquery(running.values("made_at")[:1]))

    def _leads(self):
        handling = self.model.handlings.rel.related_model
        live = handling.objects.exclude(state=HandlingState.RETURNED).select_related("unit", "owner")
        return Prefetch("handlings", queryset=live.order_by("-is_lead", "pk"), to_attr="live_handlings")

    def _running_promises(self):
        running = self._promises().running().order_by(F("paused_at").asc(nulls_first=True), "due_at", "pk")
        return Prefetch("promises", queryset=running, to_attr="running_promises")

    def for_step(self):
        """What a page needs that takes a step: who has the case, and what is promised."""
        handlings = self.model.handlings.rel.related_model.objects
        return self.select_related(
            "enterprise__service_district", "enterprise__local_unit", "category__parent", "claimed_by", "created_by",
            "suggested_unit", "previous",
        ).prefetch_related(
            Prefetch(
                "handlings",
                handlings.select_related("unit", "owner", "proposed_unit", "rating", "assigned_by").with_owner_away(),
            ),
            Prefetch("promises", self._promises().prefetch_related("pauses", "extensions")),
        )  # fmt: skip

    def for_case(self):
        """Everything the page of one case shows, in as many queries whatever its length."""
        logs = self.model.logs.rel.related_model.objects
        messages = self.model.messages.rel.related_model.objects
        return self.for_step().prefetch_related(
            Prefetch("logs", logs.select_related("by", "by_unit")),
            Prefetch("messages", messages.select_related("author", "unit")),
            "attachments", "follow_ups",
        )  # fmt: skip


class HandlingQuerySet(models.QuerySet):
    def replied_the_same(self, handling):
        """Replies of other cases with the very same words, found by the index of their digest."""
        same = self.annotate(digest=MD5("reply")).filter(digest=MD5(Value(handling.reply)), reply=handling.reply)
        return same.exclude(reply="").exclude(appeal=handling.appeal_id)

    def live(self):
        return self.filter(state__in=[HandlingState.ASSIGNED, HandlingState.ACCEPTED])

    def with_owner_away(self):
        """Add ``owner_away_until`` and ``stands_in``, the name of who has the owner's cases meanwhile."""
        away = Absence.objects.on().filter(user=OuterRef("owner"))
        covered = Absence.objects.covered().filter(user=OuterRef("owner"))
        return self.annotate(
            owner_away_until=Subquery(away.values("ended_on")[:1]),
            stands_in=Subquery(covered.values("deputy__name")[:1]),
        )

    def visible_to(self, user):
        """The handlings of the appeals that this person may see."""
        appeals = self.model._meta.get_field("appeal").related_model.objects.visible_to(user)
        return self.filter(appeal__in=appeals)


class PromiseQuerySet(models.QuerySet):
    def running(self):
        return self.filter(kept_at=None, lapsed_at=None)

    def ticking(self):
        """Running, and the clock does not stand still because the enterprise is asked something."""
        return self.running().filter(paused_at=None)

    def visible_to(self, user):
        """The promises of the appeals that this person may see."""
        appeals = self.model._meta.get_field("appeal").related_model.objects.visible_to(user)
        return self.filter(appeal__in=appeals)


class ExtensionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decided_at=None)

    def visible_to(self, user):
        """The requests on appeals that this person may see."""
        appeal = self.model._meta.get_field("promise").related_model._meta.get_field("appeal").related_model
        return self.filter(promise__appeal__in=appeal.objects.visible_to(user))


class FollowUpQuerySet(models.QuerySet):
    def open(self):
        return self.filter(checked_at=None)

    def visible_to(self, user):
        """The follow-ups of the appeals that this person may see."""
        appeals = self.model._meta.get_field("appeal").related_model.objects.visible_to(user)
        return self.filter(appeal__in=appeals)
