"""What the tools say of the whole project: contracts, style, templates, migrations, models."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.house.source import ROOT

BIN = Path(sys.executable).parent
TOOLS = {
    "import contracts": ["lint-imports", "--no-cache", "--no-logo"],
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "djlint": ["djlint", "templates", "--lint", "--quiet"],
}


@pytest.mark.parametrize("name", TOOLS)
def test_the_tool_finds_nothing(name):
    program, *arguments = TOOLS[name]
    done = subprocess.run([BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_django_has_no_objections():
    call_command("check", fail_level="WARNING")
