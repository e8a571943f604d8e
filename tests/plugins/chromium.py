"""One Chromium for all tests of a process that need a browser."""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests.plugins import browser as kit


@pytest.fixture(scope="session")
def chromium():
    # Playwright's loop runs in this thread; Django would take that for asynchronous code and refuse the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=kit.chromium_path(), args=["--no-sandbox"])
        yield browser
        browser.close()
