import pytest
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from portal import health


def test_liveness_needs_neither_database_nor_sign_in(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_whole_portal_is_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "migrations": True, "redis": True, "degraded": False}


@pytest.mark.django_db
def test_without_redis_the_portal_is_degraded_not_dead(client, settings):
    caches = settings.CACHES["default"] | {"LOCATION": "unix:///nonexistent/valkey.sock"}
    settings.CACHES = {"default": caches}
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["degraded"] is True


@pytest.mark.django_db
def test_without_the_database_the_portal_is_not_ready(client, monkeypatch):
    def refuse():
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(connection, "cursor", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] is False


@pytest.mark.django_db
def test_a_database_behind_the_code_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health, "_seen_migrated", [])
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: ["0002"])
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] is False
