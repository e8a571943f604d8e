"""What training gives to other pages: its place in the navigation, and what is due."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.enums import Role
from portal.common import hooks
from portal.common.hooks import DueItem, NavItem

from .coverage import LEARNING, count_late, duties
from .querysets import LEADING, SERVING

#: How many due items stand on the workbench at most; the page of courses has them all.
MOST = 10


@hooks.nav_items.register
def places(request):
    """Training, for everybody who serves and everybody who leads them."""
    role = getattr(request.acting, "role", "")
    if role in SERVING:
        return [NavItem(_("Training"), reverse("training:home"), "star", _("Today"))]
    if role in LEADING:
        return [NavItem(_("Training"), reverse("training:home"), "star", _("Registry"))]
    return []


@hooks.due_items.register
def training_due(user, acting=None):
    """The required courses that the person has not finished (guideline art. 6)."""
    if getattr(acting, "role", "") not in LEARNING:
        return []
    return [
        DueItem(
            title=_("Finish the course: %(course)s") % {"course": duty.course.title}, kind="training",
            url=duty.course.get_absolute_url(), who=duty.course.get_kind_display(), due_at=duty.due_at,
            started_at=duty.since, button=_("Learn"),
        )
        for duty in duties(user)[:MOST]
    ]  # fmt: skip


@hooks.due_items.register
def late_people(user, acting=None):
    """How many of the unit are late with a required course, for the general steward."""
    if getattr(acting, "role", "") != Role.GENERAL or not (count := count_late(user)):
        return []
    title = ngettext("%(count)d person is late with training", "%(count)d people are late with training", count)
    url = reverse("training:progress")
    return [
        DueItem(title=title % {"count": count}, url=url, who=str(acting.unit or ""), kind="training", button=_("Look"))
    ]
