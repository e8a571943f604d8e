from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from portal.common.templatetags.ui import slots

from .models import Steward


class StewardTable(Table):
    """Stewards with their loads."""

    name = Column(verbose_name=_("steward"), accessor="user__name", order_by=("user__name", "pk"))
    unit = Column(verbose_name=_("local unit"), order_by=("unit__name", "pk"))
    load = Column(verbose_name=_("load"), order_by=("load", "pk"))

    class Meta:
        model = Steward
        fields = ()
        sequence = ("name", "unit", "load")

    count_of = "person"
    caption = _("Stewards")
    empty_text = _("No steward matches this filter.")

    def render_name(self, record):
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>',
            reverse("stewards:detail", args=[record.staff_no]), record.user.name, record.staff_no,
        )  # fmt: skip

    def render_unit(self, record):
        return format_html('{}<span class="grid__no">{}</span>', record.unit, record.unit.district)

    def render_load(self, record):
        return slots(record.load)
