"""The web application for gunicorn."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("DATABASE_POOL_SIZE", "10")

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from portal.celery import app as celery_app  # noqa: F401  (tasks are sent by this application)

application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  (every page is loaded before the first is asked for, by one thread)
