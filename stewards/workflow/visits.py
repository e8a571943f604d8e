"""What those who serve record of a visit, correct within a day, add later, and promise in it."""

import hashlib
import secrets

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.models import Enterprise
from portal.common import uploads
from portal.common.workflow import Refused

from .. import permissions
from ..conditions import may_be_corrected
from ..enums import VisitMode
from ..models import Assignment, CheckIn, FollowUp, Visit, VisitAddition, VisitFile
from .check_ins import check_in

#: What a correction may change; who wrote it, when and about whom stays.
CORRECTABLE = ("mode", "happened_at", "people", "topics", "heard", "explained")


@transaction.atomic
def log(enterprise, *, by, client_id, follow_ups=(), files=(), here=None, **said):
    """Record a visit and what was promised in it, once for each ``client_id``; returns the :class:`Visit`.

    ``said`` holds ``mode, happened_at, people, topics, heard, explained``; ``follow_ups`` are pairs
    ``(text, due_on)``, ``files`` checked files, ``here`` what :func:`check_in` takes. Whoever sends the same again gets
    the record that stands; raises :class:`Refused` for somebody who served the enterprise neither today nor then, a
    time to come, a check-in that does not count, or a number that belongs to somebody else's record.
    """
    if known := Visit.objects.filter(client_id=client_id).first():
        return _own(known, by)
    enterprise = Enterprise.objects.get(pk=enterprise.pk)
    now = timezone.now()
    _refuse_future(said["happened_at"], now)
    if not permissions.may_have_visited(by, enterprise, said["happened_at"]):
        raise _not_serving(enterprise)
    steward = _steward_then(enterprise, said["happened_at"])
    visit = Visit(enterprise=enterprise, author=by, steward=steward, client_id=client_id, created_at=now, **said)
    try:
        with transaction.atomic():
            visit.save(force_insert=True)
    except IntegrityError:  # the same page sent twice at the same moment: the first one stands
        return _own(Visit.objects.get(client_id=client_id), by)
    for text, due_on in follow_ups:
        FollowUp.objects.create(visit=visit, text=text, due_on=due_on, created_at=now)
    _link_check_in(visit, here)
    _keep_files(visit, files)
    return visit


def _steward_then(enterprise, at):
    """Who served the enterprise at that instant; where nobody did, who serves it now."""
    rows = Assignment.objects.filter(enterprise=enterprise).select_related("steward")
    then = rows.filter(started_at__lte=at).exclude(ended_at__lte=at).order_by("-started_at").first()
    then = then or rows.open().first()
    return then.steward if then else None


def _link_check_in(visit, here):
    """What shows that the author was there belongs to the record: a check-in of now, or the one of that day."""
    if visit.mode != VisitMode.ON_SITE:
        return
    if here:
        row = check_in(visit.enterprise, by=visit.author, **here)
    else:
        day = timezone.localdate(visit.happened_at)
        row = CheckIn.objects.filter(person=visit.author, enterprise=visit.enterprise, day=day).first()
    if row and row.visit_id is None:
        row.visit = visit
        row.save(update_fields=["visit"])


def _keep_files(visit, files):
    """Store checked files: all of them, or none and the record is refused."""
    stored = []
    try:
        for one in {(one.name, one.content): one for one in files}.values():
            name = secrets.token_hex(16)
            row = VisitFile(
                visit=visit, storage_name=name, name=one.name, content_type=one.content_type, size=len(one.content),
                sha256=hashlib.sha256(one.content).hexdigest(), uploaded_by=visit.author,
            )  # fmt: skip
            uploads.store(row.file, name, ContentFile(one.content), shown_as=one.name)
            stored.append(row)
            row.save()
    except Exception:
        for row in stored:
            row.file.delete(save=False)  # no file without its row
        raise


def _not_serving(enterprise):
    return Refused(_("You do not serve %(enterprise)s today.") % {"enterprise": enterprise}, code="not_serving")


def _own(visit, by):
    if visit.author_id != by.pk:
        raise Refused(_("This record belongs to somebody else."), code="foreign")
    return visit


@transaction.atomic
def correct(visit, *, by, **said):
    """Change what the record says, by its author within 24 hours; the history keeps what stood before."""
    visit = Visit.objects.select_for_update(of=("self",), no_key=True).get(pk=visit.pk)
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
    visit = Visit.objects.select_for_update(of=("self",), no_key=True).select_related("enterprise").get(pk=visit.pk)
    if not permissions.can_add_to(by, visit):
        raise _not_serving(visit.enterprise)
    return VisitAddition.objects.create(visit=visit, author=by, text=text)


@transaction.atomic
def promise(visit, *, by, text, due_on):
    """Promise something because of a visit, now or later; returns the :class:`FollowUp`."""
    visit = Visit.objects.select_for_update(of=("self",), no_key=True).select_related("enterprise").get(pk=visit.pk)
    if not permissions.can_add_to(by, visit):
        raise _not_serving(visit.enterprise)
    return FollowUp.objects.create(visit=visit, text=text, due_on=due_on)


@transaction.atomic
def finish(follow_up, *, by, outcome):
    """Say what came of a promise; once, by whoever serves the enterprise today or made it."""
    rows = FollowUp.objects.select_for_update(of=("self",), no_key=True).select_related("visit__enterprise")
    follow_up = rows.get(pk=follow_up.pk)
    if not permissions.can_add_to(by, follow_up.visit):
        raise _not_serving(follow_up.visit.enterprise)
    if follow_up.done_at:
        raise Refused(_("This was done already."), code="done")
    follow_up.done_at, follow_up.done_by, follow_up.outcome = timezone.now(), by, outcome
    follow_up.save(update_fields=["done_at", "done_by", "outcome"])
    return follow_up
