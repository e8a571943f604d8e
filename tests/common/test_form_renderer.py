"""The renderer of forms draws the very markup of Django's templates."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from pytest_django.asserts import assertHTMLEqual

from portal.common.form_renderer import SELECT, Renderer

CHOICES = [("", "All"), ("a", "<b>A & B</b>"), (3, "three"), ("group", [("x", '"X"'), ("y", "Y")])]


class Form(forms.Form):
    one = forms.ChoiceField(choices=CHOICES, required=False)
    several = forms.MultipleChoiceField(choices=CHOICES)
    known = forms.NullBooleanField()


def markup(renderer, **data):
    form = Form(data or None, renderer=renderer, initial={"one": 3, "several": ["a", "y"]})
    widgets = {"one": {"data-x": '"&', "hidden": True, "disabled": False}}
    return [form[name].as_widget(attrs=widgets.get(name)) for name in form.fields]


@pytest.mark.parametrize("data", [{}, {"one": "x", "several": ["a", "x"]}, {"one": "<script>"}])
def test_a_select_is_drawn_as_django_draws_it(data):
    for own, djangos in zip(markup(Renderer(), **data), markup(DjangoTemplates(), **data), strict=True):
        assertHTMLEqual(own, djangos)


def test_the_options_need_no_template(monkeypatch):
    monkeypatch.setattr(Renderer, "get_template", lambda self, name: pytest.fail(f"{name} was read"))
    assert Renderer().render(SELECT, Form(renderer=Renderer())["one"].field.widget.get_context("one", "a", {}))


def test_every_other_widget_is_djangos():
    own, djangos = (forms.TextInput().render("name", "v", renderer=one) for one in (Renderer(), DjangoTemplates()))
    assert own == djangos


def test_the_portal_uses_it():
    assert isinstance(get_default_renderer(), Renderer)
