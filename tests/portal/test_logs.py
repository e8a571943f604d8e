"""The log line that people read, made by the very settings that installations use."""

import io
import json
import logging
import logging.config

import pytest
import structlog
from celery import shared_task
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django_structlog.celery.receivers import CeleryReceiver

from portal import logs
from portal.operations.middleware import RequestIdMiddleware, client_address


@pytest.fixture
def lines():
    """What the one handler writes, as objects; the configuration is the installations'."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    settings = dict(logs.formatter())
    settings.pop("()")
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**settings))
    logger = logging.getLogger()
    logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)


def test_a_line_of_structlog_and_one_of_the_standard_library_have_the_same_form(lines):
    structlog.get_logger("portal.test").warning("mail_failed", to="anna@example.cn", phone="13812345678")
    logging.getLogger("django.request").error("Internal Server Error: %s", "/activate/17-ABCDEFGHJKMNPQRSTVWXYZ0123/")
    first, second = lines()
    assert {"event", "level", "logger", "timestamp"} <= first.keys() & second.keys()
    assert first["to"] == "a***@example.cn" and first["phone"] == "138****5678"
    assert second["event"] == "Internal Server Error: /activate/***/"


def test_a_traceback_is_one_line_and_masked(lines):
    try:
        raise ValueError("no mail to anna@example.cn, 13812345678, token=abc")
    except ValueError:
        logging.getLogger("celery.app.trace").exception("Task failed")
    (line,) = lines()
    assert "ValueError: no mail to a***@example.cn, 138****5678, token=***" in line["exception"]
    assert "13812345678" not in json.dumps(line)


@pytest.mark.django_db
def test_what_postgresql_tells_of_a_refused_row_is_masked(lines):
    name = "".join(["安", "娜"])
    get_user_model().objects.create(username="anna.13812345678", name=name)
    try:
        with transaction.atomic():
            get_user_model().objects.create(username="anna.13812345678", name=name)
    except IntegrityError:
        logging.getLogger("django.db").exception("refused")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO accounts_user (username, name) VALUES (%s, %s)", ["anna", name])
    except IntegrityError:
        logging.getLogger("django.db").exception("refused")
    text = json.dumps(lines(), ensure_ascii=False)
    assert "already exists" in text and "Failing row contains (***)" in text
    assert "13812345678" not in text and name not in text


def test_an_access_line_of_gunicorn_has_fields_and_no_secret(lines):
    atoms = {
        "m": "GET", "U": "/confirm/17-ABCDEFGHJKMNPQRSTVWXYZ0123/", "q": "code=123456", "s": "200", "B": 12, "D": 4500,
        "h": "10.0.0.1", "a": "curl", "{x-request-id}o": "req-12345678", "f": "https://portal.example/?token=abc",
    }  # fmt: skip
    logger = logging.getLogger("gunicorn.access")
    logger.setLevel(logging.INFO)
    logger.info("%(m)s %(U)s", atoms)
    (line,) = lines()
    assert line["event"] == "access" and line["path"] == "/confirm/***/?code=***"
    assert line["code"] == "200" and line["duration_ms"] == 4.5 and line["request_id"] == "req-12345678"


def test_gunicorn_gets_the_same_formatter_and_no_access_lines_unless_asked():
    quiet = logs.gunicorn_configuration(level="INFO", access=False)
    assert quiet["handlers"] == logs.configuration(level="INFO")["handlers"]
    assert logs.mask_event in quiet["formatters"]["json"]["processors"]
    assert quiet["loggers"]["gunicorn.access"]["level"] == logging.WARNING
    assert logs.gunicorn_configuration(level="INFO", access=True)["loggers"]["gunicorn.access"]["level"] == logging.INFO


@pytest.mark.parametrize("given", ["req-12345678", "6f1f77a2-2d5b-4a7e-9a3e-0d8c4f2b1a90"])
def test_a_well_formed_request_id_of_the_proxy_is_kept_and_answered(client, given):
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "a b c d e f g", "abc\u00e4defghij", '{"a":"12345678"}'])
def test_any_other_request_id_is_replaced(client, given):
    answered = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert answered != given and len(answered) == 36


def test_every_line_of_a_request_has_its_id(lines):
    def page(request):
        logging.getLogger("portal.page").warning("inside")
        return HttpResponse()

    answer = RequestIdMiddleware(page)(RequestFactory().get("/", headers={"X-Request-ID": "req-12345678"}))
    logging.getLogger("portal.page").warning("outside")
    inside, outside = lines()
    assert inside["request_id"] == answer["X-Request-ID"] == "req-12345678"
    assert "request_id" not in outside


@shared_task(name="tests.nothing")
def nothing():
    """A task for the test below."""


def test_a_task_is_handed_the_id_of_the_request_that_rang_for_it(celery_application):
    headers = {"id": "1", "task": "tests.nothing"}
    with structlog.contextvars.bound_contextvars(request_id="req-12345678"):
        CeleryReceiver().receiver_before_task_publish(headers=headers, body={}, properties={}, routing_key="celery")
    assert headers["__django_structlog__"]["request_id"] == "req-12345678"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "1.1.1.1", "127.0.0.1"),
        (1, "9.9.9.9, 1.1.1.1", "1.1.1.1"),
        (2, "9.9.9.9, 1.1.1.1, 10.0.0.2", "1.1.1.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_nobody_chooses_the_address_that_is_logged(settings, proxies, forwarded, seen):
    settings.TRUSTED_PROXY_COUNT = proxies
    assert client_address(RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})) == seen
