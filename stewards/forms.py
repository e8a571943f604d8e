from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from portal.accounts.people import with_absence
from portal.common.forms import TakesStepForm

from . import workflow
from .enums import Topic, VisitMode
from .models import Assignment, Liaison, Steward
from .models.steward import SLOTS


class AssignForm(forms.Form):
    """Choose the steward of an enterprise among those of its local unit, or of its district without one.

    With a steward at present the answer may also be nobody, said by ``end`` and never by leaving the choice empty.
    """

    steward = forms.ModelChoiceField(
        label=_("Service steward"), queryset=Steward.objects.none(), empty_label=_("Choose a steward")
    )
    end = forms.BooleanField(
        label=_("Nobody: end the present assignment"),
        required=False,
        help_text=_("Until there is a new steward the local unit serves the enterprise."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args, enterprise, current=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.enterprise, self.current = enterprise, current
        stewards = Steward.objects.serving().with_load()
        if enterprise.local_unit_id:
            stewards = stewards.filter(unit=enterprise.local_unit_id)
        else:
            stewards = stewards.filter(unit__district=enterprise.service_district_id)
        if current:
            stewards = stewards.exclude(pk=current.steward_id)
        else:
            del self.fields["end"]
        stewards = stewards.for_list().order_by("load", "user__name", "pk")
        self.room = stewards.filter(load__lt=SLOTS)[:12]
        choice = self.fields["steward"]
        choice.queryset, choice.required = stewards, not (current and self.data.get("end"))
        choice.label_from_instance = lambda steward: (
            f"{with_absence(steward, steward.away_until)} {steward.load}/{SLOTS}"
        )

    def clean(self):
        data = super().clean()
        if data.get("end") and data.get("steward"):
            self.add_error("end", _("Choose a steward or end the assignment, not both."))
        return data

    def save(self, *, by):
        """Put the choice in force: end first, insert afterwards; raises ``Refused`` at the cap."""
        steward, reason = self.cleaned_data["steward"], self.cleaned_data["reason"]
        return workflow.move([(self.enterprise, steward)], by=by, reason=reason)


#: The answer "nobody" of a row, and of an action in the administration.
END = "end"


class BulkRowForm(forms.Form):
    """The new steward of one enterprise among several; empty means that nothing changes for it."""

    steward = forms.ChoiceField(required=False)

    def __init__(self, *args, bundle, enterprise, **kwargs):
        super().__init__(*args, **kwargs)
        self.enterprise, self.current = enterprise, bundle.served_by(enterprise)
        self.fitting = {str(one.pk): one for one in bundle.fitting(enterprise) if one != self.current}
        same = gettext("stays with %(name)s") % {"name": self.current} if self.current else _("stays without steward")
        choices = [("", same), *([(END, _("nobody: end the assignment"))] if self.current else [])]
        choices += [(key, f"{one} {one.load}/{SLOTS}") for key, one in self.fitting.items()]
        choice = self.fields["steward"]
        choice.label = gettext("New steward of %(enterprise)s") % {"enterprise": enterprise}
        choice.choices = choices

    @property
    def change(self):
        """The pair (enterprise, steward or None) of a valid row, or None when nothing changes."""
        answer = self.cleaned_data.get("steward")
        return (self.enterprise, self.fitting.get(answer)) if answer else None

    @property
    def successor(self):
        """Who serves the enterprise after the change."""
        return self.change[1] if self.change else self.current


class BulkForm(forms.Form):
    """Why several enterprises change their steward at once."""

    reason = forms.CharField(label=_("Reason"), max_length=200)

    def pairs(self, bundle):
        """What the administration puts in force: every enterprise of the bundle loses its steward."""
        return [(one, None) for one in bundle.enterprises]


class MoveForm(BulkForm):
    """Several enterprises go to one steward, or to those of their units with most room."""

    staff_no = forms.CharField(
        label=_("Staff number of the new steward"), max_length=30, required=False,
        help_text=_("Left empty, the stewards of the unit with most room are filled."),
    )  # fmt: skip
    field_order = ["staff_no", "reason"]

    def clean_staff_no(self):
        number = self.cleaned_data["staff_no"].strip()
        if not number:
            return None
        steward = Steward.objects.serving().filter(staff_no__iexact=number).first()
        if steward is None:
            raise forms.ValidationError(_("Nobody serves under this staff number."))
        return steward

    def pairs(self, bundle):
        """Who serves each enterprise from now on; what fits nowhere is an error."""
        if steward := self.cleaned_data["staff_no"]:
            return [(one, steward) for one in bundle.enterprises]
        proposals = bundle.propose(moving_on=True)
        if None in proposals.values():
            self.add_error(None, _("Not all of them find room with the stewards of their units."))
            return []
        return [(one, proposals[one.pk]) for one in bundle.enterprises]


class AssignmentAdminForm(TakesStepForm):
    refused_field = "steward"

    class Meta:
        model = Assignment
        fields = ["steward", "enterprise", "reason"]

    def take(self, data):
        return workflow.assign(data["steward"], data["enterprise"], by=self.actor, reason=data["reason"])


class LiaisonAdminForm(TakesStepForm):
    refused_field = "steward"

    class Meta:
        model = Liaison
        fields = ["steward", "user"]

    def take(self, data):
        return workflow.appoint_liaison(data["steward"], data["user"], by=self.actor)


class StewardAdminForm(TakesStepForm):
    """Appoints a steward, or moves one to another unit."""

    class Meta:
        model = Steward
        fields = ["user", "staff_no", "unit"]

    def take(self, data):
        if "user" in data:
            return workflow.appoint(data["user"], data["unit"], data["staff_no"], by=self.actor)
        return workflow.transfer(self.instance, data["unit"], by=self.actor)


# --- Visits ----------------------------------------------------------------------------------------------------------
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

    field_order = ("enterprise", "mode", "happened_at", "people", "topics", "heard", "explained")

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
