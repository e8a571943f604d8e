"""Who may see one enterprise, for which reason and until when: django-guardian rows with a direct foreign key.

The rows are written in the transaction of what they follow from: a contact, an assignment, a cover.
"""

from django.contrib.auth.models import Permission
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from .enums import AccessReason
from .models import EnterpriseAccess, Licence, Registration

#: Signs the number of a registration: whoever has the link reads what became of it, without an account.
_signer = Signer(salt="enterprises.registration")


def _permission(reason):
    return Permission.objects.get(content_type__app_label="enterprises", codename=f"{AccessReason(reason)}_enterprise")


def grant(user, enterprise, reason, *, until=None):
    """Let ``user`` reach ``enterprise`` for ``reason``, until the day ``until`` (included; None: open)."""
    EnterpriseAccess.objects.update_or_create(
        user=user,
        content_object=enterprise,
        permission=_permission(reason),
        defaults={"reason": reason, "until": until},
    )


def withdraw(user, enterprise, reason):
    """Take the access back at once."""
    EnterpriseAccess.objects.filter(user=user, content_object=enterprise, reason=reason).delete()


def withdraw_all(user):
    """Take every access of somebody who leaves back at once."""
    EnterpriseAccess.objects.filter(user=user).delete()


def people_with(enterprise, *reasons):
    """Users who may reach the enterprise today for one of the reasons."""
    from_rows = EnterpriseAccess.objects.in_force().filter(content_object=enterprise, reason__in=reasons)
    return [row.user for row in from_rows.select_related("user").filter(user__is_active=True).order_by("pk")]


def link_of(registration):
    """Return the address of the page on which the applicant, who has no account, follows the registration."""
    return reverse("enterprises:registration_status", args=[_signer.sign(registration.pk)])


def registration_behind(token):
    """Return the registration that a signed ``token`` of :func:`link_of` names, or None."""
    try:
        number = int(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None
    related = ("district", "town", "unit", "enterprise", "industry")
    return Registration.objects.select_related(*related).filter(pk=number).first()


def waiting_licence(number):
    """Return the licence with this number that waits for its registration (the session knows it), or None."""
    return Licence.objects.filter(pk=number, registration=None).first() if isinstance(number, int) else None
