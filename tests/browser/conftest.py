"""Fixtures of the browser tests: Chromium against a live server, at the sizes of a desk and of a phone.

Every page is watched: a CSP message, a script error, a broken file or a request to another host fails the test that
opened it, at its end.
"""

import os
import zlib
from collections import Counter

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.test import Client

from tests.plugins import browser as kit

#: Each journey is walked in one of these pairs, so in both sizes and both languages.
PAIRS = [{("desk", "zh-hans"), ("phone", "en")}, {("desk", "en"), ("phone", "zh-hans")}]
_ALL = PAIRS[0] | PAIRS[1]


def pytest_collection_modifyitems(config, items):
    """Mark everything in this folder ``browser``, and pair sizes with languages unless all four are asked for.

    ``BROWSER=all`` walks every journey in every combination, and so does ``SHOTS=1``, which takes the pictures.
    """
    here = [item for item in items if "tests/browser/" in item.path.as_posix()]
    for item in here:
        item.add_marker(pytest.mark.browser)
    if os.environ.get("BROWSER") == "all" or os.environ.get("SHOTS") == "1":
        return
    walked = Counter((item.path, item.originalname) for item in here if _combination(item))
    left_out = [item for item in here if walked[item.path, item.originalname] == len(_ALL) and not _is_paired(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _combination(item):
    """``(size, language)`` of one walk of a journey; None for a test that is not walked in both sizes and languages."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    size = params.get("walk", params.get("size"))
    if size is None or "language" not in params:
        return None
    return {str(kit.PHONE): "phone", str(kit.DESK): "desk"}.get(str(size), size), params["language"]


def _is_paired(item):
    combination = _combination(item)
    return combination is None or combination in PAIRS[zlib.crc32(item.originalname.encode()) % len(PAIRS)]


@pytest.fixture(params=["zh-hans", "en"])
def language(request):
    """Both languages; a test that needs only one parametrises ``language`` itself."""
    return request.param


@pytest.fixture
def site(settings, transactional_db, live_server):
    """Address of the running portal; static files come straight from their folders."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    return live_server.url


@pytest.fixture
def open_page(chromium, site, language):
    """``open_page(size, dark=False, javascript=True)``: a page of its own context, watched to the end of the test."""
    opened = []

    def open_one(size=None, *, dark=False, javascript=True):
        size = size or kit.DESK
        context = chromium.new_context(
            base_url=site,
            viewport=size,
            locale=kit.LOCALES[language],
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=javascript,
            has_touch=size == kit.PHONE,
        )
        context.set_default_timeout(10_000)
        opened.append((context, kit.Watch(context, site)))
        return context.new_page()

    yield open_one
    for context, _watch in opened:
        context.close()
    for _context, watch in opened:
        watch.assert_quiet()


@pytest.fixture
def desk(open_page):
    return open_page(kit.DESK)


@pytest.fixture
def phone(open_page):
    return open_page(kit.PHONE)


@pytest.fixture
def no_javascript(open_page):
    return open_page(kit.DESK, javascript=False)


@pytest.fixture
def sign_in(site):
    """``sign_in(page, username)``: give the page a session of that person, without passing the sign-in page."""

    def give_session(page, username):
        client = Client()
        client.force_login(
            get_user_model().objects.get(username=username), backend=django_settings.AUTHENTICATION_BACKENDS[0]
        )
        name = django_settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": site}])

    return give_session


@pytest.fixture
def axe():
    return kit.assert_accessible


@pytest.fixture
def fits():
    return kit.assert_fits


@pytest.fixture
def shot(language):
    """``shot(page, name)`` saves ``var/shots/<name>.<language>.<width>.png`` when ``SHOTS=1``."""

    def take(page, name, **options):
        return kit.take_shot(page, f"{name}.{language}.{page.viewport_size['width']}", **options)

    return take


@pytest.fixture
def tab_to():
    return kit.tab_to
