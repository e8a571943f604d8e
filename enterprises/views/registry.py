from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tables2 import RequestConfig

from portal.common import hooks
from portal.common.counting import PAGES
from portal.common.exports import export_page

from .. import exports, permissions
from ..filters import EnterpriseFilter
from ..models import Enterprise
from ..tables import EnterpriseTable


def _filtered(request):
    return EnterpriseFilter(request.GET, queryset=Enterprise.objects.visible_to(request.user).for_list())


def enterprise_list(request):
    """The registry within one's scope. A contact goes to the own enterprise."""
    if not permissions.can_list(request.user):
        return _own(request)
    found = _filtered(request)
    pickable = permissions.led_districts(request.user)
    table = EnterpriseTable(found.qs, pickable=pickable)
    RequestConfig(request, paginate=PAGES).configure(table)
    return render(request, "enterprises/list.html", {
        "table": table, "filter": found, "may_export": permissions.can_export(request.user),
        "query": request.GET.urlencode(), "bulk": pickable,
    })  # fmt: skip


def _own(request):
    """Where a contact is at home: the one enterprise, or a choice among several."""
    own = list(Enterprise.objects.visible_to(request.user).for_list())
    if not own:
        raise PermissionDenied
    if len(own) > 1:
        return render(request, "enterprises/own.html", {"enterprises": own})
    return redirect("enterprises:detail", own[0].uscc)


def enterprise_export(request):
    """Take the filtered rows out: asks why, logs it, answers with the file."""
    if not permissions.can_export(request.user):
        raise PermissionDenied
    back = f"{reverse('enterprises:list')}?{request.GET.urlencode()}"
    sheets = exports.sheets(request.user)
    return export_page(request, _("Enterprises"), _filtered(request).qs, sheets, back=back)


def _steward_of(user, enterprise):
    return next(iter(hooks.steward_cards(user, [enterprise.pk])), None)


def enterprise_detail(request, uscc):
    """One enterprise: facts with their source, contacts, who serves it, and what other parts of the portal know."""
    visible = Enterprise.objects.visible_to(request.user).select_related(
        "industry", "service_district", "local_unit", "registered_district", "registered_town", "operating_district",
        "operating_town",
    )  # fmt: skip
    enterprise = get_object_or_404(visible, uscc=uscc)
    context = {
        "enterprise": enterprise,
        "steward": _steward_of(request.user, enterprise),
        "contacts": enterprise.contacts.current().select_related("user"),
        "sees_phone": permissions.can_see_phone(request.user, enterprise),
        "sections": hooks.enterprise_sections(request.user, enterprise),
        "may_list": permissions.can_list(request.user),
        "own": permissions.is_contact(request.user, enterprise),
        "manages_contacts": permissions.can_manage_contacts(request.user, enterprise),
    }
    return render(request, "enterprises/detail.html", context)
