"""When more is asked than can be answered: who waited too long for a thread is told at once to come again.

Whoever waits in a queue that only grows is answered too late, and so is everybody behind. The web process
(:mod:`portal.serving`) notes how long each request waited. What waited longer than ``WEB_PATIENCE`` seconds is answered
here, where neither the session nor the database is asked, and the queue is short again. Who sends words may wait
twice as long. Probes and static files are answered before.
"""

import random
from functools import cache

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from prometheus_client import Counter

from .waiting import queued

#: Seconds after which to ask again: not all at the same moment.
RETRY_AFTER = (2, 5)
SHED = Counter("portal_requests_shed", "Requests answered with 503 because they had waited too long for a thread")
_READS = ("GET", "HEAD", "OPTIONS")


class SheddingMiddleware:
    """Answer 503 with ``Retry-After`` to what waited longer than anybody should."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        patience = settings.WEB_PATIENCE * (1 if request.method in _READS else 2)
        if not patience or getattr(queued, "seconds", 0) <= patience:
            return self.get_response(request)
        SHED.inc()
        answer = _for_program() if request.path_info.startswith("/api/") else _for_person(request)
        answer["Retry-After"] = str(random.randint(*RETRY_AFTER))  # noqa: S311 -- spreads load, keeps no secret
        answer["Cache-Control"] = "no-store"
        answer._has_been_logged = True  # counted instead: a flood must not become a flood of log lines
        return answer


def _for_program():
    body = {"status": 503, "code": "busy", "title": "Service Unavailable", "detail": "Ask again later.", "errors": []}
    return JsonResponse(body, status=503, content_type="application/problem+json")


def _for_person(request):
    language = translation.get_language_from_request(request)
    return HttpResponse(_page(language, request.method in _READS), status=503)


@cache
def _page(language, is_read):
    with translation.override(language):
        return render_to_string("503_busy.html", {"is_read": is_read})
