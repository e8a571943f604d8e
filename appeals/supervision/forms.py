from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import Effect


def _area(label, hint="", *, rows=5, most=1000, **options):
    return forms.CharField(
        label=label, help_text=hint, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options
    )


class RaiseForm(forms.Form):
    """To which unit of the case, and what it should do and answer."""

    unit = forms.TypedChoiceField(label=_("Respondent unit"), widget=forms.RadioSelect, coerce=int)
    demand = _area(
        _("What should the unit do and answer?"),
        _("The unit, its superiors and those who lead read it; the enterprise does not."),
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(unit.pk, str(unit)) for unit in units]
        if len(units) == 1:
            self.fields["unit"].initial = units[0].pk


class ReplyForm(forms.Form):
    text = _area(
        _("Reply"), _("What was done, why it took so long, and by when the enterprise has its answer."),
        rows=7, most=4000,
    )  # fmt: skip


class AcceptForm(forms.Form):
    effect = forms.ChoiceField(label=_("What became of the case?"), choices=Effect.choices, widget=forms.RadioSelect)
    verdict = _area(_("Note"), rows=3, required=False)


class SendBackForm(forms.Form):
    verdict = _area(_("What is missing in the reply?"))
    climbs = forms.BooleanField(
        label=_("Put it before the next level at once"), required=False,
        help_text=_("Without this it climbs by itself when the new date passes without a reply."),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    reason = _area(_("Why is the order withdrawn?"), rows=4)
