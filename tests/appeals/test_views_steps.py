"""The steps of a case in a browser: who may, what is refused, and what stays on the page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from appeals import workflow
from appeals.enums import AppealState as S
from appeals.enums import HandlingState as H
from appeals.enums import Outcome, Solved
from appeals.models import Message
from tests.world import appeal_in, lead


def at(name, appeal, *more):
    return reverse(f"appeals:{name}", args=[appeal.number, *more])


def test_one_case_goes_all_the_way_through_its_pages(client, world):
    appeal = appeal_in(world, S.SUBMITTED)
    client.force_login(world.steward)
    client.post(at("accept", appeal), {"comment": ""})
    client.force_login(world.dispatcher)
    client.post(at("claim", appeal))
    sent = {"lead": world.bureau.name, "joint_1": world.power.name, "difficulty": "general", "comment": "请当日联系"}
    assert client.post(at("dispatch", appeal), sent).status_code == 302
    handling, joint = lead(appeal), appeal.handlings.get(is_lead=False)
    client.force_login(world.power_handler)
    client.post(at("take_on", appeal, joint.pk))
    client.post(at("reply", appeal, joint.pk), {"text": "线路已通。", "outcome": Outcome.SOLVED})
    client.force_login(world.handler)
    client.post(at("take_on", appeal, handling.pk))
    client.post(at("record_contact", appeal, handling.pk), {"text": "电话联系周先生。"})
    client.post(at("post_progress", appeal, handling.pk), {"text": "已安排勘查。"})
    client.post(at("set_owner", appeal, handling.pk), {"owner": world.second_handler.pk})
    client.post(at("add_note", appeal), {"unit": world.bureau.pk, "text": "内部：注意口径"})
    client.post(at("reply", appeal, handling.pk), {"text": "已送电。", "outcome": Outcome.SOLVED})
    appeal.refresh_from_db()
    assert appeal.state == S.REPLIED
    client.force_login(world.contact)
    page = client.get(at("detail", appeal)).content.decode()
    assert "已送电" in page and "已安排勘查" in page
    assert "注意口径" not in page and "请当日联系" not in page and "线路已通" not in page
    rating = {f"unit-{handling.pk}-level": 5, f"unit-{handling.pk}-solved": Solved.YES}
    assert client.post(at("rate", appeal), rating).status_code == 302
    appeal.refresh_from_db()
    assert appeal.state == S.CLOSED and handling.rating.level == 5


def test_notes_stay_inside_their_unit(client, world):
    appeal = appeal_in(world, S.IN_HANDLING, joint=[world.power])
    workflow.add_note(appeal, by=world.handler, unit=world.bureau, text="只给本单位看")
    for role, sees in {"second_handler": True, "power_handler": False, "dispatcher": False, "leader": False}.items():
        client.force_login(getattr(world, role))
        assert ("只给本单位看" in client.get(at("detail", appeal)).content.decode()) is sees


def test_a_note_in_the_name_of_another_unit_is_refused(client, world):
    appeal = appeal_in(world, S.IN_HANDLING, joint=[world.power])
    client.force_login(world.handler)
    assert client.post(at("add_note", appeal), {"unit": world.power.pk, "text": "x"}).status_code == 422
    assert not Message.objects.exists()


def test_a_step_that_came_too_late_says_so_and_keeps_the_text(client, world):
    appeal = appeal_in(world, S.ACCEPTED)
    client.force_login(world.steward)
    answer = client.post(at("return_for_completion", appeal), {"comment": "请补充负荷计算书"})
    assert answer.status_code == 409
    assert "请补充负荷计算书" in answer.content.decode()


def test_an_explanation_without_its_clause_is_refused_with_the_text_kept(client, world):
    appeal = appeal_in(world, S.IN_HANDLING)
    handling = workflow.take_on(lead(appeal), by=world.handler)
    client.force_login(world.handler)
    answer = client.post(at("reply", appeal, handling.pk), {"text": "按规定不能办理", "outcome": Outcome.EXPLAINED})
    assert answer.status_code == 409 and "按规定不能办理" in answer.content.decode()
    handling.refresh_from_db()
    assert handling.state == H.ACCEPTED


def test_a_greyed_button_carries_its_reason(client, world):
    appeal = appeal_in(world, S.IN_HANDLING)
    client.force_login(world.contact)
    page = client.get(at("detail", appeal), headers={"accept-language": "en"}).content.decode()
    assert 'aria-disabled="true"' in page and "You can rate after the final reply has come." in page


def test_a_wrong_file_with_progress_sends_nothing(client, world):
    appeal = appeal_in(world, S.IN_HANDLING)
    handling = workflow.take_on(lead(appeal), by=world.handler)
    client.force_login(world.handler)
    bad = SimpleUploadedFile("附图.png", b"no picture", content_type="image/png")
    answer = client.post(at("post_progress", appeal, handling.pk), {"text": "见附图", "files": [bad]})
    assert answer.status_code == 422 and "见附图" in answer.content.decode()
    assert not Message.objects.exists()


def test_a_case_given_back_leaves_the_unit_and_waits_for_the_desk(client, world):
    appeal = appeal_in(world, S.IN_HANDLING)
    client.force_login(world.handler)
    sent = {"basis": "不属于本单位职责", "proposed_unit": world.other_bureau.name}
    answer = client.post(at("return_to_desk", appeal, lead(appeal).pk), sent)
    assert answer["Location"] == reverse("appeals:list")
    assert client.get(at("detail", appeal)).status_code == 404
    client.force_login(world.dispatcher)
    page = client.get(at("dispatch", appeal)).content.decode()
    assert "不属于本单位职责" in page and world.other_bureau.name in page
    client.force_login(world.contact)
    assert "不属于本单位职责" not in client.get(at("detail", appeal)).content.decode()


@pytest.mark.parametrize(("typed", "status"), [("无此单位", 422), ("浦东新区", 422), ("国网浦东", 302)])
def test_a_unit_is_found_by_a_part_of_its_name_when_it_is_the_only_one(client, world, typed, status):
    appeal = appeal_in(world, S.ACCEPTED)
    client.force_login(world.dispatcher)
    answer = client.post(at("dispatch", appeal), {"lead": typed, "difficulty": "general", "comment": "保留这句"})
    assert answer.status_code == status
    assert status == 302 or "保留这句" in answer.content.decode()


def test_a_unit_named_twice_is_refused(client, world):
    appeal = appeal_in(world, S.ACCEPTED)
    client.force_login(world.dispatcher)
    sent = {"lead": world.power.name, "joint_1": world.power.name, "difficulty": "general"}
    assert client.post(at("dispatch", appeal), sent).status_code == 422


def test_the_dispatch_page_shows_the_dates_it_will_promise(client, world):
    appeal = appeal_in(world, S.ACCEPTED)
    client.force_login(world.dispatcher)
    found = client.get(at("dispatch", appeal)).context["promised"]
    assert [due for _what, due in found] == sorted(due for _what, due in found) and len(found) == 4


def test_a_get_never_rates(client, world, read_only_get):
    appeal = appeal_in(world, S.REPLIED)
    client.force_login(world.contact)
    with read_only_get():
        answer = client.get(at("rate", appeal), {f"unit-{lead(appeal).pk}-level": 1})
    assert answer.status_code == 200
    appeal.refresh_from_db()
    assert appeal.state == S.REPLIED


def test_a_rating_without_the_lead_unit_is_refused_and_a_second_one_too(client, world):
    appeal = appeal_in(world, S.REPLIED)
    client.force_login(world.contact)
    assert client.post(at("rate", appeal), {}).status_code == 422
    prefix = f"unit-{lead(appeal).pk}"
    sent = {f"{prefix}-level": 2, f"{prefix}-solved": Solved.NO, f"{prefix}-comment": "没有解决"}
    assert client.post(at("rate", appeal), sent).status_code == 302
    assert client.post(at("rate", appeal), sent).status_code == 409


def test_a_closed_case_is_reopened_with_what_is_missing(client, world):
    appeal = appeal_in(world, S.CLOSED)
    client.force_login(world.contact)
    assert client.post(at("reopen", appeal), {"reason": ""}).status_code == 422
    assert client.post(at("reopen", appeal), {"reason": "仍未送电"}).status_code == 302
    appeal.refresh_from_db()
    assert (appeal.state, appeal.round) == (S.IN_HANDLING, 2)


def test_a_returned_appeal_is_completed_and_sent_again(client, world):
    appeal = appeal_in(world, S.RETURNED)
    client.force_login(world.contact)
    assert "请补充负荷计算书" in client.get(at("resubmit", appeal)).content.decode()
    sent = {"title": "补正后的标题", "text": "补正后的内容", "added": "负荷计算书"}
    client.post(at("resubmit", appeal), sent)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.title) == (S.SUBMITTED, "补正后的标题")


def test_supplement_decline_recall_and_withdraw_have_their_pages(client, world):
    appeal = appeal_in(world, S.IN_HANDLING)
    client.force_login(world.contact)
    assert client.post(at("supplement", appeal), {"text": "补充一句"}).status_code == 302
    client.force_login(world.dispatcher)
    assert client.post(at("add_joint", appeal), {"unit": world.power.name}).status_code == 302
    assert client.post(at("recall", appeal, lead(appeal).pk), {"reason": "派错单位"}).status_code == 302
    assert client.post(at("decline", appeal), {"reason": "属诉讼", "advice": "向法院提出"}).status_code == 302
    other = appeal_in(world, S.ACCEPTED)
    client.force_login(world.contact)
    assert client.post(at("withdraw", other), {"reason": ""}).status_code == 302
    other.refresh_from_db()
    assert other.state == S.WITHDRAWN


def test_claiming_goes_back_to_the_list_and_never_to_a_foreign_address(client, world):
    appeal = appeal_in(world, S.ACCEPTED)
    client.force_login(world.dispatcher)
    assert client.post(at("claim", appeal), {"next": "/appeals/?view=mine"})["Location"] == "/appeals/?view=mine"
    assert client.post(at("release", appeal), {"next": "https://example.com/"})["Location"] == appeal.get_absolute_url()


def test_a_case_that_a_colleague_claimed_is_not_taken_from_him(client, world):
    appeal = appeal_in(world, S.ACCEPTED)
    workflow.claim(appeal, by=world.second_dispatcher)
    client.force_login(world.dispatcher)
    page = client.post(at("claim", appeal), follow=True).content.decode()
    assert world.second_dispatcher.name in page
    appeal.refresh_from_db()
    assert appeal.claimed_by == world.second_dispatcher


def test_a_telephone_is_shown_to_whom_the_case_needs_it(client, world):
    world.contact.phone = "13812345678"
    world.contact.save()
    appeal = appeal_in(world, S.IN_HANDLING)
    for role, sees in {
        "handler": True,
        "dispatcher": True,
        "steward": True,
        "leader": False,
        "district": False,
    }.items():
        client.force_login(getattr(world, role))
        assert ("13812345678" in client.get(at("detail", appeal)).content.decode()) is sees, role
