"""The registry as a table for spreadsheets."""

from django.utils.translation import gettext as _

from portal.accounts.models import Unit
from portal.common import hooks
from portal.common.exports import Sheet
from portal.places.models import District

from .enums import Level, Size


def sheets(user):
    """The ways in which this person takes the registry out: the list as it stands, then what upper apps add."""
    return [Sheet("list", _("as the list shows it"), header, rows), *hooks.enterprise_sheets(user)]


def header():
    return [
        _("enterprise"), _("unified social credit code"), _("level"), _("size class"), _("service district"),
        _("local unit"), _("industry"), _("service steward"), _("staff number"),
    ]  # fmt: skip


def rows(enterprises):
    """One row per enterprise, as the list shows it; words are looked up once and not for every row."""
    levels, sizes = ({value: str(label) for value, label in choices} for choices in (Level.choices, Size.choices))
    districts = {district.pk: str(district) for district in District.objects.all()}
    units = {unit.pk: str(unit) for unit in Unit.objects.all()}
    stewards = {enterprise: steward for enterprise, *steward in hooks.steward_names()}
    fields = ("pk", "name", "uscc", "level", "size", "service_district", "local_unit", "industry")
    for pk, name, uscc, level, size, district, unit, industry in enterprises.values_list(*fields).iterator(2000):
        yield [
            name, uscc, levels.get(level, ""), sizes.get(size, ""), districts[district], units.get(unit, ""),
            industry or "", *stewards.get(pk, ("", "")),
        ]  # fmt: skip
