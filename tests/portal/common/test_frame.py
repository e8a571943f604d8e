"""The frame around every page: signed out, in error, and on the pages of the sign-in library."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

SIGN_IN_PAGES = ["account_login", "account_reset_password", "onboarding:first", "account_inactive"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", SIGN_IN_PAGES)
@pytest.mark.parametrize(("language", "tag"), [("zh-hans", "zh-Hans"), ("en", "en")])
def test_pages_before_signing_in_have_the_frame_in_both_languages(client, name, language, tag):
    client.cookies["django_language"] = language
    html = client.get(reverse(name)).content.decode()
    assert f'<html lang="{tag}">' in html
    assert 'class="skip" href="#main"' in html
    assert html.count("<h1") == 1
    assert "style=" not in html
    assert "<script>" not in html


@pytest.mark.django_db
def test_a_refused_sign_in_lists_the_error_and_says_so_in_the_title(client):
    client.cookies["django_language"] = "en"
    html = client.post(reverse("account_login"), {"login": "nobody", "password": "wrong-password"}).content.decode()
    assert "<title>Error: Sign in" in html
    assert 'class="errors" role="alert"' in html


@pytest.mark.django_db
def test_a_page_that_does_not_exist_has_the_frame(client):
    response = client.get("/no-such-page/")
    assert response.status_code in (302, 404)
    with translation.override("en"):
        assert "This page does not exist" in render_to_string("404.html")


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "413", "429", "500", "503"])
def test_error_pages_need_nothing_from_the_request(name):
    with translation.override("en"):
        html = render_to_string(f"{name}.html")
    assert html.count("<h1") == 1
    assert 'href="/"' in html
