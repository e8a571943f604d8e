"""Whom a person may bring into the portal. Upper apps say it: they know enterprises and stewards, this app does not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.common.hooks import Point


@dataclass(frozen=True)
class Place:
    """Where somebody belongs, as a list and a letter say it."""

    enterprise: str = ""
    unit: str = ""
    url: str = ""


@dataclass(frozen=True)
class Circle:
    """People whom somebody may invite, for one reason.

    ``people`` is a QuerySet of persons; ``places(ids)`` gives ``{person id: Place}`` for the rows of a page.
    """

    key: str
    label: str
    people: Any
    places: Callable


#: ``circles(user)``: the circles of this person, the nearest first.
circles = Point("circles", Circle)


def circle_of(user, key=""):
    """Return the circle called ``key``, the first one without a key, or None."""
    found = circles(user)
    return next((circle for circle in found if circle.key == key), None) if key else next(iter(found), None)


def places_of(user, ids):
    """Return ``{person id: Place}`` of those among ``ids`` whom ``user`` may invite; the first circle speaks."""
    found = {}
    for circle in circles(user):
        missing = [one for one in ids if one not in found]
        inside = list(circle.people.filter(pk__in=missing).values_list("pk", flat=True)) if missing else []
        if inside:
            known = circle.places(inside)
            found |= {one: known.get(one, Place()) for one in inside}
    return found
