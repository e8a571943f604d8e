from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from portal.common.templatetags.ui import slots, time_tag

from .models import Assignment, Steward


class StewardTable(Table):
    """Stewards with their loads."""

    name = Column(verbose_name=_("steward"), accessor="user__name", order_by=("user__name", "pk"))
    unit = Column(verbose_name=_("local unit"), order_by=("unit__name", "pk"))
    load = Column(verbose_name=_("load"), order_by=("load", "pk"))

    class Meta:
        model = Steward
        fields = ()
        sequence = ("name", "unit", "load")
        empty_text = _("No steward matches this filter.")

    count_of = "person"
    caption = _("Stewards")

    def render_name(self, record):
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>{}',
            reverse("stewards:detail", args=[record.staff_no]), record.user.name, record.staff_no,
            render_to_string("ui/_away.html", {"until": record.away_until}) if record.away_until else "",
        )  # fmt: skip

    def render_unit(self, record):
        return format_html('{}<span class="grid__no">{}</span>', record.unit, record.unit.district)

    def render_load(self, record):
        return slots(record.load)


class AssignmentTable(Table):
    """Who serves whom, and since when."""

    enterprise = Column(verbose_name=_("enterprise"), order_by=("enterprise__name", "pk"))
    steward = Column(verbose_name=_("service steward"), order_by=("steward__user__name", "pk"))
    unit = Column(verbose_name=_("local unit"), accessor="steward__unit", order_by=("steward__unit__name", "pk"))
    since = Column(verbose_name=_("Since"), accessor="started_at", order_by=("started_at", "pk"))
    until = Column(verbose_name=_("until"), accessor="ended_at", order_by=("ended_at", "pk"), empty_values=())

    class Meta:
        model = Assignment
        fields = ()
        sequence = ("enterprise", "steward", "unit", "since", "until")
        empty_text = _("No assignment matches this filter.")

    count_of = "row"
    caption = _("Assignments")

    def render_enterprise(self, record):
        firm = record.enterprise
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>',
            reverse("enterprises:detail", args=[firm.uscc]), firm.name, firm.uscc,
        )  # fmt: skip

    def render_steward(self, record):
        return format_html('{}<span class="grid__no">{}</span>', record.steward.user.name, record.steward.staff_no)

    def render_since(self, record):
        return time_tag(record.started_at, "day_bare")

    def render_until(self, record):
        if not record.ended_at:
            return _("now")
        return format_html('{}<span class="grid__no">{}</span>', time_tag(record.ended_at, "day_bare"), record.reason)
