"""The unprivileged user that the servers run as when the portal runs as root."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass

from .layout import EmbeddedError

NAME = "service-portal"
OPTIONS = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"]


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int


def server_account():
    """Return the servers' account, made on first use; ``None`` for an ordinary user, who runs them as himself.

    The caller holds the set-up lock. Raises :class:`EmbeddedError` where no system user can be made.
    """
    if os.geteuid() != 0:
        return None
    found = _find()
    if found is None:
        _create()
        found = _find()
    if found is None:
        raise EmbeddedError(f"PostgreSQL does not run as root, and no system user “{NAME}” could be made for it.")
    return found


def _find():
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def _create():
    program = shutil.which("useradd", path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if program:
        subprocess.run(
            [program, *OPTIONS, NAME],
            capture_output=True,
            check=False,  # another process may make the same user at the same moment
        )


def as_account(account):
    """Return the ``subprocess`` arguments that start a program as ``account``."""
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
