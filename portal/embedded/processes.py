"""Small truths about processes: whose they are, and that they do not outlive their parent."""

import ctypes
import signal
import sys

import psutil

PR_SET_PDEATHSIG = 1


def dies_with_parent(number=signal.SIGTERM):
    """Return a ``preexec_fn``: the kernel sends the child signal ``number`` when its parent dies (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def arrange():
        prctl(PR_SET_PDEATHSIG, int(number))

    return arrange


def is_ours(pid, server):
    """Return whether process ``pid`` is the server program of this very folder, not a stranger with a reused number."""
    try:
        words = " ".join(psutil.Process(pid).cmdline())
    except psutil.Error:
        return False
    return any(str(folder) in words for folder in (server.folder, server.run))


def end_leftover(pid, server, patience):
    """Stop a server that outlived its keeper, so that a new one can start; waits up to ``patience`` seconds."""
    if not is_ours(pid, server):
        return
    try:
        process = psutil.Process(pid)
        process.send_signal(server.stop_signal)
        process.wait(timeout=patience)
    except psutil.TimeoutExpired:
        process.kill()
        process.wait(timeout=patience)
    except psutil.NoSuchProcess:
        return
