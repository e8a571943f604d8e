"""What those who serve record of a visit, correct within a day, add later, and promise in it."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from portal.common.workflow import Refused

from .. import permissions
from ..conditions import may_be_corrected
from ..models import Assignment, FollowUp, Visit, VisitAddition

#: What a correction may change; who wrote it, when and about whom stays.
CORRECTABLE = ("mode", "happened_at", "people", "topics", "heard", "explained")


@transaction.atomic
def log(enterprise, *, by, client_id, follow_ups=(), **said):
    """Record a visit and what was promised in it, once for each ``client_id``; returns the :class:`Visit`.

    ``said`` holds ``mode, happened_at, people, topics, heard, explained``; ``follow_ups`` are pairs
    ``(text, due_on)``. Whoever sends the same again gets the record that stands; raises :class:`Refused` for somebody
    who does not serve the enterprise today, a time to come, or a number that belongs to somebody else's record.
    """
    if known := Visit.objects.filter(client_id=client_id).first():
        return _own(known, by)
    enterprise = Enterprise.objects.get(pk=enterprise.pk)
    if not permissions.can_log_visit(by, enterprise):
        raise _not_serving(enterprise)
    now = timezone.now()
    _refuse_future(said["happened_at"], now)
    serving = Assignment.objects.open().filter(enterprise=enterprise).select_related("steward").first()
    steward = serving.steward if serving else None
    visit = Visit(enterprise=enterprise, author=by, steward=steward, client_id=client_id, created_at=now, **said)
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError:  # the same page sent twice at the same moment: the first one stands
        return _own(Visit.objects.get(client_id=client_id), by)
    for text, due_on in follow_ups:
        FollowUp.objects.create(visit=visit, text=text, due_on=due_on, created_at=now)
    return visit


def _not_serving(enterprise):
    return Refused(_("You do not serve %(enterprise)s today.") % {"enterprise": enterprise}, code="not_serving")


def _own(visit, by):
    if visit.author_id != by.pk:
        raise Refused(_("This record belongs to somebody else."), code="foreign")
    return visit


@transaction.atomic
def correct(visit, *, by, **said):
    """Change what the record says, by its author within 24 hours; the history keeps what stood before."""
    visit = Visit.objects.select_for_update(of=("self",)).get(pk=visit.pk)
    now = timezone.now()
    if not may_be_corrected(visit, by, now):
        raise Refused(_("The 24 hours for corrections are over. Add to the record instead."), code="too_late")
    _refuse_future(said.get("happened_at", visit.happened_at), visit.created_at)
    for name in CORRECTABLE:
        setattr(visit, name, said.get(name, getattr(visit, name)))
    visit.changed_at = now
    visit.save(update_fields=[*CORRECTABLE, "changed_at"])
    return visit


def _refuse_future(happened_at, now):
    if happened_at > now:
        raise Refused(_("A visit lies in the past: look at the day and the time."), code="future")


@transaction.atomic
def add(visit, *, by, text):
    """Add to a record, visibly and for good: its author, or whoever serves the enterprise today."""
    visit = Visit.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=visit.pk)
    if not permissions.can_add_to(by, visit):
        raise Refused(
            _("You do not serve %(enterprise)s today.") % {"enterprise": visit.enterprise}, code="not_serving"
        )
    return VisitAddition.objects.create(visit=visit, author=by, text=text)


@transaction.atomic
def finish(follow_up, *, by, outcome):
    """Say what came of a promise; once, by whoever serves the enterprise today or made it."""
    rows = FollowUp.objects.select_for_update(of=("self",)).select_related("visit__enterprise")
    follow_up = rows.get(pk=follow_up.pk)
    if not permissions.can_add_to(by, follow_up.visit):
        raise _not_serving(follow_up.visit.enterprise)
    if follow_up.done_at:
        raise Refused(_("This was done already."), code="done")
    follow_up.done_at, follow_up.done_by, follow_up.outcome = timezone.now(), by, outcome
    follow_up.save(update_fields=["done_at", "done_by", "outcome"])
    return follow_up
