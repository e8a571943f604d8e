"""Proposals as they leave the portal."""

from django.utils.translation import gettext as _

from portal.common.exports import moment


def header():
    """The heads of the columns."""
    return [
        _("kind"), _("enterprise"), _("unified social credit code"), _("other enterprise"), _("local unit"),
        _("level of the package"), _("new local unit"), _("steward now"), _("new steward"), _("reason"),
        _("effective on"), _("proposed by"), _("proposed at"), _("State"), _("decided by"), _("decided at"),
        _("reason of the decision"), _("in force since"),
    ]  # fmt: skip


def rows(queryset):
    """A line for each proposal."""
    for one in queryset.iterator(chunk_size=2000):
        yield [
            one.get_kind_display(), one.subject, getattr(one.enterprise, "uscc", ""), str(one.other or ""),
            str(one.unit), one.get_level_display(), str(one.to_unit or ""), str(one.from_steward or ""),
            str(one.to_steward or ""), one.reason, f"{one.effective_on:%Y-%m-%d}", one.proposed_by.name,
            moment(one.created_at), one.get_state_display(), getattr(one.decided_by, "name", ""),
            moment(one.decided_at), one.decision, moment(one.applied_at),
        ]  # fmt: skip
