"""A visit from a lobby without a network: written, kept with photo and check-in, sent once when the network is back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from enterprises.models import Enterprise
from portal.accounts.models import User
from stewards import place_codes, workflow
from stewards.enums import Evidence
from stewards.models import Assignment, CheckIn, Visit
from tests import world as worlds
from tests.enterprises.applications import picture
from tests.plugins import browser as kit

HERE = {"latitude": 31.2, "longitude": 121.6, "accuracy": 8}
HEARD = "地下车库没有信号，企业提出夜间用电不稳定"


@pytest.fixture
def world(site):
    world = worlds.build()
    Enterprise.objects.filter(pk=world.firm.pk).update(longitude="121.6", latitude="31.2003", datum="wgs84")
    User.objects.filter(pk=world.steward.pk).update(name="林晓岚")
    return world


@pytest.fixture
def page(phone, sign_in, world, language):
    User.objects.filter(pk=world.steward.pk).update(language=language)
    sign_in(phone, world.steward.username)
    phone.context.set_geolocation(HERE)
    phone.context.grant_permissions(["geolocation"])
    return phone


def ready(page, address=None):
    """Open a page, and wait until its script has done what it does at first."""
    if address:
        page.goto(address)
    page.locator("[data-visits][data-ready='1']").wait_for(state="attached")


def installed(page):
    ready(page, "/workbench/")
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    assert page.evaluate("caches.match('/workbench/offline/').then(Boolean)")


def write(page, firm, *, photo=True):
    page.select_option("[name=enterprise]", firm.uscc)
    page.fill("[name=people]", "王经理、林晓岚")
    page.fill("[name=heard]", HEARD)
    if photo:
        scan = picture()
        page.set_input_files("[name=files]", {"name": "配电间.jpg", "mimeType": "image/jpeg", "buffer": scan.read()})


def press(page):
    page.locator("form[data-visit] button[type=submit]").click()


def look(page, axe, fits, shot, name):
    axe(page)
    fits(page)
    shot(page, name)


def test_a_visit_without_a_network_is_sent_once_when_it_is_back(page, world, axe, fits, shot):
    installed(page)
    page.context.set_offline(True)
    page.goto("/workbench/visits/new/")
    ready(page)
    look(page, axe, fits, shot, "offline")
    write(page, world.firm)
    page.locator("[data-here-take]").click()
    page.locator("[data-here-drop]").wait_for()
    press(page)
    page.locator("[data-waiting] li").wait_for()
    look(page, axe, fits, shot, "offline-kept")
    assert page.input_value("[name=heard]") == ""

    page.goto("/workbench/")
    ready(page)
    assert page.locator("[data-waiting] li b").inner_text() == world.firm.name
    assert not Visit.objects.exists()
    page.context.set_offline(False)
    page.locator("[data-waiting] li").wait_for(state="detached")
    visit = Visit.objects.get()
    assert (visit.heard, visit.author, visit.files.count()) == (HEARD, world.steward, 1)
    assert visit.check_in.grade == Evidence.STRONG
    ready(page, "/workbench/visits/")
    page.locator("[data-visits]").evaluate("() => window.dispatchEvent(new Event('online'))")
    assert Visit.objects.count() == 1


def test_what_is_refused_is_shown_and_waits_until_it_is_mended(page, world, axe, fits, shot):
    installed(page)
    page.context.set_offline(True)
    page.goto("/workbench/visits/new/")
    ready(page)
    write(page, world.firm, photo=False)
    page.fill("[name=people]", "")
    press(page)
    page.locator("[data-waiting] li").wait_for()
    page.context.set_offline(False)
    page.locator("[data-error]:visible").wait_for()
    look(page, axe, fits, shot, "offline-refused")
    page.locator("[data-open]").click()
    assert page.input_value("[name=heard]") == HEARD
    page.fill("[name=people]", "王经理")
    with kit.turning(page):
        press(page)
    assert re.search(r"/workbench/visits/\d+/$", page.url)
    assert Visit.objects.get().people == "王经理"
    ready(page, "/workbench/visits/new/")
    assert page.locator("[data-waiting] li").count() == 0


def test_an_expired_session_and_somebody_else_lose_no_word(page, world, sign_in, axe, fits, shot):
    ready(page, "/workbench/visits/new/")
    write(page, world.firm, photo=False)
    page.context.clear_cookies()
    press(page)
    page.locator("[data-waiting] li").wait_for()
    look(page, axe, fits, shot, "offline-signed-out")

    sign_in(page, world.general.username)
    ready(page, "/workbench/visits/new/")
    row = page.locator("[data-waiting] li")
    row.wait_for()
    assert "林晓岚" in row.inner_text()
    assert world.firm.name not in row.inner_text()
    assert not Visit.objects.exists()

    page.context.clear_cookies()
    sign_in(page, world.steward.username)
    page.goto("/workbench/")
    ready(page)
    assert Visit.objects.get().author == world.steward


def test_faults_stand_beside_their_fields_and_the_photo_stays(page, world, axe, fits, shot):
    ready(page, "/workbench/visits/new/")
    write(page, world.firm)
    page.fill("[name=people]", "")
    page.fill("[name=happened_at]", "2099-01-01T10:00")
    press(page)
    page.locator("[data-visit-errors] li").first.wait_for()
    look(page, axe, fits, shot, "visit-faults")
    assert page.locator("[data-visit-errors] li").count() == 2
    assert page.evaluate("document.querySelector('[name=files]').files.length") == 1
    page.fill("[name=people]", "王经理")
    page.fill("[name=happened_at]", f"{timezone.localtime():%Y-%m-%dT%H:%M}")
    with kit.turning(page):
        press(page)
    assert Visit.objects.get().files.count() == 1


def test_an_enterprise_handed_over_while_the_phone_was_offline_loses_no_word(page, world):
    installed(page)
    Assignment.objects.filter(enterprise=world.firm).update(started_at=timezone.now() - timedelta(days=9))
    page.context.set_offline(True)
    page.goto("/workbench/visits/new/")
    ready(page)
    write(page, world.firm, photo=False)
    press(page)
    page.locator("[data-waiting] li").wait_for()
    workflow.end(Assignment.objects.open().get(enterprise=world.firm), by=world.district)
    page.context.set_offline(False)
    page.locator("[data-waiting] li").wait_for(state="detached")
    assert Visit.objects.get().steward == world.steward.steward


@pytest.mark.parametrize(
    ("accuracy", "grade"), [(8, Evidence.STRONG), (900, Evidence.WEAK), (9000, Evidence.NONE)], ids=str
)
@pytest.mark.parametrize("language", ["zh-hans"])
def test_a_position_is_graded_by_how_exact_it_is(page, world, accuracy, grade):
    page.context.set_geolocation(HERE | {"accuracy": accuracy})
    ready(page, "/workbench/visits/new/")
    write(page, world.firm, photo=False)
    page.locator("[data-here-take]").click()
    page.locator("[data-here-drop]").wait_for()
    with kit.turning(page):
        press(page)
    assert CheckIn.objects.get().grade == grade


def test_a_phone_that_gives_no_position_says_so_and_the_visit_goes_on(page, world, axe, fits, shot):
    page.context.clear_permissions()
    ready(page, "/workbench/visits/new/")
    page.locator("[data-here-take]").click()
    page.locator("[data-here-says][data-tone=over]").wait_for()
    look(page, axe, fits, shot, "check-in-denied")
    write(page, world.firm, photo=False)
    with kit.turning(page):
        press(page)
    assert not CheckIn.objects.exists()
    look(page, axe, fits, shot, "visit-unchecked")


def test_the_code_in_the_lobby_is_printed_scanned_and_confirmed(page, world, axe, fits, shot):
    page.goto(f"/workbench/enterprises/{world.firm.uscc}/poster/")
    with kit.turning(page):
        page.locator("main .btn--go").click()
    look(page, axe, fits, shot, "poster")
    token = place_codes.token(world.firm.place_codes.get())
    page.goto(f"/workbench/check-in/{token}/")
    look(page, axe, fits, shot, "check-in")
    with kit.turning(page):
        page.locator("main .btn--go").click()
    assert page.input_value("[name=enterprise]") == world.firm.uscc
    write(page, world.firm, photo=False)
    with kit.turning(page):
        press(page)
    look(page, axe, fits, shot, "visit-checked-in")
    assert CheckIn.objects.get().visit == Visit.objects.get()
    page.goto("/workbench/check-in/1:forged/")
    look(page, axe, fits, shot, "check-in-forged")
