from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from portal.accounts.models import Membership
from portal.common.templatetags.ui import promise_clock, time_tag

from .deadlines import due_of


class ProgressTable(Table):
    """Those who have to finish one course, and whether they have."""

    person = Column(verbose_name=_("person"), accessor="user__name", order_by=("user__name", "pk"))
    unit = Column(verbose_name=_("local unit"), order_by=("unit__name", "pk"))
    state = Column(
        verbose_name=_("State"), accessor="finished_at", order_by=("finished_at", "started_on", "pk"), empty_values=()
    )

    class Meta:
        model = Membership
        fields = ()
        sequence = ("person", "unit", "state")
        empty_text = _("Nobody matches this filter.")

    count_of = "person"
    caption = _("Who has finished the course, and who has not")

    def __init__(self, *args, course, **kwargs):
        super().__init__(*args, **kwargs)
        self.course = course

    def render_person(self, record):
        return format_html(
            '<b>{}</b><span class="grid__no">{}</span>', record.user.name, record.get_role_display()
        )  # fmt: skip

    def render_unit(self, record):
        return format_html('{}<span class="grid__no">{}</span>', record.unit, record.unit.district or "")

    def render_state(self, record):
        if record.certificate:
            url = reverse("training:certificate", args=[record.certificate])
            return format_html(
                '<a class="nb" href="{}">{}</a><span class="grid__no">{}</span>', url, record.certificate,
                time_tag(record.finished_at, "day_bare"),
            )  # fmt: skip
        return promise_clock(self.course.published_at, due_of(self.course, record.started_on), layout="cell")
