from functools import cached_property

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from portal.common import hooks
from portal.common.templatetags.ui import badge, promise_clock

from .enums import RegistrationState
from .models import Enterprise, Registration


class EnterpriseTable(Table):
    """The registry, two lines a row."""

    pick = Column(
        verbose_name=_("Choose"), empty_values=(), orderable=False,
        attrs={"td": {"class": "c-pick"}, "th": {"hidden_header": True}},
    )  # fmt: skip
    name = Column(verbose_name=_("enterprise"), order_by=("name", "pk"), attrs={"td": {"class": "c-case"}})
    level = Column(verbose_name=_("level and size"), order_by=("level", "name"), empty_values=())
    place = Column(
        verbose_name=_("district and unit"), accessor="service_district", order_by=("service_district_id", "name")
    )
    steward = Column(verbose_name=_("service steward"), order_by=("steward_name", "name"), empty_values=())

    class Meta:
        model = Enterprise
        fields = ()
        sequence = ("pick", "name", "level", "place", "steward")
        empty_text = _("No enterprise matches this filter.")

    count_of = "enterprise"
    caption = _("Enterprises")

    def __init__(self, *args, pickable=(), **kwargs):
        """``pickable`` are the codes of districts whose key enterprises the reader may tick."""
        super().__init__(*args, exclude=() if pickable else ("pick",), **kwargs)
        self.pickable = pickable

    def render_pick(self, record):
        if not record.level or record.service_district_id not in self.pickable:
            return ""
        return format_html(
            '<input type="checkbox" name="pick" value="{}" form="bulk" data-bulk-row aria-label="{}">',
            record.uscc, gettext("Choose %(title)s") % {"title": record.name},
        )  # fmt: skip

    def render_name(self, record):
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{}</span>',
            reverse("enterprises:detail", args=[record.uscc]), record.name, record.uscc,
        )  # fmt: skip

    def render_level(self, record):
        level = record.get_level_display() or _("off the roster")
        return format_html('{}<span class="grid__no">{}</span>', level, record.get_size_display() or "—")

    def render_place(self, record):
        return format_html('{}<span class="grid__no">{}</span>', record.service_district, record.local_unit or "—")

    @cached_property
    def stewards(self):
        """Who serves the enterprises of this page: one query for all."""
        rows = [row.pk for row in self.page.object_list.data]
        return {card.enterprise_id: card for card in hooks.steward_cards(self.request.user, rows)}

    def order_steward(self, queryset, is_descending):
        sign = "-" if is_descending else ""
        return queryset.with_steward().order_by(f"{sign}steward_name", "name", "pk"), True

    def render_steward(self, record):
        card = self.stewards.get(record.pk)
        if not card:
            return _("none yet") if record.level else "—"
        return format_html(
            '{}<span class="grid__no">{} · {} / {}</span>', card.name, card.staff_no, card.load, card.cap
        )


class RegistrationTable(Table):
    """Firms and people who ask to be let in, two lines a row."""

    name = Column(verbose_name=_("enterprise"), orderable=False)
    kind = Column(verbose_name=_("what is asked"), orderable=False)
    town = Column(verbose_name=_("street and unit"), orderable=False, empty_values=())
    due_at = Column(verbose_name=_("answer by"), orderable=False, attrs={"td": {"class": "c-due"}})

    class Meta:
        model = Registration
        fields = ()
        sequence = ("name", "kind", "town", "due_at")
        empty_text = _("No registration stands here.")

    caption = _("Registrations")

    def render_name(self, record):
        return format_html(
            '<a class="grid__t" href="{}">{}</a><span class="grid__no">{} · {}</span>',
            reverse("enterprises:registration", args=[record.pk]), record.name, record.number, record.uscc,
        )  # fmt: skip

    def render_kind(self, record):
        return format_html('{}<span class="grid__no">{}</span>', record.get_kind_display(), record.applicant)

    def render_town(self, record):
        return format_html(
            '{}<span class="grid__no">{}</span>', record.town or record.district, record.unit or _("district lead")
        )

    def render_due_at(self, record):
        if record.decided_at:
            return badge(record.state, record.get_state_display())
        if record.state == RegistrationState.RETURNED:
            return badge("soon", record.get_state_display())
        return promise_clock(record.submitted_at, record.due_at, layout="cell")
