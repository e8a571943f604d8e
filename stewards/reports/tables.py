from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from portal.common.templatetags.ui import badge, time_tag

from .models import Report

#: The colour of a report's state.
TONES = {"sent": "soon", "acknowledged": "kept", "passed_on": "river"}


class ReportTable(Table):
    """Information reports, the latest first."""

    title = Column(verbose_name=_("report"), orderable=False)
    enterprise = Column(verbose_name=_("enterprise"), order_by=("enterprise__name", "pk"))
    learned = Column(verbose_name=_("learned on"), accessor="happened_on", order_by=("happened_on", "pk"))
    state = Column(verbose_name=_("state"), order_by=("state", "pk"))
    author = Column(verbose_name=_("written by"), order_by=("author__name", "pk"))

    class Meta:
        model = Report
        fields = ()
        sequence = ("title", "enterprise", "learned", "state", "author")
        empty_text = _("No report matches this filter.")

    count_of = "row"
    caption = _("Information reports")

    def render_title(self, record):
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>',
            record.get_absolute_url(), record.title, f"{record.number} · {record.get_kind_display()}",
        )  # fmt: skip

    def render_enterprise(self, record):
        return format_html('{}<span class="grid__no">{}</span>', record.enterprise.name, record.enterprise.uscc)

    def render_learned(self, record):
        return time_tag(record.happened_on, "day_bare")

    def render_state(self, record):
        state = badge(record.state, record.get_state_display(), tone=TONES[record.state])
        urgent = badge(record.urgency, record.get_urgency_display(), tone="over") if record.is_urgent else ""
        return format_html("{} {}", urgent, state)

    def render_author(self, record):
        return record.author.name
