"""The portal's own figures for ``/metrics``, asked of the database, the queue and the marks, at most every ten seconds.

A figure that cannot be had is left out, and ``portal_database_up`` or ``portal_redis_up`` says why: watching goes on
while something is down.
"""

import platform
import threading
import time
import tomllib
from dataclasses import dataclass

import redis
from django import get_version
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from appeals.doors.models import MailboxReading
from appeals.enums import WINDOWS, PromiseKind
from appeals.models import Promise
from portal.embedded.layout import EmbeddedError
from portal.imports.models import Import

from . import marks

#: Seconds that an answer is good for, however many ask.
FRESH = 10
PENDING, SENDING = "pending", "sending"
QUEUE = "celery"
SOCKET_PREFIX = "redis+socket://"


class FiguresCollector(Collector):
    """Collects for prometheus_client; keeps the last answer for :data:`FRESH` seconds."""

    def __init__(self):
        self.lock = threading.Lock()
        self.until, self.kept = 0.0, []

    def collect(self):
        """Return the metric families, asked anew when the kept ones are too old."""
        with self.lock:
            if time.monotonic() >= self.until:
                self.kept = list(all_figures())
                self.until = time.monotonic() + FRESH
            return self.kept

    def describe(self):
        """Tell nothing at registration, which would ask the database."""
        return []

    def forget(self):
        """Ask anew at the next scrape."""
        self.until = 0.0


def version():
    """Return the version of the portal."""
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def all_figures():
    """Yield every family that can be had now."""
    versions = {"version": version(), "django": get_version(), "python": platform.python_version()}
    yield _labelled("portal_build_info", "Versions; always 1.", {tuple(versions.values()): 1}, list(versions))
    yield from _of_marks()
    yield from _of_the_queue()
    yield from _of_the_database()


def _plain(name, text, value):
    return GaugeMetricFamily(name, text, value=value)


def _labelled(name, text, values, labels):
    family = GaugeMetricFamily(name, text, labels=labels)
    for key, value in values.items():
        family.add_metric([str(part) for part in key], value)
    return family


def _of_marks():
    for name, text in {
        marks.BEAT: "Seconds since beat turned.",
        marks.BACKUP: "Seconds since the last backup that was completed.",
    }.items():
        seconds = marks.age(name)
        if seconds is not None:
            yield _plain(f"portal_{name}_age_seconds", text, seconds)


def _of_the_queue():
    length = queue_length()
    yield _plain("portal_redis_up", "Whether Redis answers.", int(length is not None))
    if length is not None:
        yield _plain("portal_queue_length", "Tasks that wait for a worker.", length)


def queue_length():
    """Return how many tasks wait in Redis, or None when it does not answer."""
    url = settings.CELERY_BROKER_URL
    url = f"unix://{url.removeprefix(SOCKET_PREFIX)}" if url.startswith(SOCKET_PREFIX) else url
    try:
        with redis.Redis.from_url(url, **settings.CACHES["default"]["OPTIONS"]) as client:
            return client.llen(QUEUE)
    except (redis.RedisError, OSError):
        return None


def _of_the_database():
    try:
        found = [*_outboxes(), *_imports(), _mailbox(), _promises()]
    except (DatabaseError, InterfaceError, EmbeddedError):
        found = None
    yield _plain("portal_database_up", "Whether the database answers.", int(found is not None))
    yield from found or []


@dataclass(frozen=True)
class Outbox:
    """A table whose rows are leased to be sent; ``state`` and ``tries`` name its fields."""

    model: type
    state: str
    tries: str


def outboxes():
    """Return every table of messages: its rows have a lease and the time of a next try."""
    found = []
    for model in apps.get_models():
        fields = {field.name for field in model._meta.get_fields()}
        if {"leased_until", "next_try_at"} <= fields:
            state = "mail_state" if "mail_state" in fields else "delivery"
            found.append(Outbox(model, state, "tries" if "tries" in fields else "attempts"))
    return found


def _outboxes():
    now = timezone.now()
    states, ages, failing = {}, {}, {}
    for box in outboxes():
        label, pending = box.model._meta.label_lower, {box.state: PENDING}
        counted = box.model.objects.order_by().values_list(box.state).annotate(rows=Count("pk"))
        states |= {(label, value): rows for value, rows in counted}
        waits = [_first(box.model, "next_try_at", now, **pending)]
        waits.append(_first(box.model, "leased_until", now, **{box.state: SENDING}))
        ages[label,] = (now - min((at for at in waits if at), default=now)).total_seconds()
        failing[label,] = box.model.objects.filter(**pending, **{f"{box.tries}__gt": 0}).count()
    yield _labelled("portal_outbox_messages", "Messages by state.", states, ["outbox", "state"])
    yield _labelled(
        "portal_outbox_oldest_seconds", "How long the oldest message that is due has waited.", ages, ["outbox"]
    )
    yield _labelled(
        "portal_outbox_failing_messages", "Messages that failed and will be tried again.", failing, ["outbox"]
    )


def _first(model, moment, now, **state):
    """Return the earliest ``moment`` that is past, of the rows in this state."""
    return model.objects.filter(**state, **{f"{moment}__lte": now}).aggregate(at=Min(moment))["at"]


def _imports():
    counted = Import.objects.order_by().values_list("state").annotate(rows=Count("pk"))
    yield _labelled("portal_imports", "Imports by state.", {(state,): rows for state, rows in counted}, ["state"])
    first = Import.objects.waiting().aggregate(at=Min("created_at"))["at"]
    age = (timezone.now() - first).total_seconds() if first else 0
    yield _plain("portal_imports_oldest_seconds", "Age of the oldest import that a worker has to do.", age)


def _mailbox():
    reading, age = MailboxReading.objects.first(), 0
    if settings.MAILBOX_HOST:
        was_read = reading and reading.read_at
        age = (timezone.now() - reading.read_at).total_seconds() if was_read else float("inf")
    return _plain("portal_mailbox_age_seconds", "Seconds since the department mailbox was read; 0 without one.", age)


def _promises():
    late = Promise.objects.ticking().filter(due_at__lt=timezone.now()).exclude(kind__in=WINDOWS)
    counted = dict(late.order_by().values_list("kind").annotate(rows=Count("pk")))
    values = {(kind,): counted.get(kind, 0) for kind in PromiseKind.values if kind not in WINDOWS}
    return _labelled("portal_promises_overdue", "Running promises past their due instant.", values, ["kind"])
