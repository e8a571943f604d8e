"""What people write at the doors: the shape of the input only."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.enums import Channel, Urgency
from appeals.forms import category_choices
from appeals.models import Category
from enterprises.forms import UsccField
from portal.common.forms import TakesStepForm
from portal.places.models import District, Town

from . import addresses, workflow
from .models import ApiClient, ApiKey

#: How many candidates an ambiguous name lists.
MOST_NAMED = 6


#: A telephone number as people write it.
CALL_BACK = RegexValidator(r"^[0-9+() -]{5,20}$", _("Write the number in figures."))


class ClientForm(forms.ModelForm):
    """A connected system in the administration."""

    class Meta:
        model = ApiClient
        fields = ["name", "source", "channel", "callback_url", "rate_per_minute", "is_active"]
        help_texts = {
            "source": _("Stands beside its external numbers and never changes: 12345."),
            "callback_url": _("Where changes of status are posted. Empty: the system reads the list of changes."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        outside = [Channel.HOTLINE, Channel.MAILBOX, Channel.PHONE, Channel.WALK_IN]
        self.fields["channel"].choices = [(one.value, one.label) for one in outside]

    def clean_callback_url(self):
        url = self.cleaned_data["callback_url"].strip()
        if url:
            addresses.check(url)
        return url


class KeyForm(TakesStepForm):
    """A new key; refused while two are live."""

    refused_field = "client"

    class Meta:
        model = ApiKey
        fields = ["client", "expires_at"]

    def take(self, data):
        return workflow.issue_key(data["client"], by=self.actor, expires_at=data["expires_at"])


class EnterpriseField(forms.CharField):
    """An enterprise by name or code, typed or chosen from the suggestions; cleaned to an :class:`Enterprise`."""

    def __init__(self, *, queryset=None, **kwargs):
        widget = forms.TextInput(attrs={"list": "units", "autocomplete": "off", "data-units": ""})
        super().__init__(widget=widget, **kwargs)
        self.queryset = queryset

    def clean(self, value):
        text = super().clean(value)
        found = find_enterprises(self.queryset, text)
        if not found:
            raise ValidationError(_("No enterprise is called “%(text)s”."), params={"text": text}, code="unknown")
        if len(found) > 1:
            names = "; ".join(option_of(one) for one in found[:MOST_NAMED])
            raise ValidationError(
                _("Several enterprises fit. Write the whole name or the code: %(names)s"),
                params={"names": names}, code="several",
            )  # fmt: skip
        return found[0]


def option_of(enterprise):
    """How the list of suggestions writes an enterprise; the field reads it again."""
    return f"{enterprise.name} {enterprise.uscc}"


def find_enterprises(visible, text):
    """Enterprises that ``text`` may mean; an exact name or a code at its end stands alone."""
    text = text.strip()
    if not text:
        return []
    exact = list(visible.filter(uscc=text.rpartition(" ")[2].upper())[:1]) or list(visible.filter(name=text)[:2])
    if len(exact) == 1:
        return exact
    return list(visible.search(text).order_by("name", "pk")[: MOST_NAMED + 1])


class CategoryField(forms.ModelChoiceField):
    """What it is about, in groups."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Category.objects.filter(is_active=True), label=_("What is it about?"), **kwargs)

    def fill(self):
        """The groups as they are today."""
        self.choices = category_choices()


class AssignForm(forms.Form):
    """Whose it is, and what it is about."""

    enterprise = EnterpriseField(label=_("Enterprise"), help_text=_("Type a part of the name, or the code."))
    category = CategoryField()

    def __init__(self, *args, visible, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enterprise"].queryset = visible
        self.fields["category"].fill()


class FirmForm(forms.Form):
    """A firm off the roster, as far as the desk knows it."""

    code = UsccField(label=_("Unified social credit code"), help_text=_("Ask the caller, or look it up."))
    name = forms.CharField(label=_("Name of the enterprise"), max_length=120)
    district = forms.ModelChoiceField(
        label=pgettext_lazy("of an enterprise", "District"), queryset=District.objects.all(),
        widget=forms.Select(attrs={
            "hx-get": reverse_lazy("enterprises:streets"), "hx-target": "#id_town", "hx-trigger": "change",
        }),
    )  # fmt: skip
    town = forms.ModelChoiceField(
        label=_("Street, town or park"), queryset=Town.objects.none(),
        help_text=_("Its local unit answers for the firm from now on."),
        error_messages={"invalid_choice": _("Choose the street again: this list is now that of the district.")},
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        district = self["district"].value() or ""
        self.fields["town"].queryset = Town.objects.filter(district=str(getattr(district, "pk", district))[:6])


class EnterForm(FirmForm):
    """The firm of a case in the tray, and what the case is about."""

    category = CategoryField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].fill()


class TakeInForm(forms.Form):
    """What somebody says on the telephone or at the counter."""

    channel = forms.ChoiceField(
        label=_("How does it come?"), widget=forms.RadioSelect, initial=Channel.PHONE,
        choices=[(one.value, one.label) for one in (Channel.PHONE, Channel.WALK_IN)],
    )  # fmt: skip
    enterprise = EnterpriseField(label=_("Enterprise"), help_text=_("Type a part of the name, or the code."))
    caller = forms.CharField(label=_("Name of the caller"), max_length=60)
    phone = forms.CharField(
        label=_("Telephone to call back"), max_length=20, required=False, validators=[CALL_BACK],
        help_text=_("The desk and the units that handle the case see name and number."),
    )  # fmt: skip
    category = CategoryField()
    title = forms.CharField(
        label=_("Title"), max_length=80, help_text=_("One sentence: what is wrong, and what it affects.")
    )
    text = forms.CharField(
        label=_("What happened and what the enterprise needs"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )
    urgency = forms.ChoiceField(
        label=_("How urgent is it?"), choices=Urgency.choices, widget=forms.RadioSelect, initial=Urgency.NORMAL
    )

    def __init__(self, *args, visible=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].fill()
        if visible is None:
            del self.fields["enterprise"]
        else:
            self.fields["enterprise"].queryset = visible


class TakeInNewForm(FirmForm, TakeInForm):
    """The same for a firm that is not in the registry."""

    field_order = ["channel", "code", "name", "district", "town"]


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The system that passed it on reads it word for word."),
    )  # fmt: skip

    def __init__(self, *args, by_mail=False, **kwargs):
        super().__init__(*args, **kwargs)
        if by_mail:
            self.fields["reason"].help_text = _("It is kept with the mail.")


class MailAsideForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))
