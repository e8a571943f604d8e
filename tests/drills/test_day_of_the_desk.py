"""A day of the desk: people in browsers, a telephone, two systems at the API, all at once, while processes are killed.

In the evening every case is where it should be, and everybody was told the same.
"""

import json
import threading
from collections import defaultdict

import pytest
from django.db.models import Count

from appeals.doors import signing
from appeals.doors import workflow as doors
from appeals.enums import AppealState as S
from appeals.enums import HandlingState as H
from appeals.models import Appeal, AppealLog, FollowUp, Handling
from portal.accounts.models import User
from portal.notifications.models import Notification
from tests import world as worlds
from tests.drills import day as acts
from tests.drills.day import ASKED, BAD, CLOSED, ENDS, FATES, Day, fate
from tests.drills.visitor import Visitor
from tests.plugins import browser as kit
from tests.plugins.machines import until

EVENING = 240
BY_BROWSER = "浏览器里的诉求"


@pytest.fixture
def hotline():
    server = acts.Hotline(acts.reference_client())
    yield server
    server.close()


@pytest.fixture
def day(crew, transactional_db):
    crew.environment["DEMO"] = "1"  # callbacks to this machine
    crew.environment["WEB_CONCURRENCY"] = "1"
    world = worlds.build()
    User.objects.update(language="zh-hans")
    for name in ("web", "worker", "beat"):
        crew.start(name)
    visitor = Visitor(world.contact, f"http://127.0.0.1:{crew.port}")
    until(lambda: visitor.get("/healthz").status == 200, "the portal answers")
    return Day(world, visitor.base, threading.Event(), [])


def pass_on(day, portal, titles):
    """A system passes its cases on, each twice, for it cannot know whether an answer was lost."""
    refused = acts.reference_client().Refused

    def send():
        for number, title in enumerate(titles):
            case = {
                "external_number": f"20261124-{number:06d}", "title": title, "text": "请协调。",
                "category": day.world.category.code, "credit_code": day.world.firm.uscc,
            }  # fmt: skip
            for _time in range(2):
                _patiently(day, lambda case=case: portal.pass_on(case), refused)
            _patiently(day, lambda case=case: portal.read(case["external_number"]), refused)

    return threading.Thread(target=send, name="hotline", daemon=True)


def _patiently(day, ask, refused):
    """Ask until there is an answer; only a refusal that would come again is wrong."""
    while not day.over.is_set():
        try:
            ask()
        except refused as error:
            if error.status < 500:
                day.wrong.append(f"API: {error}")
                return
        except OSError:
            pass  # the portal is being started again
        else:
            return
        day.over.wait(0.3)


def in_browser(chromium, day):
    """The enterprise and the desk in a real browser, on a phone and on a desk, among all the others."""
    numbers = []
    for size, title in ((kit.PHONE, f"{BY_BROWSER}一"), (kit.DESK, f"{BY_BROWSER}二")):
        context = chromium.new_context(base_url=day.base, viewport=size, locale="zh-CN")
        context.set_default_timeout(30_000)
        page = context.new_page()
        _as(page, day, day.world.contact)
        page.goto("/appeals/new/")
        page.select_option("[name=category]", str(day.world.category.pk))
        _send(page)
        page.fill("[name=title]", title)
        page.fill("[name=text]", "请协调。")
        for _step in range(3):
            _send(page)
        _send(page)
        page.wait_for_url("**/sent/")
        number = Appeal.objects.get(title=title).number
        _as(page, day, day.world.steward)
        page.goto(f"/appeals/{number}/accept/")
        _send(page)
        _as(page, day, day.world.dispatcher)
        page.goto(f"/appeals/{number}/dispatch/")
        page.fill("[name=lead]", day.world.power.name)
        _send(page)
        assert day.world.power.name in page.inner_text("main")
        numbers.append(number)
        context.close()
    return numbers


def _as(page, day, user):
    name, value = next(
        iter((key, value) for key, value in Visitor(user, day.base).session.cookies.items() if "session" in key)
    )
    page.context.clear_cookies()
    page.context.add_cookies([{"name": name, "value": value, "url": day.base}])


def _send(page):
    with kit.turning(page):
        page.locator("main form.form button.btn--go").first.click()


def is_evening(titles):
    states = dict(Appeal.objects.exclude(number=None).values_list("title", "state"))
    return all(states.get(title) == ENDS.get(fate_of, S.CLOSED) for title, fate_of in titles)


