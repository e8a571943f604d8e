"""Text messages through a provider's HTTP address: a signed JSON request, and an answer that is believed with care.

The request is ``{"id", "to", "text"}``. ``X-Signature`` is the HMAC-SHA256 of time stamp, line feed and body under
``SMS_SECRET``, in hex; ``X-Timestamp`` are the seconds since 1970. The provider answers 200 or 202 with ``{"id": …}``.
"""

import hashlib
import hmac
import json
import time

import requests

from .gateway import SmsFailed, SmsRefused

#: Seconds to connect, and between two pieces of the answer.
PATIENCE = (3, 5)
#: Seconds after which an answer that comes in drops is left.
LONGEST = 8
MOST_BYTES = 16_384
#: The message itself is at fault. 401 and 403 are not among them: a wrong key is mended by the operator.
HOPELESS = frozenset({400, 404, 410, 413, 422})


class HttpGateway:
    """One provider; never follows a redirect, which would carry numbers and codes elsewhere."""

    def __init__(self, url, *, key="", secret=""):
        self.url, self.key, self.secret = url, key, secret.encode()

    def send(self, message):
        body = json.dumps({"id": message.id, "to": message.to, "text": message.text}, ensure_ascii=False).encode()
        try:
            answer = requests.post(
                self.url, data=body, headers=self._headers(body), timeout=PATIENCE, allow_redirects=False, stream=True
            )
            with answer:
                return self._read(answer)
        except requests.RequestException as error:
            raise SmsFailed(f"{type(error).__name__}") from error

    def _headers(self, body):
        stamp = str(int(time.time()))
        signature = hmac.new(self.secret, stamp.encode() + b"\n" + body, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/json; charset=utf-8",
            "X-Key-Id": self.key,
            "X-Timestamp": stamp,
            "X-Signature": signature,
        }

    def _read(self, answer):
        if answer.status_code in HOPELESS:
            raise SmsRefused(f"The provider refuses the message ({answer.status_code}).")
        if answer.status_code not in (200, 202):
            raise SmsFailed(f"The provider answered {answer.status_code}.")
        try:
            number = json.loads(_body(answer))["id"]
        except (ValueError, KeyError, TypeError) as error:
            raise SmsFailed("The provider's answer cannot be read.") from error
        return str(number)[:120]


def _body(answer):
    """Read the answer, not for ever and not without end."""
    deadline, read = time.monotonic() + LONGEST, bytearray()
    for piece in answer.iter_content(1024):
        read += piece
        if len(read) > MOST_BYTES:
            raise SmsFailed("The provider's answer is too long.")
        if time.monotonic() > deadline:
            raise SmsFailed("The provider's answer takes too long.")
    return bytes(read)
