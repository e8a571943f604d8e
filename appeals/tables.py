from django.db.models import F
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from portal.common.templatetags.ui import badge, promise_clock

from .enums import AppealState
from .models import Appeal

_QUIET = {"th": {"hidden_header": True}}
#: States in which a row of the queue can be dispatched together with others.
DISPATCHABLE = AppealState.ACCEPTED
#: States in which a row of the queue can be claimed.
QUEUED = (AppealState.SUBMITTED, AppealState.ACCEPTED)


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

    count_of = "case"
    caption = _("Appeals")
    empty_text = _("No appeal matches this filter.")

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
        if not rows and not record.suggested_unit:
            return ""
        return render_to_string("appeals/_row_unit.html", {"appeal": record, "rows": rows})

    def render_act(self, record):
        if record.state not in QUEUED:
            return ""
        known = {"appeal": record, "reader": self.reader, "csrf_token": self.csrf_token, "here": self.here}
        return render_to_string("appeals/_row_act.html", known)
