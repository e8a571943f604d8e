"""What a registration needs, and where a code stands: for pages and workflow alike."""

from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext as _

from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import Membership, Unit, User

from .enums import RegistrationKind
from .models import Enterprise, Registration

#: Parts of a name that say nothing about whose it is.
COMMON = ("上海市", "上海", "（", "）", "(", ")", "股份有限公司", "有限责任公司", "有限公司", "分公司", "公司", "中国")
#: How many similar names a page shows.
MOST_SIMILAR = 8


def unit_in_charge(town):
    """The local unit of a street, or the one that it was merged into; None is the district lead's."""
    units = Unit.objects.filter(kind=UnitKind.LOCAL_UNIT, town=town).order_by("-is_active", "-pk")
    unit, seen = units.first(), set()
    while unit and not unit.is_active and unit.pk not in seen:
        seen.add(unit.pk)
        unit = unit.merged_into
    return unit if unit and unit.is_active and unit.kind == UnitKind.LOCAL_UNIT else None


def has_general_steward(unit):
    """Whether somebody is general steward of the unit today; else the district lead decides."""
    holders = Membership.objects.in_force().filter(role=Role.GENERAL, unit=unit, user__is_active=True)
    return unit is not None and holders.exists()


def enterprise_with(code):
    """The enterprise of the registry with this code, or None."""
    return Enterprise.objects.filter(uscc=code).first()


def is_being_checked(code):
    """Whether a registration of the firm with this code is open."""
    return Registration.objects.open().of_firms().filter(uscc=code).exists()


def missing_before_approval(registration):
    """Sentences that stand in the way of letting the applicant in; empty when nothing does."""
    reasons = []
    if registration.kind == RegistrationKind.FIRM:
        if enterprise_with(registration.uscc):
            reasons.append(
                _("The code has come into the registry meanwhile. Refuse, and let the applicant ask to be added.")
            )
        if not registration.licences.exists():
            reasons.append(_("The business licence is missing."))
    others = User.objects.filter(phone=registration.phone)
    if others and not others.filter(name=registration.applicant, is_active=True).exists():
        if others.filter(is_active=True).exists():
            reasons.append(_("The telephone number belongs to somebody else in the portal. Ask the applicant."))
    elif not others and User.objects.filter(email__iexact=registration.email, is_active=True).exists():
        reasons.append(_("The e-mail address belongs to somebody else in the portal. Ask the applicant."))
    return reasons


def core(name):
    """The part of a name that tells firms apart: without place, form and brackets."""
    for word in COMMON:
        name = name.replace(word, "")
    return name.strip()


def similar_enterprises(registration):
    """Enterprises of the registry whose name is like that of the registration, whatever its own code."""
    kernel = core(registration.name)
    found = Enterprise.objects.exclude(uscc=registration.uscc).annotate(upper=Upper("name"))
    match = Q(upper__trigram_similar=registration.name.upper())
    if len(kernel) > 1:
        match |= Q(name__icontains=kernel)
    return list(found.filter(match).select_related("service_district", "local_unit").order_by("name")[:MOST_SIMILAR])


def same_telephone(registration):
    """Other open registrations with the same telephone number."""
    rows = Registration.objects.open().filter(phone=registration.phone).exclude(pk=registration.pk)
    return list(rows.order_by("pk")[:MOST_SIMILAR])
