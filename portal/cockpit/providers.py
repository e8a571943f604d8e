"""The places that every role has, and what an administrator has to do."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.accounts.enums import Role
from portal.common import hooks, workdays
from portal.common.hooks import DueItem, HomeCard, NavItem
from portal.notifications.enums import MailState
from portal.notifications.models import Notification

#: Roles whose home page is the steward workbench.
WORKBENCH = (Role.STEWARD, Role.LIAISON, Role.GENERAL)


@hooks.nav_items.register
def home_first(request):
    """The home page; stewards have the workbench instead."""
    if request.acting and request.acting.role in WORKBENCH:
        return []
    return [NavItem(pgettext("navigation", "Due"), reverse("cockpit:home"), "due", _("Today"), phone=1)]


@hooks.nav_items.register
def own_places(request):
    """Inbox and account, last in the list."""
    return [
        NavItem(_("Inbox"), reverse("notifications:inbox"), "inbox", _("Me")),
        NavItem(_("My account"), reverse("accounts:profile"), "person", _("Me"), phone=9),
    ]


# --- The administrator -----------------------------------------------------------------------------------------------
#: From this month on the calendar of the coming year is asked for; it is published in the weeks before.
CALENDAR_MONTH = 11


def _is_admin(acting):
    return getattr(acting, "role", None) == Role.ADMIN


@hooks.nav_items.register
def rosters(request):
    """Django's admin, for the administrator."""
    if not _is_admin(request.acting):
        return []
    return [NavItem(_("Rosters"), reverse("admin:index"), "gear", _("Reference data"), phone=2)]


@hooks.due_items.register
def of_administrator(user, acting=None):
    """Working days that must be entered, and mail that was given up."""
    return [*_calendar_to_enter(), *_mail_given_up()] if _is_admin(acting) else []


def _calendar_to_enter():
    """Every year that promises of today may reach into, and that nobody has entered yet."""
    today = timezone.localdate()
    years = [today.year, today.year + 1] if today.month >= CALENDAR_MONTH else [today.year]
    return [
        DueItem(
            title=_("Enter the working calendar of %(year)s") % {"year": year},
            url=reverse("admin:common_calendarday_changelist"),
            who=_("Until then promises count weekends only"),
            due_at=datetime.combine(today.replace(year=year - 1, month=12, day=31), workdays.WORK_ENDS,
                                    workdays.SHANGHAI),
            kind="calendar", button=_("Enter"),
        )
        for year in years if not workdays.year_is_published(year)
    ]  # fmt: skip


def _mail_given_up():
    failed = Notification.objects.for_administrator().filter(mail_state=MailState.FAILED).count()
    if not failed:
        return []
    title = ngettext("Look at %(count)s message that was given up", "Look at %(count)s messages that were given up",
                     failed) % {"count": failed}  # fmt: skip
    return [DueItem(title=title, url=_outbox(MailState.FAILED), kind="outbox", button=_("Look"))]


def _outbox(state):
    return f"{reverse('admin:notifications_notification_changelist')}?mail_state__exact={state}"


@hooks.home_cards.register
def of_outbox(user, acting=None):
    """How the mail stands: what waits and what was given up."""
    if not _is_admin(acting):
        return []
    waiting, failed = (
        Notification.objects.for_administrator().filter(mail_state=state).count()
        for state in (MailState.PENDING, MailState.FAILED)
    )
    return [
        HomeCard(_("Mail waiting"), waiting, _outbox(MailState.PENDING)),
        HomeCard(_("Mail given up"), failed, _outbox(MailState.FAILED), over=bool(failed)),
    ]
