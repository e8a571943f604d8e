"""The journey of the whole portal: a roster is imported, and one real case goes all the way, in a real browser."""

import re

import pytest
from django.core.management import call_command

from appeals.enums import AppealState, ClosedAs
from appeals.models import Appeal, Category
from enterprises.models import Enterprise
from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import User
from portal.places.models import Town
from stewards.models import Assignment
from tests import world as worlds
from tests.plugins import browser as kit
from tests.stewards import rosters

TITLE = "二期厂房用电增容未完成，影响12月设备进场"
TEXT = "9月申请增容，至今没有送电时间。12月7日首批设备进场，请协调确定送电日期。"
REPLY = "已完成外线施工，12月2日送电，停电窗口安排在夜间。"


@pytest.fixture
def people(site, tmp_path):
    """A district's roster, imported as it would be at work, and the bodies that handle cases."""
    town = Town.objects.get(district_id="310115", name="张江镇")
    local = worlds.unit(UnitKind.LOCAL_UNIT, "张江镇营商服务办公室", district_id="310115", town=town)
    desk = worlds.unit(UnitKind.DESK, "诉求受理中心")
    bureau = worlds.unit(UnitKind.DEPARTMENT, "浦东新区科技和经济委员会", district_id="310115")
    row = rosters.entry(1, street="张江镇", name="上海试点精密仪器有限公司", steward_no="GJ0001", steward_name="林晓岚")
    path = rosters.write_xlsx(tmp_path / "roster.xlsx", rosters.lines([row]), title="浦东新区重点企业名册")
    call_command("import_roster", path)
    firm = Enterprise.objects.get()
    assert firm.local_unit == local
    return {
        "firm": firm,
        "contact": firm.contacts.get().user,
        "steward": Assignment.objects.get(enterprise=firm).steward.user,
        "dispatcher": worlds.person(Role.DISPATCHER, desk, name="陈立"),
        "handler": worlds.person(Role.HANDLER, bureau, name="王海宁"),
        "district": worlds.person(Role.DISTRICT, bureau, name="何静"),
        "stranger": worlds.contact_of(worlds.enterprise(worlds.CODES[1], level="")),
        "bureau": bureau,
    }


class Walk:
    """One browser in which people sign in after each other; every page is looked at on the way."""

    def __init__(self, page, sign_in, axe, fits, shot):
        self.page, self._sign_in, self.axe, self.fits, self.shot = page, sign_in, axe, fits, shot

    def as_(self, user, address="/"):
        self.page.context.clear_cookies()
        User.objects.filter(pk=user.pk).update(is_active=True)
        self._sign_in(self.page, user.username)
        self.page.goto(address)

    def look(self, name):
        """The page as it stands is accessible, fits the window and can be photographed."""
        self.axe(self.page)
        self.fits(self.page)
        self.shot(self.page, name)

    def send(self):
        """Press the one filled button of the form."""
        with kit.turning(self.page):
            self.page.locator("main form.form button.btn--go").first.click()

    def act(self, step):
        """Press the button of the case that leads to ``step``: beside the case, or in the bar of the phone."""
        wide = self.page.locator(f".acts a[href*='/{step}/'], .acts form[action*='/{step}/'] button").first
        if not wide.is_visible():
            more = self.page.locator(".actbar details summary")
            wide = self.page.locator(f".actbar a[href*='/{step}/'], .actbar form[action*='/{step}/'] button").first
            if not wide.is_visible():
                more.click()
        with kit.turning(self.page):
            wide.click()


@pytest.fixture(params=["desk", "phone"])
def walk(request, open_page, sign_in, axe, fits, shot):
    page = open_page(kit.DESK if request.param == "desk" else kit.PHONE)
    return Walk(page, sign_in, axe, fits, shot)


def number_in(page):
    return re.search(r"SQ-\d{4}-\d{6}", page.content()).group()


def submit(walk, people):
    page = walk.page
    walk.as_(people["contact"])
    walk.look("home-contact")
    page.goto("/appeals/new/")
    walk.send()
    assert page.locator("[role=alert]").count()
    walk.look("new-error")
    page.select_option("[name=category]", str(Category.objects.get(code="resources.power").pk))
    walk.send()
    page.fill("[name=title]", TITLE)
    walk.send()
    assert page.input_value("[name=title]") == TITLE
    page.fill("[name=text]", TEXT)
    walk.look("new-text")
    walk.send()
    page.set_input_files("[name=files]", {"name": "受理单.txt", "mimeType": "text/plain", "buffer": "受理单".encode()})
    walk.send()
    walk.look("new-options")
    page.locator("[name=urgency][value=urgent]").check()
    walk.send()
    walk.look("new-check")
    walk.send()
    page.wait_for_url("**/sent/")
    walk.look("new-sent")
    return number_in(page)


