"""The project's own files, as the house tests read them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("enterprises", "stewards", "policies", "appeals", "assessments")
PORTAL_APPS = ("common", "places", "accounts", "notifications", "imports", "onboarding", "cockpit")
APP_FOLDERS = (*(ROOT / name for name in APPS), *(ROOT / "portal" / name for name in PORTAL_APPS))
CODE_FOLDERS = (*(ROOT / name for name in APPS), ROOT / "portal")
LEFT_OUT = {".git", ".venv", "var", "node_modules", "staticfiles", "__pycache__", ".pytest_cache", ".ruff_cache"}


def shown(path):
    return path.relative_to(ROOT).as_posix()


@cache
def all_files():
    """Every file that is or would be in git, sorted."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        paths = [ROOT / name for name in listed]
    except (OSError, subprocess.CalledProcessError):  # a copy without git, as in a container
        paths = [path for path in ROOT.rglob("*") if not LEFT_OUT & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in paths if path.is_file())


def files_in(*folders, suffix):
    return [path for path in all_files() if path.suffix == suffix and any(path.is_relative_to(f) for f in folders)]


def app_modules(*, migrations=False):
    """Python files of our apps; of generated migrations only when asked for."""
    return [path for path in files_in(*APP_FOLDERS, suffix=".py") if migrations or "migrations" not in path.parts]


def template_files():
    return files_in(ROOT / "templates", suffix=".html")


@cache
def tree(path):
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def is_module(path, name):
    """Whether the file is module ``name`` of its app, or a part of the package of that name."""
    return path.stem == name or name in path.relative_to(ROOT).parts[:-1]


def functions(path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(node):
    """Lines of a function from its ``def`` to its end, docstring and decorators aside."""
    lines = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        lines -= first.end_lineno - first.lineno + 1
    return lines
