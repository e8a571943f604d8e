"""The pages of training: what learners see, what organisers and publishers do, who has not finished."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role
from portal.common import hooks
from portal.common.models import ExportLog
from stewards.training import codes, workflow
from stewards.training.models import Attempt, Attendance, Certificate, Course, Enrolment, Session
from tests import world as worlds
from tests.plugins.lasting import lasting
from tests.training import courses
from tests.training.courses import begun, course, fresh, lecture, session

built, world = lasting(courses.build)


def sign_in(client, user):
    client.force_login(fresh(user))
    return client


def url(name, *args):
    return reverse(f"training:{name}", args=args)


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


# --- Learners --------------------------------------------------------------------------------------------------------
def test_home_shows_what_is_due_open_done_and_ahead(client, world):
    due, done = course(world), course(world, title="已学完", questions=[])
    extra, ahead = course(world, title="选学", required_for=[], due_days=None), session(world)
    workflow.read(done, by=world.steward)
    workflow.enrol(ahead, by=world.steward)
    context = sign_in(client, world.steward).get(url("home")).context
    assert [duty.course for duty in context["duties"]] == [due, ahead.course]
    assert [row.course for row in context["certificates"]] == [done]
    assert context["courses"] == [extra]
    assert [row.pk for row in context["sessions"]] == list(context["enrolled"]) == [ahead.pk]


def test_the_right_answers_stand_on_no_page_before_the_test_is_passed(client, world):
    row = course(world)
    sign_in(client, world.steward).post(url("read", row.pk))
    for choice, status in (({"q0": "0"}, 422), ({"q0": "0", "q1": "0"}, 302), ({"q0": "7", "q1": "0"}, 422)):
        answer = client.post(url("test", row.pk), choice)
        assert answer.status_code == status
        if status == 422 and "q1" not in choice:
            assert "checked" in words(answer)  # what was chosen is kept
    shown = client.get(url("test", row.pk))
    assert "50" in words(shown) and shown.context["passed"] is None
    assert client.post(url("test", row.pk), {"q0": "0", "q1": "2"}).status_code == 302
    shown = client.get(url("test", row.pk))
    assert shown.context["passed"].score == 100 and "<form" not in words(shown).partition("<main")[2]
    assert Attempt.objects.count() == 2
    assert client.get(Certificate.objects.get().get_absolute_url()).status_code == 200


def test_a_certificate_is_read_by_its_owner_and_those_who_lead(client, world):
    row = course(world, questions=[])
    workflow.read(row, by=world.steward)
    address = Certificate.objects.get().get_absolute_url()
    got = {
        name: sign_in(client, getattr(world, name)).get(address).status_code
        for name in ("steward", "general", "district", "city", "leader", "other_steward", "far_district", "contact")
    }
    assert got == {"steward": 200, "general": 200, "district": 200, "city": 200, "leader": 200, "other_steward": 404,
                   "far_district": 404, "contact": 403}  # fmt: skip


def test_enrolling_the_calendar_and_giving_the_place_back(client, world):
    row = session(world)
    sign_in(client, world.steward)
    assert client.get(url("calendar", row.pk)).status_code == 403
    client.post(url("enrol", row.pk))
    text = client.get(url("calendar", row.pk)).content.decode()
    assert f"UID:session-{row.pk}@" in text and "SUMMARY:服务包制度解读" in text and "\r\n" in text
    client.post(url("leave", row.pk))
    assert not Enrolment.objects.standing().exists()


# --- Attendance ------------------------------------------------------------------------------------------------------
def test_the_code_opens_a_page_that_confirms_by_post(client, world, read_only_get):
    row = session(world)
    workflow.enrol(row, by=world.steward)
    begun(row)
    shown = sign_in(client, world.general).get(url("code", row.pk))
    address = shown.context["address"]
    assert shown["Refresh"] and "no-store" in shown["Cache-Control"]
    path = address[address.index("/training/") :]
    sign_in(client, world.steward)
    with read_only_get():
        assert client.get(path).status_code == 200
    assert client.post(path).status_code == 302
    assert client.post(path).status_code == 200
    assert Attendance.objects.count() == 1


@pytest.mark.parametrize(
    ("case", "status"), [("forged", 404), ("foreign", 404), ("expired", 410), ("wrong_day", 403), ("stranger", 403)]
)
def test_a_code_that_does_not_count_says_why(client, world, monkeypatch, case, status):
    row, other = session(world), session(world)
    workflow.enrol(row, by=world.steward)
    if case != "wrong_day":
        begun(row)
    token = {"forged": f"{row.pk}.9:abc", "foreign": codes.token(other)}.get(case) or codes.token(row)
    if case == "expired":
        now = codes._window()
        monkeypatch.setattr(codes, "_window", lambda: now + 5)
    sign_in(client, world.other_steward if case == "stranger" else world.steward)
    for send in (client.get, client.post):
        answer = send(url("attend", row.pk, token))
        assert (answer.status_code, bool(answer.context["wrong"])) == (status, True)
    assert not Attendance.objects.exists()


def test_the_organiser_ticks_who_could_not_scan(client, world):
    row = session(world)
    own = workflow.enrol(row, by=world.steward)
    begun(row)
    assert sign_in(client, world.steward).post(url("tick", row.pk), {"enrolment": own.pk}).status_code == 403
    sign_in(client, world.general)
    assert client.post(url("tick", row.pk), {"enrolment": "x"}).status_code == 404
    assert client.post(url("tick", row.pk), {"enrolment": own.pk}).status_code == 302
    assert Attendance.objects.get().how == "tick"


# --- Publishers ------------------------------------------------------------------------------------------------------
def typed(**changes):
    """What a browser sends for a course with one question."""
    sent = {
        "kind": "case", "title": "用地协调一例", "summary": "一句话", "text": "正文", "required_for": ["steward"],
        "due_days": "10", "pass_mark": "80", "q-TOTAL_FORMS": "3", "q-INITIAL_FORMS": "0", "q-0-text": "问题",
        "q-0-a": "甲", "q-0-b": "乙", "q-0-right": "b",
    }  # fmt: skip
    return {name: value for name, value in (sent | changes).items() if value is not None}


def test_a_course_is_written_published_changed_and_closed(client, world):
    sign_in(client, world.district)
    answer = client.post(url("course_new"), typed())
    row = Course.objects.get()
    assert (answer.status_code, row.district_id) == (302, "310115")
    assert row.questions == [{"text": "问题", "options": ["甲", "乙"], "right": 1}]
    client.post(url("course_publish", row.pk))
    page = client.get(url("course_edit", row.pk))
    assert page.context["questions"].initial == [{"text": "问题", "right": "b", "a": "甲", "b": "乙"}]
    client.post(url("course_edit", row.pk), typed(**{"title": "改名", "q-INITIAL_FORMS": "1"}))
    client.post(url("course_close", row.pk))
    row.refresh_from_db()
    assert (row.title, row.is_running) == ("改名", False)


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"kind": "film"}, {"due_days": None}, {"due_on": "2030-01-01"}, {"pass_mark": "0"},
     {"link": "javascript:alert(1)"}, {"text": "很" * 20_001}, {"q-0-right": ""}, {"q-0-right": "c"}, {"q-0-b": ""},
     {"q-0-d": "丁"}, {"q-TOTAL_FORMS": "999"}],
    ids=repr,
)  # fmt: skip
def test_each_fault_of_a_course_is_told_and_what_was_typed_is_kept(client, world, wrong):
    answer = sign_in(client, world.district).post(url("course_new"), typed(**wrong))
    assert answer.status_code == 422 and "一句话" in words(answer)
    assert not Course.objects.exists()


def test_a_session_is_written_changed_and_cancelled(client, world):
    row = lecture(world)
    sign_in(client, world.district)
    sent = {"begins_at": "2030-03-01T09:00", "ends_at": "2030-03-01T11:00", "venue": "张江科学会堂", "places": "30",
            "leader": world.general.name}  # fmt: skip
    assert client.post(url("session_new", row.pk), sent).status_code == 302
    one = Session.objects.get()
    assert (one.leader, one.places) == (world.general, 30)
    assert client.post(url("session_edit", one.pk), sent | {"places": "40"}).status_code == 302
    assert client.post(url("session_cancel", one.pk), {"reason": ""}).status_code == 422
    assert client.post(url("session_cancel", one.pk), {"reason": "讲师有急事"}).status_code == 302
    assert "讲师有急事" in words(client.get(url("session", one.pk)))


@pytest.mark.parametrize(
    "wrong",
    [{"begins_at": "2020-03-01T09:00"}, {"ends_at": "2030-03-01T08:00"}, {"venue": ""}, {"places": "0"},
     {"places": "501"}, {"leader": "无此人"}, {"begins_at": "早上"}],
    ids=repr,
)  # fmt: skip
def test_each_fault_of_a_session_is_told(client, world, wrong):
    row = lecture(world)
    sent = {"begins_at": "2030-03-01T09:00", "ends_at": "2030-03-01T11:00", "venue": "张江", "places": "30",
            "leader": world.district.username}  # fmt: skip
    answer = sign_in(client, world.district).post(url("session_new", row.pk), sent | wrong)
    assert answer.status_code == 422
    assert not Session.objects.exists()


# --- Progress, due items ---------------------------------------------------------------------------------------------
def people(answer):
    return {row.user for row in answer.context["filter"].qs}


def test_a_unit_sees_who_has_not_finished(client, world):
    row = course(world, questions=[])
    workflow.read(row, by=world.steward)
    sign_in(client, world.general)
    assert people(client.get(url("progress"))) == {world.steward, world.other_steward, world.liaison}
    for state, found in (("open", {world.other_steward, world.liaison}), ("done", {world.steward}), ("late", set())):
        assert people(client.get(url("progress"), {"state": state})) == found
    Course.objects.update(published_at=timezone.now() - timedelta(days=60))
    # the liaison officer began today
    assert people(client.get(url("progress"), {"state": "late"})) == {world.other_steward}
    assert people(client.get(url("progress"), {"course": "abc", "q": world.liaison.name})) == {world.liaison}


def test_the_rows_leave_as_a_table_with_a_reason(client, world):
    course(world)
    answer = sign_in(client, world.general).post(url("progress_export"), {"kind": "csv", "reason": "催学"})
    assert len(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()) == 4
    assert ExportLog.objects.get().reason == "催学"


def test_the_page_of_progress_asks_as_often_for_many_as_for_few(client, world, query_shape):
    course(world)
    sign_in(client, world.city).get(url("progress"))  # the calendar of working days is read once
    shapes = []
    for number in (0, 6):
        for _one in range(number):
            worlds.person(Role.STEWARD, world.local_unit)
        if number:
            course(world, title="再一门")
        with query_shape() as asked:
            assert client.get(url("progress")).status_code == 200
        shapes.append(list(asked))
    assert shapes[0] == shapes[1] and len(shapes[0]) <= 14


def test_what_is_due_stands_on_the_workbench_of_each(world):
    row = course(world)
    for name, titles in (("steward", 1), ("liaison", 1), ("general", 0), ("district", 0)):
        user = fresh(getattr(world, name))
        items = [one for one in hooks.due_items(user, user.grants[0]) if one.kind == "training"]
        assert len(items) == titles
        assert all(one.url == row.get_absolute_url() and one.due_at for one in items)
    Course.objects.update(published_at=timezone.now() - timedelta(days=60))
    user = fresh(world.general)
    (item,) = [one for one in hooks.due_items(user, user.grants[0]) if one.kind == "training"]
    assert item.title.startswith("2")
