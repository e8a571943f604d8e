"""Liveness and readiness, for the proxy and for whoever watches. Public; they tell no more than up or down."""

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.embedded.layout import EmbeddedError

_seen_migrated = []


@login_not_required
@never_cache
@require_safe
def alive(request):
    """Answer 200 while the process can answer at all; touches neither database nor cache."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def ready(request):
    """Answer 200 when requests can be served, else 503. Redis down is ``degraded``: everything works, slower."""
    state = {"database": _database(), "migrations": None, "redis": _redis()}
    state["migrations"] = state["database"] and _migrations()
    state["degraded"] = not state["redis"]
    return JsonResponse(state, status=200 if state["database"] and state["migrations"] else 503)


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return True
    except (DatabaseError, EmbeddedError):
        return False


def _migrations():
    """Return whether the database is up to this code; once it is, it stays so while this process lives."""
    if not _seen_migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _seen_migrated.append(True)
    return True


def _redis():
    try:
        client = redis.Redis.from_url(settings.CACHES["default"]["LOCATION"], **settings.CACHES["default"]["OPTIONS"])
        with client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False
