from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from . import limits
from .adapter import closed_sentence
from .addresses import is_mobile, normal_phone
from .enums import Channel, Purpose


class SignInForm(LoginForm):
    """The sign-in form; ``is_closed`` says that there were too many wrong passwords."""

    @property
    def is_closed(self):
        return self.has_error("__all__", code="too_many_login_attempts")


class AddressForm(forms.Form):
    """An e-mail address or a mobile number: ``channel`` says afterwards which it was."""

    address = forms.CharField(
        label=_("Mobile number or e-mail address"),
        max_length=254,
        help_text=_("The one that your steward or your unit keeps for you"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email", "autocapitalize": "none"}),
    )

    def clean_address(self):
        text = self.cleaned_data["address"].strip()
        if "@" in text:
            self.channel = Channel.MAIL
            validate_email(text)
            return text
        self.channel, phone = Channel.SMS, normal_phone(text)
        if not is_mobile(phone):
            raise forms.ValidationError(_("Enter a mobile number of eleven figures, or an e-mail address."))
        return phone


def _mobile(text):
    phone = normal_phone(text)
    if not is_mobile(phone):
        raise forms.ValidationError(_("Enter a mobile number of eleven figures."))
    return phone


class CodeForm(forms.Form):
    """A mobile number and the six figures that were sent to it."""

    phone = forms.CharField(
        label=_("Mobile number"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"})
    )
    code = forms.CharField(
        label=_("Code from the text message"),
        max_length=20,
        help_text=_("Six figures"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_phone(self):
        return _mobile(self.cleaned_data["phone"])


class PhoneCodeForm(forms.Form):
    """The six figures that were sent to a new number."""

    code = CodeForm.base_fields["code"]


class LetterForm(forms.Form):
    """The code printed on a letter."""

    code = forms.CharField(
        label=_("Code on the letter"),
        max_length=40,
        help_text=_("Twelve letters and figures; capitals and hyphens do not matter"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class PasswordForm(SetPasswordMixin, forms.Form):
    """A new password, twice. What was typed stays there when it was not accepted: the page is never stored."""

    password1, password2 = SetPasswordMixin.create_password_fields(label1=_("New password"), label2=_("The same again"))

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        for field in self.fields.values():
            field.widget.render_value, field.help_text = True, ""
        self.fields["password1"].help_text = _("At least ten characters; not only figures, not your name")

    def clean(self):
        self.validate_passwords()
        self.validate_password_for_user(self.person, "password1")
        return super().clean()


class NewAddressForm(forms.Form):
    """A new address of one's own, with the present password."""

    address = forms.CharField(max_length=254)
    password = forms.CharField(
        label=_("Your present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, person, purpose, **kwargs):
        super().__init__(*args, **kwargs)
        self.person, self.purpose = person, purpose
        field = self.fields["address"]
        if purpose == Purpose.CHANGE_EMAIL:
            field.label, field.widget = _("New e-mail address"), forms.EmailInput(attrs={"autocomplete": "email"})
        else:
            field.label = _("New mobile number")
            field.widget = forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"})

    def clean_address(self):
        text = self.cleaned_data["address"].strip()
        if self.purpose == Purpose.CHANGE_PHONE:
            text, kept = _mobile(text), self.person.phone
        else:
            validate_email(text)
            kept = self.person.email
        if text.lower() == kept.lower():
            raise forms.ValidationError(_("This is the address that is kept already."))
        return text

    def clean_password(self):
        """A thief of an open session does not try passwords without end."""
        row, until = limits.take(limits.SIGN_IN, "own", self.person.pk)
        if until:
            raise forms.ValidationError(closed_sentence(until))
        if not self.person.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not your present password."))
        row.delete()
        return self.cleaned_data["password"]
