"""The gateway against a real server on this machine: signed, patient for seconds only, and never led elsewhere."""

import hashlib
import hmac
import logging
import time

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.onboarding import sms
from portal.onboarding.sms import http

MESSAGE = sms.Message("confirmation-7", "13912345678", "您的验证码为123456")


def test_the_request_is_signed_and_its_id_stays_the_same(provider):
    assert sms.gateway().send(MESSAGE) == "p-1"
    sms.gateway().send(MESSAGE)
    (headers, body), (_headers, again) = provider.taken
    signed = hmac.new(b"shared secret", headers["X-Timestamp"].encode() + b"\n" + body, hashlib.sha256).hexdigest()
    assert headers["X-Signature"] == signed
    assert headers["X-Key-Id"] == "portal"
    assert abs(time.time() - int(headers["X-Timestamp"])) < 60
    assert body == again
    assert b'"id": "confirmation-7"' in body


@pytest.mark.parametrize("status", [500, 502, 503, 429, 401, 403])
def test_a_fault_of_the_provider_is_worth_another_try(provider, status):
    provider.status = status
    with pytest.raises(sms.SmsFailed) as failed:
        sms.gateway().send(MESSAGE)
    assert not isinstance(failed.value, sms.SmsRefused)


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_message_that_is_refused_is_not_sent_again(provider, status):
    provider.status = status
    with pytest.raises(sms.SmsRefused):
        sms.gateway().send(MESSAGE)


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"ok": true}', b"null", b"x" * 100_000])
def test_an_answer_that_cannot_be_read_counts_as_not_sent(provider, body):
    provider.body = body
    with pytest.raises(sms.SmsFailed):
        sms.gateway().send(MESSAGE)


def test_a_silent_provider_costs_seconds_and_not_more(provider, monkeypatch):
    monkeypatch.setattr(http, "PATIENCE", (0.3, 0.3))
    provider.silent = True
    began = time.monotonic()
    with pytest.raises(sms.SmsFailed):
        sms.gateway().send(MESSAGE)
    assert time.monotonic() - began < 3


def test_an_answer_in_drops_is_left_in_the_end(provider, monkeypatch):
    monkeypatch.setattr(http, "LONGEST", -1)
    with pytest.raises(sms.SmsFailed, match="too long"):
        sms.gateway().send(MESSAGE)


def test_nobody_there_is_a_failure_like_others(settings):
    settings.SMS_URL = "http://127.0.0.1:1/send"
    with pytest.raises(sms.SmsFailed):
        sms.gateway().send(MESSAGE)


def test_a_redirect_is_not_followed(provider):
    provider.status, provider.location = 307, "http://127.0.0.1:1/elsewhere"
    with pytest.raises(sms.SmsFailed):
        sms.gateway().send(MESSAGE)
    assert len(provider.taken) == 1


def test_the_console_shows_neither_number_nor_code(settings, caplog):
    settings.SMS_URL = "console://"
    with caplog.at_level(logging.INFO):
        assert sms.gateway().send(MESSAGE) == "confirmation-7"
    assert "123456" not in caplog.text
    assert "13912345678" not in caplog.text
    assert "139****5678" in caplog.text


def test_an_unknown_way_is_an_error_of_the_operator(settings):
    settings.SMS_URL = "pigeon://roof"
    with pytest.raises(ImproperlyConfigured):
        sms.gateway()
