"""Field history as this house keeps it."""

from django.db import models
from simple_history.models import HistoricalRecords

#: Personal data that never enters a history table (product rule 2).
PERSONAL = ["phone", "email", "password", "last_login"]


def history(**options):
    """Return the history field of a model: 64-bit ids, no copies of the source's plain indexes."""
    return HistoricalRecords(history_id_field=models.BigAutoField(), **options)
