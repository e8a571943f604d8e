"""The personal help with its tour, and what people choose about their mail: desk and phone, both languages, axe."""

import re

import pytest

from portal.accounts.models import User
from portal.notifications.enums import Choice, Event
from portal.notifications.models import Preference
from tests import world as worlds
from tests.browser.test_journey import Walk
from tests.plugins import browser as kit


@pytest.fixture(params=["desk", "phone"])
def walk(request, open_page, sign_in, axe, fits, shot):
    page = open_page(kit.DESK if request.param == "desk" else kit.PHONE)
    return Walk(page, sign_in, axe, fits, shot)


@pytest.fixture
def world(site, settings, language):
    settings.DEMO = True
    found = worlds.build()
    User.objects.update(language=language)
    return found


def open_from_menu(page, address):
    """Go to ``address`` by the menu of the person at the top of the page."""
    page.locator(".topbar details summary, .topbar [aria-expanded], .topbar [popovertarget]").last.click()
    page.locator(f"a[href='{address}']:visible").first.click()
    page.wait_for_url(f"**{address}")


def station(page, number):
    """The card of the tour that stands at station ``number``, with the focus in its title."""
    count = page.locator(".tour__n", has_text=re.compile(rf"^\D*{number}\b.*5|^5\D+{number}\b"))
    count.wait_for()
    card = page.locator(".tour")
    assert page.evaluate("document.activeElement.id") == "tour-title"
    assert page.locator(".tour-here").count() == 1
    return card


def thumb_sized(page, selector):
    """Every one of these can be hit with a thumb (44 px)."""
    for box in page.locator(selector).all():
        assert box.bounding_box()["height"] >= 44, box.evaluate("element => element.outerHTML")


def test_a_steward_reads_the_help_and_walks_the_tour(walk, world):
    page = walk.page
    walk.as_(world.steward, "/workbench/")
    open_from_menu(page, "/help/")
    assert page.locator(".steps5 > li").count() == 5
    walk.look("help")
    page.locator("main a[href='/help/guide/']").first.click()
    page.wait_for_url("**/help/guide/")
    walk.look("help-guide")
    page.go_back()
    page.locator(".head__acts a[href='/help/tour/']").click()
    page.wait_for_url("**/help/tour/")
    walk.look("help-tour")
    page.locator("[data-tour-start]").click()
    for number in range(1, 6):
        card = station(page, number)
        thumb_sized(page, ".tour button")
        walk.axe(page)
        walk.fits(page)
        walk.shot(page, f"help-tour-{number}", full_page=False)
        if number < 5:
            card.locator(".btn--go").click()
    card.locator(".btn--go").click()
    assert page.locator(".tour, .tour-here").count() == 0


def test_the_tour_is_left_and_begun_again_by_keyboard(walk, world):
    page = walk.page
    walk.as_(world.steward, "/help/tour/")
    start = page.locator("[data-tour-start]")
    start.focus()
    page.keyboard.press("Enter")
    kit.tab_to(page, station(page, 1).locator(".btn--go"), limit=3)
    page.keyboard.press("Enter")
    station(page, 2)
    page.keyboard.press("Escape")
    assert page.locator(".tour").count() == 0
    page.reload()
    page.wait_for_load_state()
    assert page.locator(".tour").count() == 0
    page.goto("/help/tour/")
    page.locator("[data-tour-start]").press("Enter")
    station(page, 1)


@pytest.mark.parametrize("language", ["zh-hans"])
@pytest.mark.parametrize("role", ["contact", "general", "dispatcher", "handler", "district", "city", "leader"])
def test_the_tour_of_every_role_comes_to_its_end(open_page, sign_in, world, role):
    page = open_page(kit.DESK)
    sign_in(page, getattr(world, role).username)
    page.goto("/help/tour/")
    page.locator("[data-tour-start]").click()
    for number in range(1, 6):
        station(page, number).locator(".btn--go").click()
    assert page.locator(".tour").count() == 0


@pytest.mark.parametrize("language", ["zh-hans"])
def test_the_tour_is_a_list_of_links_without_javascript(no_javascript, sign_in, world, fits):
    page = no_javascript
    sign_in(page, world.steward.username)
    page.goto("/help/tour/")
    fits(page)
    assert not page.locator("[data-tour-start]").is_visible()
    page.locator(".steps5 a").first.click()
    page.wait_for_url("**/workbench/")


def choose(page, event, choice):
    page.locator(f".mailrow__one:has([name={event.value}][value={choice.value}])").click()


def kept(user):
    return dict(Preference.objects.visible_to(user).values_list("event", "choice"))


def test_a_contact_chooses_what_comes_by_mail(walk, world):
    page, person = walk.page, world.contact
    walk.as_(person, "/inbox/")
    walk.look("preferences-inbox")
    page.locator("main a[href='/notifications/preferences/']").click()
    page.wait_for_url("**/notifications/preferences/")
    walk.look("preferences")
    thumb_sized(page, ".mailrow__one")
    for legal in (Event.APPEAL_RETURNED, Event.APPEAL_DECLINED, Event.APPEAL_REPLIED, Event.ASSIGNMENT_CHANGED):
        assert page.locator(f"[name={legal.value}]:not(:disabled)").count() == 0
        assert page.locator(f"#why-{legal.value}").is_visible()
    choose(page, Event.APPEAL_ACCEPTED, Choice.DIGEST)
    choose(page, Event.APPEAL_CLOSED, Choice.OFF)
    broken = page.locator(f"[name={Event.APPEAL_MESSAGE.value}]").first
    broken.evaluate("radio => { radio.value = 'loudly'; radio.checked = true; }")
    page.locator("main .btn--go").click()
    page.locator(".mailrow .field__error").first.wait_for()
    walk.look("preferences-error")
    assert page.locator(f"[name={Event.APPEAL_ACCEPTED.value}]:checked").input_value() == Choice.DIGEST
    assert page.locator(f"[name={Event.APPEAL_CLOSED.value}]:checked").input_value() == Choice.OFF
    assert kept(person) == {}
    choose(page, Event.APPEAL_MESSAGE, Choice.NOW)
    page.locator("main .btn--go").click()
    page.locator("[data-forget]").wait_for()
    walk.look("preferences-kept")
    assert kept(person) == {Event.APPEAL_ACCEPTED: Choice.DIGEST, Event.APPEAL_CLOSED: Choice.OFF}


def test_the_way_back_to_the_default_asks_first(walk, world):
    page, person = walk.page, world.contact
    Preference.objects.create(user=person, event=Event.APPEAL_CLOSED, choice=Choice.OFF)
    walk.as_(person, "/notifications/preferences/")
    page.locator("[data-forget]").click()
    page.wait_for_url("**/notifications/preferences/default/")
    walk.look("preferences-forget")
    assert kept(person)
    page.locator("main form .btn--go").click()
    page.wait_for_url("**/notifications/preferences/")
    page.wait_for_load_state()
    walk.look("preferences-forgotten")
    assert kept(person) == {}
    assert page.locator("[data-forget]").count() == 0
