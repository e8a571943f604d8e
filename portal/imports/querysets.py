from django.db import models

from .enums import ImportState
from .kinds import registry

#: States in which the worker has something to do, in the order of a file's way.
WAITING = (ImportState.UPLOADED, ImportState.READ, ImportState.CONFIRMED, ImportState.APPLYING)
OVER = (ImportState.APPLIED, ImportState.REFUSED, ImportState.CANCELLED)


class ImportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Imports of the kinds that the person may import, whoever brought them."""
        return self.filter(kind__in=[kind.code for kind in registry.for_user(user)])

    def for_list(self):
        return self.select_related("by").order_by("-created_at", "-pk")

    def waiting(self):
        """What the worker has to do, the oldest first; the row's own process (a command) is not there."""
        return self.filter(state__in=WAITING, is_direct=False).order_by("created_at", "pk")

    def open(self):
        return self.exclude(state__in=OVER)
