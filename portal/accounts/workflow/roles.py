"""Roles that begin and end with what they follow from (a contact, an appointment), and the language one chooses."""

from datetime import timedelta

from django.utils import timezone

from ..models import Membership


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


def end_roles(memberships, *, by, reason=""):
    """End these roles at once: yesterday was their last day, or today for those that began today or later."""
    today = timezone.localdate()
    for membership in memberships.select_for_update(of=("self",), no_key=True).order_by("pk"):
        membership.started_on = min(membership.started_on, today)
        membership.ended_on = max(membership.started_on, today - timedelta(days=1))
        _save(membership, by, reason, ["started_on", "ended_on"])


def move_roles(memberships, unit, *, by, reason=""):
    """Let these roles go on in ``unit`` from the same day; who has the role there already keeps that one."""
    there = set(Membership.objects.filter(unit=unit, ended_on=None).values_list("user", "role"))
    double = []
    for membership in memberships.select_for_update(of=("self",), no_key=True).order_by("pk"):
        pair = (membership.user_id, membership.role)
        if membership.ended_on is None and pair in there:
            double.append(membership.pk)
            continue
        membership.unit = unit
        _save(membership, by, reason, ["unit"])
    end_roles(Membership.objects.filter(pk__in=double), by=by, reason=reason)


def _save(membership, by, reason, fields):
    membership._history_user, membership._change_reason = by, reason
    membership.save(update_fields=fields)
