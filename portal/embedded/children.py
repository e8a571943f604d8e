"""The portal's three processes as ``manage.py up`` starts them."""

import http.client
import sys

from django.conf import settings

from .supervisor import Child

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
QUIET_WORKER = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


def portal_children(host, port):
    """Return web, beat and worker, in the order in which they stop: no more requests, no more rings, then the work."""
    root = settings.EMBEDDED_LAYOUT.root
    shared = {"DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONUNBUFFERED": "1"}
    if settings.EMBEDDED:
        shared["SITE_URL"] = f"http://{host}:{port}"
        if host not in LOOPBACK:
            shared["ALLOWED_HOSTS"] = "*"
    python = [sys.executable, "-m"]
    web = [*python, "gunicorn", "--config", str(settings.BASE_DIR / "portal" / "gunicorn_conf.py")]
    web += ["--bind", f"{host}:{port}", "--workers", "2", "--graceful-timeout", "5"]
    celery = [*python, "celery", "--app", "portal.celery"]
    worker = [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", *QUIET_WORKER]
    beat = [*celery, "beat", "--schedule", str(root / "beat-schedule"), "--pidfile", ""]
    return [
        Child("web", web, root / "web.log", shared, patience=10),
        Child("beat", beat, root / "beat.log", shared, patience=5),
        Child("worker", worker, root / "worker.log", shared | {"DATABASE_POOL_SIZE": "0"}, patience=30),
    ]


def web_is_ready(host, port):
    """Return whether the web process answers."""
    client = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=2)  # noqa: S104
    try:
        client.request("GET", "/healthz")
        return client.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        client.close()
