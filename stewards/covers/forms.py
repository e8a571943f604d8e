"""What a general steward decides: who stands in for whom, from when until when."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.people import with_absence
from stewards.models import Steward
from stewards.models.steward import SLOTS


def _day(label):
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class StewardChoice(forms.ModelChoiceField):
    """A steward with the load, and until when somebody is away."""

    def __init__(self, label):
        nobody = Steward.objects.none()
        super().__init__(nobody, label=label, to_field_name="staff_no", empty_label=_("Choose a steward"))

    def label_from_instance(self, steward):
        return f"{with_absence(steward.user, steward.away_until)} · {steward.load}/{SLOTS}"


class CoverForm(forms.Form):
    """A new cover among the stewards of the units that one leads."""

    steward = StewardChoice(_("Who is away?"))
    deputy = StewardChoice(_("Who stands in?"))
    started_on = _day(_("From"))
    ended_on = _day(_("Until, included"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        people = Steward.objects.serving().filter(unit__in=units).with_load().for_list()
        self.fields["steward"].queryset = people.filter(load__gt=0)
        self.fields["deputy"].queryset = people

    def clean_ended_on(self):
        day = self.cleaned_data["ended_on"]
        if day < timezone.localdate():
            raise ValidationError(_("This day lies in the past."), code="past")
        return day

    def clean(self):
        data = super().clean()
        if data.get("steward") and data.get("steward") == data.get("deputy"):
            self.add_error("deputy", _("Nobody stands in for himself."))
        begins, ends = data.get("started_on"), data.get("ended_on")
        if begins and ends and ends < begins:
            self.add_error("ended_on", _("The end cannot lie before the beginning."))
        return data


class UntilForm(forms.Form):
    ended_on = _day(_("Until, included"))
