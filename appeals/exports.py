"""Lists of cases as tables for spreadsheets: the rows of the list, all of them, in its order."""

from django.utils.translation import gettext as _

from portal.common.exports import moment


def header():
    """Column heads in the reader's language."""
    return [
        _("number"), _("title"), _("enterprise"), _("unified social credit code"), _("district"), _("category"),
        _("channel"), _("state"), _("handling units"), _("submitted at"), _("due at"), _("closed at"),
    ]  # fmt: skip


def rows(appeals):
    """One row per appeal of a ``for_list()`` queryset; instants in Shanghai's time."""
    for one in appeals.select_related("enterprise__service_district").iterator(chunk_size=1000):
        yield [
            one.number or "", one.title, one.enterprise.name, one.enterprise.uscc,
            str(one.enterprise.service_district), str(one.category or ""), one.get_channel_display(),
            one.get_state_display(), _(", ").join(str(row.unit) for row in one.live_handlings),
            moment(one.submitted_at), moment(one.due_at), moment(one.closed_at),
        ]  # fmt: skip
