from django import forms
from django.utils.translation import gettext_lazy as _

from portal.onboarding.forms import AddressForm, CodeForm


class FollowForm(AddressForm):
    """The number of the case, and where its reader is reached."""

    number = forms.CharField(
        label=_("Number of the appeal"),
        max_length=60,
        help_text=_("SQ-2026-000123, or the number that 12345 gave you"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    field_order = ["number", "address"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["address"].help_text = _(
            "The one with which you spoke to the desk, or which your enterprise keeps here"
        )


class FollowCodeForm(forms.Form):
    """The six figures that were sent."""

    code = CodeForm.base_fields["code"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the message")
