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
from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership
from portal.accounts.units import hold_open
from portal.accounts.workflow import close_role, move_roles, open_role
from portal.common.constraints import speaking
from portal.common.workflow import Refused

from .. import notifications
from ..models import Assignment, Liaison, Steward
from ..models.steward import SLOTS


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
    assignment = _insert(steward, enterprise, by=by, reason=reason)
    notifications.started(assignment)
    return assignment


@transaction.atomic
def end(assignment, *, by, reason=""):
    """End an assignment now; the steward's and the liaison officer's access ends with it."""
    assignment = _end(assignment, by=by, reason=reason)
    notifications.ended(assignment)
    return assignment


def _end(assignment, *, by, reason):
    assignment = Assignment.objects.select_for_update(of=("self",), no_key=True).for_list().get(pk=assignment.pk)
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

    All old assignments end before the first new one begins: two full stewards may swap, a chain may close. The new
    assignments are returned. A refusal names in ``enterprise`` the one that did not go.
    """
    enterprises = [enterprise.pk for enterprise, _steward in pairs]
    wanted = [steward.pk for _enterprise, steward in pairs if steward]
    list(
        Steward.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted).order_by("pk")
    )  # one order of locks
    before = Assignment.objects.open().filter(enterprise__in=enterprises).order_by("pk")
    before = [_end(assignment, by=by, reason=reason) for assignment in before]
    after = [_insert_or_name(steward, enterprise, by=by, reason=reason) for enterprise, steward in pairs if steward]
    successors = {assignment.enterprise_id: assignment.steward for assignment in after}
    for assignment in before:
        notifications.ended(assignment, successors.get(assignment.enterprise_id))
    for assignment in after:
        notifications.started(assignment)
    return after


def _insert_or_name(steward, enterprise, *, by, reason):
    try:
        return _insert(steward, enterprise, by=by, reason=reason)
    except Refused as refused:
        refused.enterprise = enterprise
        raise


def _insert(steward, enterprise, *, by, reason):
    steward = (
        Steward.objects.select_for_update(of=("self",), no_key=True).select_related("user", "unit").get(pk=steward.pk)
    )
    enterprise = Enterprise.objects.select_for_update(of=("self",), no_key=True).get(pk=enterprise.pk)
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
def relieve(steward, takers, *, by, reason=""):
    """Give everything that ``steward`` serves to the stewards ``takers``, the first of them until full, then the next.

    Raises :class:`Refused` when their free places do not suffice; then everything stays as it is.
    """
    wanted = sorted({steward.pk, *(taker.pk for taker in takers)})
    list(
        Steward.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted).order_by("pk")
    )  # one order of locks
    served = Assignment.objects.open().filter(steward=steward).select_related("enterprise").order_by("slot")
    loads = dict(Steward.objects.filter(pk__in=wanted).with_load().values_list("pk", "load"))
    places = [taker for taker in takers if taker.pk != steward.pk for _free in range(SLOTS - loads[taker.pk])]
    served = [assignment.enterprise for assignment in served]
    if len(places) < len(served):
        words = {"left": len(served) - len(places), "all": len(served)}
        words["full"] = _(", ").join(f"{taker} {loads[taker.pk]}/{SLOTS}" for taker in takers)
        raise Refused(
            _("%(left)s of %(all)s enterprises find no place with %(full)s. Choose further stewards.") % words,
            code="full",
        )
    return move(list(zip(served, places, strict=False)), by=by, reason=reason)


@transaction.atomic
def end_all(steward, *, by, reason=""):
    """End every assignment of the steward; the local unit serves the enterprises until they have another one."""
    for assignment in Assignment.objects.open().filter(steward=steward).order_by("pk"):
        end(assignment, by=by, reason=reason)


@transaction.atomic
def rehome(unit, to, *, by, reason=""):
    """Every steward of ``unit`` serves in the local unit ``to`` from now on, with enterprises, liaisons and roles."""
    _refuse_foreign(to)
    if to.district_id != unit.district_id:
        raise Refused(_("%(unit)s belongs to another district.") % {"unit": to}, code="district")
    rows = Steward.objects.serving().filter(unit=unit).select_for_update(of=("self",), no_key=True)
    people = []
    for steward in rows.order_by("pk"):
        steward.unit, steward._history_user, steward._change_reason = to, by, reason
        steward.save(update_fields=["unit"])
        people.append(steward.user_id)
    people += Liaison.objects.filter(steward__user__in=people, ended_on=None).values_list("user", flat=True)
    roles = Membership.objects.filter(unit=unit, role__in=[Role.STEWARD, Role.LIAISON], user__in=people)
    move_roles(roles.filter(ended_on=None), to, by=by, reason=reason)


@transaction.atomic
def disband(unit, *, by, reason=""):
    """End the service of every steward of ``unit``; their enterprises are without a steward then."""
    for steward in Steward.objects.serving().filter(unit=unit).order_by("pk"):
        end_all(steward, by=by, reason=reason)
        retire(steward, by=by)


@transaction.atomic
def replace_liaison(liaison, user, *, by):
    """Let somebody else help the steward."""
    dismiss_liaison(liaison, by=by)
    return appoint_liaison(liaison.steward, user, by=by)


@transaction.atomic
def appoint_liaison(steward, user, *, by):
    """Give the steward a liaison officer (art. 4), with access to every enterprise the steward serves."""
    steward = Steward.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=steward.pk)
    with speaking():
        liaison = Liaison(steward=steward, user=user)
        liaison._history_user = by
        liaison.save()
    open_role(user, Role.LIAISON, steward.unit, by=by)
    for assignment in Assignment.objects.open().filter(steward=steward).select_related("enterprise"):
        access.grant(user, assignment.enterprise, AccessReason.LIAISON)
    return liaison


@transaction.atomic
def dismiss_liaison(liaison, *, by):
    """End a liaison officer's help and every access that came with it; the role goes with the last steward helped."""
    liaison = (
        Liaison.objects.select_for_update(of=("self",), no_key=True)
        .select_related("steward__unit", "user")
        .get(pk=liaison.pk)
    )
    if liaison.ended_on:
        raise Refused(_("This liaison officer's help has already ended."), code="ended")
    liaison.ended_on = timezone.localdate()
    liaison._history_user = by
    liaison.save(update_fields=["ended_on"])
    for assignment in Assignment.objects.open().filter(steward=liaison.steward).select_related("enterprise"):
        access.withdraw(liaison.user, assignment.enterprise, AccessReason.LIAISON)
    _close_liaison_role(liaison.user, liaison.steward.unit, by=by)
    return liaison


