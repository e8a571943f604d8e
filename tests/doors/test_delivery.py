"""Callbacks against a real server: signed, in order, patient, never led elsewhere, and given up in the end."""

import hashlib
import socket
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from appeals import workflow as appeals
from appeals.doors import addresses, delivery, workflow
from appeals.doors.enums import CallbackState as C
from appeals.doors.models import ApiClient, Callback
from appeals.doors.workflow.outgoing import BACK_OFF, LEASE
from appeals.models import Appeal
from portal.common.workflow import TransitionRefused
from tests import world as worlds
from tests.doors.asking import sign


@pytest.fixture
def case(world, hotline, receiver):
    hotline.pass_on(credit_code=world.firm.uscc)
    return Appeal.objects.get()


def later(attempt):
    return timezone.now() + sum(BACK_OFF[:attempt], timedelta(minutes=1))


def test_every_change_of_status_is_told_signed_and_in_order(world, hotline, receiver, case):
    appeals.accept(case, by=world.dispatcher)
    assert delivery.deliver_due() == (2, 0)
    assert [one["state"] for one in receiver.told] == ["submitted", "accepted"]
    for path, headers, body in receiver.taken:
        facts = (headers["X-Timestamp"], headers["X-Nonce"], hashlib.sha256(body).hexdigest())
        assert headers["X-Signature"] == sign(hotline.secret, "POST", path, *facts)
        assert headers["X-Content-SHA256"] == facts[2]
        assert headers["X-Key-Id"] == hotline.key.key_id
    assert receiver.told[0]["number"] == case.number
    assert {headers["X-Event-Id"] for _path, headers, _body in receiver.taken} == {
        one["event"] for one in receiver.told
    }
    assert set(Callback.objects.values_list("state", flat=True)) == {C.DELIVERED}
    assert delivery.deliver_due() == (0, 0)


def test_a_step_that_is_rolled_back_tells_nobody(world, case):
    with transaction.atomic():
        appeals.accept(case, by=world.dispatcher)
        transaction.set_rollback(True)
    assert [row.payload["state"] for row in Callback.objects.all()] == ["submitted"]


@pytest.mark.parametrize("status", [301, 307, 400, 404, 500, 503])
def test_what_is_not_taken_is_tried_again_under_the_same_event(receiver, case, status):
    receiver.status, receiver.location = status, "http://127.0.0.1:1/elsewhere"
    assert delivery.deliver_due() == (0, 1)
    row = Callback.objects.get()
    assert (row.state, row.attempts) == (C.PENDING, 1)
    assert str(status) in row.last_error
    assert delivery.deliver_due() == (0, 0)
    receiver.status = 204
    assert delivery.deliver_due(later(1)) == (1, 0)
    assert len({one["event"] for one in receiver.told}) == 1
    assert len({headers["X-Nonce"] for _path, headers, _body in receiver.taken}) == 2


def test_the_next_of_a_case_waits_for_the_one_before_and_other_cases_do_not(world, hotline, receiver, case):
    receiver.status = 500
    delivery.deliver_due()
    receiver.status = 200
    appeals.accept(case, by=world.dispatcher)
    hotline.pass_on(credit_code=world.firm.uscc, external_number="another")
    assert delivery.deliver_due() == (1, 0)
    assert receiver.told[-1]["external_number"] == "another"
    assert delivery.deliver_due(later(1)) == (2, 0)
    assert [one["state"] for one in receiver.told[-2:]] == ["submitted", "accepted"]


def test_after_the_last_try_it_is_given_up_and_holds_nothing_up(world, receiver, case):
    receiver.status = 500
    for attempt in range(len(BACK_OFF) + 1):
        assert delivery.deliver_due(later(attempt)) == (0, 1)
    dead = Callback.objects.get()
    assert (dead.state, dead.attempts) == (C.DEAD, len(BACK_OFF) + 1)
    receiver.status = 200
    appeals.accept(case, by=world.dispatcher)
    assert delivery.deliver_due(later(0)) == (1, 0)
    workflow.replay(dead, by=world.dispatcher)
    assert delivery.deliver_due(later(0)) == (1, 0)
    assert receiver.told[-1]["event"] == str(dead.event)
    dead.refresh_from_db()
    assert (dead.state, dead.replayed_by) == (C.DELIVERED, world.dispatcher)
    with pytest.raises(TransitionRefused):
        workflow.replay(dead, by=world.dispatcher)


def test_what_a_dead_worker_left_goes_once_its_lease_is_over(receiver, case):
    now = timezone.now()
    assert len(workflow.claim(now, 10)) == 1
    assert delivery.deliver_due(now) == (0, 0)
    assert delivery.deliver_due(now + LEASE) == (1, 0)
    assert Callback.objects.get().attempts == 2


