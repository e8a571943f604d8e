"""The registry as a table for spreadsheets."""

from django.utils.translation import gettext as _


def header():
    return [
        _("enterprise"), _("unified social credit code"), _("level"), _("size class"), _("service district"),
        _("local unit"), _("industry"), _("service steward"),
    ]  # fmt: skip


def rows(enterprises):
    """One row per enterprise, as the list shows it."""
    for one in enterprises.iterator(chunk_size=2000):
        yield [
            one.name, one.uscc, one.get_level_display(), one.get_size_display(), str(one.service_district),
            str(one.local_unit or ""), one.industry_id or "", one.steward_name or "",
        ]  # fmt: skip
