"""Somebody with a browser: a session of the portal, and forms sent over real HTTP."""

import time
from dataclasses import dataclass

import requests
from django.conf import settings
from django.test import Client

TOKEN = "d" * 32


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds; status 0 is no answer at all."""

    status: int
    location: str
    text: str
    seconds: float


class Visitor:
    """A signed-in person who sends forms and reads pages."""

    def __init__(self, user, base):
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        self.base, self.session = base, requests.Session()
        self.session.cookies.set(settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)
        self.session.cookies.set("csrftoken", TOKEN)
        self.session.headers["X-CSRFToken"] = TOKEN

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, data=None, files=None):
        return self._ask("POST", path, data=data, files=files)

    def _ask(self, method, path, **sent):
        began = time.monotonic()
        try:
            answer = self.session.request(method, self.base + path, allow_redirects=False, timeout=60, **sent)
        except requests.RequestException as error:
            return Answer(0, "", str(error), time.monotonic() - began)
        return Answer(answer.status_code, answer.headers.get("Location", ""), answer.text, time.monotonic() - began)
