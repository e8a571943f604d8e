from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import ContactWish

NAMED = (("yes", _("With my name")), ("no", _("Without my name: the reader sees the enterprise, not me")))
ENDS = (
    ("answered", _("It was looked into: this is what came of it")),
    ("closed", _("It ends here: this is why")),
)


def _area(label, hint, most, rows):
    return forms.CharField(
        label=label, help_text=hint, max_length=most, widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    )


class IntegrityForm(forms.Form):
    """What a contact reports of misconduct."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    about = forms.CharField(
        label=_("Whom is it about?"), max_length=300, help_text=_("Name, unit, position: as far as you know them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    what = _area(_("What happened?"), _("Where, who was there, what was asked or taken, what proves it."), 6000, 8)
    when = forms.CharField(
        label=_("When?"), max_length=200, help_text=_("A day, or from when until when."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    is_named = forms.ChoiceField(label=_("Do you give your name?"), choices=NAMED, widget=forms.RadioSelect)
    contact_wish = forms.ChoiceField(
        label=_("How may we speak to you?"), choices=ContactWish.choices, widget=forms.RadioSelect,
        initial=ContactWish.NONE,
    )  # fmt: skip

    def __init__(self, *args, enterprises, **kwargs):
        super().__init__(*args, **kwargs)
        self.enterprises = list(enterprises)
        if len(self.enterprises) > 1:
            self.fields["enterprise"] = forms.ModelChoiceField(
                enterprises, label=_("Enterprise"), to_field_name="uscc", empty_label=_("Choose an enterprise")
            )
            self.order_fields(["client_id", "enterprise", *self.fields])

    def clean(self):
        data = super().clean()
        if data.get("is_named") == "no" and data.get("contact_wish") not in (None, ContactWish.NONE):
            self.add_error("contact_wish", _("Without your name nobody can call you."))
        return data

    @property
    def said(self):
        """The cleaned words as the workflow takes them."""
        data = dict(self.cleaned_data)
        data.setdefault("enterprise", self.enterprises[0])
        return data | {"is_named": data["is_named"] == "yes"}


class DecideForm(forms.Form):
    """The answer to the reporter, and whether it ends without a finding."""

    ends = forms.ChoiceField(label=_("What is it?"), choices=ENDS, widget=forms.RadioSelect)
    answer = _area(_("Answer to the reporter"), _("Nobody else reads it. What was found, what follows."), 4000, 8)

    @property
    def said(self):
        """The cleaned words as the workflow takes them."""
        return {"answer": self.cleaned_data["answer"], "closes": self.cleaned_data["ends"] == "closed"}
