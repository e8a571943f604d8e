from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from portal.common.templatetags.ui import badge, time_tag

from .enums import State
from .models import Proposal

TONES = {State.PROPOSED: "soon", State.APPROVED: "kept", State.REFUSED: "over", State.WITHDRAWN: ""}


class ProposalTable(Table):
    """Proposals, the latest first."""

    subject = Column(verbose_name=_("enterprise"), accessor="pk", order_by=("enterprise__name", "pk"))
    kind = Column(verbose_name=_("kind"), accessor="get_kind_display", order_by=("kind", "pk"))
    unit = Column(verbose_name=_("local unit"), order_by=("unit__name", "pk"))
    effective = Column(verbose_name=_("effective on"), accessor="effective_on", order_by=("effective_on", "pk"))
    state = Column(verbose_name=_("State"), accessor="get_state_display", order_by=("state", "pk"))

    class Meta:
        model = Proposal
        fields = ()
        sequence = ("subject", "kind", "unit", "effective", "state")
        empty_text = _("No proposal matches this filter.")

    count_of = "row"
    caption = _("Proposals")

    def render_subject(self, record):
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>',
            reverse("changes:proposal", args=[record.pk]), record.subject,
            getattr(record.enterprise, "uscc", "") or record.from_steward.staff_no,
        )  # fmt: skip

    def render_unit(self, record):
        return format_html('{}<span class="grid__no">{}</span>', record.unit, record.proposed_by.name)

    def render_effective(self, record):
        return format_html(
            '{}<span class="grid__no">{}</span>', time_tag(record.effective_on, "day_bare"), record.reason
        )

    def render_state(self, record):
        when = time_tag(record.decided_at, "day_bare") if record.decided_at else ""
        shown = badge(record.state, record.get_state_display(), tone=TONES[record.state])
        return format_html('{}<span class="grid__no">{}</span>', shown, when)
