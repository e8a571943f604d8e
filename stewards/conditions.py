"""Whether a step is possible now; read by pages and by the workflow alike."""

from datetime import timedelta

from django.utils import timezone

#: How long the author may correct a record; later only a visible addition is possible.
CORRECTABLE_FOR = timedelta(hours=24)


def may_be_corrected(visit, user, now=None):
    """Whether this person may still change what the record says."""
    return visit.author_id == user.pk and (now or timezone.now()) - visit.created_at <= CORRECTABLE_FOR
