"""Object permissions that honour their end date: a stopped beat leaves no door open (product rule 4)."""

from guardian.backends import ObjectPermissionBackend

from .models import Enterprise, EnterpriseAccess


class DatedObjectPermissionBackend(ObjectPermissionBackend):
    """django-guardian's backend, with enterprises asked of the dated rows."""

    def has_perm(self, user_obj, perm, obj=None):
        if not isinstance(obj, Enterprise):
            return super().has_perm(user_obj, perm, obj)
        codename = perm.rpartition(".")[2]
        rows = EnterpriseAccess.objects.in_force().filter(user=user_obj.pk, content_object=obj)
        return user_obj.is_active and rows.filter(permission__codename=codename).exists()
