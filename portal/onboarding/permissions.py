"""Who may bring whom into the portal: the circles decide."""

from .circles import circles, places_of


def can_invite_anybody(user):
    """Whether there is anybody whom this person may invite."""
    return bool(circles(user))


def can_invite(user, person):
    """Whether ``person`` stands in one of the circles of ``user``."""
    return person.pk in places_of(user, [person.pk])
