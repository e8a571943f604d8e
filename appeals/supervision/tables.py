from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from portal.common.templatetags.ui import badge, promise_clock

from .enums import OrderState, Station
from .models import SupervisionOrder

#: The colour of an order's state.
TONES = {"issued": "soon", "replied": "river", "returned": "over", "accepted": "kept", "withdrawn": ""}


class OrderTable(Table):
    """Supervision orders: what is open first, the most urgent of it on top."""

    order = Column(
        verbose_name=_("supervision order"), accessor="appeal", order_by=("raised_at", "pk"),
        attrs={"td": {"class": "c-case"}},
    )  # fmt: skip
    due = Column(verbose_name=_("Due"), accessor="due_at", order_by=("due_at", "pk"), attrs={"td": {"class": "c-due"}})
    state = Column(verbose_name=_("state"), order_by=("state", "pk"))
    unit = Column(verbose_name=_("respondent unit"), order_by=("unit__code", "pk"))
    rule = Column(verbose_name=_("rule"), order_by=("rule", "pk"))

    class Meta:
        model = SupervisionOrder
        fields = ()
        sequence = ("order", "due", "state", "unit", "rule")
        empty_text = _("No order matches this filter.")

    count_of = "row"
    caption = _("Supervision orders")

    def render_order(self, record):
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>',
            record.get_absolute_url(), record.appeal.title, f"{record.number} · {record.appeal.enterprise.name}",
        )  # fmt: skip

    def render_due(self, record):
        if record.state == OrderState.WITHDRAWN:
            return ""
        done = record.replied_at if record.state in (OrderState.REPLIED, OrderState.ACCEPTED) else None
        return promise_clock(record.raised_at, record.due_at, done, layout="cell")

    def render_state(self, record):
        shown = badge(record.state, record.get_state_display(), tone=TONES[record.state])
        if not record.is_open or record.station == Station.RESPONDENT:
            return shown
        return format_html("{} {}", shown, badge(record.station, record.get_station_display(), tone="over"))

    def render_unit(self, record):
        return str(record.unit)

    def render_rule(self, record):
        raised_by = record.raised_by.name if record.raised_by else ""
        return format_html('{}<span class="grid__no">{}</span>', capfirst(record.get_rule_display()), raised_by)
