"""Which devices are in use: "last seen", to five minutes, without asking the database on each page."""

from time import monotonic

from . import sessions

#: What this process wrote down last, by session; the oldest go when there are too many.
_written = {}
_MOST = 20_000


class LastSeenMiddleware:
    """After the answer to a signed-in person, at most one small UPDATE in five minutes for each process.

    Like the session's own row this is bookkeeping of the connection, not of the page (``docs/decisions.md``).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and request.session.session_key:
            self._see(request.session)
        return response

    @staticmethod
    def _see(session):
        key, now = session.session_key, monotonic()
        last = _written.get(key)
        if last is None or now - last > sessions.EXACT.total_seconds():
            if len(_written) >= _MOST:
                _written.clear()
            _written[key] = now
            if last is not None or sessions.is_old(session.get(sessions.BEGAN)):
                sessions.touch(key)
