"""Journeys: a contact activates by letter on a phone; a steward's e-mail address changes. Both languages, axe."""

import re

import pytest
from django.utils import timezone
from django.utils.translation import override

from enterprises.models import Enterprise
from portal.accounts.enums import UnitKind
from portal.accounts.models import User
from portal.onboarding import codes, delivery, letters, wording
from portal.onboarding.enums import Channel
from portal.onboarding.models import Confirmation
from portal.places.models import Town
from tests import world as worlds
from tests.plugins import browser as kit

PASSWORD = "correct horse battery"
PHONE = "13912345678"


@pytest.fixture
def people(site, settings):
    """A steward and an enterprise whose contact stands on a roster and has never been here."""
    settings.SITE_URL = site
    town = Town.objects.get(district_id="310115", name="张江镇")
    local = worlds.unit(UnitKind.LOCAL_UNIT, "张江镇营商服务办公室", district_id="310115", town=town)
    firm = worlds.enterprise(local_unit=local)
    contact, steward = worlds.contact_of(firm, name="周启明"), worlds.steward_of(firm, local)
    contact.set_unusable_password()
    contact.phone, contact.email = PHONE, ""
    contact.save()
    User.objects.filter(pk=steward.pk).update(activated_at=timezone.now(), email="lin@example.cn")
    return {"firm": firm, "contact": contact, "steward": User.objects.get(pk=steward.pk)}


class Walk:
    """Pages that are looked at on the way."""

    def __init__(self, page, axe, fits, shot):
        self.page, self._axe, self._fits, self._shot = page, axe, fits, shot

    def look(self, name):
        self._axe(self.page)
        self._fits(self.page)
        self._shot(self.page, name)

    def press(self):
        """Press the one filled button."""
        with kit.turning(self.page):
            self.page.locator("main .btn--go").first.click()


@pytest.fixture
def walk(axe, fits, shot):
    return lambda page: Walk(page, axe, fits, shot)


def print_letter(walk, page, sign_in, people):
    """The steward opens the enterprise, presses "print a letter" and sees the sheet."""
    sign_in(page, people["steward"].username)
    page.goto("/workbench/")
    walk.look("activation-workbench")
    page.goto(f"/enterprises/{people['firm'].uscc}/")
    walk.look("activation-enterprise")
    page.locator("button[name=channel][value=letter]").click()
    page.wait_for_url("**/activation/letters/**")
    walk.look("activation-letter")
    row = Confirmation.objects.letters().get()
    sheet = page.locator(".letter")
    assert people["contact"].name in sheet.inner_text()
    assert Enterprise.objects.get().name in sheet.inner_text()
    return row, sheet


def address_in(sheet, row):
    """What the drawing on the sheet says: the very drawing that the link of this letter gives, and no other."""
    drawn = sheet.locator("svg.qr path").last.get_attribute("d")
    assert drawn in letters.drawing(wording.link(row))
    assert drawn not in letters.drawing(wording.link(row).replace("/open/", "/0pen/"))
    return wording.link(row)


def choose_password(steps):
    page = steps.page
    steps.look("activation-open")
    page.fill("[name=password1]", "short")
    page.fill("[name=password2]", "short")
    steps.press()
    steps.look("activation-open-error")
    assert page.input_value("[name=password1]") == "short"
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    steps.press()
    page.wait_for_url("**/")
    page.wait_for_load_state()


@pytest.mark.parametrize("way", ["scan", "type"])
def test_a_contact_activates_by_letter_on_a_phone(open_page, walk, sign_in, people, way):
    desk = open_page(kit.DESK)
    row, sheet = print_letter(walk(desk), desk, sign_in, people)
    phone = open_page(kit.PHONE)
    steps = walk(phone)
    if way == "scan":
        phone.goto(address_in(sheet, row))
        phone.reload()  # a look, or a scanner's look, uses nothing up
    else:
        code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", sheet.inner_text()).group()
        phone.goto("/accounts/login/")
        steps.look("activation-sign-in")
        phone.locator("a[href='/letter/']").click()
        phone.fill("[name=code]", "ABCD EFGH JKMN")
        steps.press()
        steps.look("activation-letter-wrong")
        assert phone.input_value("[name=code]") == "ABCD EFGH JKMN"
        phone.fill("[name=code]", code.lower().replace("-", ""))
        steps.press()
        phone.wait_for_url("**/accounts/open/**")
    choose_password(steps)
    steps.look("activation-home")
    contact = User.objects.get(pk=people["contact"].pk)
    assert contact.activated_at
    assert contact.check_password(PASSWORD)
    phone.goto(wording.link(row))
    steps.look("activation-used")
    assert phone.locator("main a[href='/accounts/first/']").count()

    desk.goto("/activation/?state=active")
    assert contact.name in desk.locator("main").inner_text()
    walk(desk).look("activation-list")


