from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Unit
from stewards.forms.visits import LISTED, EnterpriseField

from . import kinds
from .models import Report

#: What stands before the name of a fact in a form, so that no fact collides with a field of the report.
FACT = "fact_"
FIRST_YEAR = 2000


def _day(**options):
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _area(rows=4, **options):
    return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), **options)


def _choice(fact, **options):
    return forms.ChoiceField(choices=[("", _("Choose")), *fact.choices], **options)


def field_for(fact):
    """The form field that asks for a fact."""
    options = {"label": fact.label, "help_text": fact.hint, "required": fact.required}
    if fact.type == kinds.CHOICE:
        return _choice(fact, **options)
    if fact.type == kinds.NUMBER:
        return forms.DecimalField(min_value=0, max_digits=14, decimal_places=2, **options)
    if fact.type == kinds.YEAR:
        return forms.IntegerField(min_value=FIRST_YEAR, max_value=timezone.localdate().year + 1, **options)
    if fact.type == kinds.DAY:
        return _day(**options)
    return _area(3, **options) if fact.type == kinds.AREA else forms.CharField(max_length=200, **options)


def _stored(value):
    """A cleaned value as JSON keeps it."""
    if value in (None, ""):
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


class SaidForm(forms.Form):
    """What a report says: the facts of its kind, and what every kind has; as it is sent and as it is corrected."""

    title = forms.CharField(
        label=_("In one line"), max_length=100, help_text=_("What somebody should know who reads nothing else.")
    )
    text = _area(5, label=_("More about it"), required=False,
                 help_text=_("How you know it, what the enterprise wants, what you suggest."))  # fmt: skip
    happened_on = _day(label=_("When did you learn of it?"))
    is_urgent = forms.BooleanField(
        label=_("Urgent: the district lead has to know at once"), required=False,
        help_text=_("For major risks: standstill, accidents, layoffs, somebody about to leave."),
    )  # fmt: skip
    urgent_because = forms.CharField(label=_("Why is it urgent?"), max_length=200, required=False)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields |= {FACT + fact.name: field_for(fact) for fact in kind.facts}
        self.order_fields(["client_id", "enterprise", *(FACT + fact.name for fact in kind.facts), "title"])

    def clean_happened_on(self):
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise ValidationError(_("What you learned lies in the past: look at the day."), code="future")
        return day

    def clean(self):
        data = super().clean()
        if data.get("is_urgent") and not data.get("urgent_because") and "urgent_because" not in self.errors:
            self.add_error("urgent_because", _("Say in a few words why it is urgent."))
        return data

    @property
    def said(self):
        """The cleaned words as the workflow takes them."""
        data = self.cleaned_data
        found = {name: data[name] for name in ("title", "text", "happened_on")}
        found["urgent_because"] = data["urgent_because"] if data["is_urgent"] else ""
        return found | {"facts": {fact.name: _stored(data[FACT + fact.name]) for fact in self.kind.facts}}

    @staticmethod
    def initial_of(report):
        """What a correction begins with."""
        first = {name: getattr(report, name) for name in ("title", "text", "happened_on", "urgent_because")}
        first["is_urgent"] = bool(report.urgent_because)
        return first | {FACT + name: value for name, value in report.facts.items()}


class ReportForm(SaidForm):
    """A report as it is sent first: of which enterprise, and the number that the page gives it."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, enterprises, **kwargs):
        super().__init__(*args, **kwargs)
        if enterprises.order_by()[: LISTED + 1].count() > LISTED:
            field = EnterpriseField(label=_("Enterprise"), help_text=_("Its name, a part of it, or its code."))
            field.enterprises = enterprises
        else:
            field = forms.ModelChoiceField(enterprises.order_by("name"), label=_("Enterprise"), to_field_name="uscc",
                                           empty_label=_("Choose an enterprise"))  # fmt: skip
        self.fields["enterprise"] = field
        self.order_fields(["client_id", "enterprise", *self.fields])


class AddForm(forms.Form):
    text = forms.CharField(
        label=_("What do you add?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It stands below the report with your name and the time, and stays."),
    )  # fmt: skip


class PassOnForm(forms.Form):
    """To which unit of the district or the city, and why."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=_("Choose a unit"))
    note = forms.CharField(
        label=_("Note"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What the unit should do with it. Its people read the report from now on."),
    )  # fmt: skip

    def __init__(self, *args, report: Report, **kwargs):
        super().__init__(*args, **kwargs)
        district = report.enterprise.service_district_id
        near = Unit.objects.handling().filter(district=district) | Unit.objects.handling().filter(district=None)
        self.fields["unit"].queryset = near.order_by("district", "kind", "name")
