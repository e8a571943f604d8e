"""What a proposal asks, by its kind; the decision; and who takes what in a hand-over."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enterprises.enums import Level
from enterprises.models import Enterprise
from portal.accounts.enums import UnitKind
from portal.accounts.models import Unit
from stewards.models import Steward
from stewards.models.steward import SLOTS

from .enums import Kind

#: What each kind asks beside the reason and the day.
ASKED = {
    Kind.ADD: ["enterprise", "level"],
    Kind.REMOVE: ["enterprise"],
    Kind.MOVE: ["enterprise", "to_unit"],
    Kind.LEVEL: ["enterprise", "level"],
    Kind.REASSIGN: ["enterprise", "to_steward"],
    Kind.SWAP: ["enterprise", "other"],
}


def _day_field():
    return forms.DateField(
        label=_("effective on"), initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A later day: it is applied on that day."),
    )  # fmt: skip


class ProposalForm(forms.Form):
    """What one kind of proposal says, about the enterprises ``firms`` of the unit (a query set)."""

    enterprise = forms.ModelChoiceField(
        label=_("enterprise"), queryset=Enterprise.objects.none(), to_field_name="uscc", empty_label=_("Choose")
    )
    other = forms.ModelChoiceField(
        label=_("other enterprise"), queryset=Enterprise.objects.none(), to_field_name="uscc", empty_label=_("Choose")
    )
    level = forms.ChoiceField(label=_("level of the package"), choices=[("", _("Choose")), *Level.choices])
    to_unit = forms.ModelChoiceField(
        label=_("new local unit"), queryset=Unit.objects.none(), to_field_name="code", empty_label=_("Choose")
    )
    to_steward = forms.ModelChoiceField(
        label=_("new steward"), queryset=Steward.objects.none(), to_field_name="staff_no", empty_label=_("Choose")
    )
    effective_on = _day_field()
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args, kind, firms, unit, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("enterprise", "other", "level", "to_unit", "to_steward"):
            if name not in ASKED[kind]:
                del self.fields[name]
        firms = firms.filter(level="") if kind == Kind.ADD else firms.key()
        for name in {"enterprise", "other"} & self.fields.keys():
            self.fields[name].queryset = firms.order_by("name", "pk")
        if "to_unit" in self.fields:
            units = Unit.objects.filter(kind=UnitKind.LOCAL_UNIT, is_active=True, district=unit.district_id)
            self.fields["to_unit"].queryset = units.exclude(pk=unit.pk).order_by("name", "pk")
        if "to_steward" in self.fields:
            self._offer_stewards(unit)

    def _offer_stewards(self, unit):
        stewards = Steward.objects.serving().filter(unit=unit).with_load().select_related("user")
        choice = self.fields["to_steward"]
        choice.queryset = stewards.order_by("load", "user__name", "pk")
        choice.label_from_instance = lambda steward: f"{steward} {steward.load}/{SLOTS}"


class DecisionForm(forms.Form):
    """Why the district lead decides so."""

    decision = forms.CharField(label=_("Reason of the decision"), max_length=200)


class TakerForm(forms.Form):
    """Who takes one enterprise of a leaving steward."""

    steward = forms.ChoiceField(error_messages={"required": _("Choose who takes this enterprise.")})

    def __init__(self, *args, bundle, enterprise, leaving, **kwargs):
        super().__init__(*args, **kwargs)
        self.enterprise = enterprise
        self.fitting = {str(one.pk): one for one in bundle.fitting(enterprise) if one != leaving}
        choices = [(key, f"{one} {one.load}/{SLOTS}") for key, one in self.fitting.items()]
        choice = self.fields["steward"]
        choice.label = gettext("New steward of %(enterprise)s") % {"enterprise": enterprise}
        choice.choices = [("", gettext("Choose a steward")), *choices]

    @property
    def taker(self):
        """The chosen steward of a valid row."""
        return self.fitting[self.cleaned_data["steward"]]


class HandoverForm(forms.Form):
    """Why, and for a proposal from when on."""

    effective_on = _day_field()
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args, direct, **kwargs):
        super().__init__(*args, **kwargs)
        if direct:
            del self.fields["effective_on"]
