from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, Value, When
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city, unit_ids

from ..enums import OPEN_STATES
from .enums import ProblemState

#: Open ones first, closed ones last.
_BY_STATE = Case(
    *(When(state=state, then=Value(rank)) for rank, state in enumerate(ProblemState)),
    output_field=models.SmallIntegerField(),
)


class AnswerQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)

    def visible_to(self, user):
        """Whoever is signed in with a role reads what stands; desk and city also what was withdrawn."""
        if has_role(user, Role.DISPATCHER) or sees_city(user):
            return self
        return self.standing() if has_role(user, *Role.values) else self.none()

    def for_list(self):
        return self.select_related("category").order_by("-published_at", "-pk")


class ProblemQuerySet(models.QuerySet):
    def visible_to(self, user):
        """City and desk see every problem, a district lead those of the district, handlers those their unit leads."""
        if sees_city(user) or has_role(user, Role.DISPATCHER):
            return self
        scope = Q(pk__in=[])
        if districts := district_codes(user, Role.DISTRICT):
            scope |= Q(district__in=districts)
        if units := unit_ids(user, Role.HANDLER):
            scope |= Q(lead_unit__in=units)
        return self.filter(scope)

    def with_burden(self, now=None):
        """Add how many appeals, how many enterprises, and how many of the appeals are overdue."""
        here = Q(members__removed_at=None)
        late = here & Q(members__appeal__due_at__lt=now or timezone.now(), members__reached="")
        return self.annotate(
            n_members=Count("members", filter=here),
            n_enterprises=Count("members__appeal__enterprise", filter=here, distinct=True),
            n_overdue=Count("members", filter=late),
        )

    def for_list(self):
        """Open ones first, the one with the most members, enterprises and overdue appeals on top."""
        ranked = self.select_related("lead_unit", "district").with_burden()
        return ranked.order_by(_BY_STATE, "-n_members", "-n_enterprises", "-n_overdue", "-pk")


class MemberQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The members of the problems that this person may see, as far as the appeals may be seen."""
        problems = self.model._meta.get_field("problem").related_model.objects.visible_to(user)
        appeals = self.model._meta.get_field("appeal").related_model.objects.visible_to(user)
        return self.filter(problem__in=problems, appeal__in=appeals)

    def to_reach(self):
        """Members that the lead answer can reach now: not at all yet, or by a message and taken on since."""
        handlings = self.model._meta.get_field("appeal").related_model.handlings.rel.related_model.objects
        taken = handlings.filter(appeal=OuterRef("appeal"), unit=OuterRef("problem__lead_unit"), state="accepted")
        waits = Q(reached="", appeal__state__in=OPEN_STATES) | Q(Exists(taken), appeal__state="in_handling")
        return self.here().exclude(reached="reply").filter(waits)

    def here(self):
        """Members that were not taken out again."""
        return self.filter(removed_at=None)


class WindowQuerySet(models.QuerySet):
    def visible_to(self, user):
        """City and desk see every window; whoever writes appeals those that are open."""
        if sees_city(user) or has_role(user, Role.DISPATCHER):
            return self
        return self.open() if has_role(user, Role.CONTACT, Role.STEWARD) else self.none()

    def open(self, on=None):
        """Open on the day by its dates alone: no job has to run."""
        on = on or timezone.localdate()
        return self.filter(opens_on__lte=on, closes_on__gte=on)


class PassedUpQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What was passed up of the appeals that this person may see."""
        appeals = self.model._meta.get_field("appeal").related_model.objects.visible_to(user)
        return self.filter(appeal__in=appeals)

    def waiting(self):
        return self.filter(answered_on=None)
