"""What people write about appeals with one cause: the shape of the input only."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from portal.accounts.enums import UnitKind
from portal.accounts.models import Unit

from ..enums import Outcome
from ..forms import UnitField, category_choices
from ..models import Category
from .enums import HigherLevel

#: How long an answer of a higher level is awaited when nobody says otherwise.
AWAITED = timedelta(days=30)


def _area(label, hint="", *, rows=5, most=2000, **options):
    return forms.CharField(
        label=label, help_text=hint, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


def _day(label, hint=""):
    return forms.DateField(
        label=label, help_text=hint, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class CategoryField(forms.TypedChoiceField):
    """A category below the head of its group, cleaned to a :class:`Category` or None."""

    def __init__(self, **options):
        super().__init__(choices=category_choices, coerce=self._found, empty_value=None, **options)

    @staticmethod
    def _found(value):
        return Category.objects.get(pk=value)

    def prepare_value(self, value):
        return getattr(value, "pk", value)


class PublishForm(forms.Form):
    """A question and its answer in plain words, without names."""

    question = forms.CharField(
        label=_("Question"), max_length=200, help_text=_("As another enterprise would ask it, in one sentence.")
    )
    answer = _area(_("Answer"), _("Plain words: what applies, where to go, how long it takes."), rows=8, most=4000)
    category = CategoryField(label=_("Category"), required=False)
    clause = forms.CharField(label=_("Clause"), max_length=200, required=False)


class WhyForm(forms.Form):
    """The reason of a step."""

    reason = _area(_("Reason"), rows=3, most=300)


class ProblemForm(forms.Form):
    """What the appeals have in common, and who answers for all of them."""

    title = forms.CharField(label=_("Title"), max_length=100, help_text=_("The matter in one line, without names."))
    cause = _area(_("Common cause"), _("Why all of them have it, and what would remove it."))
    lead_unit = UnitField(label=_("Lead unit"), help_text=_("It gives the one answer."))


class LeadAnswerForm(forms.Form):
    """The one answer for all members."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=[("", _("Choose")), *Outcome.choices])
    clause = forms.CharField(
        label=_("Clause"), max_length=200, required=False, help_text=_("Needed when the outcome is an explanation.")
    )
    text = _area(_("Answer"), _("Every enterprise reads the same words, so name none of them."), rows=8, most=4000)


class WindowForm(forms.Form):
    """A themed window with its dates."""

    title = forms.CharField(label=_("Title"), max_length=60)
    words = _area(_("Words for the enterprise"), _("What it is for, in one or two sentences."), rows=3, most=300)
    category = CategoryField(label=_("Category of its appeals"))
    desk = forms.ModelChoiceField(label=_("Desk"), queryset=Unit.objects.none(), empty_label=_("Choose a unit"))
    opens_on = _day(_("Open from"))
    closes_on = _day(_("Open until"), _("It closes after this day by itself."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["desk"].queryset = Unit.objects.active().filter(kind=UnitKind.DESK).order_by("name")

    def clean(self):
        data = super().clean()
        if data.get("opens_on") and data.get("closes_on") and data["closes_on"] < data["opens_on"]:
            self.add_error("closes_on", _("A window closes after it opens."))
        return data


class StartForm(forms.Form):
    """For which enterprise an appeal begins, when there are several."""

    enterprise = forms.ModelChoiceField(
        label=_("Enterprise"), queryset=Enterprise.objects.none(), to_field_name="uscc",
        empty_label=_("Choose an enterprise"),
    )  # fmt: skip

    def __init__(self, *args, enterprises, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enterprise"].queryset = enterprises


class PassUpForm(forms.Form):
    """To whom a case was passed up, and until when an answer is awaited."""

    level = forms.ChoiceField(label=_("Higher level"), choices=HigherLevel.choices, widget=forms.RadioSelect)
    body = forms.CharField(label=_("Passed up to"), max_length=80, help_text=_("The department or ministry."))
    asked = _area(_("What is asked for"), _("The enterprise reads this."))
    number_there = forms.CharField(label=_("Number given there"), max_length=60, required=False)
    passed_on = _day(_("Passed up on"))
    awaited_until = _day(_("Answer awaited until"))

    def clean_passed_on(self):
        day = self.cleaned_data["passed_on"]
        if day > timezone.localdate():
            raise ValidationError(_("The day on which it was passed up lies in the future."), code="future")
        return day

    def clean(self):
        data = super().clean()
        if data.get("passed_on") and data.get("awaited_until") and data["awaited_until"] < data["passed_on"]:
            self.add_error("awaited_until", _("The answer is awaited after the case was passed up."))
        return data


class HigherAnswerForm(forms.Form):
    """What the higher level answered."""

    answer = _area(_("Answer of the higher level"), _("The enterprise reads this."), rows=6, most=4000)
    answered_on = _day(_("Answered on"))