def answer(walk, people, case):
    """The handler takes the case on, contacts the enterprise, and replies after a first reply that is refused."""
    page = walk.page
    walk.as_(people["handler"])
    walk.look("home-handler")
    page.goto(case)
    walk.act("take-on")
    walk.act("contact")
    page.fill("[name=text]", "与周经理通电话，确认12月7日前送电。")
    walk.send()
    walk.act("reply")
    page.locator("[name=outcome][value=explained]").check()
    page.fill("[name=text]", REPLY)
    walk.send()
    assert page.input_value("[name=text]") == REPLY
    walk.look("reply-error")
    page.locator("[name=outcome][value=solved]").check()
    walk.send()


def test_one_real_case_goes_all_the_way(walk, people):
    number = submit(walk, people)
    case, page = f"/appeals/{number}/", walk.page

    walk.as_(people["stranger"])
    assert page.goto(case).status == 404
    walk.look("not-found")

    walk.as_(people["steward"])
    page.wait_for_url("**/workbench/")
    walk.look("home-steward")
    with kit.turning(page):
        page.locator(f"a[href*='{number}']").first.click()
    walk.look("case-steward")
    walk.act("accept")
    walk.send()

    walk.as_(people["dispatcher"], "/appeals/")
    walk.look("queue")
    page.goto(case)
    walk.act("dispatch")
    page.fill("[name=lead]", people["bureau"].name)
    walk.look("dispatch")
    walk.send()
    assert Appeal.objects.get(number=number).state == AppealState.IN_HANDLING

    answer(walk, people, case)
    walk.as_(people["contact"], case)
    assert REPLY in page.content()
    walk.look("case-contact")
    walk.act("rate")
    page.locator("[name$=level][value='5']").check(force=True)
    page.locator("[name$=solved][value=yes]").check(force=True)
    walk.look("rate")
    walk.send()
    walk.look("case-closed")

    appeal = Appeal.objects.get(number=number)
    assert (appeal.state, appeal.closed_as) == (AppealState.CLOSED, ClosedAs.RATED)
    assert not appeal.promises.running().exists()
    walk.as_(people["district"], case)
    walk.look("case-district")
    page.goto("/enterprises/")
    walk.look("enterprises")
    page.goto(f"/enterprises/{people['firm'].uscc}/")
    walk.look("enterprise")
    page.goto("/inbox/")
    walk.look("inbox")


@pytest.mark.parametrize("language", ["zh-hans"])
def test_an_appeal_is_sent_without_javascript(no_javascript, sign_in, axe, fits, shot, people):
    walk = Walk(no_javascript, sign_in, axe, fits, lambda *args, **options: None)
    walk.axe = lambda page: None  # axe is itself a script
    number = submit(walk, people)
    assert Appeal.objects.get(number=number).state == AppealState.SUBMITTED


@pytest.mark.parametrize("language", ["zh-hans"])
def test_the_keyboard_alone_reaches_the_first_thing_due(desk, sign_in, tab_to, people):
    sign_in(desk, people["contact"].username)
    desk.goto("/appeals/new/")
    tab_to(desk, desk.locator("[name=category]"))
    desk.keyboard.press("ArrowDown")
    tab_to(desk, desk.locator("main form.form button.btn--go"))
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/drafts/**")
    tab_to(desk, desk.locator("[name=title]"))


@pytest.mark.parametrize("language", ["zh-hans"])
def test_a_double_click_sends_one_appeal(desk, sign_in, people):
    draft = worlds.workflow.start_draft(
        people["firm"], by=people["contact"], title=TITLE, text=TEXT,
        category=Category.objects.get(code="resources.power"),
    )  # fmt: skip
    sign_in(desk, people["contact"].username)
    desk.goto(f"/appeals/drafts/{draft.pk}/check/")
    desk.locator("main form.form button.btn--go").dblclick()
    desk.wait_for_url("**/sent/")
    assert Appeal.objects.count() == 1
    assert Appeal.objects.get().logs.filter(step="submit").count() == 1


def test_the_demo_signs_in_with_one_click(desk, axe, fits, shot, settings, people):
    settings.DEMO = True
    User.objects.filter(pk=people["district"].pk).update(username="district", is_demo=True)
    desk.goto("/accounts/login/")
    axe(desk)
    fits(desk)
    shot(desk, "sign-in")
    desk.locator("button[name=username][value=district]").click()
    desk.wait_for_url("**/")
    axe(desk)
