"""Who may report misconduct, and who may read: no role is enough, the permission is given by name."""

from enterprises.enums import AccessReason
from enterprises.models import Enterprise, EnterpriseAccess
from portal.accounts.enums import Role
from portal.accounts.permissions import district_codes, has_role

from .models import IntegrityReport
from .querysets import city_readers, holds, readers_by_district


def own_enterprises(user):
    """The enterprises that the person speaks for today."""
    rows = EnterpriseAccess.objects.in_force().filter(user=user.pk, reason=AccessReason.CONTACT)
    return Enterprise.objects.filter(pk__in=rows.values("content_object")).order_by("name", "pk")


def can_report(user):
    """Every contact of an enterprise."""
    return has_role(user, Role.CONTACT) and own_enterprises(user).exists()


def is_reader(user):
    """Whoever holds the permission and leads a district, or the city."""
    leads = bool(district_codes(user, Role.DISTRICT)) or has_role(user, Role.CITY)
    return leads and holds(user)


def can_enter(user):
    """Contacts, readers, and whoever reported something once."""
    return is_reader(user) or can_report(user) or IntegrityReport.objects.filter(reporter=user.pk).exists()


def can_read(user, report):
    """Whether the person reads this report by the permission (its reporter does not need to)."""
    return IntegrityReport.objects.readable_by(user).filter(pk=report.pk).exists()


def readers_of(report):
    """The people who may read the report now: of the district, or of the city where the district has nobody."""
    people = {one.pk: one for one in [*readers_by_district().get(report.district_id, ()), *city_readers()]}
    return [person for person in people.values() if can_read(person, report)]


def readers_for(district):
    """Who will read what is reported of an enterprise of this district, as long as nobody of them is concerned."""
    return readers_by_district().get(district) or city_readers()
