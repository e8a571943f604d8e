"""A firm off the roster on a phone: registered, completed, approved, signed in; its main contact adds a colleague."""

import re

import pytest
from django.core import mail

from enterprises.enums import RegistrationState
from enterprises.mail import write_applicants
from enterprises.models import Enterprise, Registration
from portal.accounts.models import User
from tests import world as worlds
from tests.browser.test_journey import Walk
from tests.enterprises.applications import picture
from tests.plugins import browser as kit

NAME = "上海小试点餐饮管理有限公司"
CODE = worlds.code(61)


@pytest.fixture(params=["desk", "phone"])
def walk(request, open_page, sign_in, axe, fits, shot):
    page = open_page(kit.DESK if request.param == "desk" else kit.PHONE)
    return Walk(page, sign_in, axe, fits, shot)


@pytest.fixture
def world(site):
    return worlds.build()


def register(walk):
    page = walk.page
    page.goto("/accounts/login/")
    page.locator("a[href='/register/']").click()
    walk.look("register-code")
    page.fill("[name=uscc]", "9131")
    walk.send()
    assert page.locator("[role=alert]").count()
    walk.look("register-code-error")
    page.fill("[name=uscc]", CODE)
    walk.send()
    page.fill("[name=name]", NAME)
    page.select_option("[name=district]", "310101")
    page.wait_for_selector("#id_town option[value^='310101']", state="attached")
    page.select_option("[name=district]", "310115")
    page.wait_for_selector("#id_town option[value='310115125']", state="attached")
    page.select_option("[name=town]", "310115125")
    page.fill("[name=registered_address]", "张江路1号")
    walk.look("register-firm")
    walk.send()
    page.fill("[name=applicant]", "顾小满")
    page.fill("[name=phone]", "12345")
    page.fill("[name=email]", "gu@example.com")
    walk.send()
    assert page.input_value("[name=applicant]") == "顾小满"
    page.fill("[name=phone]", "139 1234 5601")
    walk.look("register-applicant")
    walk.send()
    attach(page)
    walk.look("register-licence")
    walk.send()
    walk.look("register-check")
    page.locator("[name=consent]").check()
    walk.send()
    walk.look("register-sent")
    return page.url


def attach(page):
    scan = picture()
    page.set_input_files("[name=licence]", {"name": scan.name, "mimeType": "image/jpeg", "buffer": scan.read()})


def press(walk, step):
    """Press the button that leads to ``step``, at the head of a desk or in the bar of a phone."""
    wide = walk.page.locator(f".head__acts a[href$='/{step}/']").first
    if wide.is_visible():
        return wide.click()
    bar = walk.page.locator(f".actbar a[href$='/{step}/']").first
    if not bar.is_visible():
        walk.page.locator(".actbar details summary").click()
    return bar.click()


def test_a_firm_registers_is_completed_approved_and_adds_a_colleague(walk, world):
    page, link = walk.page, register(walk)
    walk.as_(world.general, "/workbench/")
    walk.look("registration-due")
    page.locator("a[href*='/registrations/']:visible", has_text=NAME).first.click()
    walk.look("registration-check")
    press(walk, "ask")
    page.fill("[name=reason]", "请上传营业执照副本，并写明经营地址。")
    walk.look("registration-ask")
    walk.send()
    walk.look("registration-asked")

    page.context.clear_cookies()
    write_applicants()
    assert "经营地址" in mail.outbox[-1].body
    page.goto(re.search(r"/register/\S+", mail.outbox[-1].body).group())
    assert page.url == link
    walk.look("register-returned")
    page.locator("a[href$='/complete/']").click()
    page.fill("[name=operating_address]", "张江路8号")
    attach(page)
    walk.look("register-complete")
    walk.send()
    assert Registration.objects.get().state == RegistrationState.SUBMITTED

    walk.as_(world.general, f"/registrations/{Registration.objects.get().pk}/")
    press(walk, "approve")
    walk.look("registration-approve")
    walk.send()
    walk.look("registration-approved")
    page.goto("/registrations/?view=over")
    walk.look("registrations")

    firm = Enterprise.objects.get(uscc=CODE)
    person = firm.contacts.get().user
    walk.as_(person, f"/enterprises/{CODE}/")
    walk.look("enterprise-off-roster")
    page.locator(f"a[href='/enterprises/{CODE}/contacts/']").click()
    walk.look("contacts")
    page.locator("a[href$='/contacts/add/']").click()
    page.fill("[name=name]", "方知行")
    page.fill("[name=phone]", "13700000021")
    page.fill("[name=email]", "fang@example.com")
    walk.look("contact-add")
    walk.send()
    walk.look("contacts-two")
    page.locator("a[href$='/end/']").first.click()
    walk.look("contact-end")
    walk.send()
    assert page.locator("[role=alert]").count()
    page.locator("[name=successor]").first.check()
    walk.send()
    page.wait_for_url("**/")
    assert firm.contacts.current().get().user == User.objects.get(name="方知行")


def test_somebody_asks_to_be_added_to_a_known_enterprise(walk, world):
    page = walk.page
    page.goto("/register/")
    page.fill("[name=uscc]", world.firm.uscc)
    walk.send()
    assert world.contact.name not in page.content()
    page.fill("[name=applicant]", "顾小满")
    page.fill("[name=phone]", "13912345601")
    page.fill("[name=email]", "gu@example.com")
    page.locator("[name=consent]").check()
    walk.look("join")
    walk.send()
    walk.look("join-sent")
    walk.as_(world.contact, f"/enterprises/{world.firm.uscc}/contacts/")
    walk.look("contacts-request")
    page.locator("a[href*='/registrations/']:visible").first.click()
    press(walk, "approve")
    walk.send()
    assert world.firm.contacts.filter(user__name="顾小满").exists()


@pytest.mark.parametrize("language", ["zh-hans"])
def test_a_firm_registers_without_javascript(no_javascript, world):
    page = no_javascript
    page.goto("/register/")
    press_on = "main form.form button.btn--go"
    page.fill("[name=uscc]", CODE)
    page.click(press_on)
    page.fill("[name=name]", NAME)
    page.fill("[name=registered_address]", "张江路1号")
    page.select_option("[name=district]", "310101")
    page.click(press_on)
    page.select_option("[name=town]", index=1)
    page.click(press_on)
    page.fill("[name=applicant]", "顾小满")
    page.fill("[name=phone]", "13912345601")
    page.fill("[name=email]", "gu@example.com")
    page.click(press_on)
    attach(page)
    page.click(press_on)
    page.locator("[name=consent]").check()
    page.click(press_on)
    assert Registration.objects.get().town.district_id == "310101"
