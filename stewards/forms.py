from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.forms import TakesStepForm

from . import workflow
from .models import Assignment, Liaison, Steward


class AssignForm(forms.Form):
    """Choose the steward of an enterprise among those of its local unit, or of its district without one.

    With a steward at present the choice may be nobody: the assignment ends and the local unit serves the enterprise.
    """

    steward = forms.ModelChoiceField(label=_("Service steward"), queryset=Steward.objects.none())
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
        stewards = stewards.for_list().order_by("load", "user__name", "pk")
        self.room = stewards[:12]
        choice = self.fields["steward"]
        choice.queryset, choice.required = stewards, current is None
        choice.empty_label = _("Nobody: end the present assignment") if current else _("Choose a steward")
        choice.label_from_instance = lambda steward: f"{steward} {steward.load}/{workflow.SLOTS}"

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
