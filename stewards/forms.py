from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.forms import TakesStepForm

from . import workflow
from .models import Assignment, Liaison, Steward


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
        self.room = stewards.filter(load__lt=workflow.SLOTS)[:12]
        choice = self.fields["steward"]
        choice.queryset, choice.required = stewards, not (current and self.data.get("end"))
        choice.label_from_instance = lambda steward: f"{steward} {steward.load}/{workflow.SLOTS}"

    def clean(self):
        data = super().clean()
        if data.get("end") and data.get("steward"):
            self.add_error("end", _("Choose a steward or end the assignment, not both."))
        return data

    def save(self, *, by):
        """Put the choice in force: end first, insert afterwards; raises ``Refused`` at the cap."""
        steward, reason = self.cleaned_data["steward"], self.cleaned_data["reason"]
        return workflow.move([(self.enterprise, steward)], by=by, reason=reason)


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
