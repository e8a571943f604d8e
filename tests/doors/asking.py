"""A connected system as the tests play it: it signs every request as ``docs/api.md`` says, or wrongly on purpose."""

import hashlib
import hmac
import json
import secrets
import time
import uuid

from django.test import Client

from appeals.doors import signing, workflow

CASE = {
    "external_number": "20261123-000123", "category": "resources.power", "title": "二期厂房用电增容未完成",
    "text": "现有变压器容量不够新产线使用。",
}  # fmt: skip


def client(source="12345", name="上海市民服务热线", **facts):
    return workflow.register(name, source, by=None, **facts)


def in_tray(api_client, **changed):
    """A case of an enterprise that the registry does not know."""
    facts = {"urgency": "normal", "enterprise_name": "上海新来小店", **CASE, **changed}
    return workflow.receive(api_client, by=api_client.actor, **facts)[0]


def sign(secret, method, target, stamp, nonce, digest):
    """Written once more and not taken from the portal: both must agree."""
    text = f"v1\n{method}\n{target}\n{stamp}\n{nonce}\n{digest}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


class System:
    """A client with its key and secret."""

    def __init__(self, api_client, key=None):
        self.client = api_client
        self.key = key or workflow.issue_key(api_client, by=None)
        self.secret = signing.secret_of(self.key)

    def headers(self, method, target, body=b"", **changed):
        """The signed headers; what is ``changed`` is so before the signature is made."""
        facts = {"stamp": str(int(time.time())), "nonce": secrets.token_hex(16),
                 "digest": hashlib.sha256(body).hexdigest()} | changed  # fmt: skip
        return {
            "X-Key-Id": self.key.key_id, "X-Timestamp": facts["stamp"], "X-Nonce": facts["nonce"],
            "X-Content-SHA256": facts["digest"], "X-Signature": sign(self.secret, method, target, **facts),
        }  # fmt: skip

    def send(self, method, target, data=None, *, body=None, headers=None, key=None, **changed):
        """Send; ``headers`` replace the signed ones one by one, ``body`` stands for the JSON of ``data``."""
        body = (b"" if data is None else json.dumps(data).encode()) if body is None else body
        signed = self.headers(method, target, body, **changed)
        if method == "POST":
            signed["Idempotency-Key"] = key or uuid.uuid4().hex
        return Client().generic(
            method, target, body, content_type="application/json", headers=signed | (headers or {})
        )  # fmt: skip

    def get(self, target, **options):
        return self.send("GET", target, **options)

    def post(self, target, data=None, **options):
        return self.send("POST", target, data, **options)

    def pass_on(self, **changed):
        """Pass a case on; returns the answer."""
        return self.post("/api/v1/appeals", CASE | changed)
