"""The page for what went wrong on our side, with words that fit: a database out of reach is said as such."""

import sys

from django.db import InterfaceError, OperationalError
from django.shortcuts import render
from django.views.defaults import server_error

#: Seconds after which a browser or a proxy may ask again.
RETRY_AFTER = 5


def failed(request):
    """Answer 503 while the database cannot be reached, else 500. Neither page asks the database for anything."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return server_error(request)
    answer = render(None, "503.html", status=503)
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer
