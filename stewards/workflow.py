"""Who serves whom: every change of an assignment, with the access rows that follow from it.

Moves end first and insert afterwards in one transaction, so two full stewards can swap. The database holds the cap; a
lost race comes back as a sentence that names the steward, the load and who has room.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises import access
from enterprises.enums import AccessReason
from enterprises.models import Enterprise
from portal.common.constraints import speaking
from portal.common.workflow import Refused

from .models import Assignment, Liaison, Steward
from .models.steward import SLOTS


def room_in(unit, *, besides=None):
    """Stewards of a local unit with a free slot, the least loaded first: ``[(steward, load)]``."""
    found = Steward.objects.serving().filter(unit=unit).with_load().filter(load__lt=SLOTS)
    found = found.exclude(pk=getattr(besides, "pk", None)).select_related("user").order_by("load", "pk")
    return [(steward, steward.load) for steward in found]


def full_sentence(steward):
    """Say that a steward is full, and who of the unit has room (product rule 1)."""
    return sentence_when_full(steward, room_in(steward.unit, besides=steward))


def sentence_when_full(steward, mates):
    """Say that a steward is full; ``mates`` are those of the unit with room and their loads, the best first."""
    words = {"name": steward, "load": SLOTS, "cap": SLOTS, "unit": steward.unit}
    words["others"] = _(", ").join(f"{mate} {load}/{SLOTS}" for mate, load in mates[:3])
    if words["others"]:
        return _("%(name)s already serves %(load)s/%(cap)s enterprises. Room with: %(others)s.") % words
    return _("%(name)s already serves %(load)s/%(cap)s enterprises, and nobody in %(unit)s has room.") % words


@transaction.atomic
def assign(steward, enterprise, *, by, reason=""):
    """Give ``enterprise`` to ``steward`` in the lowest free slot; raises :class:`Refused` when there is none.

    The steward's row is locked, so that a hundred parallel requests queue; the constraints hold the cap all the same.
    """
    return _insert(steward, enterprise, by=by, reason=reason)


@transaction.atomic
def end(assignment, *, by, reason=""):
    """End an assignment now; the steward's and the liaison officer's access ends with it."""
    assignment = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
    if assignment.ended_at:
        raise Refused(_("This assignment has already ended."), code="ended")
    assignment.ended_at, assignment.ended_by = timezone.now(), by
    assignment.reason = reason or assignment.reason
    assignment.save(update_fields=["ended_at", "ended_by", "reason"])
    access.withdraw(assignment.steward.user, assignment.enterprise, AccessReason.STEWARD)
    for liaison in Liaison.objects.filter(steward=assignment.steward, ended_on=None):
        access.withdraw(liaison.user, assignment.enterprise, AccessReason.LIAISON)
    return assignment


@transaction.atomic
def move(pairs, *, by, reason=""):
    """Give each enterprise of ``pairs`` [(enterprise, steward or None)] to its new steward: all of it or nothing.

    All old assignments end before the first new one begins: two full stewards may swap, a chain may close.
    """
    enterprises = [enterprise.pk for enterprise, _steward in pairs]
    for assignment in Assignment.objects.open().filter(enterprise__in=enterprises).order_by("pk"):
        end(assignment, by=by, reason=reason)
    return [_insert(steward, enterprise, by=by, reason=reason) for enterprise, steward in pairs if steward]


def _insert(steward, enterprise, *, by, reason):
    steward = Steward.objects.select_for_update(of=("self",)).select_related("user", "unit").get(pk=steward.pk)
    enterprise = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    _refuse_impossible(steward, enterprise)
    taken = set(Assignment.objects.open().filter(steward=steward).values_list("slot", flat=True))
    free = [slot for slot in range(1, SLOTS + 1) if slot not in taken]
    if not free:
        raise Refused(full_sentence(steward), code="full")
    with speaking(lambda name: full_sentence(steward) if "slot" in name else ""):
        assignment = Assignment.objects.create(
            steward=steward, enterprise=enterprise, slot=free[0], started_by=by, reason=reason
        )
    access.grant(steward.user, enterprise, AccessReason.STEWARD)
    for liaison in Liaison.objects.filter(steward=steward, ended_on=None).select_related("user"):
        access.grant(liaison.user, enterprise, AccessReason.LIAISON)
    return assignment


def _refuse_impossible(steward, enterprise):
    if steward.ended_on:
        raise Refused(_("%(name)s no longer serves as a steward.") % {"name": steward}, code="ended")
    if not enterprise.is_key:
        raise Refused(_("Only key enterprises have a steward; this one is not on the roster."), code="off_roster")
    current = Assignment.objects.open().filter(enterprise=enterprise).select_related("steward__user").first()
    if current:
        raise Refused(
            _("%(enterprise)s is already served by %(name)s.") % {"enterprise": enterprise, "name": current.steward},
            code="stewards_assignment_one_steward",
        )


@transaction.atomic
def appoint_liaison(steward, user, *, by):
    """Give the steward a liaison officer (art. 4), with access to every enterprise the steward serves."""
    Steward.objects.select_for_update(of=("self",)).get(pk=steward.pk)
    with speaking():
        liaison = Liaison(steward=steward, user=user)
        liaison._history_user = by
        liaison.save()
    for assignment in Assignment.objects.open().filter(steward=steward).select_related("enterprise"):
        access.grant(user, assignment.enterprise, AccessReason.LIAISON)
    return liaison


@transaction.atomic
def dismiss_liaison(liaison, *, by):
    """End a liaison officer's help and every access that came with it."""
    liaison = Liaison.objects.select_for_update(of=("self",)).get(pk=liaison.pk)
    liaison.ended_on = timezone.localdate()
    liaison._history_user = by
    liaison.save(update_fields=["ended_on"])
    for assignment in Assignment.objects.open().filter(steward=liaison.steward).select_related("enterprise"):
        access.withdraw(liaison.user, assignment.enterprise, AccessReason.LIAISON)
    return liaison
