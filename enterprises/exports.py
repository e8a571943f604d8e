"""The registry as a table for spreadsheets."""

from django.utils.translation import gettext as _

from portal.common import hooks


def header():
    return [
        _("enterprise"), _("unified social credit code"), _("level"), _("size class"), _("service district"),
        _("local unit"), _("industry"), _("service steward"), _("staff number"),
    ]  # fmt: skip


def rows(user, enterprises):
    """One row per enterprise, as the list shows it to ``user``."""
    stewards = {card.user_id: card.staff_no for card in hooks.steward_cards(user, None)}
    for one in enterprises.iterator(chunk_size=2000):
        yield [
            one.name, one.uscc, one.get_level_display(), one.get_size_display(), str(one.service_district),
            str(one.local_unit or ""), one.industry_id or "", one.steward_name or "",
            stewards.get(one.steward_id, ""),
        ]  # fmt: skip
