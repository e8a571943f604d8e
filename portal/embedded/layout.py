"""Where the portal keeps what it writes."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

#: A Unix socket's path has at most 107 bytes (``sun_path`` of Linux, less its closing zero byte).
SOCKET_PATH_LIMIT = 107
#: The longest name of a socket below a ``run`` folder.
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"


class EmbeddedError(Exception):
    """Something about this machine keeps a server from starting; the text is one sentence for the person."""


def home_of(checkout):
    """Return the folder for everything that is written: ``VAR_DIR``, or ``var/``, or for root one under ``/var/lib``.

    PostgreSQL refuses to run as root, and the user that it runs as may be unable to enter the checkout.
    """
    if os.environ.get("VAR_DIR"):
        return Path(os.environ["VAR_DIR"]).resolve()
    checkout = Path(checkout).resolve()
    if os.geteuid() == 0:
        return Path("/var/lib") / f"service-package-portal-{_digest(checkout)}"
    return checkout / "var"


def _digest(path):
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:8]


@dataclass(frozen=True)
class Layout:
    """The places of one cluster (``main`` for the portal, ``test`` for the tests)."""

    home: Path
    cluster: str = "main"

    @property
    def root(self):
        return self.home / self.cluster

    def data(self, server):
        """Return the folder that belongs to the server's user."""
        return self.root / server

    def log(self, server):
        return self.root / f"{server}.log"

    def lock(self, server, kind):
        """Return a lock file: ``start`` (one starter at a time), ``users`` (who uses it), ``keeper`` (its owner)."""
        return self.root / f"{server}.{kind}.lock"

    def run(self, server):
        """Return the folder of the server's socket, short enough for a socket path however deep the home lies."""
        folder = self.data(server) / "run"
        if len(os.fsencode(folder / LONGEST_SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return folder
        return Path(tempfile.gettempdir()) / f"spp-{os.geteuid()}-{_digest(folder)}"

    def make(self):
        """Make the home and the cluster's folder; both may be passed through, but not listed, by others."""
        try:
            for folder in (self.home, self.root):
                folder.mkdir(parents=True, exist_ok=True)
                if os.geteuid() == 0:
                    folder.chmod(0o711)
        except OSError as error:
            raise EmbeddedError(
                f"The portal cannot write to {self.home} ({error.strerror}); set VAR_DIR to a folder it may use."
            ) from error


def private_folder(path, account=None):
    """Make ``path`` a folder that only ``account`` (or this user) may enter; refuse one that belongs to another."""
    owner = account.uid if account else os.geteuid()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise EmbeddedError(f"{path} should be a folder; remove it and start again.")
    if found.st_uid not in (owner, os.geteuid()):
        raise EmbeddedError(f"{path} belongs to another user; remove it or set VAR_DIR.")
    if found.st_uid != owner:
        os.chown(path, account.uid, account.gid)
    path.chmod(0o700)
    return path
