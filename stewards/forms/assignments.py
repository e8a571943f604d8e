"""Who serves whom: chosen for one enterprise, for many, and in the admin."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.people import with_absence
from portal.common.forms import TakesStepForm

from .. import workflow
from ..models import Assignment, Liaison, Steward
from ..models.steward import SLOTS


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
