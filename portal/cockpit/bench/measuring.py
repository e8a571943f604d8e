"""Measures one page: the time of whole requests in this process, and what the database takes of it."""

import gc
from dataclasses import asdict, dataclass
from math import ceil
from time import perf_counter

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

#: Requests before the clock runs: templates are compiled, statements prepared, buffers filled.
WARM_UP = 5


@dataclass(frozen=True)
class Figures:
    """What one page costs. Times in milliseconds; ``db_ms`` is the median of what a request spends in PostgreSQL."""

    name: str
    kind: str
    queries: int
    p50_ms: float
    p95_ms: float
    db_ms: float
    bytes: int

    def as_json(self):
        return asdict(self)


class Unmeasurable(Exception):
    """A page of the benchmark did not answer 200."""


class Meter:
    """Counts the queries of one request and the time spent in them."""

    def __init__(self):
        self.queries, self.seconds = 0, 0.0

    def __call__(self, execute, sql, params, many, context):
        began = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries, self.seconds = self.queries + 1, self.seconds + perf_counter() - began


class Visitors:
    """Browsers that are signed in as the demo accounts, one each; ``""`` is somebody who is not signed in."""

    def __init__(self):
        self.clients = {}

    def __getitem__(self, username):
        if username not in self.clients:
            client = self.clients[username] = Client(headers={"host": "localhost", "accept-language": "zh-hans"})
            if username:
                user = get_user_model().objects.get(username=username)
                client.force_login(user, backend="portal.accounts.backends.NameOrPhoneBackend")
        return self.clients[username]


def measure(page, url, visitors, rounds, suffix=""):
    """Ask ``url`` as the page's visitor ``rounds`` times and return :class:`Figures`."""
    client = visitors[page.visitor]
    for _round in range(min(WARM_UP, rounds)):
        answer = ask(client, url, page.name)
    times, database = [], []
    gc.collect()
    for _round in range(rounds):
        meter = Meter()
        with connection.execute_wrapper(meter):
            began = perf_counter()
            ask(client, url, page.name)
            times.append(perf_counter() - began)
        database.append(meter.seconds)
    return Figures(
        page.name + suffix, page.kind, meter.queries, _ms(at(times, 0.5)), _ms(at(times, 0.95)), _ms(at(database, 0.5)),
        len(answer.content),
    )  # fmt: skip


def ask(client, url, name):
    """Return the answer to ``url``; whatever is not a page with status 200 is :class:`Unmeasurable`."""
    answer = client.get(url, secure=settings.HTTPS)
    if answer.status_code != 200:
        raise Unmeasurable(f"{name}: {url} answered {answer.status_code}.")
    return answer


def at(values, share):
    """Return the value below or at which ``share`` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def _ms(seconds):
    return round(seconds * 1000, 2)
