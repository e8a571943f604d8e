"""Stewards and assignments as tables for spreadsheets, and the roster as it can be imported again."""

from functools import partial

from django.db.models import FilteredRelation, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.permissions import can_export_in_full, exportable_in_full
from portal.accounts.models import Unit
from portal.common.exports import Sheet, masked_email, moment
from portal.common.templatetags.words import masked
from portal.places.models import District

from .models.steward import SLOTS
from .permissions import can_export_in_full as can_take_stewards_in_full
from .permissions import exportable_in_full as stewards_in_full
from .roster.export import header as roster_header
from .roster.export import rows as roster_rows

CHUNK = 2000


def roster_sheets(user):
    """The roster's own columns: masked for everybody who exports, in full for whoever answers for the roster."""
    found = [
        Sheet(
            "roster",
            _("the roster's columns, telephone numbers and e-mail masked; key enterprises only"),
            roster_header,
            lambda queryset: roster_rows(queryset, is_masked=True),
            lambda queryset: queryset.key(),
        )
    ]
    if can_export_in_full(user):
        full = Sheet(
            "full",
            _("the roster's columns in full, to be imported again; key enterprises only"),
            roster_header,
            roster_rows,
            lambda queryset: exportable_in_full(user, queryset).key(),
        )
        found.append(full)
    return found


def steward_sheets(user, kind):
    """Stewards as the list shows them, and for whoever answers for them in the columns of the import ``kind``."""
    masked_list = _("as the list shows it, telephone numbers and e-mail masked")
    found = [Sheet("list", masked_list, steward_header, steward_rows)]
    if can_take_stewards_in_full(user):
        full = _("the import's columns in full, to be imported again")
        narrow = partial(stewards_in_full, user)
        found.append(Sheet("full", full, lambda: kind.header, kind.lines, narrow))
    return found


def _places():
    return (
        {unit.pk: str(unit) for unit in Unit.objects.all()},
        {district.pk: str(district) for district in District.objects.all()},
    )


def steward_header():
    return [
        _("staff number"), _("steward"), _("local unit"), _("district"), _("load"), _("free slots"),
        _("liaison officer"), _("telephone"), _("e-mail"),
    ]  # fmt: skip


def steward_rows(stewards):
    """One row per steward of a ``with_load()`` query set, telephone and e-mail masked; three queries."""
    units, districts = _places()
    helped = stewards.annotate(help=FilteredRelation("liaisons", condition=Q(liaisons__ended_on=None)))
    fields = ("staff_no", "user__name", "unit", "unit__district", "load", "help__user__name", "user__phone",
              "user__email")  # fmt: skip
    for number, name, unit, district, load, liaison, phone, email in helped.values_list(*fields).iterator(CHUNK):
        yield [
            number, name, units[unit], districts.get(district, ""), load, SLOTS - load, liaison or "", masked(phone),
            masked_email(email),
        ]  # fmt: skip


def assignment_header():
    return [
        _("enterprise"), _("unified social credit code"), _("district"), _("local unit"), _("service steward"),
        _("staff number"), _("steward's unit"), _("slot"), _("from"), _("until"), _("reason"),
    ]  # fmt: skip


def assignment_rows(assignments):
    """One row per assignment; three queries; days in Shanghai's time."""
    units, districts = _places()
    fields = (
        "enterprise__name", "enterprise__uscc", "enterprise__service_district", "enterprise__local_unit",
        "steward__user__name", "steward__staff_no", "steward__unit", "slot", "started_at", "ended_at", "reason",
    )  # fmt: skip
    for name, code, district, local, steward, number, unit, *rest in assignments.values_list(*fields).iterator(CHUNK):
        slot, start, end, reason = rest
        yield [
            name, code, districts[district], units.get(local, ""), steward, number, units[unit], slot, _day(start),
            _day(end), reason,
        ]  # fmt: skip


def _day(instant):
    return timezone.localtime(instant).date().isoformat() if instant else ""


class Lines:
    """The lines of a :class:`stewards.capacity.Capacity`, one a unit, as an export counts and reads them."""

    def __init__(self, capacity):
        self.names = {line.district: line.label for line in capacity.districts}
        self.lines = [line for rows in capacity.units.values() for line in rows]

    def count(self):
        return len(self.lines)


def capacity_header():
    return [
        _("district"), _("local unit"), _("unit code"), _("stewards"), _("key enterprises"),
        _("enterprises per steward"), _("slots"), _("slots used"), _("free slots"),
        _("without steward"), _("over the average"),
    ]  # fmt: skip


def capacity_rows(lines):
    """One row per unit."""
    for line in lines.lines:
        mean = None if line.mean is None else round(line.mean, 2)
        yield [
            lines.names[line.district], line.label, line.unit, line.stewards, line.enterprises, mean, line.slots,
            line.used, line.free, line.without, line.over,
        ]  # fmt: skip


def coverage_header():
    return [
        _("enterprise"), _("unified social credit code"), _("district"), _("local unit"), _("service steward"),
        _("Last contact"), _("Days since"),
    ]  # fmt: skip


def coverage_rows(enterprises):
    """One row per enterprise with ``steward_name`` and ``last_contact``; three queries; days in Shanghai's time."""
    units, districts = _places()
    today = timezone.localdate()
    fields = ("name", "uscc", "service_district", "local_unit", "steward_name", "last_contact")
    for name, code, district, local, steward, last in enterprises.values_list(*fields).iterator(CHUNK):
        since = (today - timezone.localdate(last)).days if last else None
        yield [name, code, districts.get(district, ""), units.get(local, ""), steward or "", _day(last), since]


def visit_header():
    return [
        _("enterprise"), _("unified social credit code"), _("when"), _("mode"), _("who took part"), _("topics"),
        _("what you heard"), _("what was explained"), _("written by"), _("written at"),
        _("evidence"),
    ]  # fmt: skip


def visit_rows(visits):
    """One row per visit of a ``for_list()`` query set; instants in Shanghai's time."""
    for one in visits.iterator(chunk_size=CHUNK):
        yield [
            one.enterprise.name, one.enterprise.uscc, moment(one.happened_at), one.get_mode_display(), one.people,
            _(", ").join(str(label) for label in one.topic_labels), one.heard, one.explained, one.author.name,
            moment(one.created_at), one.evidence,
        ]  # fmt: skip