def test_a_worker_whose_lease_ran_out_records_nothing(receiver, case):
    now = timezone.now()
    (late,) = workflow.claim(now, 10)
    delivery.deliver_due(now + LEASE)
    workflow.failed(late, "too late")
    assert Callback.objects.get().state == C.DELIVERED


def test_a_silent_server_costs_seconds_and_not_more(receiver, case, monkeypatch):
    monkeypatch.setattr(delivery, "PATIENCE", (0.3, 0.3))
    receiver.silent = True
    assert delivery.deliver_due() == (0, 1)
    assert "Timeout" in Callback.objects.get().last_error


def test_a_system_without_an_address_is_not_called_and_reads_its_changes(world, hotline):
    hotline.pass_on(credit_code=world.firm.uscc)
    assert Callback.objects.get().state == C.NONE
    assert delivery.deliver_due() == (0, 0)
    assert len(hotline.get("/api/v1/changes").json()["changes"]) == 1


def test_without_a_live_key_nothing_is_signed_and_nothing_sent(world, hotline, receiver, case):
    workflow.revoke(hotline.key, by=world.admin)
    assert delivery.deliver_due() == (0, 1)
    assert receiver.taken == []
    assert "key" in Callback.objects.get().last_error


def test_a_closed_system_is_left_in_peace(world, receiver, case):
    ApiClient.objects.filter(pk=world.hotline.pk).update(is_active=False)
    assert delivery.deliver_due() == (0, 0)


def test_who_waited_in_the_tray_is_told_of_the_appeal_and_of_a_refusal(world, hotline, receiver):
    hotline.pass_on(enterprise_name="新店")
    hotline.pass_on(enterprise_name="别处的店", external_number="nobody")
    first, second = world.hotline.tray.order_by("pk")
    workflow.assign(first, by=world.dispatcher, enterprise=world.firm, category=world.category)
    workflow.refuse(second, by=world.dispatcher, reason="不在本市")
    assert delivery.deliver_due() == (2, 0)
    assert [(one["state"], bool(one["number"])) for one in receiver.told] == [("submitted", True), ("refused", False)]
    assert hotline.get("/api/v1/appeals/nobody").json()["reason"] == "不在本市"


# --- Where callbacks may go ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "url",
    ["https://hotline.example.cn/hook", "https://10.1.2.3/hook?a=1", "https://hotline.example.cn:8443/",
     "http://127.0.0.1:9000/hook", "http://localhost/hook"],
)  # fmt: skip
def test_addresses_that_are_taken_in_the_demo(url):
    addresses.check(url)


@pytest.mark.parametrize(
    "url",
    ["", "hotline", "http://hotline.example.cn/hook", "ftp://hotline.example.cn", "https://user:word@example.cn/",
     "https://169.254.169.254/latest", "https://[fe80::1]/", "https://0.0.0.0/", "https://224.0.0.1/",
     "https://[::ffff:169.254.169.254]/", "https://example.cn:99999/", "https://热线.cn/"],
)  # fmt: skip
def test_addresses_that_are_refused(url):
    with pytest.raises(ValidationError):
        addresses.check(url)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9000/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/"]
)
def test_this_machine_is_no_address_outside_the_demo(settings, url):
    settings.DEMO = False
    with pytest.raises(ValidationError):
        addresses.check(url)


def test_a_name_that_leads_to_this_machine_is_refused_when_it_is_called(world, case, receiver, monkeypatch):
    ApiClient.objects.filter(pk=world.hotline.pk).update(callback_url="https://hotline.example.cn/hook")
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answer)
    assert delivery.deliver_due() == (0, 1)
    assert "this machine" in Callback.objects.get().last_error


def test_nobody_there_is_a_failure_like_others(world, case):
    ApiClient.objects.filter(pk=world.hotline.pk).update(callback_url="http://127.0.0.1:1/hook")
    assert delivery.deliver_due() == (0, 1)
    assert Callback.objects.get().state == C.PENDING


def test_a_reopened_case_is_told_with_its_round(world, receiver, case):
    appeal = appeals.dispatch(appeals.accept(case, by=world.dispatcher), by=world.dispatcher, lead=world.bureau)
    appeal = worlds.replied(world, appeal)
    appeals.reopen(appeal, by=world.contact, reason="仍未解决")
    delivery.deliver_due()
    assert [(one["state"], one["round"]) for one in receiver.told][-1] == ("in_handling", 2)
