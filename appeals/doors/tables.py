from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import Column, Table

from appeals.enums import AppealState
from portal.common.templatetags.ui import badge, time_tag

from .enums import TrayState
from .models import Callback, Mail, TrayItem

#: What a callback may tell.
STATES = dict([*AppealState.choices, *TrayState.choices])

REPLAY = (
    '<form class="actform" method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    '<button type="submit" class="btn btn--s">{}<span class="sr"> {}</span></button></form>'
)


class TrayTable(Table):
    """What waits for the desk to find its enterprise, the oldest first."""

    case = Column(verbose_name=_("Case"), empty_values=(), orderable=False, attrs={"td": {"class": "c-case"}})
    named = Column(verbose_name=_("enterprise as it was named"), accessor="enterprise_name", orderable=False)
    source = Column(verbose_name=_("passed on by"), accessor="client__name", orderable=False)
    received_at = Column(verbose_name=_("received at"), orderable=False)

    class Meta:
        model = TrayItem
        fields = ()
        sequence = ("case", "named", "source", "received_at")
        empty_text = _("Nothing waits: every case that was passed on has its enterprise.")

    count_of = "case"
    caption = _("The desk's tray")

    def render_case(self, record):
        urgent = badge(record.urgency, record.get_urgency_display(), tone="over") if record.urgency == "urgent" else ""
        return format_html(
            '<a class="grid__t" href="{}">{}</a> {}<span class="grid__no">{}</span>',
            record.get_absolute_url(), record.title, urgent, record.external_number,
        )  # fmt: skip

    def render_named(self, record):
        return format_html('{}<span class="grid__no">{}</span>', record.enterprise_name, record.credit_code)

    def render_received_at(self, record):
        return time_tag(record.received_at, "moment_short")


class DeadTable(Table):
    """Callbacks that were given up, the latest first."""

    case = Column(verbose_name=_("Case"), empty_values=(), orderable=False, attrs={"td": {"class": "c-case"}})
    to = Column(verbose_name=_("connected system"), accessor="client__name", orderable=False)
    error = Column(verbose_name=_("last error"), accessor="last_error", orderable=False)
    attempts = Column(verbose_name=_("attempts"), orderable=False, attrs={"td": {"class": "num"}})
    changed_at = Column(verbose_name=_("given up at"), orderable=False)
    act = Column(
        verbose_name=_("Action"), empty_values=(), orderable=False,
        attrs={"td": {"class": "c-act"}, "th": {"hidden_header": True}},
    )  # fmt: skip

    class Meta:
        model = Callback
        fields = ()
        sequence = ("case", "to", "error", "attempts", "changed_at", "act")
        empty_text = _("Nothing was given up: every change of status was delivered or is still being tried.")

    count_of = "row"
    caption = _("Callbacks that were given up")

    def __init__(self, *args, csrf_token="", **kwargs):
        super().__init__(*args, **kwargs)
        self.csrf_token = csrf_token

    def render_case(self, record):
        number = record.appeal.number if record.appeal else gettext("in the tray")
        return format_html(
            '<b>{}</b><span class="grid__no">{} · {}</span>',
            record.external_number, number, STATES.get(record.payload.get("state"), ""),
        )  # fmt: skip

    def render_changed_at(self, record):
        return time_tag(record.changed_at, "moment_short")

    def render_act(self, record):
        address = reverse("doors:replay", args=[record.pk])
        return format_html(REPLAY, address, self.csrf_token, gettext("Send the callback again"), record.external_number)


class MailTable(Table):
    """What came to the department mailbox, the newest first."""

    mail = Column(verbose_name=_("subject"), empty_values=(), orderable=False,
                  attrs={"td": {"class": "c-case"}})  # fmt: skip
    sender = Column(verbose_name=_("sender"), empty_values=(), orderable=False)
    became = Column(verbose_name=_("what became of it"), empty_values=(), orderable=False)
    received_at = Column(verbose_name=_("received at"), orderable=False)

    class Meta:
        model = Mail
        fields = ()
        sequence = ("mail", "sender", "became", "received_at")
        empty_text = _("No mail here. What comes to the mailbox stands here with what became of it.")

    count_of = "row"
    caption = _("Department mailbox")

    def render_mail(self, record):
        subject = record.subject or gettext("A mail without a subject")
        return format_html('<a class="grid__t" href="{}">{}</a>', record.get_absolute_url(), subject)

    def render_sender(self, record):
        return format_html('{}<span class="grid__no">{}</span>', record.sender_name, record.sender)

    def render_became(self, record):
        appeal = record.appeal or (record.tray_item.appeal if record.tray_item else None)
        told = appeal.number if appeal else record.get_reason_display()
        return format_html('{}<span class="grid__no">{}</span>', badge(record.state, record.get_state_display()), told)

    def render_received_at(self, record):
        return time_tag(record.received_at, "moment_short")
