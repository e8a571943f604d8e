"""Files are small, named for their subject, and carry nothing of the machine they were written on."""

import ast
import re

import pytest

from tests.house.source import ROOT, all_files, app_modules, shown, tree

MOST_LINES = 400
CODE = {".py", ".html", ".css", ".js"}
NO_SUBJECT = {"utils", "util", "helpers", "helper", "services", "service", "misc", "common_utils"}
TEXT = CODE | {".md", ".toml", ".yml", ".yaml", ".txt", ".lock", ".json", ".cfg", ".ini", ".sh", ".example", ""}
# Written in two halves, so that this file does not name what it forbids.
INDEX_NAMES = [left + right for left, right in [("pypi.", "org"), ("pythonhosted.", "org"), ("npmjs.", "org")]]
INDEX_OPTIONS = re.compile(r"^\s*(--index-url|--extra-index-url|--find-links|-i)\b", re.M)
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def text_files():
    own = [path for path in all_files() if path.suffix in TEXT and path.name not in LOCKS]
    return [path for path in own if path.stat().st_size < 1_000_000]


def test_no_code_file_is_longer_than_400_lines():
    """Generated migrations are as long as their models are many."""
    written = [path for path in all_files() if path.suffix in CODE and "migrations" not in path.parts]
    lengths = {shown(path): path.read_text("utf-8").count("\n") for path in written}
    assert not {name: lines for name, lines in lengths.items() if lines > MOST_LINES}


def test_no_file_is_named_for_no_subject():
    bad = [shown(path) for path in all_files() if NO_SUBJECT & {part.partition(".")[0] for part in path.parts[-2:]}]
    assert not bad, f"Name the file for its subject: {bad}"


def test_no_file_names_a_package_index():
    named = [
        (shown(path), name)
        for path in [*text_files(), *(ROOT / lock for lock in LOCKS)]
        for name in INDEX_NAMES
        if name in path.read_text("utf-8", errors="ignore")
    ]
    assert not named


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pinned_package_has_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text("utf-8")
    packages = re.split(r"\n(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", text, flags=re.M))
    unpinned = [entry.split()[0] for entry in packages if entry.strip() and "--hash=sha256:" not in entry]
    assert not unpinned
    assert not INDEX_OPTIONS.search(text)
    assert "://" not in text


def test_no_app_module_prints():
    printing = [
        f"{shown(path)}:{node.lineno}"
        for path in app_modules()
        if "management" not in path.parts
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not printing


def test_nothing_is_left_to_do_in_the_code():
    marks = re.compile(r"\b(TO" + "DO|FIX" + "ME|X" + "XX|NotImpl" + r"emented(Error)?)\b")
    left = [
        f"{shown(path)}: {found.group(0)}"
        for path in all_files()
        if path.suffix in CODE and (found := marks.search(path.read_text("utf-8")))
    ]
    assert not left
