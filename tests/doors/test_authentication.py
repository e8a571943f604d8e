"""Who is not believed, and what each is told: clock, replay, altered body, withdrawn key, and the rest of the table."""

import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from appeals.doors import signing, workflow
from appeals.doors.models import ApiClient, ApiKey, Nonce
from appeals.models import Appeal
from portal.common.workflow import Refused
from tests.doors.asking import CASE, System

HEADERS = ["X-Key-Id", "X-Timestamp", "X-Nonce", "X-Content-SHA256", "X-Signature"]

#: The example of ``docs/api.md``, computed with another tool.
SIGNED = "6b2aaaa638caf10333dd9c25b782fcef73ef382f85abc1f5499c0a4736afa1bb"


def refused(answer):
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code
    return answer.status_code, answer.json()["code"]


def test_what_the_portal_signs_is_what_the_document_says():
    signed = signing.Signed("GET", "/api/v1/changes?after=7", "1764000000", "0123456789abcdef", signing.body_hash(b""))
    assert signed.text.decode().split("\n") == [
        "v1", "GET", "/api/v1/changes?after=7", "1764000000", "0123456789abcdef",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ]  # fmt: skip
    assert signing.signature("secret", signed) == SIGNED


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("value", ["", "mal formed", "ä" * 20])
def test_a_request_without_its_headers_is_refused(hotline, name, value):
    answer = hotline.get("/api/v1/changes", headers={name: value})
    assert refused(answer) == (401, "signature_missing")
    assert name in answer.json()["detail"]
    assert answer["WWW-Authenticate"]


def test_nobodys_key_is_refused(hotline):
    answer = hotline.get("/api/v1/changes", headers={"X-Key-Id": "k-0000"})
    assert refused(answer) == (401, "unknown_client")


def test_a_system_that_was_closed_is_unknown(world, hotline):
    ApiClient.objects.filter(pk=world.hotline.pk).update(is_active=False)
    assert refused(hotline.get("/api/v1/changes")) == (401, "unknown_client")


def test_the_key_of_one_system_does_not_sign_for_another(hotline, other):
    answer = hotline.get("/api/v1/changes", headers={"X-Key-Id": other.key.key_id})
    assert refused(answer) == (401, "bad_signature")


@pytest.mark.parametrize(
    "changed",
    [{"X-Timestamp": "1764000000"}, {"X-Nonce": "0123456789abcdef"}, {"X-Content-SHA256": "0" * 64},
     {"X-Signature": "0" * 64}],
)  # fmt: skip
def test_a_header_changed_on_the_way_is_a_bad_signature(hotline, changed):
    assert refused(hotline.get("/api/v1/changes", headers=changed)) == (401, "bad_signature")


def test_another_path_or_query_or_method_than_the_signed_one_is_a_bad_signature(hotline):
    for method, target in [
        ("GET", "/api/v1/changes?after=1"),
        ("GET", "/api/v1/appeals/x"),
        ("POST", "/api/v1/changes"),
    ]:
        answer = hotline.get("/api/v1/changes", headers=hotline.headers(method, target))
        assert refused(answer) == (401, "bad_signature")


def test_a_body_changed_on_the_way_is_an_altered_body(world, hotline):
    said = CASE | {"credit_code": world.firm.uscc}
    signed = hotline.headers("POST", "/api/v1/appeals", b"{}")
    assert refused(hotline.post("/api/v1/appeals", said, headers=signed)) == (401, "altered_body")
    assert not Appeal.objects.exists()


@pytest.mark.parametrize(("seconds", "believed"), [(-301, False), (-299, True), (299, True), (302, False)])
def test_a_clock_more_than_five_minutes_off_is_refused(hotline, seconds, believed):
    now = time.time()
    with time_machine.travel(now, tick=False):
        answer = hotline.get("/api/v1/changes", stamp=str(int(now) + seconds))
    assert answer.status_code == 200 if believed else refused(answer) == (401, "clock_skew")


def test_the_same_request_a_second_time_is_a_replay(hotline):
    signed = hotline.headers("GET", "/api/v1/changes")
    assert hotline.get("/api/v1/changes", headers=signed).status_code == 200
    assert refused(hotline.get("/api/v1/changes", headers=signed)) == (401, "replayed_nonce")


def test_a_number_used_once_is_each_systems_own(hotline, other):
    for system in (hotline, other):
        assert system.get("/api/v1/changes", nonce="0123456789abcdef").status_code == 200


def test_a_refused_case_uses_its_number_too(hotline):
    assert hotline.pass_on(credit_code="913").status_code == 422
    assert Nonce.objects.count() == 1


def test_withdrawn_and_expired_keys_are_refused(world, hotline):
    workflow.revoke(hotline.key, by=world.admin)
    assert refused(hotline.get("/api/v1/changes")) == (401, "key_revoked")
    late = System(world.hotline, workflow.issue_key(world.hotline, by=None, expires_at=timezone.now()))
    assert refused(late.get("/api/v1/changes")) == (401, "key_revoked")


def test_whoever_cannot_sign_learns_nothing_of_a_key(world, hotline):
    workflow.revoke(hotline.key, by=world.admin)
    assert refused(hotline.get("/api/v1/changes", headers={"X-Signature": "0" * 64})) == (401, "bad_signature")


def test_two_keys_are_live_at_most_and_an_expired_one_makes_room(world, hotline):
    workflow.issue_key(world.hotline, by=None, expires_at=timezone.now() + timedelta(days=1))
    with pytest.raises(Refused) as third:
        workflow.issue_key(world.hotline, by=None)
    assert third.value.code == "two_keys"
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        workflow.issue_key(world.hotline, by=None)
        assert ApiKey.objects.live().count() == 2


def test_a_secret_is_stored_nowhere(hotline):
    row = ApiKey.objects.filter(pk=hotline.key.pk).values().get()
    assert hotline.secret not in map(str, row.values())
    assert len(hotline.secret) == 64


def test_too_many_bytes_are_refused_before_they_are_read(world, hotline):
    answer = hotline.pass_on(credit_code=world.firm.uscc, text="长" * 30_000)
    assert refused(answer) == (413, "too_large")


def test_more_requests_than_agreed_wait(world, hotline, other):
    ApiClient.objects.filter(pk=world.hotline.pk).update(rate_per_minute=2)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        assert [hotline.get("/api/v1/changes").status_code for _time in range(2)] == [200, 200]
        answer = hotline.get("/api/v1/changes")
        assert refused(answer) == (429, "rate_limited")
        assert answer["Retry-After"] == "60"
        assert other.get("/api/v1/changes").status_code == 200
    with time_machine.travel(now + timedelta(seconds=61), tick=False):
        assert hotline.get("/api/v1/changes").status_code == 200


def test_old_numbers_are_forgotten_once_nobody_would_believe_them(hotline):
    signed = hotline.headers("GET", "/api/v1/changes")
    hotline.get("/api/v1/changes", headers=signed)
    assert workflow.tidy() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=12)):
        assert workflow.tidy() == 1
        assert refused(hotline.get("/api/v1/changes", headers=signed)) == (401, "clock_skew")


def test_an_unsigned_request_changes_nothing(client, world):
    for answer in (
        client.get("/api/v1/changes"),
        client.post("/api/v1/appeals", CASE, content_type="application/json"),
    ):
        assert refused(answer) == (401, "signature_missing")
    assert not Nonce.objects.exists()


def test_a_signed_in_person_is_no_system(client, world):
    client.force_login(world.admin)
    assert client.get("/api/v1/changes").status_code == 401
