"""What administrators and people write about units, people who leave, and days away."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.common.forms import TakesStepForm
from portal.common.workflow import Refused
from portal.places.models import Town

from . import workflow
from .models import Absence, Membership, Unit, User
from .people import named
from .units import options, takers

#: The answer "nobody takes it: it ends".
ENDS = "end"
NO_CHOICE = ("", "—")


def _reason(hint):
    return forms.CharField(
        label=_("Reason"), max_length=200, help_text=hint, widget=forms.TextInput(attrs={"class": "vTextField"})
    )


def unit_choices(*, besides=None, keeping=None):
    """Active units by district for a plain list that needs no scripts; ``keeping`` stays although it is closed."""
    found = Unit.objects.filter(Q(is_active=True) | Q(pk=keeping)).exclude(pk=besides)
    return [NO_CHOICE, *options(found.select_related("district").order_by("district", "code"))]


class UnitForm(TakesStepForm):
    """A new unit, or another name and place in the tree; every refusal is a sentence beside its field."""

    refused_field = "parent"
    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("It stands in the history of the unit."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )  # fmt: skip

    class Meta:
        model = Unit
        fields = ["code", "name", "name_en", "kind", "parent", "district", "town"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            self.fields["parent"].choices = unit_choices(besides=self.instance.pk)
        if "town" in self.fields:
            towns = Town.objects.select_related("district").order_by("district", "code")
            self.fields["town"].choices = [NO_CHOICE, *options(towns)]

    def clean(self):
        data = super().clean()
        town, district = data.get("town"), data.get("district")
        if town and not district:
            data["district"] = district = town.district
        if town and town.district_id != district.pk:
            self.add_error("town", _("This street belongs to another district."))
        return data

    def take(self, data):
        return workflow.save_unit(self.instance, by=self.actor, reason=data["reason"])


class RoleForm(forms.ModelForm):
    """A role of a person; a closed unit takes nobody new."""

    class Meta:
        model = Membership
        fields = ["role", "unit", "started_on", "ended_on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = unit_choices(keeping=self.instance.unit_id)

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        if unit and not unit.is_active and "unit" in self.changed_data:
            raise forms.ValidationError(_("%(unit)s is closed. Choose an active unit."), params={"unit": unit})
        return unit


class MergeForm(forms.Form):
    """Into which unit, and why; only units that fit are offered."""

    into = forms.ModelChoiceField(label=_("Merge into"), queryset=Unit.objects.none(), empty_label=_("Choose a unit"))
    reason = _reason(_("It stands in the history of everything that moves, and in the log of every open case."))

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit = unit
        found = takers(unit)
        self.fields["into"].queryset = Unit.objects.filter(pk__in=[other.pk for other in found])
        self.fields["into"].choices = [("", _("Choose a unit")), *options(found)]

    def save(self, *, by):
        """Take the step; raises ``Refused``."""
        return workflow.merge(self.unit, self.cleaned_data["into"], by=by, reason=self.cleaned_data["reason"])


class _Answers(forms.Form):
    """One question for each holding: who takes it, or that it ends."""

    def __init__(self, *args, holdings, **kwargs):
        super().__init__(*args, **kwargs)
        self.holdings = holdings
        for holding in holdings:
            if field := self.question(holding):
                self.fields[holding.key] = field
        self.order_fields([*(holding.key for holding in holdings), "reason"])

    def question(self, holding):
        offered = list(holding.takers()) if holding.takers and holding.move else []
        if not offered:
            return None
        first = [(ENDS, _("Nobody: %(sentence)s") % {"sentence": holding.ends})] if holding.end else []
        if holding.several:
            return forms.MultipleChoiceField(
                label=holding.label, choices=offered + first, help_text=holding.goes,
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        return forms.ChoiceField(
            label=holding.label, choices=[("", _("Choose")), *first, *offered], help_text=holding.goes
        )

    def clean(self):
        data = super().clean()
        for name, given in list(data.items()):
            if isinstance(given, list) and ENDS in given and len(given) > 1:
                self.add_error(name, _("Choose people, or nobody, not both."))
        return data

    def rows(self):
        """``(holding, bound field or None)`` as the page shows them."""
        return [(holding, self[holding.key] if holding.key in self.fields else None) for holding in self.holdings]


class CloseForm(_Answers):
    """What becomes of each thing that the unit still holds."""

    reason = _reason(_("It stands in the history of everything that moves or ends."))

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit = unit

    def save(self, *, by):
        """Take the step; raises ``Refused``."""
        keys = [holding.key for holding in self.holdings]
        chosen = {key: self.cleaned_data.get(key, ENDS) for key in keys}
        units = Unit.objects.select_related("district").in_bulk([pk for pk in chosen.values() if pk != ENDS])
        choices = {key: None if pk == ENDS else units[int(pk)] for key, pk in chosen.items()}
        return workflow.close(self.unit, by=by, reason=self.cleaned_data["reason"], choices=choices)


class LeaveForm(_Answers):
    """Who takes over what somebody who leaves is answerable for."""

    reason = _reason(_("It stands in the history of the person."))

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person

    def save(self, *, by):
        """Take the step; raises ``Refused``."""
        chosen = {}
        for holding in self.holdings:
            given = self.cleaned_data.get(holding.key)
            given = given if isinstance(given, list) else [given]
            chosen[holding.key] = [pk for pk in given if pk and pk != ENDS]
        people = User.objects.in_bulk([pk for given in chosen.values() for pk in given])
        takers_of = {key: [people[int(pk)] for pk in given] for key, given in chosen.items() if given}
        return workflow.deactivate(self.person, by=by, reason=self.cleaned_data["reason"], takers=takers_of)


class ReasonForm(forms.Form):
    reason = _reason(_("It stands in the history of the person."))


# --- Absences --------------------------------------------------------------------------------------------------------
class AbsenceForm(forms.ModelForm):
    """Days away, both included; the first day of an absence that has begun stays."""

    class Meta:
        model = Absence
        fields = ["started_on", "ended_on", "deputy", "note"]
        labels = {
            "started_on": _("First day"), "ended_on": _("Last day"), "note": _("Note"), "deputy": _("Who stands in?"),
        }  # fmt: skip
        help_texts = {
            "note": _("Only you and those who lead you read it."),
            "deputy": _("A colleague of the same unit has the cases meanwhile. Without one the whole unit has them."),
        }  # fmt: skip
        widgets = {
            "started_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ended_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args, people=None, deputies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = deputies
        self.fields["deputy"].choices = [("", _("The whole unit")), *named(deputies)]
        if len(self.fields["deputy"].choices) == 1:
            del self.fields["deputy"]  # nobody is beside; or a steward, whose cover the general steward decides
        if people is not None:
            choices = [("", _("Choose a person")), *named(people)]
            self.fields["person"] = forms.ModelChoiceField(label=_("Person"), queryset=people)
            self.fields["person"].choices = choices
            self.order_fields(["person"])

    def _post_clean(self):
        """The workflow checks what the rules say, so that every refusal is one sentence."""

    def take(self, act):
        """Call ``act(**what was written)``; a refusal becomes an error of the form. Whether it was taken."""
        try:
            act(**self.cleaned_data)
        except Refused as refused:
            self.add_error({"order": "ended_on", "deputy": "deputy"}.get(refused.code, "started_on"), refused.messages)
            return False
        return True
