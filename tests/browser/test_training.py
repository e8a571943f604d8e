"""A steward enrols, attends by the code on the wall, fails and passes the test; the unit sees who has not finished."""

import pytest

from portal.accounts.models import User
from stewards.training import codes
from stewards.training.models import Certificate, Enrolment, Session
from tests.browser.test_journey import Walk
from tests.plugins import browser as kit
from tests.training import courses


@pytest.fixture
def walk(phone, sign_in, axe, fits, shot):
    return Walk(phone, sign_in, axe, fits, shot)


@pytest.fixture
def world(site, language):
    world = courses.build()
    User.objects.filter(pk=world.steward.pk).update(name="林晓岚")
    User.objects.filter(pk=world.general.pk).update(name="沈国平")
    User.objects.update(language=language)
    return world


def press(page, selector):
    with kit.turning(page):
        page.locator(selector).first.click()


def choose(page, *answers):
    for number, option in enumerate(answers):
        page.check(f"[name=q{number}][value='{option}']")
    press(page, "main form.form button.btn--go")


def test_from_the_enrolment_to_the_certificate(walk, world):
    page, row = walk.page, courses.session(world)
    courses.course(world)
    walk.as_(world.steward, "/training/")
    walk.look("training-home")
    press(page, "main a[href*='/training/sessions/']")
    walk.look("training-session")
    press(page, "form[action$='/enrol/'] button")
    walk.look("training-enrolled")
    assert Enrolment.objects.get().place == 1

    courses.begun(row)
    walk.as_(world.general, f"/training/sessions/{row.pk}/")
    walk.look("training-organiser")
    press(page, "main a[href$='/code/']")
    walk.look("training-code")

    walk.as_(world.steward, f"/training/sessions/{row.pk}/attend/{row.pk}.1:forged/")
    walk.look("training-forged")
    page.goto(f"/training/sessions/{row.pk}/attend/{codes.token(row)}/")
    walk.look("training-attend")
    press(page, "main form.form button.btn--go")
    walk.look("training-attended")

    press(page, "main a[href$='/test/']")
    press(page, "main form.form button.btn--go")
    walk.look("training-test-errors")
    choose(page, 0, 0)
    walk.look("training-failed")
    choose(page, 0, 2)
    walk.look("training-passed")
    press(page, "main .notice a[href*='/certificates/']")
    walk.look("training-certificate")
    assert Certificate.objects.get().person == world.steward

    walk.as_(world.general, "/training/progress/")
    page.goto(f"/training/progress/?course={row.course_id}&state=open")
    walk.look("training-progress")
    shown = page.inner_text("main table")
    assert "林晓岚" not in shown and User.objects.get(pk=world.other_steward.pk).name in shown


def test_a_lead_writes_a_course_and_opens_a_session(desk, sign_in, axe, fits, shot, world):
    walk = Walk(desk, sign_in, axe, fits, shot)
    walk.as_(world.district, "/training/courses/new/")
    page = walk.page
    walk.send()
    walk.look("training-course-errors")
    page.check("[name=kind][value=lecture]")
    written = {"title": "服务包制度解读", "summary": "讲清谁来办、多久办", "q-0-text": "几家？", "q-0-a": "十家"}
    for name, text in {**written, "q-0-b": "百家"}.items():
        page.fill(f"[name={name}]", text)
    page.select_option("[name=q-0-right]", "a")
    walk.send()
    walk.look("training-course-draft")
    press(page, "form[action$='/publish/'] button")
    press(page, "main a[href$='/sessions/new/']")
    for name, text in {"begins_at": "2030-03-01T09:00", "ends_at": "2030-03-01T11:00", "venue": "张江科学会堂"}.items():
        page.fill(f"[name={name}]", text)
    walk.look("training-session-new")
    walk.send()
    page.wait_for_url("**/training/sessions/*/")
    walk.look("training-session-of-the-lead")
    assert Session.objects.get().leader == world.district
    page.goto("/training/")
    walk.look("training-home-of-the-lead")
