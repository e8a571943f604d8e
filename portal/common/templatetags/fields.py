"""Form fields by the patterns of public services: label, hint, error, control; loaded through ``{% load ui %}``.

The ids of hint and error are the ones that Django names in ``aria-describedby``.
"""

from django import forms, template
from django.utils.translation import gettext as _

register = template.Library()

#: What a field looks like by its widget, unless ``look`` is given.
GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
WIDTHS = {"short": "field--short", "medium": "field--medium", "long": ""}


@register.inclusion_tag("ui/_field.html")
def form_field(field, look="", width="", optional=True, hint=None, label=""):
    """One field with everything around it.

    ``look``: "rating" or "tiles" make large targets of radio buttons. ``width``: short, medium or long (the default).
    ``optional=False`` leaves out the word "optional". ``hint`` replaces the help text; ``hint=""`` drops it;
    ``label`` replaces the label.
    """
    widget = field.field.widget
    hint = field.help_text if hint is None else hint
    return {
        "field": field,
        "control": control(field, hint),
        "label": label or field.label,
        "kind": _kind(widget),
        "look": look,
        "width": WIDTHS.get(width, ""),
        "hint": hint,
        "says_optional": optional and not field.field.required and not isinstance(widget, forms.CheckboxInput),
        "described": _described(field, hint),
    }


def control(field, hint):
    """The bare control, told which texts describe it. Never with a placeholder, which reads like an answer."""
    described = "" if isinstance(field.field.widget, GROUPS) else _described(field, hint)
    return field.as_widget(attrs={"placeholder": False, "aria-describedby": described or False})


def _described(field, hint):
    ids = [f"{field.auto_id}_helptext"] if hint else []
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    return " ".join(ids)


def _kind(widget):
    if isinstance(widget, GROUPS):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "plain"


@register.inclusion_tag("ui/_error_summary.html")
def error_summary(*forms_and_sets):
    """The list of everything that was not accepted, each line a link to its field. Takes forms and formsets."""
    lines = []
    for given in forms_and_sets:
        if not given:
            continue
        members = getattr(given, "forms", None)
        if members is not None:
            lines += [(text, "") for text in given.non_form_errors()]
        for form in members if members is not None else [given]:
            lines += _lines(form)
    return {"lines": lines}


def _lines(form):
    found = [(text, "") for text in form.non_field_errors()]
    for field in form:
        target = field.auto_id if field.is_hidden else _target(field)
        found += [(_named(field, text), target) for text in field.errors]
    return found


def _target(field):
    """The id that takes the focus: the first button of a group, else the control itself."""
    return f"{field.auto_id}_0" if isinstance(field.field.widget, GROUPS) else field.id_for_label


def _named(field, text):
    """An error that does not name its field gets the name in front."""
    return _("%(field)s: %(error)s") % {"field": field.label, "error": text}


@register.inclusion_tag("ui/_form_fields.html")
def form_fields(form):
    """All visible fields of a form below each other, and the hidden ones."""
    return {"form": form}


@register.filter
def is_file_form(form):
    """Whether the form needs ``enctype="multipart/form-data"``."""
    return form.is_multipart()
