"""Forms whose saving is a step of a workflow."""

from django import forms

from .workflow import Refused


class TakesStepForm(forms.ModelForm):
    """A form of the admin that takes a step while it is validated, so that a refusal stands beside a field.

    Subclasses write ``take(data)``, which returns the row; ``refused_field`` is where refusals stand; the admin sets
    ``actor`` (:class:`portal.common.admin.StepAdmin`).
    """

    actor = None
    refused_field = None

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            try:
                self.instance = self.take(self.cleaned_data)
            except Refused as refused:
                self.add_error(self.refused_field, refused.messages)

    def save(self, commit=True):
        return self.instance

    def save_m2m(self):
        """Nothing is many-to-many here."""
