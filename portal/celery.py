"""The Celery application. Tasks are doorbells; the work and its record are in PostgreSQL."""

import os

from celery import Celery
from celery.signals import beat_init, celeryd_init, setup_logging
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep

from portal import acknowledging
from portal.embedded.servers import attach
from portal.operations.worker import AliveStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

acknowledging.install()
app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)
app.steps["worker"].add(AliveStep)


@setup_logging.connect
def keep_django_logging(**kwargs):
    """Leave logging as Django configured it: JSON, masked."""


@beat_init.connect
@celeryd_init.connect
def use_embedded_valkey(**kwargs):
    """Start the embedded Valkey when this process is the first to need it."""
    if settings.EMBEDDED_VALKEY:
        attach(settings.EMBEDDED_LAYOUT, "valkey")
