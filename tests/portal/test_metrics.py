"""``/metrics`` as Prometheus reads it: closed without its token, honest while something is down."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from appeals.models import Promise
from portal import metrics
from portal.imports.enums import ImportState
from portal.imports.models import Import
from portal.notifications.models import Notification
from portal.operations import figures, marks
from tests import world as worlds

TOKEN = "a-long-token-of-the-watcher"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def _on(settings, tmp_path):
    settings.METRICS_TOKEN = TOKEN
    settings.MARKS_DIR = tmp_path
    metrics.FIGURES.forget()
    yield
    metrics.FIGURES.forget()


def scraped(client):
    """``{(name, labels…): value}`` of what is answered, anew."""
    metrics.FIGURES.forget()
    answer = client.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_without_a_token_in_the_settings_there_are_no_metrics(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN])
def test_without_the_right_token_nothing_is_told(client, given):
    answer = client.get("/metrics", headers={"Authorization": given})
    assert answer.status_code == 401
    assert b"portal_" not in answer.content


def test_probes_are_answered_by_whatever_name_the_machine_is_asked(client):
    assert client.get("/healthz", headers={"Host": "10.0.0.17:8000"}).status_code == 200


@pytest.mark.django_db
def test_a_scrape_only_reads_and_asks_the_database_once_in_ten_seconds(
    client, read_only_get, django_assert_num_queries
):
    with read_only_get():
        scraped(client)
        with django_assert_num_queries(0):
            client.get("/metrics", headers=BEARER)


@pytest.mark.django_db
def test_the_figures_are_the_database_s(client):
    world, now = worlds.build(), timezone.now()
    worlds.appeal_in(world, "submitted")
    before = scraped(client)
    assert before["portal_database_up",] == 1
    promise = Promise.objects.running().get()
    Promise.objects.filter(pk=promise.pk).update(made_at=now - timedelta(days=9), due_at=now - timedelta(days=1))
    Notification.objects.update(mail_state="pending", next_try_at=now - timedelta(minutes=7), attempts=1)
    Import.objects.create(kind="roster", file_name="a.xlsx", state=ImportState.UPLOADED)
    Import.objects.update(created_at=now - timedelta(minutes=3))
    after = scraped(client)
    assert after["portal_promises_overdue", promise.kind] == before["portal_promises_overdue", promise.kind] + 1
    assert after["portal_outbox_messages", "notifications.notification", "pending"] == Notification.objects.count()
    assert after["portal_outbox_oldest_seconds", "notifications.notification"] == pytest.approx(420, abs=30)
    assert after["portal_outbox_failing_messages", "notifications.notification"] == Notification.objects.count()
    assert after["portal_imports", "uploaded"] == 1
    assert after["portal_imports_oldest_seconds",] == pytest.approx(180, abs=30)
    assert after["portal_redis_up",] == 1 and after["portal_queue_length",] >= 0


@pytest.mark.django_db
def test_a_message_that_waits_for_the_morning_is_not_late(client):
    world = worlds.build()
    worlds.appeal_in(world, "submitted")
    Notification.objects.update(mail_state="pending", next_try_at=timezone.now() + timedelta(hours=5))
    assert scraped(client)["portal_outbox_oldest_seconds", "notifications.notification"] == 0


@pytest.mark.django_db
def test_failed_sign_ins_are_counted(client):
    before = scraped(client)["portal_sign_ins_failed_total",]
    authenticate(RequestFactory().post("/"), username="nobody", password="wrong")
    assert scraped(client)["portal_sign_ins_failed_total",] == before + 1


@pytest.mark.django_db
def test_marks_have_an_age_once_they_are_set(client):
    assert ("portal_beat_age_seconds",) not in scraped(client)
    marks.set_mark(marks.BEAT)
    marks.set_mark(marks.BACKUP, path="/backups/x")
    found = scraped(client)
    assert 0 <= found["portal_beat_age_seconds",] < 60
    assert 0 <= found["portal_backup_age_seconds",] < 60


@pytest.mark.django_db
def test_without_redis_the_rest_is_told(client, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    found = scraped(client)
    assert found["portal_redis_up",] == 0 and found["portal_database_up",] == 1
    assert ("portal_queue_length",) not in found


@pytest.mark.django_db
def test_without_the_database_the_rest_is_told(client, monkeypatch):
    def refuse(*arguments):
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(connection, "cursor", refuse)
    found = scraped(client)
    assert found["portal_database_up",] == 0 and found["portal_redis_up",] == 1
    assert ("portal_imports_oldest_seconds",) not in found


def test_a_mark_that_is_half_written_or_damaged_counts_as_none(tmp_path):
    (tmp_path / "beat").write_text("{")
    assert marks.read_mark("beat") is None
    (tmp_path / "beat").write_text('{"when": 1}')
    assert marks.age("beat") is None


def test_every_table_of_letters_that_are_leased_is_watched():
    assert {box.model._meta.label for box in figures.outboxes()} >= {
        "notifications.Notification", "onboarding.Confirmation", "enterprises.Letter",
    }  # fmt: skip
