"""The renderer of forms: Django's own, but for the options of a select.

Django draws each option with two included templates; the filter bar of a list has two hundred of them, which cost more
than its rows.
"""

from django.forms.renderers import DjangoTemplates
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

SELECT = "django/forms/widgets/select.html"


class Renderer(DjangoTemplates):
    """Draws ``<select>`` in Python with the very markup of Django's template, and everything else as Django does."""

    def render(self, template_name, context, request=None):
        if template_name == SELECT:
            return select(context["widget"])
        return super().render(template_name, context, request)


def select(widget):
    """Return the markup of a select from the context of its widget."""
    groups = format_html_join("", "{}", ((_group(name, options),) for name, options, _index in widget["optgroups"]))
    return format_html('<select name="{}"{}>{}\n</select>', widget["name"], attributes(widget["attrs"]), groups)


def _group(name, options):
    lines = format_html_join(
        "",
        '\n  <option value="{}"{}>{}</option>',
        ((str(option["value"]), attributes(option["attrs"]), option["label"]) for option in options),
    )
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', name, lines) if name else lines


def attributes(attrs):
    """Return ``attrs`` as markup: ``False`` is left out, ``True`` stands without a value."""
    if not attrs:
        return ""
    return format_html_join(
        "",
        "{}",
        (
            (mark_safe(f" {name}") if value is True else format_html(' {}="{}"', name, str(value)),)  # noqa: S308
            for name, value in attrs.items()
            if value is not False
        ),
    )
