"""Who may see and change who serves whom."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from enterprises.models import Enterprise, EnterpriseAccess
from enterprises.permissions import access_reasons, serves
from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role, sees_city, unit_ids
from portal.common.querysets import is_any_of

from .models import Assignment
from .querysets import SERVING

#: How long after a hand-over what was seen before it may still be written down.
LATELY = timedelta(days=7)


def can_list(user):
    """Stewards are listed for whoever leads them: unit, district, city, and the administrator."""
    return sees_city(user) or has_role(user, Role.GENERAL, Role.DISTRICT, Role.ADMIN)


def can_assign(user, enterprise):
    """Permanent changes are put in force by the district lead (guideline art. 10)."""
    return enterprise.is_key and enterprise.service_district_id in district_codes(user, Role.DISTRICT)


def can_export(user):
    """Whoever leads stewards takes their rows out, with a reason; the leader reads only."""
    return has_role(user, Role.GENERAL, Role.DISTRICT, Role.CITY, Role.ADMIN)


def can_export_in_full(user):
    """Telephone numbers and e-mail leave the portal with whoever answers for the stewards: district, city, admin."""
    return has_role(user, Role.CITY, Role.ADMIN) or bool(district_codes(user, Role.DISTRICT))


def exportable_in_full(user, stewards):
    """Those of ``stewards`` (a query set) whom the person may take out unmasked."""
    if has_role(user, Role.CITY, Role.ADMIN):
        return stewards
    return stewards.filter(unit__district__in=district_codes(user, Role.DISTRICT))


def can_assign_any(user):
    """Whether the person is the lead of a district at all."""
    return bool(district_codes(user, Role.DISTRICT))


def assignable(user, enterprises):
    """Those of ``enterprises`` (a query set) for which the person puts stewards in force."""
    return enterprises.key().filter(service_district__in=district_codes(user, Role.DISTRICT))


def can_hand_over(user, steward):
    """Whether the person may give all enterprises of the steward to others."""
    return steward.unit.district_id in district_codes(user, Role.DISTRICT)


def can_prepare_handover(user, steward):
    """The general steward of the unit prepares what the district lead puts in force (guideline art. 10)."""
    return can_hand_over(user, steward) or steward.unit_id in unit_ids(user, Role.GENERAL)


def can_ask_what_if(user):
    """General stewards and district leads ask what would be if stewards left."""
    return has_role(user, Role.GENERAL, Role.DISTRICT)


def has_workbench(user):
    """Stewards, their liaison officers and the general steward work from the workbench."""
    return has_role(user, Role.STEWARD, Role.LIAISON, Role.GENERAL)


# --- Visits ----------------------------------------------------------------------------------------------------------
def visitable(user, enterprises):
    """Those of ``enterprises`` (a query set) whose visits the person records today: served, or of a unit led."""
    access = EnterpriseAccess.objects.in_force().filter(user=user.pk, reason__in=SERVING)
    scope = is_any_of("pk", access.values("content_object"))
    if units := unit_ids(user, Role.GENERAL):
        scope |= Q(local_unit__in=units)
    return enterprises.filter(scope)


def recordable(user):
    """Enterprises whose visits the person may still write down: served today, or handed over within the last week."""
    lately = _served_at(user).filter(ended_at__gte=timezone.now() - LATELY)
    return visitable(user, Enterprise.objects.all()) | Enterprise.objects.filter(pk__in=lately.values("enterprise"))


def nobodys():
    """No enterprise: the choice of a page that holds nobody's data."""
    return Enterprise.objects.none()


def _served_at(user):
    return Assignment.objects.filter(Q(steward__user=user.pk) | Q(steward__liaisons__in=user.liaison_for.all()))


def may_have_visited(user, enterprise, at):
    """Whether the person serves the enterprise today, or did at the instant ``at`` and handed it over since."""
    if can_log_visit(user, enterprise):
        return True
    since = timezone.now() - LATELY
    then = _served_at(user).filter(enterprise=enterprise.pk, started_at__lte=at, ended_at__gte=at)
    return then.filter(ended_at__gte=since).exists()


def can_log_visit(user, enterprise):
    """A steward, a deputy, the liaison officer, or the general steward of the unit (guideline art. 3 to 5)."""
    reasons = access_reasons(user, enterprise)
    return bool(reasons.intersection(SERVING)) or enterprise.local_unit_id in unit_ids(user, Role.GENERAL)


def can_add_to(user, visit):
    """The author, or whoever serves the enterprise today."""
    return visit.author_id == user.pk or can_log_visit(user, visit.enterprise)


def can_see_poster(user, enterprise):
    """Whoever visits the enterprise or leads its district prints the poster with its code."""
    return enterprise.service_district_id in district_codes(user, Role.DISTRICT) or can_log_visit(user, enterprise)


def can_replace_poster(user, enterprise):
    """A code is made and replaced by its steward, a deputy, the general steward or the district lead."""
    if enterprise.service_district_id in district_codes(user, Role.DISTRICT):
        return True
    if enterprise.local_unit_id in unit_ids(user, Role.GENERAL):
        return True
    return serves(user, enterprise)


def can_place(user, enterprise):
    """Where an enterprise operates is taken from a check-in by who answers for it: unit or district."""
    return enterprise.local_unit_id in unit_ids(user, Role.GENERAL) or enterprise.service_district_id in district_codes(
        user, Role.DISTRICT
    )


def can_list_visits(user):
    """Whoever serves, leads or supervises; an enterprise and a department do not read the stewards' records."""
    return has_workbench(user) or can_list(user)


def can_see_coverage(user):
    """Whoever leads those who visit: the general steward of the unit, the district, the city, the leader."""
    return sees_city(user) or has_role(user, Role.GENERAL, Role.DISTRICT)


def can_export_coverage(user):
    """They take the rows out as well; the leader reads only."""
    return has_role(user, Role.GENERAL, Role.DISTRICT, Role.CITY)
