"""First contacts that nobody made in time reach those who lead the steward (guideline art. 10)."""

from django.db import transaction
from django.utils import timezone

from stewards import cadence, notifications


@transaction.atomic
def tell_of_late_contacts(now=None):
    """Tell the general steward, and three working days later the district lead; returns how many contacts are late.

    Safe to run at any time: for a steward and a day there is one message a person.
    """
    now = now or timezone.now()
    late = cadence.late_first_contacts(now)
    for (steward, due_at), enterprises in late.items():
        notifications.late_contacts(steward, due_at, enterprises, to_lead=False)
        if cadence.reaches_lead(due_at, now):
            notifications.late_contacts(steward, due_at, enterprises, to_lead=True)
    return sum(map(len, late.values()))
