from django import forms
from django.utils.translation import gettext_lazy as _


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
