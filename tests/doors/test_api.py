"""The machine's door: a case comes in once, is read by its own system alone, and its changes are listed in order."""

import json

import pytest

from appeals import workflow as appeals
from appeals.doors import workflow
from appeals.doors.models import ApiKey, Callback, TrayItem
from appeals.enums import Channel, Outcome, Reviewer
from appeals.models import Appeal, Message
from tests import world as worlds
from tests.doors.asking import CASE, System


@pytest.fixture
def case(world, hotline):
    """A case that the hotline passed on, as it was answered."""
    return hotline.pass_on(credit_code=world.firm.uscc).json()


def appeal_of(case):
    return Appeal.objects.get(number=case["number"])


# --- Coming in -------------------------------------------------------------------------------------------------------
def test_a_case_that_is_passed_on_is_an_ordinary_appeal_at_the_desk(world, hotline):
    answer = hotline.pass_on(credit_code=world.firm.uscc, urgency="urgent")
    assert answer.status_code == 201
    told = answer.json()
    appeal = appeal_of(told)
    assert (appeal.state, appeal.reviewer, appeal.channel) == ("submitted", Reviewer.DESK, Channel.HOTLINE)
    assert (appeal.external_source, appeal.external_number) == ("12345", CASE["external_number"])
    assert (appeal.enterprise, appeal.category, appeal.urgency) == (world.firm, world.category, "urgent")
    assert appeal.created_by == world.hotline.actor
    assert told["state"] == "submitted"
    assert told["due_at"]
    assert not world.hotline.actor.has_usable_password()
    assert not world.hotline.actor.is_active


def test_a_code_is_read_in_small_letters_and_a_case_without_category_is_sorted_by_the_desk(world, hotline):
    told = hotline.pass_on(credit_code=world.firm.uscc.lower(), category="").json()
    assert appeal_of(told).enterprise == world.firm
    assert appeal_of(told).category.code == "other.other"


def test_the_same_external_number_is_answered_with_the_same_case(world, hotline, case):
    again = hotline.pass_on(credit_code=world.firm.uscc, title="又打来一次")
    assert again.status_code == 200
    assert again.json() == case
    assert Appeal.objects.count() == 1


def test_the_same_number_of_another_system_is_another_case(world, case, other):
    answer = other.pass_on(credit_code=world.firm.uscc)
    assert answer.status_code == 201
    assert answer.json()["number"] != case["number"]


