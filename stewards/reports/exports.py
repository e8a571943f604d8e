"""Information reports as a table for spreadsheets."""

from django.utils import timezone
from django.utils.translation import gettext as _

CHUNK = 2000


def header():
    return [
        _("number"), _("enterprise"), _("unified social credit code"), _("kind"), _("urgency"), _("why it is urgent"),
        _("title"), _("facts"), _("text"), _("learned on"), _("state"), _("written by"), _("written at"),
        _("acknowledged by"), _("acknowledged at"),
    ]  # fmt: skip


def rows(reports):
    """One row per report of a ``for_list()`` query set; instants in Shanghai's time."""
    for one in reports.select_related("acknowledged_by").iterator(chunk_size=CHUNK):
        facts = "\n".join(f"{fact.label} {value}" for fact, value in one.facts_in_words)
        yield [
            one.number, one.enterprise.name, one.enterprise.uscc, one.get_kind_display(), one.get_urgency_display(),
            one.urgent_because, one.title, facts, one.text, one.happened_on.isoformat(), one.get_state_display(),
            one.author.name, _moment(one.created_at), one.acknowledged_by.name if one.acknowledged_by else "",
            _moment(one.acknowledged_at),
        ]  # fmt: skip


def _moment(value):
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""
