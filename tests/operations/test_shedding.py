"""What waited too long for a thread is told at once to come again; everything else is answered as ever."""

import json
import threading

import pytest
from django.conf import settings as django_settings
from django.test import RequestFactory

from portal.operations import shedding
from portal.serving import StampingPool

SHEDDING = "portal.operations.shedding.SheddingMiddleware"


@pytest.fixture
def waited():
    def wait(seconds):
        shedding.queued.seconds = seconds

    yield wait
    shedding.queued.__dict__.clear()


@pytest.mark.parametrize(
    ("method", "seconds", "patience", "is_shed"),
    [
        ("GET", 0.0, 1, False), ("GET", 1.0, 1, False), ("GET", 1.01, 1, True), ("HEAD", 1.01, 1, True),
        ("POST", 1.01, 1, False), ("POST", 2.0, 1, False), ("POST", 2.01, 1, True), ("DELETE", 2.01, 1, True),
        ("GET", 99.0, 0, False), ("POST", 99.0, 0, False), ("GET", 0.3, 0.25, True),
    ],
)  # fmt: skip
def test_reads_are_shed_after_the_patience_and_what_brings_words_after_twice_of_it(
    waited, settings, method, seconds, patience, is_shed
):
    settings.WEB_PATIENCE = patience
    waited(seconds)
    answer = shedding.SheddingMiddleware(lambda request: "answered")(RequestFactory().generic(method, "/appeals/"))
    assert (answer != "answered") == is_shed
    if is_shed:
        assert answer.status_code == 503
        assert 2 <= int(answer["Retry-After"]) <= 5
        assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_a_process_that_notes_no_waiting_sheds_nothing(client):
    assert not hasattr(shedding.queued, "seconds")
    assert client.get("/accounts/login/").status_code == 200


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "系统当前访问量过大"), ("en", "very busy")])
def test_people_read_it_in_their_language_and_learn_what_became_of_their_words(client, waited, language, word):
    waited(99)
    header = {"Accept-Language": language}
    page, sent = client.get("/", headers=header), client.post("/accounts/login/", {"login": "x"}, headers=header)
    for answer in (page, sent):
        assert answer.status_code == 503
        assert word in answer.content.decode()
        assert "default-src" in answer["Content-Security-Policy"]
    assert page.content != sent.content


def test_a_program_reads_a_problem_with_a_code(client, waited):
    waited(99)
    answer = client.get("/api/v1/appeals/1")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert json.loads(answer.content)["code"] == "busy"


@pytest.mark.django_db
def test_shedding_asks_the_database_nothing_and_probes_are_answered(client, waited, django_assert_num_queries):
    waited(99)
    client.cookies[django_settings.SESSION_COOKIE_NAME] = "a-session"
    client.get("/")
    with django_assert_num_queries(0):
        assert client.get("/appeals/").status_code == 503
    assert client.get("/healthz").status_code == 200
    assert not client.get("/readyz").has_header("Retry-After")
    order = django_settings.MIDDLEWARE
    assert order.index("whitenoise.middleware.WhiteNoiseMiddleware") < order.index(SHEDDING)  # static files come first


def test_a_thread_knows_how_long_its_work_waited_for_it():
    pool, gate, seen = StampingPool(max_workers=1), threading.Event(), []
    pool.submit(gate.wait)
    found = pool.submit(lambda: seen.append(shedding.queued.seconds))
    threading.Event().wait(0.2)
    gate.set()
    found.result(10)
    pool.submit(lambda: seen.append(shedding.queued.seconds)).result(10)
    pool.shutdown()
    assert seen[0] >= 0.2 > seen[1]
