"""How a process comes to use the embedded servers, and how it leaves them."""

import fcntl
import os
import subprocess
import sys
import threading
from pathlib import Path

from .layout import EmbeddedError
from .locks import exclusive, open_lock, try_exclusive

CHECKOUT = Path(__file__).resolve().parents[2]
LEAVE_SECONDS = 40

_held = {}
_guard = threading.Lock()


def attach(layout, name):
    """Use server ``name`` of ``layout`` until this process ends; starts it when it does not run.

    Cheap when already attached (one system call). Raises :class:`EmbeddedError` with one sentence.
    """
    with _guard:
        key = (layout, name)
        if key not in _held:
            layout.make()
            descriptor = open_lock(layout.lock(name, "users"))
            fcntl.flock(descriptor, fcntl.LOCK_SH)  # waits while a keeper is just stopping its server
            _held[key] = descriptor
        if not has_keeper(layout, name):
            with exclusive(layout.lock(name, "start")):
                if not has_keeper(layout, name):
                    _start_keeper(layout, name)


def has_keeper(layout, name):
    """Return whether the server's keeper lives. Asks with a shared lock, so that askers do not meet each other."""
    descriptor = open_lock(layout.lock(name, "keeper"))
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _start_keeper(layout, name):
    with layout.log(f"{name}.keeper").open("ab") as errors:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "portal.embedded.keeper", name, str(layout.home), layout.cluster],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=CHECKOUT,
            start_new_session=True,
            text=True,
        )
    with keeper.stdout:
        answer = keeper.stdout.readline().strip()
    if answer != "ready":
        keeper.wait()
        raise EmbeddedError(answer or f"The keeper of {name} did not start; see {layout.log(f'{name}.keeper')}.")
    threading.Thread(target=keeper.wait, daemon=True).start()  # no zombie, should it leave before this process


def leave(layout, name):
    """Stop using the server; when this was its last user, return only after it has stopped."""
    with _guard:
        descriptor = _held.pop((layout, name), None)
        if descriptor is None:
            return
        last = try_exclusive(descriptor)
        os.close(descriptor)
    pause = threading.Event()
    for _ in range(LEAVE_SECONDS * 50 if last else 0):
        if not has_keeper(layout, name):
            return
        pause.wait(0.02)
