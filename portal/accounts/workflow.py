"""Roles that begin and end with what they follow from (a contact, an appointment), and the language one chooses."""

from django.utils import timezone

from .models import Membership


def open_role(user, role, unit, *, by):
    """Give the person the role in the unit from today on, unless it is open already; returns the membership."""
    membership = Membership.objects.filter(user=user, role=role, unit=unit, ended_on=None).first()
    if membership is None:
        membership = Membership(user=user, role=role, unit=unit)
        membership._history_user = by
        membership.save()
    return membership


def close_role(user, role, unit, *, by):
    """End the person's open role in the unit; today is its last day."""
    for membership in Membership.objects.filter(user=user, role=role, unit=unit, ended_on=None):
        membership.ended_on, membership._history_user = timezone.localdate(), by
        membership.save(update_fields=["ended_on"])


def choose_language(user, code):
    """Keep the language that the person reads, on pages and in mail."""
    user.language = code
    user.save(update_fields=["language"])
