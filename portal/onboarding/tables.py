from functools import cached_property

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from portal.accounts.models import User
from portal.common.templatetags.ui import badge
from portal.common.templatetags.words import day_short, masked

from .addresses import is_mobile
from .circles import Place
from .enums import Channel, Delivery, Purpose
from .models import Confirmation

#: What the button of each channel says.
BUTTONS = {
    Channel.MAIL: _("Send an e-mail"), Channel.SMS: _("Send a text message"), Channel.LETTER: _("Print a letter"),
}  # fmt: skip
_QUIET = {"th": {"hidden_header": True}}


class PersonTable(Table):
    """People in somebody's care: active or not, and what was sent to them last."""

    pick = Column(
        verbose_name=_("Choose"), empty_values=(), orderable=False, attrs={"td": {"class": "c-pick"}, **_QUIET}
    )
    name = Column(verbose_name=_("person"), orderable=False, attrs={"td": {"class": "c-case"}})
    reach = Column(verbose_name=_("Reached by"), empty_values=(), orderable=False)
    state = Column(verbose_name=_("Account"), empty_values=(), orderable=False)

    class Meta:
        model = User
        fields = ()
        sequence = ("pick", "name", "reach", "state")
        empty_text = _("Nobody stands here.")

    count_of = "person"
    caption = _("People")

    def __init__(self, *args, circle, **kwargs):
        super().__init__(*args, **kwargs)
        self.circle = circle

    @cached_property
    def places(self):
        """Where the people of this page belong."""
        return self.circle.places([row.pk for row in self.page.object_list.data])

    @cached_property
    def last(self):
        """What was sent last to the people of this page: one query."""
        ids = [row.pk for row in self.page.object_list.data]
        return {row.person_id: row for row in Confirmation.objects.sent_for(ids, Purpose.ACTIVATE)}

    def render_pick(self, record):
        if record.activated_at:
            return ""
        return format_html(
            '<input type="checkbox" name="person" value="{}" form="bulk" data-bulk-row aria-label="{}">',
            record.pk, _("Choose %(name)s") % {"name": record},
        )  # fmt: skip

    def render_name(self, record):
        place = self.places.get(record.pk, Place())
        where = place.enterprise or place.unit
        if place.url:
            where = format_html('<a href="{}">{}</a>', place.url, where)
        return format_html('<b>{}</b><span class="grid__no">{}</span>', record, where)

    def render_reach(self, record):
        ways = [str(Channel.MAIL.label)] if record.email else []
        ways += [masked(record.phone)] if record.phone else []
        return _(", ").join(ways) or _("by letter only")

    def render_state(self, record):
        if record.activated_at:
            return format_html("{}{}", badge("active", _("activated"), tone="kept"), _second(record.activated_at))
        row = self.last.get(record.pk)
        chip = badge("", _("not activated"), tone="soon" if row else "")
        return format_html("{}{}", chip, sent_words(row)) if row else chip


def _second(at):
    return format_html('<span class="grid__no">{}</span>', day_short(at))


def buttons(person=None):
    """The buttons that invite: all, or those that can reach this person."""
    usable = {Channel.LETTER}
    usable |= {Channel.MAIL} if person is None or person.email else set()
    usable |= {Channel.SMS} if person is None or is_mobile(person.phone) else set()
    return [{"value": channel.value, "label": label} for channel, label in BUTTONS.items() if channel in usable]


def sent_words(row):
    """Say what became of the last invitation: "text message, sent 22 Nov"."""
    state = {Delivery.FAILED: _("not delivered"), Delivery.NONE: _("made"), Delivery.SENT: _("sent")}
    word = state.get(row.delivery, _("on its way"))
    return format_html(
        '<span class="grid__no">{} {} {}</span>', row.get_channel_display(), word, day_short(row.created_at)
    )
