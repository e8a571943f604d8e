from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from enterprises.models import Enterprise
from portal.common.templatetags.ui import slots, time_tag

from .models import Assignment, Steward, Visit

#: Signs of what was heard that a row shows.
SHOWN = 80


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


class CoverageTable(Table):
    """Enterprises that wait for a contact, with who serves them and the last one."""

    name = Column(verbose_name=_("enterprise"), order_by=("name", "pk"))
    unit = Column(verbose_name=_("local unit"), accessor="local_unit", order_by=("local_unit__name", "pk"))
    steward = Column(verbose_name=_("service steward"), accessor="steward_name", order_by=("steward_name", "pk"))
    last = Column(
        verbose_name=_("Last contact"), accessor="last_contact", order_by=("last_contact", "pk"), empty_values=()
    )
    days = Column(
        verbose_name=_("Days since"), accessor="last_contact", orderable=False, attrs={"td": {"class": "num"}}
    )

    class Meta:
        model = Enterprise
        fields = ()
        sequence = ("name", "unit", "steward", "last", "days")
        empty_text = _("Every key enterprise here was contacted.")

    count_of = "enterprise"
    caption = _("Not contacted")

    def order_last(self, queryset, is_descending):
        """Those that nobody contacted yet count as the oldest."""
        last = F("last_contact")
        order = last.desc(nulls_last=True) if is_descending else last.asc(nulls_first=True)
        return queryset.order_by(order, "pk"), True

    def render_name(self, record):
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>',
            reverse("enterprises:detail", args=[record.uscc]), record.name, record.uscc,
        )  # fmt: skip

    def render_unit(self, record):
        return format_html('{}<span class="grid__no">{}</span>', record.local_unit, record.service_district)

    def render_last(self, record):
        return time_tag(record.last_contact, "day_bare") if record.last_contact else _("No contact recorded yet")

    def render_days(self, value):
        return (timezone.localdate() - timezone.localdate(value)).days


class VisitTable(Table):
    """Visits, the latest first."""

    when = Column(verbose_name=_("when"), accessor="happened_at", order_by=("happened_at", "pk"))
    enterprise = Column(verbose_name=_("enterprise"), order_by=("enterprise__name", "pk"))
    heard = Column(verbose_name=_("what you heard"), orderable=False)
    author = Column(verbose_name=_("written by"), order_by=("author__name", "pk"))

    class Meta:
        model = Visit
        fields = ()
        sequence = ("enterprise", "when", "heard", "author")
        empty_text = _("No visit matches this filter.")

    count_of = "row"
    caption = _("Visits")

    def render_when(self, record):
        how = " · ".join(filter(None, [str(record.get_mode_display()), str(record.evidence)]))
        return format_html('{}<span class="grid__no">{}</span>', time_tag(record.happened_at, "day_bare"), how)

    def render_enterprise(self, record):
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>',
            reverse("stewards:visit", args=[record.pk]), record.enterprise.name, record.enterprise.uscc,
        )  # fmt: skip

    def render_heard(self, record):
        topics = " · ".join(str(label) for label in record.topic_labels)
        return format_html('{}<span class="grid__no">{}</span>', Truncator(record.heard).chars(SHOWN), topics)

    def render_author(self, record):
        return record.author.name
