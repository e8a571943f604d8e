"""What is written of a visit: what was said, what was promised, where one was, and what came of it."""

from datetime import UTC

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from portal.common.files_field import FilesField

from .. import place_codes
from ..enums import Topic, VisitMode

#: How many enterprises are offered as a list; whoever may choose among more types a name or a code.
LISTED = 30
#: How many promises one page takes.
PROMISES = 3


def _area(label, hint="", *, required=True, rows=5):
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=4000, widget=forms.Textarea(attrs={"rows": rows})
    )


class SaidForm(forms.Form):
    """What a record says; as it is written first and as it is corrected."""

    mode = forms.ChoiceField(label=_("How did you meet?"), choices=VisitMode.choices, widget=forms.RadioSelect)
    happened_at = forms.DateTimeField(
        label=_("When?"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    people = forms.CharField(
        label=_("Who took part?"), max_length=300, help_text=_("Names and positions, of the enterprise and of ours.")
    )
    topics = forms.MultipleChoiceField(
        label=_("What was it about?"), choices=Topic.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    heard = _area(_("What did you hear?"), _("The situation, needs and difficulties, in a few sentences."))
    explained = _area(_("What did you explain?"), _("Policies, ways to apply, whom to call."), required=False, rows=3)

    field_order = ("enterprise", "mode", "happened_at", "people", "heard", "topics", "explained", "files")

    def clean_happened_at(self):
        instant = self.cleaned_data["happened_at"]
        if instant > timezone.now():
            raise ValidationError(_("A visit lies in the past: look at the day and the time."), code="future")
        return instant


class EnterpriseField(forms.CharField):
    """One of ``enterprises`` (a query set) by its name or code; cleaned to an :class:`Enterprise`."""

    enterprises = Enterprise.objects.none()

    def clean(self, value):
        text = super().clean(value)
        exact = list(self.enterprises.filter(Q(uscc=text.upper()) | Q(name=text))[:2])
        found = exact or list(self.enterprises.search(text).order_by("name")[:6])
        if not found:
            raise ValidationError(
                _("You serve no enterprise called “%(text)s”."), params={"text": text}, code="unknown"
            )
        if len(found) > 1:
            names = "; ".join(f"{one.name} {one.uscc}" for one in found[:5])
            raise ValidationError(
                _("Several enterprises fit. Write the code: %(names)s"), params={"names": names}, code="several"
            )
        return found[0]


class VisitForm(SaidForm):
    """A visit as it is written first: the enterprise, what was said, and up to three promises."""

    client_id = forms.UUIDField(widget=forms.HiddenInput)
    files = FilesField(
        label=_("Photos and files"), help_text=_("Photos, PDF, Word, Excel or TXT, up to ten of 20 MB each.")
    )

    def __init__(self, *args, enterprises, **kwargs):
        super().__init__(*args, **kwargs)
        few = list(enterprises.order_by("name")[: LISTED + 1])
        if len(few) > LISTED:
            field = EnterpriseField(label=_("Enterprise"), help_text=_("Its name, a part of it, or its code."))
            field.enterprises = enterprises
        else:
            field = forms.ModelChoiceField(enterprises.order_by("name"), label=_("Enterprise"), to_field_name="uscc",
                                           empty_label=_("Choose an enterprise"))  # fmt: skip
        self.fields["enterprise"] = field
        self.order_fields(self.field_order)


class PromiseForm(forms.Form):
    """One promise made in a visit: what, and until when; both or neither."""

    text = forms.CharField(label=_("What did you promise?"), max_length=300, required=False)
    due_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate():
            raise ValidationError(_("This day lies in the past."), code="past")
        return day

    def clean(self):
        data = super().clean()
        if data.get("text") and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Say until when."))
        if data.get("due_on") and not data.get("text"):
            self.add_error("text", _("Say what you promised."))
        return data


class AddForm(forms.Form):
    text = forms.CharField(
        label=_("What do you add?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It stands below the record with your name and the time, and stays."),
    )  # fmt: skip


class DoneForm(forms.Form):
    outcome = forms.CharField(label=_("What came of it?"), max_length=300)


class HereForm(forms.Form):
    """Where the phone was when one checked in: filled by the page, graded by the server, never required."""

    longitude = forms.DecimalField(required=False, widget=forms.HiddenInput)
    latitude = forms.DecimalField(required=False, widget=forms.HiddenInput)
    accuracy = forms.FloatField(required=False, min_value=0, max_value=1_000_000, widget=forms.HiddenInput)
    taken_at = forms.DateTimeField(required=False, widget=forms.HiddenInput, input_formats=["%Y-%m-%dT%H:%M:%S.%fZ"])
    code = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def clean(self):
        """Everything that is wrong stands in one sentence; nobody has typed these fields."""
        data = super().clean()
        place = [data.get("longitude"), data.get("latitude"), data.get("accuracy")]
        given = [value for value in place if value is not None]
        if self.errors or (given and (len(given) < 3 or not _is_in_china(*place[:2]))):
            self._errors.clear()
            raise ValidationError(
                _("The phone gave no usable position. Check in again, or remove the check-in."), code="no_position"
            )
        return data

    def here(self):
        """What :func:`stewards.workflow.check_in` takes, or None without a check-in."""
        data = self.cleaned_data
        if data.get("longitude") is None and not data.get("code"):
            return None
        taken = data.get("taken_at")
        found = {"happened_at": taken.replace(tzinfo=UTC) if taken else None, "code": data.get("code", "")}
        if data.get("longitude") is not None:
            place = (round(data["longitude"], 6), round(data["latitude"], 6))
            found["position"] = (*place, round(data["accuracy"]))
        return found

    @property
    def place(self):
        """The enterprise of the code that the page brings along, for the words on the page."""
        found = place_codes.behind(self["code"].value() or "")
        return found.enterprise if found else None


def _is_in_china(longitude, latitude):
    return 70 <= longitude <= 140 and 3 <= latitude <= 54
