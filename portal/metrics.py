"""``/metrics`` for Prometheus: requests as django-prometheus counts them, and the portal's own figures.

Off unless ``METRICS_TOKEN`` is set; then only with that bearer token. gunicorn's workers count into files of one folder
(:mod:`portal.gunicorn_conf`), so that each of them answers for all.
"""

import os

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseNotFound
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from portal.operations.figures import FiguresCollector

FIGURES = FiguresCollector()


@login_not_required
@never_cache
@require_safe
def show(request):
    """Answer with the figures, 401 without the token, 404 when metrics are off."""
    if not settings.METRICS_TOKEN:
        return HttpResponseNotFound("off\n", content_type="text/plain")
    given = request.META.get("HTTP_AUTHORIZATION", "")
    if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse("token\n", status=401, content_type="text/plain", headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(_counted() + _asked(), content_type=CONTENT_TYPE_LATEST)


def _counted():
    """What was counted while requests were answered."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return generate_latest(registry)


def _asked():
    """What the database, the queue and the marks say now."""
    registry = CollectorRegistry()
    registry.register(FIGURES)
    return generate_latest(registry)
