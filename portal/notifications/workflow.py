"""What people choose about their mail."""

from django.db import transaction

from .enums import Choice
from .models import Preference
from .subjects import stays


@transaction.atomic
def choose(user, choices):
    """Keep a person's choices ``{event: choice}``; "at once" needs no row, and what stays is never stored."""
    kept = {
        event: choice for event, choice in choices.items() if choice != Choice.NOW and not stays(user, event)
    }  # fmt: skip
    mine = Preference.objects.visible_to(user)
    mine.filter(event__in=[*choices]).exclude(event__in=[*kept]).delete()
    rows = [Preference(user=user, event=event, choice=choice) for event, choice in kept.items()]
    Preference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["user", "event"], update_fields=["choice"]
    )
    return kept


def forget(user):
    """Go back to the defaults."""
    Preference.objects.visible_to(user).delete()
