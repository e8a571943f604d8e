"""What the code on the wall of a session says: the session and five minutes, signed; nobody makes one up."""

import time

from django.core.signing import BadSignature, Signer

#: Seconds after which the code changes.
CHANGES_EVERY = 300
#: How many codes count at a time: the one shown now, and the one before, which somebody may just have read.
COUNT = 2
_signer = Signer(salt="training.presence")


def _window():
    return int(time.time()) // CHANGES_EVERY


def token(session):
    """Return what the address in the code ends with now."""
    return _signer.sign(f"{session.pk}.{_window()}")


def read(text):
    """Return ``(number of the session, whether the code is fresh)``, or None for a forged one."""
    try:
        session, window = map(int, _signer.unsign(text).split("."))
    except (BadSignature, ValueError):
        return None
    return session, 0 <= _window() - window < COUNT
