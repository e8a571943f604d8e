"""A client of ``/api/v1/``: signs, passes cases on, reads them, adds to them, lists changes, checks callbacks.

Nothing but Python's own library, so that it can be read and taken over into any program; ``docs/api.md`` describes it.

    export PORTAL_URL=http://127.0.0.1:8000 PORTAL_KEY=k-… PORTAL_SECRET=…
    python client.py pass-on case.json
    python client.py read 20261123-000123
    python client.py add 20261123-000123 "企业补充：下月一号前要用。"
    python client.py changes 0
"""

import hashlib
import hmac
import json
import os
import secrets
import sys
import time
import uuid
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

#: Seconds that two clocks may differ.
TOLERANCE = 300


class Refused(Exception):
    """The portal refused a request: HTTP ``status``, ``code`` for programs, ``detail`` for people."""

    def __init__(self, status, problem, retry_after=None):
        self.status, self.code, self.detail = status, problem.get("code", ""), problem.get("detail", "")
        self.errors, self.retry_after = problem.get("errors", []), retry_after
        super().__init__(f"{status} {self.code}: {self.detail} {self.errors or ''}".strip())


def sign(secret, method, target, stamp, nonce, body):
    """Return the signature in hex; ``target`` is the path with its query, ``body`` the bytes that are sent."""
    digest = hashlib.sha256(body).hexdigest()
    text = "\n".join(["v1", method, target, stamp, nonce, digest])
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


class Portal:
    """One connection: the portal's address, the key and its secret."""

    def __init__(self, url, key_id, secret, timeout=10):
        self.url, self.key_id, self.secret, self.timeout = url.rstrip("/"), key_id, secret, timeout

    def pass_on(self, case, idempotency_key=None):
        """Pass a case on; safe to send again as often as needed: the same external number is the same case."""
        return self._send("POST", "/api/v1/appeals", case, idempotency_key or f"case-{uuid.uuid4().hex}")

    def read(self, reference):
        """Read a case by your external number or by the portal's."""
        return self._send("GET", f"/api/v1/appeals/{quote(reference, safe='')}")

    def add(self, reference, text, idempotency_key=None):
        """Add a message. Keep the idempotency key and give it again when the answer was lost."""
        target = f"/api/v1/appeals/{quote(reference, safe='')}/messages"
        return self._send("POST", target, {"text": text}, idempotency_key or f"message-{uuid.uuid4().hex}")

    def changes(self, after=0, limit=50):
        """Yield every change behind the position ``after``; keep the position of the last one that you worked off."""
        while True:
            page = self._send("GET", f"/api/v1/changes?{urlencode({'after': after, 'limit': limit})}")
            yield from page["changes"]
            after = page["next"]
            if not page["more"]:
                return

    def _send(self, method, target, data=None, idempotency_key=None):
        body = b"" if data is None else json.dumps(data, ensure_ascii=False).encode()
        stamp, nonce = str(int(time.time())), secrets.token_hex(16)
        headers = {
            "Content-Type": "application/json",
            "X-Key-Id": self.key_id,
            "X-Timestamp": stamp,
            "X-Nonce": nonce,
            "X-Content-SHA256": hashlib.sha256(body).hexdigest(),
            "X-Signature": sign(self.secret, method, target, stamp, nonce, body),
        }
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        asked = Request(self.url + target, data=body or None, headers=headers, method=method)  # noqa: S310 -- ours
        try:
            with urlopen(asked, timeout=self.timeout) as answer:  # noqa: S310 -- the operator's own address
                return json.loads(answer.read())
        except HTTPError as error:
            with error:
                raise Refused(error.code, _problem(error.read()), error.headers.get("Retry-After")) from None


def _problem(body):
    try:
        return json.loads(body)
    except ValueError:
        return {}


def is_from_portal(secret, url, headers, body):
    """Whether a callback at ``url`` (as it was given to the portal) is the portal's own, fresh and unaltered.

    Answer 2xx when it is; remember ``X-Event-Id`` and do nothing for one that came before.
    """
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    stamp, nonce = headers.get("X-Timestamp", ""), headers.get("X-Nonce", "")
    if not stamp.isdigit() or abs(time.time() - int(stamp)) > TOLERANCE:
        return False
    expected = sign(secret, "POST", target, stamp, nonce, body)
    return hmac.compare_digest(expected, headers.get("X-Signature", ""))


def main(arguments):
    """One command; answers are written as JSON."""
    portal = Portal(os.environ["PORTAL_URL"], os.environ["PORTAL_KEY"], os.environ["PORTAL_SECRET"])
    command, *rest = arguments or ["help"]
    if command == "pass-on" and len(rest) == 1:
        with open(rest[0], encoding="utf-8") as file:  # noqa: PTH123 -- a path as the shell gives it
            return portal.pass_on(json.load(file))
    if command == "read" and len(rest) == 1:
        return portal.read(rest[0])
    if command == "add" and len(rest) == 2:
        return portal.add(*rest)
    if command == "changes" and len(rest) == 1:
        return list(portal.changes(int(rest[0])))
    raise SystemExit(__doc__)


if __name__ == "__main__":
    try:
        sys.stdout.write(json.dumps(main(sys.argv[1:]), ensure_ascii=False, indent=2) + "\n")
    except Refused as refused:
        raise SystemExit(str(refused)) from None
