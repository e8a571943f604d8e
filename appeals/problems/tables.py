from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from portal.common.templatetags.ui import badge, time_tag

from .models import PassedUp, Problem, PublishedAnswer, ThemedWindow

#: The colour of a problem's state.
TONES = {"open": "soon", "answered": "kept", "closed": "river"}
TWO_LINES = '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>'


class AnswerTable(Table):
    """Published answers, the latest first."""

    question = Column(verbose_name=_("Question"), orderable=False)
    category = Column(verbose_name=_("Category"), orderable=False)
    published = Column(verbose_name=_("Published"), accessor="published_at", order_by=("published_at", "pk"))

    class Meta:
        model = PublishedAnswer
        fields = ()
        sequence = ("question", "category", "published")
        empty_text = _("No answer matches these words.")

    count_of = "row"
    caption = _("Published answers")

    def render_question(self, record):
        short = record.answer if len(record.answer) <= 60 else f"{record.answer[:60]}…"
        return format_html(TWO_LINES, record.get_absolute_url(), record.question, short)

    def render_published(self, record):
        day = time_tag(timezone.localdate(record.published_at), "day_bare")
        if record.withdrawn_at:
            return format_html("{} {}", day, badge("withdrawn", gettext("withdrawn"), tone="soon"))
        return day


class ProblemTable(Table):
    """Common problems, ranked by members and burden."""

    name = Column(verbose_name=_("Common problem"), empty_values=(), orderable=False)
    state = Column(verbose_name=_("State"), order_by=("state", "pk"))
    lead = Column(verbose_name=_("Lead unit"), accessor="lead_unit", order_by=("lead_unit__name", "pk"))
    members = Column(verbose_name=_("Appeals"), accessor="n_members", order_by=("n_members", "pk"))
    burden = Column(verbose_name=_("Enterprises concerned"), accessor="n_enterprises", order_by=("n_enterprises", "pk"))
    late = Column(verbose_name=_("Overdue"), accessor="n_overdue", order_by=("n_overdue", "pk"))

    class Meta:
        model = Problem
        fields = ()
        sequence = ("name", "state", "lead", "members", "burden", "late")
        empty_text = _("No common problem matches this filter.")

    count_of = "row"
    caption = _("Common problems")

    def render_name(self, record):
        known = f"{record.number} · {record.district}" if record.district else record.number
        return format_html(TWO_LINES, record.get_absolute_url(), record.title, known)

    def render_state(self, record):
        return badge(record.get_state(), tone=TONES[record.state])


class WindowTable(Table):
    """Themed windows, the one that stays open longest first."""

    name = Column(verbose_name=_("Themed window"), empty_values=(), orderable=False)
    dates = Column(verbose_name=_("Open from, until"), accessor="closes_on", order_by=("closes_on", "pk"))
    desk = Column(verbose_name=_("Desk"), orderable=False)
    came = Column(verbose_name=_("Appeals"), accessor="n_appeals", order_by=("n_appeals", "pk"))

    class Meta:
        model = ThemedWindow
        fields = ()
        sequence = ("name", "dates", "desk", "came")
        empty_text = _("No themed window was opened yet.")

    count_of = "row"
    caption = _("Themed windows")

    def render_name(self, record):
        return format_html(
            TWO_LINES, reverse("problems:window_change", args=[record.pk]), record.title, record.category
        )

    def render_dates(self, record):
        days = (time_tag(record.opens_on, "day_bare"), time_tag(record.closes_on, "day_bare"))
        is_open = badge("open", gettext("open now"), tone="kept") if record.is_open() else ""
        return format_html("{}–{} {}", *days, is_open)


class PassedUpTable(Table):
    """Cases passed up, the earliest awaited answer first."""

    case = Column(verbose_name=_("Appeal"), empty_values=(), orderable=False)
    body = Column(verbose_name=_("Passed up to"), order_by=("body", "pk"))
    awaited = Column(verbose_name=_("Answer"), accessor="awaited_until", order_by=("awaited_until", "pk"))

    class Meta:
        model = PassedUp
        fields = ()
        sequence = ("case", "body", "awaited")
        empty_text = _("No case passed up matches this filter.")

    count_of = "case"
    caption = _("Cases passed up")

    def render_case(self, record):
        known = f"{record.appeal.number} · {record.appeal.enterprise}"
        return format_html(TWO_LINES, record.appeal.get_absolute_url(), record.appeal.title, known)

    def render_body(self, record):
        known = " · ".join(part for part in (record.get_level_display(), record.number_there) if part)
        return format_html('{}<span class="grid__no">{}</span>', record.body, known)

    def render_awaited(self, record):
        if record.answered_on:
            return format_html("{} {}", badge("answered", gettext("answered"), tone="kept"),
                               time_tag(record.answered_on, "day_bare"))  # fmt: skip
        day = time_tag(record.awaited_until, "day_bare")
        late = (timezone.localdate() - record.awaited_until).days
        if late <= 0:
            return format_html(gettext("awaited until {}"), day)
        words = ngettext("%(n)d day over", "%(n)d days over", late) % {"n": late}
        return format_html("{} {}", day, badge("late", words, tone="over"))
