from django import forms
from django.utils.text import capfirst

from . import workflow
from .enums import Choice
from .subjects import lines_for, stays


class PreferenceForm(forms.Form):
    """One row of three answers for each event that the person hears of; those that stay are shown and not asked."""

    def __init__(self, *args, user, chosen, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.chosen = user, chosen
        for _subject, lines in lines_for(user):
            for line in lines:
                self.fields[line.event.value] = forms.ChoiceField(
                    label=capfirst(line.event.label), choices=Choice.choices, widget=forms.RadioSelect,
                    initial=Choice.NOW if stays(user, line.event) else chosen.get(line.event, Choice.NOW),
                    disabled=bool(stays(user, line.event)), help_text=stays(user, line.event),
                )  # fmt: skip

    @property
    def subjects(self):
        """``[(label, [bound field])]`` in the order of the page."""
        return [(subject.label, [self[line.event.value] for line in lines]) for subject, lines in lines_for(self.user)]

    def save(self):
        """Keep what differs from "at once"."""
        return workflow.choose(self.user, self.cleaned_data)
