"""Full loops a second: the highest rate of whole cases that the web processes bear, and what happens at twice of it.

The portal that is asked is gunicorn as it is installed, on the database of the benchmark; another process sends the
cases (:mod:`.driver`). Cases come at a fixed rate, whether or not the ones before are through.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import redis
from django.conf import settings
from django.db import connection

from appeals.models import Category
from portal.accounts.enums import Role
from portal.accounts.models import Membership

from .measuring import Visitors, at

#: Cases a second at which the search begins, and where it ends at the latest.
FIRST, LAST = 0.5, 64
#: How often the search halves what is left between a rate that was borne and one that was not.
HALVINGS = 3
#: With so few seconds at each rate only the first two are tried: enough to see that cases go through.
SHORT, LAST_OF_SHORT = 2, 1
#: The slowest twentieth of the requests takes at most so many milliseconds.
SLOWEST = 1000
#: Seconds within which the portal is back.
BACK = 10
#: Where the web processes ring: the database of Redis that is ours alone.
REDIS_NUMBER = 15
WHO = ("contact", "steward", "dispatcher", "handler")
CATEGORY = "resources.power"


@dataclass(frozen=True)
class Run:
    """What one rate gave: ``p95_ms`` of the requests that were answered."""

    rate: float
    p95_ms: float
    answered: int
    finished: int
    shed: int
    wrong: tuple

    @property
    def is_borne(self):
        return not self.shed and not self.wrong and self.p95_ms < SLOWEST


@dataclass(frozen=True)
class Loops:
    """The highest rate that was borne, twice of it, and after how many seconds the portal was back (None: not)."""

    borne: Run | None
    doubled: Run
    back_after_s: float | None

    def as_json(self):
        borne, doubled = self.borne, self.doubled
        return {
            "rate_per_s": borne.rate if borne else 0, "p95_ms": borne.p95_ms if borne else None,
            "errors": len(borne.wrong) if borne else None,
            "doubled": {
                "rate_per_s": doubled.rate, "answered": doubled.answered, "shed": doubled.shed,
                "p95_ms": doubled.p95_ms, "other_errors": list(doubled.wrong),
            },
            "back_after_s": self.back_after_s,
        }  # fmt: skip

    def as_lines(self):
        rate = f"{self.borne.rate:.2f} a second, p95 {self.borne.p95_ms:.0f} ms" if self.borne else "none"
        back = f"after {self.back_after_s:.1f} s" if self.back_after_s is not None else f"not within {BACK} s"
        doubled = f"{self.doubled.answered} requests answered, {self.doubled.shed} told to come again"
        return [
            f"{'full loops':40} {rate}",
            f"{'twice of it':40} {doubled}, {len(self.doubled.wrong)} other errors; back {back}",
        ]


def run(seconds, say):
    """Search, double, and see whether the portal is back; ``seconds`` for each rate."""
    with _serving() as base:
        facts = _facts(base)
        borne = _highest(facts, seconds, say)
        doubled = _drive(facts, 2 * (borne.rate if borne else FIRST), 2 * seconds, say)
        return Loops(borne, doubled, _back_after(base))


def _highest(facts, seconds, say):
    rate, borne, last = FIRST, None, LAST if seconds > SHORT else LAST_OF_SHORT
    while rate <= last and (found := _drive(facts, rate, seconds, say)).is_borne:
        borne, rate = found, rate * 2
    low, high = (borne.rate, rate) if borne else (0, FIRST)
    for _halving in range(HALVINGS if seconds > SHORT else 0):
        found = _drive(facts, (low + high) / 2, seconds, say)
        if found.is_borne:
            borne, low = found, found.rate
        else:
            high = found.rate
    return borne


def _drive(facts, rate, seconds, say):
    told = json.dumps(facts | {"rate": rate, "seconds": seconds})
    program = str(Path(__file__).with_name("driver.py"))
    done = subprocess.run([sys.executable, program], input=told, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    times = found["milliseconds"]
    one = Run(
        rate, at(times, 0.95) if times else 0.0, len(times), found["finished"], found["shed"], tuple(found["wrong"])
    )
    say(f"{rate:.2f} cases a second: p95 {one.p95_ms:.0f} ms, {one.shed} shed, {len(one.wrong)} errors")
    return one


def _facts(base):
    """What the driver is told: sessions of the demo accounts, and the unit of the demo handler."""
    visitors = Visitors()
    unit = Membership.objects.in_force().get(user__username="handler", role=Role.HANDLER).unit
    cookies = {who: visitors[who].cookies[settings.SESSION_COOKIE_NAME].value for who in WHO}
    return {
        "base": base, "cookies": cookies, "category": Category.objects.get(code=CATEGORY).pk, "unit": unit.name,
    }  # fmt: skip


def _back_after(base):
    """Seconds until the sign-in page answers again as it should, or None."""
    began = time.monotonic()
    while time.monotonic() - began < BACK:
        try:
            urllib.request.urlopen(f"{base}/accounts/login/", timeout=SLOWEST / 1000).close()  # noqa: S310
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
        else:
            return round(time.monotonic() - began, 2)
    return None


# --- The portal that is asked ----------------------------------------------------------------------------------------
@contextmanager
def _serving():
    """Start gunicorn on a free port over the database that this process uses; yields its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    environment = os.environ | _environment(base)
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, cwd=settings.BASE_DIR, env=environment, check=True)  # pages name the files that it hashes
    words = [sys.executable, "-m", "gunicorn", "--config", str(settings.BASE_DIR / "portal" / "gunicorn_conf.py")]
    server = subprocess.Popen(
        [*words, "--bind", f"127.0.0.1:{port}"], cwd=settings.BASE_DIR, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _until_it_answers(server, base)
        yield base
    finally:
        server.terminate()
        server.wait(60)
        _forget_rings()


def _environment(base):
    """The installed form, on this database and on a number of Redis where no worker of the portal listens."""
    return {
        "DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": _database(), "SECRET_KEY": settings.SECRET_KEY,
        "REDIS_URL": apart(settings.CELERY_BROKER_URL), "CACHE_URL": settings.CACHE_URL,
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "SITE_URL": base, "ALLOWED_HOSTS": "127.0.0.1", "HTTPS": "0", "DEMO": "0", "LOG_LEVEL": "ERROR",
    }  # fmt: skip


def apart(address):
    """The same Redis under :data:`REDIS_NUMBER`, as Celery writes it."""
    if address.startswith("redis+socket:"):
        return f"{address.partition('?')[0]}?virtual_host={REDIS_NUMBER}"
    place = urlsplit(address)
    return urlunsplit(place._replace(path=f"/{REDIS_NUMBER}"))


def _forget_rings():
    """Empty the number of Redis that was rung; where no Redis runs, nobody was."""
    address = settings.CELERY_BROKER_URL.partition("?")[0].replace("redis+socket:", "unix:")
    with redis.Redis.from_url(address, db=REDIS_NUMBER) as number, suppress(redis.ConnectionError):
        number.flushdb()


def _database():
    known = connection.settings_dict
    user = quote(known["USER"]) + (f":{quote(known['PASSWORD'])}" if known.get("PASSWORD") else "")
    if known["HOST"].startswith("/"):
        return f"postgres://{user}@/{known['NAME']}?host={quote(known['HOST'])}"
    return f"postgres://{user}@{known['HOST']}:{known['PORT'] or 5432}/{known['NAME']}"


def _until_it_answers(server, base):
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{base}/healthz", timeout=2).close()  # noqa: S310
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("gunicorn does not answer")
