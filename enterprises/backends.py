"""Object permissions that honour their end date: a stopped beat leaves no door open (product rule 4)."""

from guardian.backends import ObjectPermissionBackend

from .models import Enterprise, EnterpriseAccess


class DatedObjectPermissionBackend(ObjectPermissionBackend):
    """django-guardian's backend, with enterprises asked of the dated rows."""

    def has_perm(self, user_obj, perm, obj=None):
        if not isinstance(obj, Enterprise):
            return super().has_perm(user_obj, perm, obj)
        return perm.removeprefix("enterprises.") in self.get_all_permissions(user_obj, obj)

    def get_all_permissions(self, user_obj, obj=None):
        if not isinstance(obj, Enterprise):
            return super().get_all_permissions(user_obj, obj)
        if not user_obj.is_active or not user_obj.pk:
            return set()
        rows = EnterpriseAccess.objects.in_force().filter(user=user_obj.pk, content_object=obj)
        return set(rows.values_list("permission__codename", flat=True))
