from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from appeals.models import Handling
from portal.common.templatetags.words import day_bare


class DispatchTable(Table):
    """Dispatches with what became of them: returned with basis and proposed owner, or kept."""

    case = Column(verbose_name=_("Appeal"), empty_values=(), order_by=("appeal__number", "pk"))
    unit = Column(verbose_name=_("Handling unit"), order_by=("unit__name", "pk"))
    assigned_at = Column(verbose_name=_("Dispatched"), order_by=("assigned_at", "pk"))
    returned_at = Column(verbose_name=_("Returned"), order_by=("returned_at", "pk"))
    return_basis = Column(verbose_name=_("Basis"), orderable=False)
    proposed_unit = Column(verbose_name=_("Proposed owner"), order_by=("proposed_unit__name", "pk"))

    class Meta:
        model = Handling
        fields = ()
        sequence = ("case", "unit", "assigned_at", "returned_at", "return_basis", "proposed_unit")
        empty_text = _("Nothing was dispatched in this time.")

    count_of = "case"
    caption = _("Return rates")

    def render_case(self, record):
        known = " · ".join([record.appeal.number, record.appeal.enterprise.name])
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>',
            record.appeal.get_absolute_url(), record.appeal.title, known,
        )  # fmt: skip

    def render_assigned_at(self, value):
        return day_bare(value)

    def render_returned_at(self, value):
        return day_bare(value)
