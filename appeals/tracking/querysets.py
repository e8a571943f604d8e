from datetime import timedelta

from django.db import models
from django.utils import timezone

from portal.onboarding.enums import Delivery

#: How long a row is kept after it was asked for.
KEPT = timedelta(days=1)


class CodeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Nobody looks at these rows."""
        return self.none()

    def good(self, now=None):
        """Codes that still open their case: not used, not too old."""
        return self.filter(used_at=None, expires_at__gt=now or timezone.now())

    def due(self, now=None):
        """Codes still to be sent."""
        return self.good(now).filter(delivery=Delivery.PENDING)

    def old(self, now=None):
        """Codes of which nothing needs to be known any more."""
        return self.filter(created_at__lt=(now or timezone.now()) - KEPT)
