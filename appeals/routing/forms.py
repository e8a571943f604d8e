from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeals.forms import UnitField, category_choices
from appeals.models import Category
from portal.places.models import District


class RuleForm(forms.Form):
    """When the rule holds, and whose the case is then; to try it, ``WHEN`` is enough."""

    WHEN = ("category", "words", "district")

    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.filter(is_active=True), required=False
    )
    words = forms.CharField(
        label=_("Words"), max_length=200, required=False,
        help_text=_("Separated by spaces; one of them in title or text is enough."),
    )  # fmt: skip
    district = forms.ModelChoiceField(
        label=_("District"), queryset=District.objects.all(), required=False, empty_label=_("All")
    )
    unit = UnitField(label=_("Handling unit"), help_text=_("Type a part of the name and choose."))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, tries=False, **kwargs):
        super().__init__(*args, **kwargs)
        if tries:
            self.fields["unit"].required = self.fields["reason"].required = False
        self.fields["category"].choices = [("", _("All")), *category_choices()[1:]]

    def clean(self):
        data = super().clean()
        self.fields["unit"].required = self.fields["reason"].required = True  # as the page says, whatever was tried
        if not data.get("category") and not data.get("words", "").strip() and "words" not in self.errors:
            raise ValidationError(_("Name a category or at least one word."), code="empty")
        return data
