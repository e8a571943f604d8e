from functools import cached_property

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from portal.common import hooks

from .models import Enterprise


class EnterpriseTable(Table):
    """The registry, two lines a row."""

    name = Column(verbose_name=_("enterprise"), order_by=("name", "pk"))
    level = Column(verbose_name=_("level and size"), order_by=("level", "name"), empty_values=())
    place = Column(
        verbose_name=_("district and unit"), accessor="service_district", order_by=("service_district_id", "name")
    )
    steward = Column(verbose_name=_("service steward"), order_by=("steward_name", "name"), empty_values=())

    class Meta:
        model = Enterprise
        fields = ()
        sequence = ("name", "level", "place", "steward")

    count_of = "enterprise"
    caption = _("Enterprises")
    empty_text = _("No enterprise matches this filter.")

    def render_name(self, record):
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>',
            reverse("enterprises:detail", args=[record.uscc]), record.name, record.uscc,
        )  # fmt: skip

    def render_level(self, record):
        level = record.get_level_display() or _("off the roster")
        return format_html('{}<span class="grid__no">{}</span>', level, record.get_size_display() or "—")

    def render_place(self, record):
        return format_html('{}<span class="grid__no">{}</span>', record.service_district, record.local_unit or "—")

    @cached_property
    def stewards(self):
        """Who serves the enterprises of this page: one query for all."""
        rows = [row.pk for row in self.page.object_list.data]
        return {card.enterprise_id: card for card in hooks.steward_cards(self.request.user, rows)}

    def order_steward(self, queryset, is_descending):
        sign = "-" if is_descending else ""
        return queryset.with_steward().order_by(f"{sign}steward_name", "name", "pk"), True

    def render_steward(self, record):
        card = self.stewards.get(record.pk)
        if not card:
            return _("none yet") if record.level else "—"
        return format_html(
            '{}<span class="grid__no">{} · {} / {}</span>', card.name, card.staff_no, card.load, card.cap
        )
