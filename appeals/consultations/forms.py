from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def _moment():
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class ConsultationForm(forms.Form):
    """When and where the units meet, and what for."""

    starts_at = forms.DateTimeField(label=_("Begins"), widget=_moment())
    ends_at = forms.DateTimeField(label=_("Ends"), widget=_moment())
    room = forms.CharField(label=_("Room"), max_length=120, required=False)
    link = forms.URLField(
        label=_("Link, for those who join online"), max_length=300, required=False, assume_scheme="https"
    )
    purpose = forms.CharField(
        label=_("What is to be settled?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self):
        data = super().clean()
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("The end cannot lie before the beginning."))
        if data.get("starts_at") and data["starts_at"] <= timezone.now():
            self.add_error("starts_at", _("The beginning lies in the past."))
        if not data.get("room") and not data.get("link") and "link" not in self.errors:
            self.add_error("room", _("Say where it takes place, or give a link."))
        return data


class CallOffForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Every unit that is invited reads it."))


class NotComingForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("The lead unit and the desk read it."))


class MinutesForm(forms.Form):
    """What was agreed, and who was there."""

    attended = forms.ModelMultipleChoiceField(
        label=_("Which units were there?"), queryset=None, widget=forms.CheckboxSelectMultiple, required=False
    )
    minutes = forms.CharField(
        label=_("What was agreed?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Who does what by when. The units and the desk read it, the enterprise does not."),
    )  # fmt: skip

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["attended"]
        field.queryset = row.seats.select_related("unit")
        field.label_from_instance = lambda seat: str(seat.unit)
