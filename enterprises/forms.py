from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.common.forms import TakesStepForm
from portal.onboarding.addresses import is_mobile, normal_phone
from portal.places.models import District, Town

from . import uscc, workflow
from .attachments import check_licence
from .enums import IndustryLevel
from .models import Contact, Enterprise, Industry


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


# --- Registration ----------------------------------------------------------------------------------------------------
def _line(label, hint="", *, most=120, autocomplete="", **options):
    attributes = {"autocomplete": autocomplete} if autocomplete else {}
    widget = forms.TextInput(attrs=attributes)
    return forms.CharField(label=label, help_text=hint, max_length=most, widget=widget, **options)


def _area(label, hint="", *, rows=4, most=500, **options):
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, max_length=most, widget=widget, **options)


class UsccField(forms.CharField):
    """A unified social credit code as people type it; each fault has its own sentence (GB 32100)."""

    def __init__(self, **options):
        attributes = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(max_length=60, widget=forms.TextInput(attrs=attributes), **options)

    def to_python(self, value):
        return uscc.normalise(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        try:
            uscc.validate(value)
        except uscc.InvalidUscc as error:
            raise forms.ValidationError(str(error), code=error.code) from error


class MobileField(forms.CharField):
    """A mobile number of the mainland: codes go there, and it is the user name."""

    def __init__(self, **options):
        attributes = {"autocomplete": "tel", "inputmode": "tel"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attributes), **options)

    def to_python(self, value):
        return normal_phone(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if not is_mobile(value):
            raise forms.ValidationError(_("Enter a mobile number of 11 figures, such as 13800000000."), code="mobile")


class CodeForm(forms.Form):
    uscc = UsccField(
        label=_("Unified social credit code"),
        help_text=_("18 figures and capital letters. It stands at the top of the business licence."),
    )


class FirmForm(forms.Form):
    """The firm as its licence names it; the streets are those of the district."""

    name = _line(_("Name of the enterprise"), _("As on the business licence."), autocomplete="organization")
    district = forms.ModelChoiceField(
        label=pgettext_lazy("of an enterprise", "District"), queryset=District.objects.all(),
        help_text=_("Where you work; else where you are registered."),
        widget=forms.Select(attrs={
            "hx-get": reverse_lazy("enterprises:streets"), "hx-target": "#id_town", "hx-trigger": "change",
        }),
    )  # fmt: skip
    town = forms.ModelChoiceField(
        label=_("Street, town or park"), queryset=Town.objects.none(),
        help_text=_("Its local unit checks the registration."),
        error_messages={"invalid_choice": _("Choose the street again: this list is now that of your district.")},
    )  # fmt: skip
    registered_address = _line(_("Registered address"), most=200, autocomplete="street-address")
    operating_address = _line(_("Operating address"), _("Only when it is another one."), most=200, required=False)
    industry = forms.ModelChoiceField(
        label=_("Industry"), queryset=Industry.objects.filter(level=IndustryLevel.SECTION), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        district = self["district"].value() or ""
        district = getattr(district, "pk", district)
        self.fields["town"].queryset = Town.objects.filter(district=str(district)[:6])


class ApplicantForm(forms.Form):
    """Who registers, and how to reach that person."""

    applicant = _line(_("Your name"), most=60, autocomplete="name")
    position = _line(pgettext_lazy("job", "Position"), most=60, required=False, autocomplete="organization-title")
    phone = MobileField(label=_("Mobile number"), help_text=_("It becomes your user name."))
    email = forms.EmailField(
        label=_("E-mail"), help_text=_("The answer goes there."), max_length=120,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip

    def clean_applicant(self):
        return " ".join(self.cleaned_data["applicant"].split())


class LicenceForm(forms.Form):
    licence = forms.FileField(
        label=_("Scan or photograph of the business licence"), help_text=_("PDF, JPG or PNG, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )  # fmt: skip

    def clean_licence(self):
        upload = self.cleaned_data["licence"]
        return check_licence(upload) if upload else None


class ConsentForm(forms.Form):
    consent = forms.BooleanField(
        label=_("I have read this, agree to it, and am entitled to speak for the enterprise."),
        error_messages={"required": _("Without your consent we may not keep the registration.")},
    )


class JoinForm(ApplicantForm):
    """A further contact of an enterprise that the registry knows."""

    remark = _area(
        _("What is your task in the enterprise?"), _("Whoever decides reads it."), rows=3, most=300, required=False
    )
    consent = ConsentForm.base_fields["consent"]


class FirmCompletionForm(LicenceForm, ApplicantForm, FirmForm):
    """Everything of a registration once more; the licence only when it is to be another one."""

    field_order = [*FirmForm.base_fields, *ApplicantForm.base_fields, "licence"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["licence"].required = False
        self.fields["licence"].label = _("Another scan of the licence")


class ContactCompletionForm(ApplicantForm):
    remark = _area(_("What is your task in the enterprise?"), rows=3, most=300, required=False)


class ReasonForm(forms.Form):
    """What is missing, or why not; the applicant reads it."""

    reason = _area(_("Reason"), _("The applicant reads it."), rows=4)


# --- Contacts --------------------------------------------------------------------------------------------------------
class ColleagueForm(forms.Form):
    """A new contact; the person gets a message with which the account is opened."""

    name = _line(pgettext_lazy("of a person", "Name"), most=60)
    position = _line(pgettext_lazy("job", "Position"), most=60, required=False)
    phone = MobileField(label=_("Mobile number"), help_text=_("It becomes the user name."))
    email = forms.EmailField(label=_("E-mail"), max_length=120, required=False)

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())


class PositionForm(forms.Form):
    position = _line(pgettext_lazy("job", "Position"), most=60, required=False)


class SuccessorForm(forms.Form):
    """Who becomes the main contact when the present one leaves; ``others`` are the contacts who stay."""

    successor = forms.ModelChoiceField(
        label=_("Who becomes the main contact?"), queryset=Contact.objects.none(), widget=forms.RadioSelect,
        empty_label=None,
    )  # fmt: skip

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        if others is None:
            del self.fields["successor"]
        else:
            self.fields["successor"].queryset = others
