"""What ``docs/operations.md`` and ``docs/alerts.yml`` name exists."""

import re

import pytest
import yaml
from django.core.management import get_commands, load_command_class
from django.urls import resolve

from portal import metrics
from portal.cockpit.bench.ground import NAME as DATABASE_OF_BENCH
from tests.house.source import ROOT

TOLD = (ROOT / "docs" / "operations.md").read_text("utf-8")
ALERTS = yaml.safe_load((ROOT / "docs" / "alerts.yml").read_text("utf-8"))
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]
#: What Prometheus itself adds.
OF_PROMETHEUS = {"up"}
WORDS = set("min max sum rate delta by or le absent histogram_quantile job kind outbox state status".split())
SOURCES = [
    "portal/settings.py", "portal/gunicorn_conf.py", "portal/embedded/layout.py", "docker-compose.yml", "Makefile",
    ".env.example", "tests/plugins/browser.py",
]  # fmt: skip
NO_VARIABLE = {"UTF8", "LC_CTYPE", "ENCODING", "CREATEDB", "RLIMIT_FSIZE"}


def exported(client, settings):
    """The names of all figures that a scrape may hold."""
    settings.METRICS_TOKEN = "a-long-token-of-the-watcher"
    metrics.FIGURES.forget()
    text = client.get("/metrics", headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}).content.decode()
    metrics.FIGURES.forget()
    named = set(re.findall(r"^# TYPE (\S+)", text, re.M))
    return named | {f"{name}_bucket" for name in named} | {"portal_beat_age_seconds", "portal_backup_age_seconds"}


def commands():
    """``(command, options)`` of every ``manage.py …`` that the document shows."""
    for line in re.findall(r"manage\.py ([a-z_]+[^`\n|]*)", TOLD):
        name, *rest = line.split()
        yield name, [word.strip("),.;:") for word in rest if word.startswith("--")]


@pytest.mark.parametrize(("name", "options"), sorted({(name, tuple(options)) for name, options in commands()}))
def test_every_command_exists_with_its_options(name, options):
    app = get_commands().get(name)
    assert app, name
    parser = load_command_class(app, name).create_parser("manage.py", name) if isinstance(app, str) else app
    assert set(options) <= set(parser._option_string_actions)


def test_every_variable_is_one_that_something_reads():
    read = "\n".join((ROOT / path).read_text("utf-8") for path in SOURCES)
    named = set(re.findall(r"`([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+|BIND|DEMO|DEBUG|HTTPS|PORT|HOST)\b", TOLD))
    assert {"METRICS_TOKEN", "BIND"} <= named
    assert not sorted(name for name in named - NO_VARIABLE if not re.search(rf"\b{name}\b", read))


def test_every_variable_of_gunicorn_is_described():
    read = set(re.findall(r'environ\.get\("([A-Z_]+)"', (ROOT / "portal" / "gunicorn_conf.py").read_text("utf-8")))
    assert not sorted(name for name in read - {"PROMETHEUS_MULTIPROC_DIR"} if f"| `{name}` |" not in TOLD)


def test_every_file_that_is_named_exists():
    named = set(re.findall(r"`((?:portal|tests|docs|bin)/[\w./-]+\.\w+)`", TOLD)) | {"portal/gunicorn_conf.py"}
    assert not [name for name in named if not (ROOT / name).is_file() and not (ROOT / "tests" / name).is_file()]


def test_every_service_that_is_named_exists():
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
    named = set(re.findall(r"docker compose (?:run --rm|stop) ([a-z ]+?)(?: python|`|\n)", TOLD))
    named |= set(re.findall(r"--scale ([a-z]+)=", TOLD))
    assert {name for words in named for name in words.split()} <= services.keys()


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_every_address_of_the_watchers_exists(path):
    assert f"`{path}`" in TOLD
    assert resolve(path)


@pytest.mark.django_db
def test_every_figure_that_is_named_is_exported_and_the_other_way_round(client, settings):
    found = exported(client, settings)
    named = set(re.findall(r"`(portal_\w+)`", TOLD)) - {DATABASE_OF_BENCH}
    assert named <= found
    own = {name for name in found if name.startswith("portal_") and not name.endswith(("_bucket", "_created"))}
    assert own <= named


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_a_rule_has_the_form_that_prometheus_reads(rule):
    assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"[A-Z]\w+", rule["alert"])
    assert re.fullmatch(r"\d+[smh]", rule.get("for", "0s"))
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["summary"].endswith(".")
    expression = re.sub(r'"[^"]*"', '""', rule["expr"])
    for opening, closing in ("()", "{}", "[]"):
        assert expression.count(opening) == expression.count(closing)
    assert re.search(r"([<>]|==) [\d.]+", expression)
    assert f"| `{rule['alert']}` |" in TOLD


def test_the_groups_have_the_form_that_prometheus_reads():
    assert ALERTS.keys() == {"groups"}
    assert all(group.keys() == {"name", "interval", "rules"} for group in ALERTS["groups"])
    assert len({rule["alert"] for rule in RULES}) == len(RULES)
    assert set(re.findall(r"^\| `(Portal\w+)` \|", TOLD, re.M)) == {rule["alert"] for rule in RULES}


@pytest.mark.django_db
def test_a_rule_asks_for_figures_that_exist(client, settings):
    found = exported(client, settings)
    for rule in RULES:
        bare = re.sub(r'"[^"]*"|\[[^\]]*\]', "", rule["expr"])
        names = set(re.findall(r"[a-z_]{2,}", bare)) - WORDS - OF_PROMETHEUS
        # The requests are counted only where metrics were on from the start: their names are django-prometheus's.
        assert {name for name in names if name.startswith("portal_")} <= found, rule["alert"]
        assert all(name.startswith(("portal_", "django_http_")) for name in names), names
