"""What happens to a request before the apps see it: its id, and the questions of those who watch."""

import re
import uuid

import structlog
from django.conf import settings

from portal import health, metrics

#: What a proxy or a colleague's program may send as the id of a request; everything else gets a new one.
WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
PROBES = {"/healthz": health.alive, "/readyz": health.ready, "/metrics": metrics.show}


class RequestIdMiddleware:
    """Give every request an id: in each of its log lines, in the tasks that it starts, and in the answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        request_id = given if WELL_FORMED.fullmatch(given) else str(uuid.uuid4())
        request.META["HTTP_X_REQUEST_ID"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id, ip=client_address(request))
        try:
            response = self.get_response(request)
        finally:
            structlog.contextvars.clear_contextvars()
        response["X-Request-ID"] = request_id
        return response


class ProbeMiddleware:
    """Answer ``/healthz``, ``/readyz`` and ``/metrics`` whatever name the asker knows this machine by.

    They are asked by address, from inside; a check of the host name would refuse them. The proxy does not pass
    ``/metrics`` on.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else self.get_response(request)


def client_address(request):
    """Return the client's address as the last trusted proxy saw it; a client cannot choose it."""
    hops = settings.TRUSTED_PROXY_COUNT
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return seen[-hops] if hops and len(seen) >= hops else request.META.get("REMOTE_ADDR", "")
