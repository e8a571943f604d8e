"""Who has finished a course, as a table for spreadsheets."""

from django.utils.translation import gettext as _

from portal.common.exports import Sheet, moment

from .deadlines import due_of

CHUNK = 2000


def sheet(course):
    """The rows of one course."""
    return Sheet("list", _("as the list shows it"), header, lambda rows: _lines(course, rows))


def header():
    return [_("person"), _("role"), _("local unit"), _("district"), _("Finished"), _("Certificate"), _("Due")]


def _lines(course, rows):
    for row in rows.iterator(chunk_size=CHUNK):
        due = moment(due_of(course, row.started_on))
        yield [
            row.user.name, row.get_role_display(), str(row.unit), str(row.unit.district or ""),
            moment(row.finished_at), row.certificate or "", due,
        ]  # fmt: skip
