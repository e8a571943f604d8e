"""How requests between the portal and another system are signed, in both directions; see ``docs/api.md``.

What is signed is one text of six lines: the version, the method, path and query, seconds since 1970, the nonce, and the
SHA-256 of the body in hex. The signature is its HMAC-SHA256 under the key's secret, in hex.
"""

import hashlib
import hmac
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare, salted_hmac

VERSION = "v1"
#: Seconds that the clock of the other side may differ from ours.
TOLERANCE = 300
KEY_ID, TIMESTAMP, NONCE, BODY_HASH, SIGNATURE = (
    "X-Key-Id", "X-Timestamp", "X-Nonce", "X-Content-SHA256", "X-Signature",
)  # fmt: skip


@dataclass(frozen=True)
class Signed:
    """What a signature covers."""

    method: str
    target: str
    timestamp: str
    nonce: str
    body_hash: str

    @property
    def text(self):
        parts = [VERSION, self.method.upper(), self.target, self.timestamp, self.nonce, self.body_hash]
        return "\n".join(parts).encode()


def body_hash(body):
    """Return the SHA-256 of the bytes of a body in hex; an empty body has one too."""
    return hashlib.sha256(body).hexdigest()


def secret_of(key):
    """Return the secret of a key: 256 bits in hex, derived from its row and the secret key of this installation.

    It is stored nowhere, so that a copy of the database signs nothing; a new ``SECRET_KEY`` ends all of them.
    """
    facts = f"{key.key_id}\n{key.salt}"
    return salted_hmac("appeals.doors.key", facts, algorithm="sha256").hexdigest()


def signature(secret, signed):
    """Return the signature in hex."""
    return hmac.new(secret.encode(), signed.text, hashlib.sha256).hexdigest()


def is_right(key, signed, given):
    """Whether ``given`` is the signature of this key, compared in constant time."""
    return constant_time_compare(signature(secret_of(key), signed), given)


def headers(key, signed):
    """Return the headers under which a signed request goes out."""
    return {
        KEY_ID: key.key_id,
        TIMESTAMP: signed.timestamp,
        NONCE: signed.nonce,
        BODY_HASH: signed.body_hash,
        SIGNATURE: signature(secret_of(key), signed),
    }
