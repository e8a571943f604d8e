"""What browser tests share: finding Chromium, watching a page for complaints, axe, screenshots, the keyboard."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error

SHOTS = Path(__file__).resolve().parents[2] / "var" / "shots"
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
LOCALES = {"zh-hans": "zh-CN", "en": "en-GB"}
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def chromium_path():
    """The browser to use: ``CHROMIUM``, then Debian's, else None for the one that Playwright brings."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)


class Watch:
    """Collects what a page complains about: console errors, CSP messages, script errors, broken or foreign files."""

    def __init__(self, context, home):
        self.home = urlsplit(home).netloc
        self.complaints = []
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message):
        # The browser repeats a refused page here ("Failed to load resource"); _response looks at those itself.
        is_csp = "content security policy" in message.text.lower()
        if is_csp or (message.type == "error" and not message.text.startswith("Failed to load resource")):
            self.complaints.append(f"console {message.type}: {message.text}")

    def _request(self, request):
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self.home:
            self.complaints.append(f"asked another host: {request.url}")

    def _response(self, response):
        if response.request.service_worker:
            return  # the page that it fetches for looks at the answer itself
        is_expected = response.request.resource_type == "document" or response.status in (409, 422)  # told to a script
        if response.status >= 500 or (response.status >= 400 and not is_expected):
            self.complaints.append(f"answer {response.status}: {response.url}")

    def assert_quiet(self):
        assert not self.complaints, "\n".join(self.complaints)


@contextmanager
def turning(page):
    """Around a click that leads to another page: goes on once that page stands, never with the one that was left."""
    with page.expect_navigation(wait_until="load"):
        yield


def _violations(page):
    """Run axe on the page that stays: a page that is replaced while axe reads it is read anew."""
    while True:
        page.wait_for_load_state("load")
        page.evaluate("window.axeReads = true")
        try:
            return Axe().run(page).response["violations"]
        except Error:
            if page.evaluate("window.axeReads === true"):
                raise


def assert_accessible(page):
    """axe-core finds nothing on the page as it stands; the failure names rule, element and what to do."""
    violations = _violations(page)
    lines = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    "
        + "\n    ".join(node["html"][:160] for node in violation["nodes"][:4])
        for violation in violations
    ]
    assert not lines, f"{page.url}\n" + "\n".join(lines)


def assert_fits(page):
    """Nothing on the page is wider than the window: no horizontal scroll."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    who = page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
        ".slice(-4).map(e => e.outerHTML.slice(0, 160)).join('\\n')"
    )
    assert wide <= window, f"{page.url} is {wide} px wide in a window of {window} px\n{who}"


def take_shot(page, name, *, full_page=True):
    """Save a screenshot as ``var/shots/<name>.png`` when ``SHOTS=1``; the path, or None."""
    if os.environ.get("SHOTS") != "1":
        return None
    SHOTS.mkdir(parents=True, exist_ok=True)
    path = SHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=full_page)
    return path


def tab_to(page, target, *, limit=80):
    """Press Tab until ``target`` (a locator) has the focus; fails after ``limit`` stops."""
    for _stop in range(limit):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached within {limit} stops of the Tab key on {page.url}")