def test_in_the_evening_every_case_is_where_it_should_be(crew, day, hotline, chromium, tell_people):
    world = day.world
    system = doors.register("上海市民服务热线", "12345", by=None, callback_url=hotline.address)
    key = doors.issue_key(system, by=None)
    hotline.secret = signing.secret_of(key)
    portal = hotline.client.Portal(day.base, key.key_id, hotline.secret, timeout=60)
    titles = {
        name: [f"{name}{number}·{word}" for number, word in enumerate(FATES)] for name in ("平台", "热线", "来电")
    }
    threads = [
        day.work("contact", acts.write(titles["平台"]), acts.take_back_or_rate),
        day.work("colleague", acts.take_back_or_rate),
        day.work("steward", acts.review),
        day.work("dispatcher", acts.answer_calls(titles["来电"]), acts.sort),
        day.work("second_dispatcher", acts.sort),
        day.work("handler", acts.handle("bureau")),
        day.work("second_handler", acts.handle("bureau")),
        day.work("other_handler", acts.handle("other_bureau")),
        pass_on(day, portal, titles["热线"]),
    ]
    for thread in threads:
        thread.start()
    try:
        until(lambda: AppealLog.objects.filter(step="dispatch").count() >= 3, "the desk is at work", seconds=EVENING)
        for name in ("worker", "web"):
            crew.kill(name)
            crew.start(name)
        until(lambda: Visitor(world.contact, day.base).get("/healthz").status == 200, "the portal is back")
        numbers = in_browser(chromium, day)
        expected = [(title, title.rsplit("·", 1)[1]) for names in titles.values() for title in names]
        until(lambda: day.wrong or is_evening(expected), "all cases have ended", seconds=EVENING)
    finally:
        day.over.set()
        for thread in threads:
            thread.join(60)
    assert not day.wrong, "\n".join(day.wrong)
    assert not crew.lines("web", '"code": 500')
    check_cases(expected, numbers)
    check_callbacks(portal, hotline, titles["热线"])
    tell_people(f"a day of the desk: {len(expected) + len(numbers)} cases, {AppealLog.objects.count()} steps, "
                f"{len(hotline.taken)} callbacks, worker and web killed once each")  # fmt: skip


def check_cases(expected, numbers):
    """Each case once, ended as it was meant to, with one lead unit, a gapless log, and no promise left running."""
    titles = Appeal.objects.exclude(number=None).values_list("title", flat=True)
    assert sorted(titles) == sorted([title for title, _fate in expected] + [f"{BY_BROWSER}一", f"{BY_BROWSER}二"])
    for appeal in Appeal.objects.filter(title__in=[title for title, _fate in expected]):
        assert not appeal.promises.running().exclude(kind__in=["follow_up", "recheck", "reopen"]).exists(), appeal.title
        assert FollowUp.objects.filter(appeal=appeal).count() == (fate(appeal) == BAD), appeal.title
        if fate(appeal) in (CLOSED, ASKED, BAD):
            assert list(appeal.handlings.values_list("unit__name", "state")) == [
                ("浦东新区科技和经济委员会", H.REPLIED)
            ]
        if fate(appeal) == ASKED:
            assert [
                row.ended_at is not None for promise in appeal.promises.all() for row in promise.pauses.all()
            ].count(False) == 0
    assert set(Appeal.objects.filter(number__in=numbers).values_list("state", flat=True)) == {S.IN_HANDLING}
    live = Handling.objects.exclude(state=H.RETURNED).filter(is_lead=True)
    assert not live.values("appeal").annotate(n=Count("pk")).filter(n__gt=1).exists()
    before = defaultdict(lambda: S.DRAFT)
    for log in AppealLog.objects.filter(handling=None).order_by("at", "pk"):
        moved_by_units = before[log.appeal_id] == S.IN_HANDLING and log.from_state in (S.REPLIED, S.ACCEPTED)
        assert log.from_state == before[log.appeal_id] or moved_by_units, (log.appeal, log.step)
        before[log.appeal_id] = log.to_state
    keys = list(Notification.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys))


def check_callbacks(portal, hotline, titles):
    """The system reads over its list of changes, its reads and its callbacks the same, each change in its order."""
    changes = list(portal.changes())
    until(lambda: len({event for event, _body in hotline.taken}) >= len(changes), "every change was called back")
    assert hotline.forged == 0
    told = {event: json.loads(body) for event, body in hotline.taken}
    assert len(told) == len(changes)
    for number in range(len(titles)):
        reference = f"20261124-{number:06d}"
        appeal = Appeal.objects.get(external_number=reference)
        assert portal.read(reference)["state"] == appeal.state
        assert [row["state"] for row in changes if row["external_number"] == reference][-1] == appeal.state
        assert [row["state"] for row in told.values() if row["external_number"] == reference][-1] == appeal.state
