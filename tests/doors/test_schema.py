"""schemathesis against the API in this process: whatever is generated from the description, nothing breaks it."""

import hashlib
import io
import re
import secrets
import time

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from appeals.doors.schemas import IDEMPOTENCY_KEY
from tests import world as worlds
from tests.doors.asking import CASE, System, client, sign
from tests.plugins.lasting import lasting

#: What the auth hook writes, and what is then signed; anything else goes through as schemathesis wrote it.
SIGN = "sign this"


class Signing:
    """Django behind a proxy that signs what comes, byte for byte, in the name of ``system``."""

    def __init__(self):
        self.handler, self.system = WSGIHandler(), None

    def __call__(self, environ, start_response):
        if self.system and environ.get("HTTP_X_SIGNATURE") == SIGN:
            body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = io.BytesIO(body)
            self._sign(environ, body)
        return self.handler(environ, start_response)

    def _sign(self, environ, body):
        request = WSGIRequest(environ | {"wsgi.input": io.BytesIO()})
        facts = {"stamp": str(int(time.time())), "nonce": secrets.token_hex(16)}
        facts["digest"] = hashlib.sha256(body).hexdigest()
        environ |= {
            "HTTP_X_KEY_ID": self.system.key.key_id, "HTTP_X_TIMESTAMP": facts["stamp"],
            "HTTP_X_NONCE": facts["nonce"], "HTTP_X_CONTENT_SHA256": facts["digest"],
            "HTTP_IDEMPOTENCY_KEY": self._fresh(environ.get("HTTP_IDEMPOTENCY_KEY", "")),
            "HTTP_X_SIGNATURE": sign(self.system.secret, request.method, request.get_full_path(), **facts),
        }  # fmt: skip

    def _fresh(self, key):
        """A proper key is used once here, so that what stands behind it is reached; others stay as they are."""
        return secrets.token_hex(16) if re.fullmatch(IDEMPOTENCY_KEY, key) else key


door = Signing()
#: A code's check digits, a category that does not exist and a case that is closed are no matter of a JSON schema.
BUSINESS = {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "401", "404", "409", "422"]}}}
schema = schemathesis.openapi.from_wsgi(
    "/api/v1/openapi.json", door, config=schemathesis.Config.from_dict(BUSINESS)
)  # fmt: skip


@schema.auth()
class ByTheProxy:
    def get(self, case, context):
        return SIGN

    def set(self, case, data, context):
        case.headers["X-Signature"] = data


@schema.hook
def map_path_parameters(context, path_parameters):
    """Every second reference that is generated is the one of a case that is there."""
    reference = str((path_parameters or {}).get("reference", ""))
    if len(reference) % 2:
        path_parameters["reference"] = CASE["external_number"]
    return path_parameters


def build():
    world = worlds.build()
    system = System(client(rate_per_minute=6000))
    assert system.pass_on(credit_code=world.firm.uscc).status_code == 201
    return system


built, system = lasting(build)


@schema.parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_nothing_that_the_description_allows_or_forbids_breaks_the_api(case, system):
    door.system = system
    case.call_and_validate()


def test_the_proxy_of_these_tests_is_believed(system):
    door.system = system
    assert system.get("/api/v1/changes").status_code == 200


@pytest.fixture(autouse=True)
def _one_connection():
    """The transaction of the test outlives its requests, as with Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    door.system = None
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
