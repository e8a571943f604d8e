"""Covers are planned, changed and ended by the general steward; the deputy's access follows from their days."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises import access
from enterprises.enums import AccessReason
from enterprises.models import Enterprise, EnterpriseAccess
from portal.accounts.people import away
from portal.common.constraints import speaking
from portal.common.templatetags.words import bare_day
from portal.common.workflow import Refused
from stewards.models import Assignment, Steward

from . import notifications, permissions
from .models import Cover

#: For how many stewards one person stands in at a time. The number is ours.
MOST = 2


@transaction.atomic
def plan(steward, deputy, *, by, started_on, ended_on, reason):
    """Let ``deputy`` stand in for ``steward`` on these days, both included; returns the :class:`Cover`.

    Raises :class:`Refused` for anybody but the unit's general steward, a deputy of another unit or who is away or
    stands in for two already, days that are over, and days on which somebody stands in already.
    """
    people = {row.pk: row for row in _locked([steward.pk, deputy.pk])}
    steward, deputy = people[steward.pk], people[deputy.pk]
    _refuse_foreign(by, steward)
    if ended_on < timezone.localdate():
        raise Refused(_("These days are over."), code="past")
    _refuse_unfit(steward, deputy, started_on, ended_on)
    with speaking():
        cover = Cover.objects.create(
            steward=steward, deputy=deputy, started_on=started_on, ended_on=ended_on, reason=reason, decided_by=by
        )
    settle(deputy)
    notifications.told(cover, "planned")
    return cover


def _locked(numbers):
    rows = Steward.objects.select_for_update(of=("self",), no_key=True).select_related("user", "unit")
    return list(rows.filter(pk__in=numbers).order_by("pk"))  # one order of locks


def _refuse_foreign(by, steward):
    if not permissions.can_decide(by, steward):
        raise Refused(
            _("Covers are decided by the general steward of %(unit)s.") % {"unit": steward.unit}, code="foreign"
        )


def _refuse_unfit(steward, deputy, started_on, ended_on, besides=None):
    words = {"name": deputy, "unit": steward.unit}
    if deputy.ended_on or deputy.unit_id != steward.unit_id:
        raise Refused(_("%(name)s does not serve in %(unit)s.") % words, code="unit")
    for day in (max(started_on, timezone.localdate()), ended_on):
        if until := away([deputy.user_id], day).get(deputy.user_id):
            words |= {"day": bare_day(until)}
            raise Refused(_("%(name)s is away until %(day)s.") % words, code="away")
    others = Cover.objects.filter(deputy=deputy, ended_at=None, started_on__lte=ended_on, ended_on__gte=started_on)
    if others.exclude(pk=getattr(besides, "pk", None)).count() >= MOST:
        raise Refused(_("%(name)s stands in for two others already.") % words, code="enough")


@transaction.atomic
def change(cover, *, by, ended_on):
    """Prolong or shorten a cover that is not over: until ``ended_on``, today at the earliest."""
    cover = _fetch(cover)
    _refuse_foreign(by, cover.steward)
    _refuse_over(cover)
    if ended_on < max(timezone.localdate(), cover.started_on):
        raise Refused(_("The end cannot lie in the past or before the beginning."), code="past")
    _refuse_unfit(cover.steward, cover.deputy, cover.started_on, ended_on, besides=cover)
    cover.ended_on, cover._history_user = ended_on, by
    with speaking():
        cover.save(update_fields=["ended_on"])
    settle(cover.deputy)
    notifications.told(cover, f"until {ended_on:%Y%m%d}")
    return cover


@transaction.atomic
def end(cover, *, by):
    """End a cover now; the deputy's access goes at once."""
    cover = _fetch(cover)
    _refuse_foreign(by, cover.steward)
    _refuse_over(cover)
    cover.ended_at, cover.ended_by, cover._history_user = timezone.now(), by, by
    cover.save(update_fields=["ended_at", "ended_by"])
    settle(cover.deputy)
    notifications.ended(cover)
    return cover


def _fetch(cover):
    rows = Cover.objects.select_for_update(of=("self",), no_key=True).select_related(
        "steward__user", "steward__unit", "deputy__user"
    )
    cover = rows.get(pk=cover.pk)
    _locked([cover.steward_id, cover.deputy_id])
    return cover


def _refuse_over(cover):
    if not cover.may_change:
        raise Refused(_("This cover is over."), code="over")


def settle(deputy):
    """Let the deputy reach exactly what the running covers say, until their last day; returns whether it changed."""
    running = Cover.objects.running().filter(deputy=deputy)
    until = dict(running.values_list("steward", "ended_on"))
    served = Assignment.objects.open().filter(steward__in=until)
    wanted = {row.enterprise_id: until[row.steward_id] for row in served}
    rows = EnterpriseAccess.objects.filter(user=deputy.user_id, reason=AccessReason.DEPUTY)
    have = dict(rows.values_list("content_object", "until"))
    if have == wanted:
        return False
    for enterprise in Enterprise.objects.filter(pk__in=have.keys() | wanted.keys()).order_by("pk"):
        if enterprise.pk not in wanted:
            access.withdraw(deputy.user, enterprise, AccessReason.DEPUTY)
        elif have.get(enterprise.pk) != wanted[enterprise.pk]:
            access.grant(deputy.user, enterprise, AccessReason.DEPUTY, until=wanted[enterprise.pk])
    return True


def settle_all():
    """Begin the covers of today and take what moved away, for every deputy; returns how many changed.

    Safe to run twice. Nothing here ends a cover: access ends with its last day by itself.
    """
    running = Cover.objects.running().values("deputy")
    holding = EnterpriseAccess.objects.in_force().filter(reason=AccessReason.DEPUTY).values("user")
    deputies = Steward.objects.filter(pk__in=running) | Steward.objects.filter(user__in=holding)
    changed = 0
    for number in deputies.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            changed += settle(_locked([number])[0])
    return changed
