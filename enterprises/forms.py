from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.forms import TakesStepForm

from . import uscc, workflow
from .models import Contact, Enterprise


class ExportForm(forms.Form):
    """What every export asks: the format, and why (product rule 8)."""

    kind = forms.ChoiceField(
        label=_("Format"), choices=[("xlsx", "Excel (XLSX)"), ("csv", "CSV")], widget=forms.RadioSelect, initial="xlsx"
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("The export is logged with your name, the filter and this reason."),
    )


class EnterpriseAdminForm(forms.ModelForm):
    """An enterprise typed by hand: the code is checked as the roster import checks it."""

    class Meta:
        model = Enterprise
        fields = [
            "uscc", "name", "level", "industry", "ownership", "tags", "registered_capital", "employees", "revenue",
            "assets", "founded_on", "registered_district", "registered_town", "registered_address",
            "operating_district", "operating_town", "operating_address", "longitude", "latitude", "datum",
            "service_district", "local_unit", "facts_source", "facts_as_of",
        ]  # fmt: skip

    def clean_uscc(self):
        code = uscc.normalise(self.cleaned_data["uscc"])
        try:
            uscc.validate(code)
        except uscc.InvalidUscc as error:
            raise forms.ValidationError(str(error)) from error
        return code

    def clean(self):
        data = super().clean()
        for place in ("registered", "operating"):
            town, district = data.get(f"{place}_town"), data.get(f"{place}_district")
            if town and district and town.district_id != district.pk:
                self.add_error(f"{place}_town", _("This street belongs to another district."))
        if self.instance.pk and not data.get("level") and workflow.is_served(self.instance):
            self.add_error("level", _("A steward serves this enterprise; end the assignment first."))
        return data


class ContactAdminForm(TakesStepForm):
    """A new contact; the constraints answer here and not as an error page."""

    refused_field = "user"

    class Meta:
        model = Contact
        fields = ["enterprise", "user", "position", "is_first"]

    def take(self, data):
        return workflow.add_contact(
            data["enterprise"], data["user"], by=self.actor, position=data["position"], is_first=data["is_first"]
        )
