"""What the documents point to exists, and what an operator can set is described."""

import re

import pytest

from portal.accounts.enums import Role
from tests.house.source import ROOT, all_files, shown

LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
VARIABLE = re.compile(r"""env\.\w+\(\s*"([A-Z_]+)\"""")


def documents():
    return [path for path in all_files() if path.suffix == ".md"]


@pytest.mark.parametrize("path", documents(), ids=shown)
def test_every_link_of_a_document_leads_somewhere(path):
    targets = [target for target in LINK.findall(path.read_text("utf-8")) if "://" not in target]
    assert not [target for target in targets if not (path.parent / target).exists()]


def test_operations_describe_every_variable_of_the_settings():
    variables = set(VARIABLE.findall((ROOT / "portal" / "settings.py").read_text("utf-8")))
    told = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert variables
    assert not sorted(name for name in variables if f"`{name}`" not in told)


def test_the_readme_names_both_commands_and_every_demo_account():
    readme = (ROOT / "README.md").read_text("utf-8")
    told = ["make run", "make test", *(f"| `{role}` |" for role in Role.values)]
    assert not [words for words in told if words not in readme]
