"""Help for the acting role: the first five things, the time limits, the steward guide, the tour."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from appeals.models import TimeLimit
from portal.accounts.enums import Role
from portal.accounts.permissions import has_role

from .. import guidance, guide_text

#: Who reads the guide of the service stewards.
READERS = (Role.STEWARD, Role.LIAISON, Role.GENERAL, Role.DISTRICT, Role.CITY, Role.ADMIN)


def _role(request):
    return getattr(request.acting, "role", "")


def help_page(request):
    """The first five things of the acting role, and what everybody asks."""
    context = {
        "steps": guidance.steps_of(_role(request)),
        "limits": _limits(),
        "keys": guidance.KEYS,
        "may_guide": has_role(request.user, *READERS),
    }
    return render(request, "cockpit/help.html", context)


def _limits():
    """The general time limits in effect today, one of a kind and difficulty: the data that promises follow."""
    rows = TimeLimit.objects.filter(category=None, level="", effective_from__lte=timezone.localdate())
    found = {}
    for row in rows.order_by("kind", "difficulty", "-effective_from"):
        found.setdefault((row.kind, row.difficulty), row)
    return list(found.values())


def guide(request):
    """The guide of the service stewards, with the articles that its rules come from."""
    if not has_role(request.user, *READERS):
        raise PermissionDenied
    return render(request, "cockpit/guide.html", {"sections": guide_text.SECTIONS})


def tour(request):
    """The stations of the tour as a numbered page; with JavaScript it walks the real pages. Demo mode only."""
    if not settings.DEMO:
        raise Http404
    steps = guidance.steps_of(_role(request))
    return render(request, "cockpit/tour.html", {"steps": steps, "stations": guidance.stations(steps)})
