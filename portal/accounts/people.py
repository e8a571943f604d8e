"""Who is away, and who may take over from whom: reading only, in as many queries whatever the number of people."""

from django.db.models import Max
from django.utils.translation import gettext as _

from portal.common.templatetags.words import bare_day

from .enums import Role
from .models import Absence, Membership, User


def away(user_ids, on=None):
    """``{person: last day of the absence}`` of those among ``user_ids`` who are away on the day (default: today).

    One query, none when nobody is asked for. The note of an absence stays with those who manage it.
    """
    user_ids = set(user_ids) - {None}
    if not user_ids:
        return {}
    rows = Absence.objects.on(on).filter(user__in=user_ids).order_by()
    return dict(rows.values("user").annotate(until=Max("ended_on")).values_list("user", "until"))


def named(people, gone=None):
    """People as the choices of a form; who is away says until when."""
    people = list(people)
    gone = away(person.pk for person in people) if gone is None else gone
    return [(person.pk, with_absence(person, gone.get(person.pk))) for person in people]


def with_absence(person, until):
    """The name, and until when the person is away."""
    if until is None:
        return str(person)
    return _("%(name)s (away until %(day)s)") % {"name": person, "day": bare_day(until)}


def holders(role, unit_ids, *, besides=None):
    """Active people who hold the role in one of the units today, by name."""
    rows = Membership.objects.in_force().filter(role=role, unit__in=unit_ids)
    found = User.objects.filter(pk__in=rows.values("user"), is_active=True)
    return found.exclude(pk=getattr(besides, "pk", None)).order_by("name", "pk")


def colleagues(user):
    """Active people who handle cases in a unit of ``user`` today, by name: who may stand in."""
    mine = Membership.objects.in_force().filter(user=user, role=Role.HANDLER)
    return holders(Role.HANDLER, mine.values("unit"), besides=user)


def looked_after_by(user, role=None):
    """People for whom ``user`` may enter days away, by name; with a role only those who hold it."""
    found = User.objects.looked_after_by(user).order_by("name", "pk")
    return found.filter(pk__in=Membership.objects.in_force().filter(role=role).values("user")) if role else found


def absences_around(user):
    """Absences of today and later of the people whom ``user`` looks after."""
    return Absence.objects.shown_to(user).ahead().for_list()


def stand_ins(user_ids):
    """``{person: who stands in}`` of those among ``user_ids`` who are away today and have a deputy who is there."""
    rows = Absence.objects.covered().filter(user__in=set(user_ids) - {None}).select_related("deputy")
    return {row.user_id: row.deputy for row in rows}


def leads_of(district):
    """Active people who lead the district (its code) today, by name."""
    rows = Membership.objects.in_force().filter(role=Role.DISTRICT, unit__district=district)
    return User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by("name", "pk")


def absent_in(unit):
    """``[(person, last day)]`` of those with a role in the unit who are away today, by name."""
    people = Membership.objects.in_force().filter(unit=unit).values("user")
    rows = Absence.objects.on().filter(user__in=people, user__is_active=True).select_related("user")
    return [(row.user, row.ended_on) for row in rows.order_by("user__name", "pk")]


def units_away(unit_ids, role):
    """``{unit: day}`` of the units in which everybody with the role is away today: the earliest last day.

    Two queries, whatever the number of units.
    """
    holders_of = {}
    rows = Membership.objects.in_force().filter(unit__in=unit_ids, role=role, user__is_active=True)
    for unit_id, user_id in rows.values_list("unit", "user"):
        holders_of.setdefault(unit_id, []).append(user_id)
    gone = away(user for people in holders_of.values() for user in people)
    return {
        unit_id: min(gone[user] for user in people)
        for unit_id, people in holders_of.items()
        if all(user in gone for user in people)
    }
