"""The watch over browser pages sees what it is for."""

import pytest

from tests.plugins import browser as kit

HOME = "http://portal.test"
POLICY = {"Content-Security-Policy": "default-src 'self'", "Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def watched(chromium):
    """A page whose answers the test writes itself, and the watch over it."""
    context = chromium.new_context()
    watch = kit.Watch(context, HOME)
    page = context.new_page()

    def show(body, *, headers=POLICY):
        def answer(route):
            is_page = route.request.resource_type == "document"
            route.fulfill(status=200 if is_page else 404, headers=headers, body=body if is_page else "")

        page.route("**/*", answer)
        page.goto(HOME)
        page.wait_for_load_state("networkidle")
        return page

    yield show, watch
    context.close()


def page_of(body):
    return (
        f'<!doctype html><html lang="en"><head><title>t</title></head><body><main><h1>t</h1>{body}</main></body></html>'
    )


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<script>document.title = 'x'</script>", "Content Security Policy"),
        ('<p style="color: red">x</p>', "Content Security Policy"),
        ('<img src="/missing.png" alt="">', "answer 404"),
    ],
)
def test_what_the_policy_refuses_and_what_is_missing_is_seen(watched, body, complaint):
    show, watch = watched
    show(page_of(body))
    assert any(complaint in line for line in watch.complaints), watch.complaints


def test_another_host_and_a_script_error_are_seen(watched):
    show, watch = watched
    free = {"Content-Type": "text/html"}
    show(page_of('<img src="http://elsewhere.test/a.png" alt=""><script>missing()</script>'), headers=free)
    told = "\n".join(watch.complaints)
    assert "asked another host" in told
    assert "script error" in told


def test_a_quiet_page_passes(watched):
    show, watch = watched
    page = show(page_of('<a href="/next">next</a>'))
    watch.assert_quiet()
    kit.assert_accessible(page)
    kit.assert_fits(page)
    kit.tab_to(page, page.get_by_role("link"))


def test_what_axe_finds_is_named(watched):
    show, _watch = watched
    page = show(page_of('<input type="text">'))
    with pytest.raises(AssertionError, match="label"):
        kit.assert_accessible(page)
