"""Training: who publishes, enrols, attends and finishes; each step by each role, and what each refusal says."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.common.workflow import Refused
from portal.notifications.models import Notification
from stewards.training import codes, workflow
from stewards.training.models import Attempt, Attendance, Certificate, Course, Enrolment, Reading
from tests.plugins.lasting import lasting
from tests.training import courses
from tests.training.courses import HALF, RIGHT, begun, course, lecture, session

built, world = lasting(courses.build)
PEOPLE = [
    "contact", "steward", "other_steward", "far_steward", "liaison", "general", "dispatcher", "handler", "district",
    "far_district", "city", "leader", "admin", "nobody",
]  # fmt: skip
LEARN = ["steward", "other_steward", "far_steward", "liaison", "general"]


def refusal(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


# --- Courses ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", PEOPLE)
def test_district_and_city_leads_write_courses_and_nobody_else(world, name):
    by = getattr(world, name)
    if name not in ("district", "far_district", "city"):
        assert refusal(lambda: workflow.open_course(by=by, **courses.words())) == "not_publisher"
        return
    row = workflow.open_course(by=by, **courses.words())
    assert row.district_id == {"district": "310115", "far_district": "310101"}.get(name)
    assert (row.history.count(), row.is_running) == (1, False)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("step", ["publish", "close", "change_course"])
def test_a_course_is_published_changed_and_closed_by_its_own_lead(world, name, step):
    row = workflow.open_course(by=world.district, **courses.words())
    if step == "close":
        row = workflow.publish(row, by=world.district)

    def act():
        return getattr(workflow, step)(row, by=getattr(world, name))

    if name == "district":
        assert act().pk == row.pk
    else:
        assert refusal(act) == "foreign"


@pytest.mark.parametrize(
    ("name", "near", "far", "city"),
    [
        ("steward", True, False, True), ("liaison", True, False, True), ("general", True, False, True),
        ("far_steward", False, True, True), ("district", True, False, True), ("far_district", False, True, True),
        ("city", True, True, True), ("leader", True, True, True), ("admin", True, True, True),
        ("contact", False, False, False), ("handler", False, False, False), ("dispatcher", False, False, False),
        ("nobody", False, False, False),
    ],
)  # fmt: skip
def test_courses_are_seen_in_their_district_and_those_of_the_city_by_all_who_serve_or_lead(
    world, name, near, far, city
):
    rows = [course(world), course(world, by="far_district"), course(world, by="city")]
    draft = workflow.open_course(by=world.district, **courses.words())
    seen = set(Course.objects.visible_to(getattr(world, name)).values_list("pk", flat=True))
    assert [row.pk in seen for row in rows] == [near, far, city]
    assert (draft.pk in seen) == (name == "district")


def test_a_course_is_published_and_closed_once_and_only_with_something_to_read(world):
    empty = workflow.open_course(by=world.district, **courses.words(text=""))
    assert refusal(lambda: workflow.publish(empty, by=world.district)) == "empty"
    row = course(world)
    assert refusal(lambda: workflow.publish(row, by=world.district)) == "published"
    assert refusal(lambda: workflow.change_course(row, by=world.district, kind="lecture")) == "kind"
    workflow.close(row, by=world.district)
    assert refusal(lambda: workflow.close(row, by=world.district)) == "closed"
    assert refusal(lambda: workflow.read(row, by=world.steward)) == "closed"


@pytest.mark.parametrize("limits", [{"due_days": None}, {"due_on": timezone.localdate}])
def test_a_required_course_has_one_limit(world, limits):
    limits = {name: value() if callable(value) else value for name, value in limits.items()}
    code = refusal(lambda: workflow.open_course(by=world.district, **courses.words(**limits)))
    assert code == "training_course_required_has_one_limit"


# --- Sessions and places ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", PEOPLE)
def test_those_who_serve_enrol_and_nobody_else(world, name):
    row = session(world)
    if name in LEARN:
        assert workflow.enrol(row, by=getattr(world, name)).place == 1
    else:
        assert refusal(lambda: workflow.enrol(row, by=getattr(world, name))) == "not_serving"


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("step", ["open", "change", "call_off", "tick"])
def test_sessions_are_organised_by_the_publisher_and_who_runs_them(world, name, step):
    by, row = getattr(world, name), session(world)
    workflow.enrol(row, by=world.steward)
    if step == "open":
        codes_of = [refusal_or_none(lambda: session(world, of=row.course, by=name))]
    elif step == "change":
        said = {key: getattr(row, key) for key in ("begins_at", "ends_at", "venue", "link", "leader")}
        codes_of = [refusal_or_none(lambda: workflow.change_session(row, by=by, places=3, **said))]
    elif step == "call_off":
        codes_of = [refusal_or_none(lambda: workflow.call_off(row, by=by, reason="讲师有急事"))]
    else:
        begun(row)
        codes_of = [refusal_or_none(lambda: workflow.tick(row, world.steward, by=by))]
    may = name == "district" or (name == "general" and step != "open")
    assert codes_of == [None if may else "foreign"]


def refusal_or_none(call):
    try:
        call()
    except Refused as refused:
        return refused.code
    return None


def test_enrolling_again_is_one_and_the_third_waits_until_a_place_is_given_back(world):
    row = session(world)
    first, second, third = world.steward, world.liaison, world.other_steward
    assert [workflow.enrol(row, by=one).place for one in (first, first, second, third)] == [1, 1, 2, None]
    Notification.objects.all().delete()
    workflow.leave(row, by=first)
    assert Enrolment.objects.standing().get(person=third).place == 1
    assert [note.recipient for note in Notification.objects.all()] == [third]
    assert refusal(lambda: workflow.leave(row, by=first)) == "not_enrolled"
    assert workflow.enrol(row, by=first).place is None


def test_more_places_take_the_waiting_list_in_and_fewer_than_taken_are_refused(world):
    row = session(world)
    for one in (world.steward, world.liaison, world.other_steward):
        workflow.enrol(row, by=one)
    said = {key: getattr(row, key) for key in ("begins_at", "ends_at", "venue", "link", "leader")}
    assert refusal(lambda: workflow.change_session(row, by=world.general, places=1, **said)) == "taken"
    workflow.change_session(row, by=world.general, places=5, **said)
    assert not row.enrolments.waiting().exists()
    workflow.leave(row, by=world.liaison)
    workflow.change_session(row, by=world.general, places=2, **said)
    assert sorted(row.enrolments.standing().values_list("place", flat=True)) == [1, 2]


def test_the_database_gives_a_place_once(world):
    row = session(world)
    workflow.enrol(row, by=world.steward)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(session=row, person=world.liaison, place=1)


def test_a_changed_or_cancelled_session_tells_everybody_enrolled(world):
    row = session(world)
    for one in (world.steward, world.liaison, world.other_steward):
        workflow.enrol(row, by=one)
    Notification.objects.all().delete()
    said = {key: getattr(row, key) for key in ("begins_at", "ends_at", "link", "leader", "places")}
    workflow.change_session(row, by=world.district, venue="川沙会议中心", **said)
    assert Notification.objects.count() == 3
    workflow.call_off(row, by=world.district, reason="讲师有急事")
    assert Notification.objects.filter(text__contains="讲师有急事").count() == 3
    assert refusal(lambda: workflow.enrol(row, by=world.general)) == "over"
    assert refusal(lambda: workflow.call_off(row, by=world.district, reason="再次")) == "begun"


def test_sessions_lie_ahead_and_belong_to_published_lectures_and_visits(world):
    past = timezone.now() - timedelta(minutes=1)
    assert refusal(lambda: session(world, begins_at=past)) == "past"
    assert refusal(lambda: session(world, of=course(world))) == "no_sessions"
    draft = workflow.open_course(by=world.district, **courses.words(kind="lecture"))
    assert refusal(lambda: session(world, of=draft)) == "no_sessions"
    assert refusal(lambda: session(world, venue="")) == "training_session_is_somewhere"
    row = begun(session(world))
    assert refusal(lambda: workflow.enrol(row, by=world.steward)) == "over"


# --- Attendance by the code ------------------------------------------------------------------------------------------
def attended(world, row, name="steward"):
    workflow.enrol(row, by=getattr(world, name))
    begun(row)
    return workflow.attend(row, by=getattr(world, name), token=codes.token(row))


def test_the_code_confirms_once_and_a_lecture_without_test_is_finished_by_it(world):
    row = session(world, of=lecture(world, questions=[]))
    first = attended(world, row)
    assert workflow.attend(row, by=world.steward, token="anything").pk == first.pk
    assert (Attendance.objects.count(), Certificate.objects.count()) == (1, 1)
    assert refusal(lambda: workflow.leave(row, by=world.steward)) == "begun"


def test_a_code_forged_foreign_expired_or_of_another_day_is_refused_in_its_own_words(world, monkeypatch):
    row, other = session(world), session(world)
    workflow.enrol(row, by=world.steward)
    good = codes.token(row)
    assert refusal(lambda: workflow.attend(row, by=world.steward, token=good)) == "wrong_day"
    begun(row)
    for wrong in (f"{good}x", "", f"{row.pk}.1:abc", codes.token(other)):
        assert refusal(lambda wrong=wrong: workflow.attend(row, by=world.steward, token=wrong)) == "forged"
    begun(row, timedelta(days=1))
    assert refusal(lambda: workflow.attend(row, by=world.steward, token=good)) == "wrong_day"
    begun(row)
    now = codes._window()
    for later, code in ((1, None), (2, "expired")):
        monkeypatch.setattr(codes, "_window", lambda later=later: now + later)
        with transaction.atomic():
            assert refusal_or_none(lambda: workflow.attend(row, by=world.steward, token=good)) == code
            transaction.set_rollback(True)
    assert not Attendance.objects.exists()


def test_who_is_not_enrolled_or_waits_is_told_so_and_the_organiser_lets_the_second_in(world):
    row = session(world, places=1)
    for one in (world.steward, world.liaison):
        workflow.enrol(row, by=one)
    begun(row)
    code = codes.token(row)
    assert refusal(lambda: workflow.attend(row, by=world.other_steward, token=code)) == "not_enrolled"
    assert refusal(lambda: workflow.attend(row, by=world.liaison, token=code)) == "waiting"
    assert refusal(lambda: workflow.tick(row, world.other_steward, by=world.general)) == "not_enrolled"
    ticked = workflow.tick(row, world.liaison, by=world.general)
    assert (ticked.how, ticked.entered_by) == ("tick", world.general)


def test_attendance_is_not_entered_before_the_session(world):
    row = session(world)
    workflow.enrol(row, by=world.steward)
    assert refusal(lambda: workflow.tick(row, world.steward, by=world.general)) == "not_begun"


# --- Tests and certificates ------------------------------------------------------------------------------------------
def test_a_shared_case_is_finished_by_reading_and_a_passed_test(world):
    row = course(world)
    assert refusal(lambda: workflow.answer(row, by=world.steward, answers=RIGHT)) == "too_early"
    workflow.read(row, by=world.steward)
    workflow.read(row, by=world.steward)
    assert Reading.objects.count() == 1
    failed = workflow.answer(row, by=world.steward, answers=HALF)
    assert (failed.score, failed.passed, Certificate.objects.count()) == (50, False, 0)
    assert [one["is_right"] for one in failed.answers] == [True, False]
    passed = workflow.answer(row, by=world.steward, answers=RIGHT)
    found = Certificate.objects.get()
    assert (passed.passed, found.score, found.person) == (True, 100, world.steward)
    assert found.number == f"TC-{timezone.localdate().year}-000001"
    assert refusal(lambda: workflow.answer(row, by=world.steward, answers=RIGHT)) == "passed"
    assert Attempt.objects.count() == 2


def test_certificates_are_numbered_one_after_the_other(world):
    rows = [course(world, questions=[], title=title) for title in ("甲", "乙")]
    for row in rows:
        for one in (world.steward, world.liaison):
            workflow.read(row, by=one)
            workflow.read(row, by=one)
    numbers = [number[-6:] for number in Certificate.objects.values_list("number", flat=True)]
    assert numbers == ["000001", "000002", "000003", "000004"]


def test_a_lecture_is_finished_by_attendance_and_a_passed_test(world):
    row = session(world)
    assert refusal(lambda: workflow.answer(row.course, by=world.steward, answers=RIGHT)) == "too_early"
    assert refusal(lambda: workflow.read(row.course, by=world.steward)) == "attended"
    attended(world, row)
    assert not Certificate.objects.exists()
    workflow.answer(row.course, by=world.steward, answers=RIGHT)
    assert Certificate.objects.get().person == world.steward


def test_answers_to_questions_that_have_changed_are_refused(world):
    row = course(world)
    workflow.read(row, by=world.steward)
    assert refusal(lambda: workflow.answer(row, by=world.steward, answers=[0])) == "changed"


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("step", ["read", "answer"])
def test_those_who_serve_learn_and_nobody_else(world, name, step):
    row, by = course(world), getattr(world, name)
    if step == "answer" and name in LEARN:
        workflow.read(row, by=by)
    code = refusal_or_none(lambda: workflow.read(row, by=by) if step == "read" else workflow.answer(
        row, by=by, answers=RIGHT))  # fmt: skip
    assert code == (None if name in LEARN else "not_serving")
