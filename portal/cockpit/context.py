"""What every page of a signed-in person shows around its content: navigation, inbox, roles."""

from itertools import groupby

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from portal.common import hooks
from portal.notifications.models import Notification


def shell(request):
    """Navigation of the acting role, bottom bar of the phone, unread messages, memberships; all of it lazy."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo": settings.DEMO}
    items = SimpleLazyObject(lambda: _places(request))
    return {
        "demo": settings.DEMO,
        "nav": SimpleLazyObject(lambda: [(name, list(group)) for name, group in groupby(items, lambda i: i["group"])]),
        "bottom_nav": SimpleLazyObject(lambda: sorted((i for i in items if i["phone"]), key=lambda i: i["phone"])[:4]),
        "inbox_unread": SimpleLazyObject(lambda: Notification.objects.visible_to(user).unread().count()),
        "acting": request.acting,
        "memberships": user.grants,
    }


def _places(request):
    """The places as dicts; the longest address that begins the current path is the current one.

    Groups stand in the order of their first place on the phone.
    """
    found = [vars(item) | {"current": False} for item in hooks.nav_items(request)]
    here = [place for place in found if request.path.startswith(place["url"].split("?")[0])]
    if here:
        best = max(here, key=lambda place: len(place["url"].split("?")[0]))
        if best["url"] != "/" or request.path == "/":
            best["current"] = True
    order = {}
    for place in found:
        order[place["group"]] = min(order.get(place["group"], 99), place["phone"] or 99)
    return sorted(found, key=lambda place: order[place["group"]])
