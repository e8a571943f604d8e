"""What happened to a registration, read from its history."""

from django.utils.translation import gettext as _

from .enums import RegistrationState as S

#: State → icon and tone of the entry.
_LOOK = {
    S.SUBMITTED: ("send", "river"), S.RETURNED: ("info", ""), S.APPROVED: ("kept", "kept"), S.REFUSED: ("over", "over"),
    S.WITHDRAWN: ("back", ""),
}  # fmt: skip


def entries_of(registration):
    """One entry a change of state, the newest first, as ``ui/_timeline.html`` shows them."""
    entries, before = [], None
    for row in registration.history.select_related("history_user").order_by("history_date", "history_id"):
        if row.state != before:
            entries.append(_entry(registration, row, before))
        before = row.state
    return entries[::-1]


def _entry(registration, row, before):
    icon, tone = _LOOK[S(row.state)]
    titles = {
        S.SUBMITTED: _("Completed and sent again") if before else _("Sent"), S.RETURNED: _("Completion asked"),
        S.APPROVED: _("Approved"), S.REFUSED: _("Refused"), S.WITHDRAWN: _("Taken back"),
    }  # fmt: skip
    return {
        "at": row.history_date, "icon": icon, "tone": tone, "title": titles[S(row.state)],
        "by": str(row.history_user or registration.applicant),
        "words": row.reason if row.state in (S.RETURNED, S.REFUSED) else "",
    }  # fmt: skip
