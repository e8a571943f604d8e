from django.db import models
from django.db.models import Q
from django.utils import timezone

from .enums import Channel, Delivery


class ConfirmationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those that the person sent; what reached the person opens by its link or code, not by a number."""
        return self.filter(sent_by=user.pk)

    def open(self, now=None):
        """Neither used nor replaced nor too old."""
        return self.filter(used_at=None, replaced_at=None, expires_at__gt=now or timezone.now())

    def sent_for(self, people, purpose):
        """What went to these people for this purpose, the latest last."""
        return self.filter(person__in=people, purpose=purpose).order_by("created_at", "pk")

    def due(self, channel, now):
        """What waits for delivery over the channel, and what a dead worker left behind."""
        waiting = Q(delivery=Delivery.PENDING, next_try_at__lte=now)
        orphaned = Q(delivery=Delivery.SENDING, leased_until__lte=now)
        return self.filter(waiting | orphaned, channel=channel)

    def letters(self):
        return self.filter(channel=Channel.LETTER)


class AttemptQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Nobody looks at these rows."""
        return self.none()
