"""The desk reads the mailbox: what came, why, and what it makes of a broken mail; at the desk and on the phone."""

import pytest

from appeals.doors import mailbox, workflow
from appeals.doors.enums import MailState
from appeals.doors.models import Mail
from portal.accounts.models import User
from tests import world as worlds
from tests.browser.test_journey import Walk
from tests.doors.mails import mail
from tests.plugins import browser as kit


@pytest.fixture(params=["desk", "phone"])
def walk(request, open_page, sign_in, axe, fits, shot):
    page = open_page(kit.DESK if request.param == "desk" else kit.PHONE)
    found = Walk(page, sign_in, axe, fits, shot)
    found.size = request.param
    return found


@pytest.fixture
def world(site, language):
    world = worlds.build()
    User.objects.update(language=language)
    return world


def test_the_desk_looks_through_the_mailbox(walk, world, settings):
    page = walk.page
    walk.as_(world.dispatcher, "/appeals/mailbox/")
    walk.look(f"mailbox-empty-{walk.size}")
    settings.MAILBOX_HOST, settings.MAILBOX_PORT, settings.MAILBOX_TLS = "127.0.0.1", 1, "none"
    mailbox.read_mailbox()
    files = [("run.exe", b"MZ"), ("说明.txt", "负荷计算".encode())]
    workflow.take(mail(f"王经理 <{world.contact.email}>", files=files).as_bytes())
    workflow.take(mail("某人 <a@example.org>", "请协调园区道路", f"我公司 {world.firm.uscc} 请求协调。").as_bytes())
    workflow.take(mail("b@example.org", "自动答复：休假中", Auto_Submitted="auto-replied").as_bytes())
    broken = workflow.take(b"Subject: nobody\r\n\r\ntext")
    page.reload()
    walk.look(f"mailbox-{walk.size}")
    entered = Mail.objects.get(state=MailState.ENTERED)
    with kit.turning(page):
        page.locator(f"a[href$='/mailbox/{entered.pk}/']").click()
    walk.look(f"mail-entered-{walk.size}")
    page.goto(f"/appeals/mailbox/{broken.pk}/")
    walk.look(f"mail-broken-{walk.size}")
    with kit.turning(page):
        page.locator("main a[href$='/aside/']").click()
    walk.send()
    walk.look(f"mail-aside-error-{walk.size}")
    page.goto(broken.get_absolute_url())
    with kit.turning(page):
        page.locator("main form[action$='/tray/'] button").click()
    walk.look(f"mail-tray-item-{walk.size}")
    broken.refresh_from_db()
    assert (broken.state, broken.settled_by) == (MailState.TRAY, world.dispatcher)
