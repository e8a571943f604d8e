"""``docker-compose.yml`` stands by the schema of Compose, holds no secret, and can be scaled."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import check_jsonschema
import jsonschema
import pytest
import yaml

from tests.house.source import ROOT

COMPOSE = ROOT / "docker-compose.yml"
SCHEMA = Path(check_jsonschema.__file__).parent / "builtin_schemas" / "vendor" / "compose-spec.json"
ENDS_BY_ITSELF = {"migrate", "backup"}
SCALED = {"web", "worker"}


def has_plugin():
    docker = shutil.which("docker")
    return (
        bool(docker)
        and subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode == 0
    )


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(COMPOSE.read_text("utf-8"))


@pytest.fixture(scope="module")
def services(compose):
    return compose["services"]


def example():
    """The variables of ``.env.example``."""
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_compose_understands_the_file(compose, tmp_path):
    jsonschema.validate(compose, json.loads(SCHEMA.read_text("utf-8")))
    if has_plugin():
        for name in ("docker-compose.yml", "Dockerfile"):
            shutil.copy(ROOT / name, tmp_path)
        shutil.copy(ROOT / ".env.example", tmp_path / ".env")
        done = subprocess.run(
            ["docker", "compose", "--profile", "backup", "config", "--quiet"], cwd=tmp_path, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


def test_everything_of_the_issue_is_there(services):
    assert {"postgres", "valkey", "web", "worker", "beat", "proxy", *ENDS_BY_ITSELF} == services.keys()


def test_every_service_that_stays_has_a_health_check(services):
    tests = {name: service["healthcheck"] for name, service in services.items()}
    assert all(tests[name]["test"] for name in services.keys() - ENDS_BY_ITSELF)
    assert all(tests[name] == {"disable": True} for name in ENDS_BY_ITSELF)


def test_every_service_has_limits_a_restart_policy_and_bounded_logs(services):
    for name, service in services.items():
        limits = service["deploy"]["resources"]["limits"]
        assert limits["cpus"] and limits["memory"], name
        assert service["restart"] == ("no" if name in ENDS_BY_ITSELF else "unless-stopped"), name
        assert service["logging"]["options"].keys() == {"max-size", "max-file"}, name


def test_every_service_is_read_only_but_for_what_it_needs(services):
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert "no-new-privileges:true" in service["security_opt"], name
    ours = [name for name, service in services.items() if service.get("build")]
    assert all(services[name]["cap_drop"] == ["ALL"] for name in ours)


def test_web_and_worker_scale_by_number_and_beat_does_not(services):
    for name in SCALED:
        assert not {"container_name", "ports"} & services[name].keys(), name
        assert services[name]["deploy"]["replicas"] >= 2
    assert services["beat"]["deploy"]["replicas"] == 1
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]


def test_the_proxy_asks_for_every_web_container_and_keeps_the_metrics_inside(compose):
    content = compose["configs"]["proxy"]["content"]
    assert "dynamic a web 8000" in content and "respond /metrics 404" in content
    assert "{$$SITE_URL}" in content  # left for the proxy: Compose itself turns $$ into $


def test_only_the_proxy_and_the_portal_reach_beyond_the_inner_network(compose, services):
    assert compose["networks"]["inside"]["internal"] is True
    assert services["postgres"]["networks"] == services["valkey"]["networks"] == ["inside"]


def test_no_secret_stands_in_the_file(compose):
    text = COMPOSE.read_text("utf-8")
    literal = [
        f"{name}.{key}"
        for name, service in compose["services"].items()
        for key, value in (service.get("environment") or {}).items()
        if re.search("PASSWORD|SECRET|TOKEN|KEY|URL", key) and not str(value).startswith("${")
    ]
    assert not literal
    assert not re.search(r"://[^\s/{]+:[^\s/]+@", text)


def test_images_are_pinned_to_a_major_version(services):
    foreign = [service["image"] for service in services.values() if "build" not in service]
    assert all(re.fullmatch(r"[a-z/]+:\d+(\.\d+)*(-\w+)?", image) for image in foreign)
    assert re.search(r"^FROM python:3\.\d+-", (ROOT / "Dockerfile").read_text("utf-8"), re.M)


def test_every_variable_is_in_the_example_and_described():
    wanted = set(re.findall(r"(?<!\$)\$\{(\w+)", COMPOSE.read_text("utf-8")))
    told = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert wanted <= example().keys()
    assert not [name for name in example() if f"`{name}`" not in told]


def test_the_example_has_no_secret_of_anybody():
    values = example()
    assert values["SECRET_KEY"] == values["METRICS_TOKEN"] == ""
    assert values["POSTGRES_PASSWORD"] == "change-me"


def test_the_files_that_the_portal_runs_from_exist(services):
    commands = " ".join(str(service.get("command")) for service in services.values())
    docker = (ROOT / "Dockerfile").read_text("utf-8")
    assert "portal/gunicorn_conf.py" in docker and (ROOT / "portal" / "gunicorn_conf.py").is_file()
    assert "portal.celery" in commands and (ROOT / "portal" / "celery.py").is_file()
