"""Who asks: five headers, checked in the order of the table in ``docs/api.md``. A refusal says which check failed."""

import re
import time
from inspect import cleandoc

from django.utils.translation import gettext as _
from ninja.security import APIKeyHeader

from portal.common.workflow import Refused

from . import signing, workflow
from .models import ApiKey

#: Bytes of a request: the longest text in the longest spelling of JSON, and room.
MOST_BYTES = 64 * 1024
KEY_ID, TIMESTAMP, NONCE, BODY_HASH, SIGNATURE = (
    re.compile(pattern)
    for pattern in (r"[A-Za-z0-9-]{1,24}", r"[0-9]{1,12}", r"[A-Za-z0-9_-]{16,64}", r"[0-9a-f]{64}", r"[0-9a-f]{64}")
)
SHAPES = {
    signing.KEY_ID: KEY_ID, signing.TIMESTAMP: TIMESTAMP, signing.NONCE: NONCE, signing.BODY_HASH: BODY_HASH,
    signing.SIGNATURE: SIGNATURE,
}  # fmt: skip


class Unknown(Refused):
    """The request is not believed; answered with 401."""


class TooLarge(Refused):
    """More bytes than any request needs; answered with 413."""


class HmacSignature(APIKeyHeader):
    """HMAC-SHA256 in hex over six lines: `v1`, method, path with query, `X-Timestamp`, `X-Nonce`, `X-Content-SHA256`.

    Further headers: `X-Key-Id`, `X-Timestamp` (seconds since 1970), `X-Nonce` (16 to 64 letters and figures, used
    once), `X-Content-SHA256` (hex of the body's hash, of nothing too).
    """

    param_name = signing.SIGNATURE
    openapi_description = cleandoc(__doc__)

    def authenticate(self, request, key):
        """Return the client, or raise what refuses the request."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            raise TooLarge(_("A request has 64 KB at most."), code="too_large")
        given = _given(request)
        found = _key(given[signing.KEY_ID])
        _check(request, found, given)
        if found.client.nonces.filter(nonce=given[signing.NONCE]).exists():
            raise _replayed()
        workflow.allow(found.client)
        if not workflow.use_once(found.client, given[signing.NONCE]):
            raise _replayed()
        return found.client


def _given(request):
    given = {name: request.headers.get(name, "") for name in SHAPES}
    wrong = [name for name, shape in SHAPES.items() if not shape.fullmatch(given[name])]
    if wrong:
        raise Unknown(
            _("These headers are missing or malformed: %(names)s.") % {"names": ", ".join(wrong)},
            code="signature_missing",
        )
    return given


def _key(key_id):
    found = ApiKey.objects.select_related("client__actor").filter(key_id=key_id).first()
    if found is None or not found.client.is_active:
        raise Unknown(_("Nobody here has this key."), code="unknown_client")
    return found


def _check(request, key, given):
    """The signature first: who cannot sign learns nothing about the state of a key."""
    signed = signing.Signed(
        request.method, request.get_full_path(), given[signing.TIMESTAMP], given[signing.NONCE],
        given[signing.BODY_HASH],
    )  # fmt: skip
    if not signing.is_right(key, signed, given[signing.SIGNATURE]):
        raise Unknown(_("The signature is not the one of this request and key."), code="bad_signature")
    if not ApiKey.objects.live().filter(pk=key.pk).exists():
        raise Unknown(_("This key was withdrawn or has expired."), code="key_revoked")
    if abs(time.time() - int(signed.timestamp)) > signing.TOLERANCE:
        raise Unknown(_("The clocks differ by more than five minutes."), code="clock_skew")
    if signing.body_hash(request.body) != signed.body_hash:
        raise Unknown(_("The body is not the one that was signed."), code="altered_body")


def _replayed():
    return Unknown(_("This request was sent before. Sign it anew to send it again."), code="replayed_nonce")
