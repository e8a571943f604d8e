from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from enterprises.models import Enterprise
from portal.common.templatetags.ui import badge, time_tag
from portal.common.templatetags.words import clock_time
from stewards.burden import reached
from stewards.enums import BurdenKind

from .burden import budgets
from .models import ResearchVisit


class ResearchTable(Table):
    """Research visits, those to come on top."""

    leader = Column(verbose_name=_("leader"), accessor="purpose", orderable=False)
    when = Column(verbose_name=_("when"), accessor="starts_at", order_by=("starts_at", "pk"))
    stops = Column(verbose_name=_("enterprises"), accessor="pk", orderable=False)
    state = Column(verbose_name=_("state"), orderable=False)

    class Meta:
        model = ResearchVisit
        fields = ()
        sequence = ("leader", "when", "stops", "state")
        empty_text = _("No research visit matches this filter.")

    count_of = "row"
    caption = _("Research visits")

    def render_leader(self, record):
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>',
            record.get_absolute_url(), record.led_by, record.purpose,
        )  # fmt: skip

    def render_when(self, record):
        hours = f"{clock_time(record.starts_at)}–{clock_time(record.ends_at)}"
        return format_html('{}<span class="grid__no">{}</span>', time_tag(record.starts_at, "day_short"), hours)

    def render_stops(self, record):
        return " · ".join(stop.enterprise.name for stop in record.stops.all())

    def render_state(self, record):
        return badge(record.state, record.get_state_display())


def _number(label):
    return Column(verbose_name=label, accessor="pk", orderable=False, attrs={"td": {"class": "num"}})


class LedgerTable(Table):
    """What reached each enterprise in a month; a number opens its rows."""

    name = Column(verbose_name=_("enterprise"), orderable=False)
    contact = _number(_("contacts"))
    form = _number(_("forms"))
    survey = _number(_("surveys"))
    push = _number(_("messages"))
    total = _number(_("in all"))
    budget = Column(verbose_name=_("budget"), accessor="pk", orderable=False)

    class Meta:
        model = Enterprise
        fields = ()
        sequence = ("name", "contact", "form", "survey", "push", "total", "budget")
        empty_text = _("No enterprise matches this filter.")

    count_of = "enterprise"
    caption = _("Burden")

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.day, self.counts = day, {}

    def count_shown(self):
        """Count what reached the enterprises of the page that is shown, with one question to each provider."""
        firms = [row.record for row in self.page.object_list]
        self.counts = reached([one.pk for one in firms], self.day, budgets(firms))

    def _link(self, record, number, kind=""):
        if not number:
            return number
        query = {"month": f"{self.day:%Y-%m}"} | ({"kind": kind} if kind else {})
        url = f"{reverse('research:burden_rows', args=[record.uscc])}?{urlencode(query)}"
        return format_html('<a href="{}">{}<span class="sr"> {}</span></a>', url, number, record.name)

    def render_name(self, record):
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>',
            reverse("enterprises:detail", args=[record.uscc]), record.name, record.uscc,
        )  # fmt: skip

    def render_contact(self, record):
        return self._of(record, BurdenKind.CONTACT)

    def render_form(self, record):
        return self._of(record, BurdenKind.FORM)

    def render_survey(self, record):
        return self._of(record, BurdenKind.SURVEY)

    def render_push(self, record):
        return self._of(record, BurdenKind.PUSH)

    def _of(self, record, kind):
        return self._link(record, self.counts[record.pk].kinds[kind], kind)

    def render_total(self, record):
        return self._link(record, self.counts[record.pk].total)

    def render_budget(self, record):
        found = self.counts[record.pk]
        if found.is_over:
            return badge("over", gettext("over the budget of %(budget)s") % {"budget": found.budget}, tone="over")
        return found.budget