def test_an_enterprise_that_the_registry_does_not_know_waits_in_the_tray_under_its_number(hotline):
    answer = hotline.pass_on(enterprise_name="上海新来小店", credit_code=worlds.code(7))
    assert answer.status_code == 202
    assert (answer.json()["state"], answer.json()["number"]) == ("in_tray", None)
    assert hotline.pass_on(enterprise_name="上海新来小店").status_code == 200
    assert hotline.get(f"/api/v1/appeals/{CASE['external_number']}").json() == answer.json()
    assert TrayItem.objects.count() == 1
    assert not Appeal.objects.exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"credit_code": worlds.code(7)}, "unknown_credit_code"),
        ({}, "unknown_credit_code"),
        ({"credit_code": "91310104Y03WYY1C5X"}, "invalid_credit_code"),
        ({"credit_code": "913"}, "invalid_credit_code"),
        ({"credit_code": worlds.CODES[0], "category": "nothing.such"}, "unknown_category"),
        ({"credit_code": worlds.CODES[0], "title": " \n"}, "invalid_request"),
        ({"credit_code": worlds.CODES[0], "title": "长" * 81}, "invalid_request"),
        ({"credit_code": worlds.CODES[0], "text": "null \x00 byte"}, "invalid_request"),
        ({"credit_code": worlds.CODES[0], "text": "half \ud800 sign"}, "invalid_request"),
        ({"credit_code": worlds.CODES[0], "urgency": "now"}, "invalid_request"),
        ({"credit_code": worlds.CODES[0], "external_number": "a/b"}, "invalid_request"),
        ({"credit_code": worlds.CODES[0], "phone": "13912345678"}, "invalid_request"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_code_and_leaves_nothing(hotline, changed, code):
    answer = hotline.pass_on(**changed)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert not Appeal.objects.exists()
    assert not TrayItem.objects.exists()


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 50_000])
def test_what_is_no_json_is_refused(hotline, body):
    answer = hotline.post("/api/v1/appeals", body=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_json")


# --- Idempotency -----------------------------------------------------------------------------------------------------
def test_the_same_key_and_body_have_the_same_answer_and_another_body_a_conflict(hotline, case):
    address, said = f"/api/v1/appeals/{case['number']}/messages", {"text": "企业补充：下月一号前要用。"}
    first = hotline.post(address, said, key="message-0001")
    again = hotline.post(address, said, key="message-0001")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert Message.objects.count() == 1
    other = hotline.post(address, {"text": "别的话"}, key="message-0001")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    assert Message.objects.count() == 1


def test_a_key_is_each_systems_own(world, hotline, other):
    assert hotline.post("/api/v1/appeals", CASE | {"credit_code": world.firm.uscc}, key="case-0001").status_code == 201
    assert other.post("/api/v1/appeals", CASE | {"credit_code": world.firm.uscc}, key="case-0001").status_code == 201


def test_what_was_refused_may_be_sent_again_under_its_key(world, hotline):
    assert hotline.post("/api/v1/appeals", CASE | {"credit_code": "913"}, key="case-0001").status_code == 422
    right = hotline.post("/api/v1/appeals", CASE | {"credit_code": world.firm.uscc}, key="case-0001")
    assert right.status_code == 201


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with space"])
def test_a_post_without_a_proper_key_is_refused(hotline, key):
    answer = hotline.post("/api/v1/appeals", CASE, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


# --- Reading and adding ----------------------------------------------------------------------------------------------
def test_a_case_is_read_by_either_number_and_by_its_own_system_alone(hotline, other, case):
    for reference in (case["number"], case["external_number"]):
        assert hotline.get(f"/api/v1/appeals/{reference}").json() == case
        refused = other.get(f"/api/v1/appeals/{reference}")
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
        said = other.post(f"/api/v1/appeals/{reference}/messages", {"text": "别人的"})
        assert (said.status_code, said.json()["code"]) == (404, "not_found")


def test_an_appeal_that_came_another_way_is_nobodys_at_the_door(world, hotline):
    appeal = worlds.appeal_in(world, "submitted")
    assert hotline.get(f"/api/v1/appeals/{appeal.number}").status_code == 404


def test_a_message_reaches_the_case_and_a_closed_one_takes_none(world, hotline, case):
    address = f"/api/v1/appeals/{case['external_number']}/messages"
    assert hotline.post(address, {"text": "企业补充：下月一号前要用。"}).status_code == 201
    assert Message.objects.get().author == world.hotline.actor
    appeals.withdraw(appeal_of(case), by=world.contact)
    late = hotline.post(address, {"text": "再说一句"})
    assert (late.status_code, late.json()["code"]) == (409, "wrong_state")


def test_what_waits_in_the_tray_takes_no_message_yet(hotline):
    hotline.pass_on(enterprise_name="上海新来小店")
    answer = hotline.post(f"/api/v1/appeals/{CASE['external_number']}/messages", {"text": "补充"})
    assert (answer.status_code, answer.json()["code"]) == (409, "in_tray")


def test_the_reply_is_read_with_its_unit_and_without_names(world, hotline, case):
    appeal = appeals.accept(appeal_of(case), by=world.dispatcher)
    appeal = appeals.dispatch(appeal, by=world.dispatcher, lead=world.bureau, joint=[world.power])
    told = hotline.get(f"/api/v1/appeals/{case['number']}").json()
    assert (told["state"], told["units"], told["reply"]) == (
        "in_handling", [world.bureau.name, world.power.name], None
    )  # fmt: skip
    joint = appeals.take_on(appeal.handlings.get(unit=world.power), by=world.power_handler)
    appeals.reply(joint, by=world.power_handler, text="容量已批复。", outcome=Outcome.SOLVED)
    worlds.replied(world, appeal)
    answer = hotline.get(f"/api/v1/appeals/{case['number']}")
    assert answer.json()["reply"] | {"at": ""} == {
        "unit": world.bureau.name, "outcome": "solved", "clause": "", "text": "已完成增容。", "at": "",
    }  # fmt: skip
    assert world.handler.name not in answer.content.decode()


def test_a_declined_case_says_why_and_where_to_go(world, hotline, case):
    appeal = appeals.accept(appeal_of(case), by=world.dispatcher)
    appeals.decline(appeal, by=world.dispatcher, reason="属于诉讼事项", advice="请向人民法院提出")
    told = hotline.get(f"/api/v1/appeals/{case['number']}").json()
    assert (told["state"], told["reason"], told["advice"]) == ("declined", "属于诉讼事项", "请向人民法院提出")


# --- Changes ---------------------------------------------------------------------------------------------------------
def test_changes_are_listed_once_in_order_and_for_their_own_system(world, hotline, other, case):
    other.pass_on(credit_code=world.firm.uscc)
    appeal = appeals.accept(appeal_of(case), by=world.dispatcher)
    first = hotline.get("/api/v1/changes?limit=1").json()
    assert ([one["state"] for one in first["changes"]], first["more"]) == (["submitted"], True)
    rest = hotline.get(f"/api/v1/changes?after={first['next']}").json()
    assert ([one["state"] for one in rest["changes"]], rest["more"]) == (["accepted"], False)
    assert rest["changes"][0]["number"] == appeal.number
    appeals.dispatch(appeal, by=world.dispatcher, lead=world.bureau)
    worlds.replied(world, appeal)
    last = hotline.get(f"/api/v1/changes?after={rest['next']}").json()
    assert [one["state"] for one in last["changes"]] == ["in_handling", "replied"]
    assert hotline.get(f"/api/v1/changes?after={last['next']}").json() == {
        "changes": [], "next": last["next"], "more": False,
    }  # fmt: skip
    assert [one["position"] for one in other.get("/api/v1/changes").json()["changes"]] == [1]


def test_a_unit_that_gives_a_case_back_is_a_change_of_its_status(world, hotline, case):
    appeal = appeals.accept(appeal_of(case), by=world.dispatcher)
    appeal = appeals.dispatch(appeal, by=world.dispatcher, lead=world.bureau)
    appeals.return_to_desk(worlds.lead(appeal), by=world.handler, basis="职责分工不符")
    states = [one["state"] for one in hotline.get("/api/v1/changes").json()["changes"]]
    assert states == ["submitted", "accepted", "in_handling", "accepted"]


def test_rows_written_in_bulk_tell_nobody(world):
    facts = {"enterprise": world.firm, "external_source": "12345", "title": "演示"}
    Appeal.objects.bulk_create([Appeal(**facts, external_number=f"demo-{number}") for number in range(3)])
    assert not Callback.objects.exists()


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", "limit=201", f"after={2**63}"])
def test_a_wrong_page_is_refused(hotline, query):
    answer = hotline.get(f"/api/v1/changes?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


def test_changes_ask_as_often_whatever_their_number(world, hotline, django_assert_max_num_queries):
    for number in range(4):
        hotline.pass_on(credit_code=world.firm.uscc, external_number=f"n-{number}")
    with django_assert_max_num_queries(14):
        assert len(hotline.get("/api/v1/changes").json()["changes"]) == 4


# --- The description -------------------------------------------------------------------------------------------------
def test_the_description_names_every_refusal_as_a_problem(client):
    told = client.get("/api/v1/openapi.json").json()
    paths = {"/api/v1/appeals", "/api/v1/appeals/{reference}", "/api/v1/appeals/{reference}/messages",
             "/api/v1/changes"}  # fmt: skip
    assert set(told["paths"]) == paths
    for operations in told["paths"].values():
        for operation in operations.values():
            refusals = {status: answer for status, answer in operation["responses"].items() if int(status) >= 400}
            assert {"400", "401", "413", "422", "429"} <= set(refusals)
            assert all(list(answer["content"]) == ["application/problem+json"] for answer in refusals.values())
    assert json.dumps(told["components"]["securitySchemes"]).count("X-Signature")


def test_the_page_of_the_description_loads_nothing_from_elsewhere(client):
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert b"//cdn" not in page.content
    assert b"ninja/swagger-ui-bundle.js" in page.content


# --- Keys ------------------------------------------------------------------------------------------------------------
def test_keys_change_without_a_pause(world, hotline):
    second = System(world.hotline)
    assert hotline.get("/api/v1/changes").status_code == second.get("/api/v1/changes").status_code == 200
    workflow.revoke(hotline.key, by=world.admin)
    assert hotline.get("/api/v1/changes").status_code == 401
    assert second.get("/api/v1/changes").status_code == 200
    assert System(world.hotline).get("/api/v1/changes").status_code == 200
    assert ApiKey.objects.live().count() == 2
