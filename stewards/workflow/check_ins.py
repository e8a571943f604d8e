"""Being there: check-ins by position and by the enterprise's code, the codes, and what becomes of positions."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.enums import Datum
from enterprises.models import Enterprise
from enterprises.workflow import locate
from portal.common.workflow import Refused

from .. import evidence, permissions, place_codes
from ..enums import Evidence
from ..models import CheckIn, PlaceCode

#: How far the clock of a phone may go ahead of ours.
AHEAD = timedelta(minutes=5)
#: Positions older than this are rounded (product rule 8), to about a kilometre.
EXACT_FOR = timedelta(days=180)
ROUNDED = 2


@transaction.atomic
def check_in(enterprise, *, by, happened_at=None, position=None, code=""):
    """Note that ``by`` is at the enterprise, once for person, enterprise and day; returns the :class:`CheckIn`.

    ``position`` is ``(longitude, latitude, accuracy)`` in WGS-84 degrees and metres, ``code`` what the poster says. The
    grade is computed here and nowhere else; a second check-in of the day adds what the first one did not show.
    Raises :class:`Refused` for somebody who does not serve the enterprise, a time to come, and a code that is forged,
    revoked or another enterprise's.
    """
    enterprise = Enterprise.objects.select_for_update(of=("self",), no_key=True).get(pk=enterprise.pk)
    now = timezone.now()
    happened_at = min(_not_ahead(happened_at or now, now), now)
    if not permissions.may_have_visited(by, enterprise, happened_at):
        raise Refused(_("You do not serve %(enterprise)s today.") % {"enterprise": enterprise}, code="not_serving")
    found = code_for(enterprise, code) if code else None
    shown = _shown(enterprise, position, found)
    day = timezone.localdate(happened_at)
    row = (
        CheckIn.objects.select_for_update(of=("self",), no_key=True)
        .filter(person=by, enterprise=enterprise, day=day)
        .first()
    )
    if row is None:
        shown |= {"happened_at": happened_at, "created_at": now}
        return CheckIn.objects.create(person=by, enterprise=enterprise, day=day, **shown)
    return _improved(row, shown)


def _not_ahead(happened_at, now):
    if happened_at > now + AHEAD:
        raise Refused(_("This check-in lies in the future: look at the clock of the phone."), code="future")
    return happened_at


def _shown(enterprise, position, code):
    fields = {"code": code, "grade": evidence.grade(by_code=bool(code))}
    if position:
        longitude, latitude, accuracy = position
        away = evidence.distance(enterprise, longitude, latitude)
        fields |= {"longitude": longitude, "latitude": latitude, "accuracy": accuracy, "distance": away}
        fields["grade"] = evidence.grade(by_code=bool(code), accuracy=accuracy, away=away)
    return fields


def _improved(row, shown):
    """Add to the check-in of the day what it did not show before; the better position stays."""
    before = row.grade
    row.code = row.code or shown["code"]
    row.grade = evidence.better(row.grade, shown["grade"])
    nearer = shown.get("accuracy") is not None and (row.accuracy is None or shown["accuracy"] < row.accuracy)
    if nearer or (row.grade != before and shown.get("accuracy") is not None):
        for name in ("longitude", "latitude", "accuracy", "distance"):
            setattr(row, name, shown[name])
    row.save()
    return row


def code_for(enterprise, text):
    """Return the code in force that ``text`` names; raises :class:`Refused` with the reason when it does not count."""
    code = place_codes.behind(text)
    if code is None:
        raise Refused(_("This is no check-in code of the portal."), code="forged")
    if code.revoked_at:
        raise Refused(_("This code has been replaced. Ask for the new poster."), code="revoked")
    if code.enterprise_id != enterprise.pk:
        words = {"other": code.enterprise}
        raise Refused(_("This code belongs to %(other)s.") % words, code="foreign")
    return code


@transaction.atomic
def make_code(enterprise, *, by):
    """Give the enterprise a new code; the one before does not count any more. Returns the :class:`PlaceCode`."""
    enterprise = Enterprise.objects.select_for_update(of=("self",), no_key=True).get(pk=enterprise.pk)
    if not permissions.can_replace_poster(by, enterprise):
        raise Refused(_("You do not serve %(enterprise)s today.") % {"enterprise": enterprise}, code="not_serving")
    for code in PlaceCode.objects.filter(enterprise=enterprise, revoked_at=None):
        code.revoked_at, code.revoked_by = timezone.now(), by
        code.save(update_fields=["revoked_at", "revoked_by"])
    try:
        with transaction.atomic():
            return PlaceCode.objects.create(enterprise=enterprise, made_by=by)
    except IntegrityError as error:
        raise Refused(_("This enterprise has a code already."), code="race") from error


@transaction.atomic
def take_point(check_in, *, by):
    """Take the position of a first check-in as where the enterprise operates (WGS-84); the check-in is graded anew."""
    row = CheckIn.objects.select_for_update(of=("self",), no_key=True).select_related("enterprise").get(pk=check_in.pk)
    if not permissions.can_place(by, row.enterprise):
        raise Refused(_("You do not answer for %(enterprise)s.") % {"enterprise": row.enterprise}, code="not_answering")
    if row.grade != Evidence.UNPLACED or row.rounded_at:
        raise Refused(_("This check-in proposes no place."), code="no_place")
    row.enterprise = locate(row.enterprise, row.longitude, row.latitude, Datum.WGS84, by=by)
    row.distance = 0
    row.grade = evidence.grade(by_code=bool(row.code_id), accuracy=row.accuracy, away=0)
    row.save(update_fields=["distance", "grade"])
    return row


def round_positions(now=None):
    """Round the positions of check-ins older than 180 days to about a kilometre; returns how many."""
    before = (now or timezone.now()) - EXACT_FOR
    rows = list(CheckIn.objects.exact_before(before).order_by("pk")[:5000])
    for row in rows:
        row.longitude, row.latitude = round(row.longitude, ROUNDED), round(row.latitude, ROUNDED)
        row.rounded_at = timezone.now()
    CheckIn.objects.bulk_update(rows, ["longitude", "latitude", "rounded_at"], batch_size=1000)
    return len(rows)
