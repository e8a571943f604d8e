"""What if these left: free places of a unit before and after, nothing is written."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.accounts.models import Unit
from stewards import permissions as stewardship

from .. import permissions, preview


@require_safe
def what_if(request):
    """Tick stewards of a unit, and see who would take their enterprises."""
    if not stewardship.can_ask_what_if(request.user):
        raise PermissionDenied
    led = permissions.led_stewards(request.user)
    units = list(Unit.objects.filter(pk__in=led.values("unit")).order_by("name", "pk"))
    unit = next((one for one in units if one.code == request.GET.get("unit")), units[0] if units else None)
    stewards = list(led.filter(unit=unit).with_load().for_list()) if unit else []
    ticked = {int(key) for key in request.GET.getlist("leaving") if key.isdecimal()}
    leaving = {one.pk for one in stewards} & ticked
    context = {
        "units": units, "unit": unit, "stewards": stewards, "leaving": leaving,
        "found": preview.what_if(stewards, leaving) if leaving else None,
    }  # fmt: skip
    return render(request, "changes/what_if.html", context)
