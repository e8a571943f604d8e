from django.db.models import F
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from portal.common.templatetags.ui import badge, promise_clock
from portal.common.templatetags.words import day_bare

from .enums import AppealState
from .models import Appeal, Handling

_QUIET = {"th": {"hidden_header": True}}
#: States in which a row of the queue can be dispatched together with others.
DISPATCHABLE = AppealState.ACCEPTED
#: States in which a row of the queue can be claimed.
QUEUED = (AppealState.SUBMITTED, AppealState.ACCEPTED)
#: The form that claims a case in its row.
CLAIM = (
    '<form class="actform" method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    '<input type="hidden" name="next" value="{}"><button type="submit" class="btn btn--s" data-key="c">{}{}</button>'
    "</form>"
)


class AppealTable(Table):
    """A list of cases, two lines a row; the desk's queue has boxes to tick and a button to claim."""

    pick = Column(
        verbose_name=_("Choose"), empty_values=(), orderable=False, attrs={"td": {"class": "c-pick"}, **_QUIET}
    )
    case = Column(
        verbose_name=_("Appeal"), empty_values=(), order_by=("submitted_at", "pk"), attrs={"td": {"class": "c-case"}}
    )
    due = Column(verbose_name=_("Due"), accessor="due_at", empty_values=(), attrs={"td": {"class": "c-due"}})
    state = Column(verbose_name=_("State"), order_by=("state", "pk"))
    kind = Column(
        verbose_name=_("Category and channel"), empty_values=(), order_by=("category__code", "pk"),
        attrs={"td": {"class": "c-cat"}},
    )  # fmt: skip
    unit = Column(verbose_name=_("Handling unit"), empty_values=(), orderable=False, attrs={"td": {"class": "c-sug"}})
    act = Column(verbose_name=_("Action"), empty_values=(), orderable=False, attrs={"td": {"class": "c-act"}, **_QUIET})

    class Meta:
        model = Appeal
        fields = ()
        sequence = ("pick", "case", "due", "state", "kind", "unit", "act")
        empty_text = _("No appeal matches this filter.")

    count_of = "case"
    caption = _("Appeals")

    def __init__(self, *args, reader=None, csrf_token="", here="", **kwargs):
        super().__init__(*args, **kwargs)
        self.reader, self.csrf_token, self.here = reader, csrf_token, here

    def order_due(self, queryset, is_descending):
        due = F("due_at").desc(nulls_last=True) if is_descending else F("due_at").asc(nulls_last=True)
        return queryset.order_by(due, "-pk"), True

    def render_pick(self, record):
        if record.state != DISPATCHABLE:
            return ""
        return format_html(
            '<input type="checkbox" name="pick" value="{}" form="bulk" data-bulk-row aria-label="{}">',
            record.number, _("Choose %(title)s") % {"title": record.title},
        )  # fmt: skip

    def render_case(self, record):
        known = " · ".join(part for part in (record.number, record.enterprise.name) if part)
        title = record.title or _("Without a title")
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>',
            record.get_absolute_url(), title, known,
        )  # fmt: skip

    def render_due(self, record):
        promise = record.running_promises[0] if record.running_promises else None
        return promise_clock(promise.made_at, promise.due_at, layout="cell") if promise else ""

    def render_state(self, record):
        return badge(record.get_state())

    def render_kind(self, record):
        return format_html('{}<span class="grid__no">{}</span>', record.category or "—", record.get_channel_display())

    def render_unit(self, record):
        rows = [row for row in record.live_handlings if row.round == record.round][:2]
        if rows:
            return format_html_join("", '<p class="who">{}</p><p class="why">{}</p>', map(self._handling, rows))
        if not record.suggested_unit:
            return ""
        named = gettext("named by the enterprise")
        return format_html('<p class="who">{}</p><p class="why">{}</p>', record.suggested_unit, named)

    def _handling(self, row):
        known = " · ".join(str(part) for part in (row.get_state_display(), row.owner) if part)
        return format_html("<b>{}</b>", row.unit) if row.is_lead else row.unit, known

    def render_act(self, record):
        """Claim, or go on with what one has claimed; made without a template, as 25 of them stand in a page."""
        if record.state not in QUEUED:
            return ""
        about = format_html('<span class="sr"> {}</span>', record.title)
        if not record.claimed_by_id:
            return format_html(
                CLAIM,
                reverse("appeals:claim", args=[record.number]),
                self.csrf_token,
                self.here,
                gettext("Claim"),
                about,
            )
        if record.claimed_by_id != self.reader.pk:
            words = gettext("claimed by %(name)s") % {"name": record.claimed_by}
            return format_html('<span class="chip">{}</span>', words)
        chip = format_html('<span class="chip chip--river">{}</span> ', gettext("Claimed by you"))
        if record.state != DISPATCHABLE:
            address = record.get_absolute_url()
            return format_html('{}<a class="btn btn--s" href="{}">{}{}</a>', chip, address, gettext("Review"), about)
        address = reverse("appeals:dispatch", args=[record.number])
        button = '{}<a class="btn btn--s" data-key="d" href="{}">{}{}</a>'
        return format_html(button, chip, address, gettext("Dispatch"), about)


class RatedTable(Table):
    """Replies with what the enterprise said of each."""

    case = Column(verbose_name=_("Appeal"), empty_values=(), order_by=("appeal__number", "pk"))
    unit = Column(verbose_name=_("Handling unit"), order_by=("unit__name", "pk"))
    replied_at = Column(verbose_name=_("Replied"), order_by=("replied_at", "pk"))
    level = Column(
        verbose_name=_("Satisfaction"), accessor="rating__level", order_by=("rating__level", "pk"), empty_values=()
    )
    solved = Column(
        verbose_name=_("Solved"), accessor="rating__solved", order_by=("rating__solved", "pk"), empty_values=()
    )

    class Meta:
        model = Handling
        fields = ()
        sequence = ("case", "unit", "replied_at", "level", "solved")
        empty_text = _("Nobody was asked in this time.")

    count_of = "case"
    caption = _("Satisfaction")

    def render_case(self, record):
        known = " · ".join([record.appeal.number, record.appeal.enterprise.name])
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>',
            record.appeal.get_absolute_url(), record.appeal.title, known,
        )  # fmt: skip

    def render_replied_at(self, value):
        return day_bare(value)

    def render_level(self, record):
        if not hasattr(record, "rating"):
            return gettext("not rated")
        if record.rating.is_proxy:
            return gettext("%(level)s (by telephone)") % {"level": record.rating.get_level_display()}
        return record.rating.get_level_display()

    def render_solved(self, record):
        return record.rating.get_solved_display() if hasattr(record, "rating") else "—"
