from django import forms
from django.utils.translation import gettext_lazy as _

from portal.common.workflow import Refused

from . import workflow
from .models import Assignment, Liaison, Steward


class AssignForm(forms.Form):
    """Choose the steward of an enterprise among those of its local unit, or of its district without one."""

    steward = forms.ModelChoiceField(
        label=_("Service steward"), queryset=Steward.objects.none(), empty_label=_("Choose a steward")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args, enterprise, current=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.enterprise, self.current = enterprise, current
        stewards = Steward.objects.serving().with_load().for_list()
        if enterprise.local_unit_id:
            stewards = stewards.filter(unit=enterprise.local_unit_id)
        else:
            stewards = stewards.filter(unit__district=enterprise.service_district_id)
        self.room = stewards.order_by("load", "user__name")[:12]
        self.fields["steward"].queryset = stewards
        self.fields["steward"].label_from_instance = lambda steward: f"{steward} {steward.load}/{workflow.SLOTS}"

    def save(self, *, by):
        """Put the choice in force: end first, insert afterwards; raises ``Refused`` at the cap."""
        steward, reason = self.cleaned_data["steward"], self.cleaned_data["reason"]
        return workflow.move([(self.enterprise, steward)], by=by, reason=reason)


class TakesStepForm(forms.ModelForm):
    """A form of the admin whose saving is a step of the workflow; a refusal stands beside the first field."""

    actor = None

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            try:
                self.taken = self.take(self.cleaned_data)
            except Refused as refused:
                self.add_error("steward", refused.messages)

    def save(self, commit=True):
        return self.taken

    def save_m2m(self):
        """Nothing is many-to-many here."""


class AssignmentAdminForm(TakesStepForm):
    class Meta:
        model = Assignment
        fields = ["steward", "enterprise", "reason"]

    def take(self, data):
        return workflow.assign(data["steward"], data["enterprise"], by=self.actor, reason=data["reason"])


class LiaisonAdminForm(TakesStepForm):
    class Meta:
        model = Liaison
        fields = ["steward", "user"]

    def take(self, data):
        return workflow.appoint_liaison(data["steward"], data["user"], by=self.actor)
