import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "DATABASE_URL": "postgres://portal@db/portal",
    "REDIS_URL": "redis://valkey:6379/0",
    "SECRET_KEY": "h7#kW2p!vRz9qLx4nTb8mYc3sJd6fGe1uAo5iKw0yVtQrZxN-aB3",
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
    "EMAIL_URL": "smtp://mail:25",
}


def manage(*arguments, without=(), **changes):
    """Run ``manage.py`` as an installation with exactly these variables would."""
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"} | PRODUCTION | changes
    for name in without:
        del environment[name]
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )


@pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL"])
def test_an_installation_refuses_to_start_without(name):
    run = manage("check", without=[name])
    assert run.returncode != 0
    assert name in run.stderr


def test_an_installation_refuses_a_short_secret_key():
    run = manage("check", SECRET_KEY="short")
    assert run.returncode != 0
    assert "at least 50 characters" in run.stderr


def test_the_documented_production_environment_passes_the_deployment_checks():
    run = manage("check", "--deploy", "--fail-level", "WARNING")
    assert run.returncode == 0, run.stderr


def test_no_directive_of_the_content_policy_is_unsafe():
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'self'"]
    assert not [source for sources in directives.values() for source in sources if "unsafe" in source or ":" in source]