def test_a_contact_starts_alone_with_a_text_message(open_page, walk, people, settings):
    settings.DEMO = True
    User.objects.filter(pk=people["contact"].pk).update(is_demo=True)
    phone = open_page(kit.PHONE)
    steps = walk(phone)
    phone.goto("/accounts/login/")
    phone.locator("a[href='/accounts/first/']").click()
    phone.fill("[name=address]", "139 1234 5678")
    steps.look("activation-first")
    steps.press()
    phone.wait_for_url("**/accounts/code/")
    steps.look("activation-code")
    phone.locator("a[href='/accounts/demo/messages/']").click()
    steps.look("activation-demo-messages")
    code = re.search(r"(?<!\d)\d{6}(?!\d)", phone.locator("main article").first.inner_text()).group()
    phone.go_back()
    phone.fill("[name=code]", code)
    steps.press()
    phone.wait_for_url("**/accounts/open/**")
    choose_password(steps)
    assert User.objects.get(pk=people["contact"].pk).activated_at


@pytest.mark.parametrize("size", [kit.DESK, kit.PHONE], ids=["desk", "phone"])
def test_a_stewards_email_changes(open_page, walk, sign_in, people, mailbox_of_files, size):
    steward = people["steward"]
    steward.set_password(PASSWORD)
    steward.save()
    page = open_page(size)
    steps = walk(page)
    sign_in(page, steward.username)
    page.goto("/accounts/me/")
    steps.look("account")
    page.locator("main a[href='/accounts/me/email/']").click()
    page.fill("[name=address]", "lin.xiaolan@example.cn")
    page.fill("[name=password]", "wrong")
    steps.press()
    steps.look("account-email-error")
    assert page.input_value("[name=address]") == "lin.xiaolan@example.cn"
    page.fill("[name=password]", PASSWORD)
    steps.press()
    page.locator(".done").wait_for()
    steps.look("account-email-asked")
    assert User.objects.get(pk=steward.pk).email == "lin@example.cn"
    (mail,) = mailbox_of_files()
    assert mail.to == ["lin.xiaolan@example.cn"]
    page.goto(re.search(r"http://\S+", mail.body).group())
    steps.look("account-email-confirm")
    steps.press()
    page.wait_for_url("**/accounts/me/")
    steps.look("account-email-done")
    assert "lin.xiaolan@example.cn" in page.locator("main").inner_text()
    assert mailbox_of_files()[-1].to == ["lin@example.cn"]
    page.goto("/accounts/me/sessions/")
    steps.look("account-sessions")
    page.goto("/accounts/me/phone/")
    steps.look("account-phone")


@pytest.fixture
def mailbox_of_files(mailoutbox):
    """Send what is due and return every message so far."""

    def sweep():
        delivery.deliver_due(Channel.MAIL)
        return mailoutbox

    return sweep


@pytest.mark.parametrize("language", ["zh-hans"])
def test_the_whole_way_in_works_without_javascript(no_javascript, people, fits):
    page = no_javascript
    page.goto("/accounts/first/")
    page.fill("[name=address]", PHONE)
    page.locator("main .btn--go").click()
    page.wait_for_url("**/accounts/code/")
    page.fill("[name=code]", codes.code(Confirmation.objects.get()))
    page.locator("main .btn--go").click()
    page.wait_for_url("**/accounts/open/**")
    page.fill("[name=password1]", PASSWORD)
    page.fill("[name=password2]", PASSWORD)
    page.locator("main .btn--go").click()
    page.wait_for_url("**/")
    fits(page)
    assert User.objects.get(pk=people["contact"].pk).activated_at


@pytest.mark.parametrize("language", ["zh-hans"])
def test_the_letter_fills_one_sheet_of_paper(desk, walk, sign_in, people, tmp_path):
    with override("zh-hans"):
        print_letter(walk(desk), desk, sign_in, people)
    path = tmp_path / "letter.pdf"
    desk.pdf(path=path, format="A4", prefer_css_page_size=True)
    assert path.read_bytes().count(b"/Type /Page\n") + path.read_bytes().count(b"/Type/Page\n") <= 1
