"""Who may see one enterprise, for which reason and until when: django-guardian rows with a direct foreign key.

The rows are written in the transaction of what they follow from: a contact, an assignment, a cover.
"""

from django.contrib.auth.models import Permission

from .enums import AccessReason
from .models import EnterpriseAccess


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


def people_with(enterprise, *reasons):
    """Users who may reach the enterprise today for one of the reasons."""
    from_rows = EnterpriseAccess.objects.in_force().filter(content_object=enterprise, reason__in=reasons)
    return [row.user for row in from_rows.select_related("user").filter(user__is_active=True).order_by("pk")]
