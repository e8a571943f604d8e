"""The registry's places in the navigation, and what is due about registrations and contacts."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.enums import Role
from portal.common import hooks
from portal.common.hooks import DueItem, NavItem
from portal.notifications.enums import MailState

from . import permissions
from .enums import AccessReason, RegistrationKind
from .models import Enterprise, EnterpriseAccess, Letter, Registration

#: How many due items one source gives at most; the list behind it has them all.
MOST = 50


@hooks.nav_items.register
def registry_places(request):
    """The list for whoever serves or supervises; the own enterprise for a contact."""
    role = getattr(request.acting, "role", "")
    if role == Role.CONTACT:
        return [NavItem(_("Enterprise data"), reverse("enterprises:list"), "building", _("Enterprise"), phone=4)]
    if role in (Role.HANDLER, "") or not permissions.can_list(request.user):
        return []
    label = _("My enterprises") if role in (Role.STEWARD, Role.LIAISON) else _("Enterprises")
    return [NavItem(label, reverse("enterprises:list"), "building", _("Registry"), phone=4)]


@hooks.nav_items.register
def registration_places(request):
    """Firms that register themselves, for who checks them and for who leads those who do."""
    if getattr(request.acting, "role", "") not in (Role.GENERAL, Role.DISTRICT, Role.CITY, Role.ADMIN):
        return []
    return [NavItem(_("Registrations"), reverse("enterprises:registrations"), "plus", _("Registry"))]


# --- Due -------------------------------------------------------------------------------------------------------------
@hooks.due_items.register
def registrations_to_decide(user, acting=None):
    """Registrations that wait for this person in the acting role."""
    waiting = Registration.objects.waiting_for(user, getattr(acting, "role", ""))
    return [_item(row) for row in waiting.for_list()[:MOST]]


def _item(row):
    is_firm = row.kind == RegistrationKind.FIRM
    title = _("Check the registration: %(name)s") if is_firm else _("%(applicant)s asks to become a contact")
    return DueItem(
        title=title % {"name": row.name, "applicant": row.applicant}, kind="registration", button=_("Decide"),
        url=reverse("enterprises:registration", args=[row.pk]), who=f"{row.name} · {row.number}",
        due_at=row.due_at, started_at=row.submitted_at,
    )  # fmt: skip


@hooks.due_items.register
def enterprises_without_contact(user, acting=None):
    """Enterprises that nobody speaks for: the steward finds somebody."""
    if getattr(acting, "role", "") != Role.STEWARD:
        return []
    served = EnterpriseAccess.objects.in_force().filter(user=user.pk, reason=AccessReason.STEWARD)
    firms = Enterprise.objects.filter(pk__in=served.values("content_object")).without_contact()
    return [
        DueItem(
            title=_("Find a contact: nobody speaks for %(enterprise)s") % {"enterprise": firm.name}, kind="contact",
            url=reverse("enterprises:contacts", args=[firm.uscc]), who=firm.name, button=_("Add"),
        )
        for firm in firms.order_by("name", "pk")[:MOST]
    ]  # fmt: skip


@hooks.due_items.register
def letters_given_up(user, acting=None):
    """Mail to applicants that was given up, for the administrator: nobody waits for it unseen."""
    failed = Letter.objects.filter(mail_state=MailState.FAILED)
    if getattr(acting, "role", "") != Role.ADMIN or not (count := failed.count()):
        return []
    title = ngettext("Look at %(count)s letter to an applicant that was given up",
                     "Look at %(count)s letters to applicants that were given up", count)  # fmt: skip
    url = f"{reverse('admin:enterprises_letter_changelist')}?mail_state__exact={MailState.FAILED}"
    return [DueItem(title=title % {"count": count}, url=url, kind="outbox", button=_("Look"))]