def _close_liaison_role(user, unit, *, by):
    """The role in a unit goes with the last steward of it whom the person helps."""
    if not Liaison.objects.filter(user=user, steward__unit=unit, ended_on=None).exists():
        close_role(user, Role.LIAISON, unit, by=by)


@transaction.atomic
def appoint(user, unit, staff_no, *, by):
    """Make ``user`` a steward of the local unit ``unit`` with the role that belongs to it; a former one comes back."""
    _refuse_foreign(unit)
    hold_open([unit])
    steward = Steward.objects.select_for_update(of=("self",), no_key=True).filter(user=user).first() or Steward(
        user=user
    )
    if steward.pk and not steward.ended_on:
        raise Refused(_("%(name)s is a steward already.") % {"name": user}, code="appointed")
    steward.unit, steward.staff_no = unit, staff_no.strip().upper()
    steward.started_on, steward.ended_on, steward._history_user = timezone.localdate(), None, by
    with speaking(lambda name: _("This staff number belongs to somebody else.") if "staff_no" in name else ""):
        steward.save()
    open_role(user, Role.STEWARD, unit, by=by)
    return steward


@transaction.atomic
def transfer(steward, unit, *, by):
    """Move a steward who serves nobody now to another local unit; the liaison officer goes along."""
    _refuse_foreign(unit)
    hold_open([unit])
    steward = _without_enterprises(steward)
    left = steward.unit
    close_role(steward.user, Role.STEWARD, left, by=by)
    steward.unit, steward._history_user = unit, by
    steward.save(update_fields=["unit"])
    open_role(steward.user, Role.STEWARD, unit, by=by)
    for liaison in Liaison.objects.filter(steward=steward, ended_on=None).select_related("user"):
        open_role(liaison.user, Role.LIAISON, unit, by=by)
        _close_liaison_role(liaison.user, left, by=by)
    return steward


@transaction.atomic
def retire(steward, *, by):
    """End a steward's service; whoever still serves an enterprise hands it over first."""
    steward = _without_enterprises(steward)
    if steward.ended_on:
        raise Refused(_("%(name)s no longer serves as a steward.") % {"name": steward}, code="ended")
    for liaison in Liaison.objects.filter(steward=steward, ended_on=None):
        dismiss_liaison(liaison, by=by)
    steward.ended_on, steward._history_user = timezone.localdate(), by
    steward.save(update_fields=["ended_on"])
    close_role(steward.user, Role.STEWARD, steward.unit, by=by)
    return steward


def _refuse_foreign(unit):
    if unit.kind != UnitKind.LOCAL_UNIT:
        raise Refused(_("%(unit)s is no local unit; stewards belong to one (guideline, art. 3).") % {"unit": unit})


def _without_enterprises(steward):
    steward = (
        Steward.objects.select_for_update(of=("self",), no_key=True).select_related("user", "unit").get(pk=steward.pk)
    )
    load = Assignment.objects.open().filter(steward=steward).count()
    if load:
        words = {"name": steward, "load": load, "cap": SLOTS}
        raise Refused(
            _("%(name)s still serves %(load)s/%(cap)s enterprises. Give them to somebody else first.") % words,
            code="serving",
        )
    return steward
