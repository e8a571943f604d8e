"""Supervision orders as a table for spreadsheets."""

from django.utils.translation import gettext as _

from portal.common.exports import moment


def header():
    """Column heads in the reader's language."""
    return [
        _("number"), _("rule"), _("raised by"), _("appeal"), _("title"), _("enterprise"), _("district"),
        _("respondent unit"), _("state"), _("level"), _("raised at"), _("due at"), _("replied at"), _("reply"),
        _("verdict"), _("effect"), _("ended at"),
    ]  # fmt: skip


def rows(orders):
    """One row per order of a ``for_list()`` query set; instants in Shanghai's time."""
    for one in orders.select_related("appeal__enterprise__service_district").iterator(chunk_size=1000):
        firm = one.appeal.enterprise
        yield [
            one.number, one.get_rule_display(), one.raised_by.name if one.raised_by else "", one.appeal.number,
            one.appeal.title, firm.name, str(firm.service_district), str(one.unit), one.get_state_display(),
            one.get_station_display(), moment(one.raised_at), moment(one.due_at), moment(one.replied_at), one.reply,
            one.verdict, one.get_effect_display(), moment(one.ended_at),
        ]  # fmt: skip
