"""What routing gives to the pages of other apps: suggestions at dispatch and while writing, the desk's rules."""

from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.enums import AppealState
from portal.common import hooks
from portal.common.hooks import Act, NavItem, Section

from . import permissions, suggestions


@hooks.dispatch_sections.register
def suggested_units(user, appeal):
    """Up to three units with their reasons, each one click from the field."""
    found, clear = suggestions.units_for(appeal)
    if not found:
        return []
    return [Section(_("Suggested units"), "routing/_units.html", {"suggestions": found, "clear": clear})]


@hooks.writing_sections.register
def suggested_category(user, appeal, title, text):
    """A category that fits the words better than the chosen one."""
    category = suggestions.category_for(title, text)
    if category is None or category.pk == appeal.category_id:
        return []
    return [Section(_("Subject"), "routing/_category.html", {"category": category, "appeal": appeal})]


@hooks.case_acts.register
def make_a_rule(user, appeal):
    """After a binding ruling the desk may make a rule of it."""
    if not permissions.can_make(user) or appeal.state not in (AppealState.IN_HANDLING, AppealState.REPLIED):
        return []
    if not any(row.is_binding for row in appeal.handlings.all()):
        return []
    return [Act(_("Make a routing rule of the ruling"), f"{reverse('routing:new')}?case={appeal.number}", "route")]


@hooks.nav_items.register
def nav_items(request):
    if not request.acting:
        return []
    found = []
    if permissions.can_list(request.user):
        found.append(NavItem(_("Routing rules"), reverse("routing:list"), "route", _("Appeals")))
    if permissions.can_see_returns(request.user):
        found.append(NavItem(_("Return rates"), reverse("routing:returns"), "back", _("Appeals")))
    return found
