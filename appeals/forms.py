"""What people write: the shape of the input only; who may and whether possible now stand elsewhere."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.accounts.models import Membership, Unit, User
from portal.accounts.people import away, named
from portal.common.files_field import FilesField
from portal.common.templatetags.words import bare_day

from .enums import Difficulty, Outcome, Satisfaction, Solved, Urgency
from .models import Category, SavedView

#: How many candidates an ambiguous name of a unit lists.
MOST_NAMED = 6


def find_units(text):
    """Handling units whose name or code fits ``text``; an exact fit stands alone."""
    text = text.strip()
    units = Unit.objects.handling()
    exact = list(units.filter(Q(name=text) | Q(name_en__iexact=text) | Q(code__iexact=text))[:2])
    if exact or not text:
        return exact[:1]
    return list(units.filter(Q(name__icontains=text) | Q(name_en__icontains=text)).order_by("name")[: MOST_NAMED + 1])


class UnitField(forms.CharField):
    """A handling unit by its name: typed, or chosen from the suggestions; cleaned to a :class:`Unit` or None."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"list": "units", "autocomplete": "off", "data-units": ""}))
        super().__init__(**kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        found = find_units(text)
        if not found:
            raise ValidationError(_("No handling unit is called “%(text)s”."), params={"text": text}, code="unknown")
        if len(found) > 1:
            names = "; ".join(str(unit) for unit in found[:MOST_NAMED])
            raise ValidationError(
                _("Several units fit. Write the whole name: %(names)s"), params={"names": names}, code="several"
            )
        return found[0]

    def prepare_value(self, value):
        return str(value) if isinstance(value, Unit) else value


def _area(label, hint="", *, rows=6, required=True, most=4000):
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=most, widget=forms.Textarea(attrs={"rows": rows})
    )


def category_choices():
    """Categories below the head of their group, in the order of their codes."""
    rows = list(Category.objects.filter(is_active=True).select_related("parent"))
    heads = {row.pk: [] for row in rows if row.parent_id is None}
    for row in rows:
        if row.parent_id in heads:
            heads[row.parent_id].append((row.pk, str(row)))
    groups = [(str(row), heads[row.pk] or [(row.pk, str(row))]) for row in rows if row.pk in heads]
    return [("", _("Choose")), *groups]


# --- Intake ----------------------------------------------------------------------------------------------------------
class EnterpriseForm(forms.Form):
    """For whom the appeal is, when the person speaks for or serves several."""

    enterprise = forms.ModelChoiceField(
        label=_("Enterprise"), queryset=None, widget=forms.RadioSelect, to_field_name="uscc", empty_label=None
    )

    def __init__(self, *args, enterprises, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enterprise"].queryset = enterprises


class AboutForm(forms.Form):
    """Step 1: what it is about."""

    category = forms.ModelChoiceField(
        label=_("What is the appeal about?"), queryset=Category.objects.filter(is_active=True),
        help_text=_("Choose what comes closest. The desk corrects it if necessary."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = category_choices()


class TextForm(forms.Form):
    """Step 2: what happened."""

    title = forms.CharField(
        label=_("Title"), max_length=80, help_text=_("One sentence: what is wrong, and what it affects.")
    )
    text = _area(
        _("What happened and what you need"),
        _("Since when, who was asked already, what it costs you, and by when you need an answer."),
        rows=9,
    )


class FilesForm(forms.Form):
    """Step 3: files, some at a time."""

    files = FilesField()


class OptionsForm(forms.Form):
    """Step 4: how urgent, whether to call, and the handling unit if one knows it."""

    urgency = forms.ChoiceField(
        label=_("How urgent is it?"), choices=Urgency.choices, widget=forms.RadioSelect,
        help_text=_("Urgent: production stops, a date is lost, or people are in danger."),
    )  # fmt: skip
    wants_call = forms.BooleanField(label=_("Please call me before you decide"), required=False)
    suggested_unit = UnitField(
        label=_("Handling unit, if you know it"), required=False,
        help_text=_("Type a part of the name. The desk decides in the end."),
    )  # fmt: skip


class CheckForm(forms.Form):
    """Step 5: who looks at it first."""

    FIRST = [("steward", _("my service steward")), ("desk", _("straight to the appeal reception desk"))]
    first = forms.ChoiceField(
        label=_("Who should look at it first?"), choices=FIRST, widget=forms.RadioSelect, initial="steward"
    )

    def __init__(self, *args, asks_first, **kwargs):
        super().__init__(*args, **kwargs)
        if not asks_first:
            del self.fields["first"]


class CompleteForm(forms.Form):
    """A returned appeal: the text once more, what was added, further files."""

    title = forms.CharField(label=_("Title"), max_length=80)
    text = _area(_("What happened and what you need"), rows=9)
    added = _area(_("What did you add?"), rows=3, required=False, most=1000)
    files = FilesField()


class SupplementForm(forms.Form):
    text = _area(_("What would you like to add?"), rows=5, required=False)
    files = FilesField()


class WithdrawForm(forms.Form):
    reason = _area(_("Reason"), _("The units that work on it read this."), rows=3, required=False, most=1000)


# --- Review and desk -------------------------------------------------------------------------------------------------
class AcceptForm(forms.Form):
    comment = _area(_("Remark for the desk"), _("The enterprise does not read it."), rows=3, required=False, most=1000)


class ReturnForm(forms.Form):
    comment = _area(_("What is missing?"), _("The enterprise reads it word for word."), rows=4, most=1000)


class DeclineForm(forms.Form):
    reason = _area(_("Reason"), _("The enterprise reads it word for word."), rows=4, most=1000)
    advice = _area(_("Where should the enterprise go instead?"), rows=3, most=1000)


class DispatchForm(forms.Form):
    """One lead unit, up to three joint units at once, and how hard it is; more joint units can be added later."""

    lead = UnitField(label=_("Lead unit"), help_text=_("Type a part of the name and choose."))
    joint_1 = UnitField(label=_("Joint unit"), required=False)
    joint_2 = UnitField(label=_("Second joint unit"), required=False)
    joint_3 = UnitField(label=_("Third joint unit"), required=False)
    difficulty = forms.ChoiceField(
        label=_("Difficulty"), choices=Difficulty.choices, initial=Difficulty.GENERAL, widget=forms.RadioSelect
    )
    comment = _area(_("Remark for the units"), _("The enterprise does not read it."), rows=3, required=False, most=1000)

    def clean(self):
        data = super().clean()
        named = [data.get(f"joint_{number}") for number in (1, 2, 3)]
        data["joint"] = [unit for unit in named if unit]
        everybody = [unit.pk for unit in [data.get("lead"), *data["joint"]] if unit]
        if len(everybody) != len(set(everybody)):
            raise ValidationError(_("A unit is named twice."), code="twice")
        return data


class RulingForm(DispatchForm):
    """The desk rules on whose case it is; the reasons are the ruling."""

    comment = None
    ruling = _area(
        _("Reasons of the ruling"),
        _("The units read it. The unit you name cannot give the case back."),
        rows=5,
        most=2000,
    )


class BulkRowForm(forms.Form):
    """One of several cases dispatched at once; an empty unit takes the one chosen for all."""

    lead = UnitField(label=_("Lead unit"), required=False)
    difficulty = forms.ChoiceField(label=_("Difficulty"), choices=Difficulty.choices, initial=Difficulty.GENERAL)


class BulkForm(forms.Form):
    for_all = UnitField(
        label=_("One lead unit for all"), required=False,
        help_text=_("Used for every case below that names no unit of its own."),
    )  # fmt: skip


class JointForm(forms.Form):
    unit = UnitField(label=_("Joint unit"), help_text=_("Type a part of the name and choose."))
    comment = _area(_("What is the unit asked for?"), rows=3, required=False, most=1000)


class ReasonForm(forms.Form):
    reason = _area(_("Reason"), rows=4, most=1000)


# --- Handling --------------------------------------------------------------------------------------------------------
class GiveBackForm(forms.Form):
    basis = _area(_("Basis"), _("The rule or the division of duties by which it is not yours."), rows=4, most=1000)
    proposed_unit = UnitField(label=_("Whose is it, in your view?"), required=False)


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        holders = Membership.objects.in_force().filter(role=Role.HANDLER, unit=unit, user__is_active=True)
        people = User.objects.filter(pk__in=holders.values("user")).order_by("name", "pk")
        self.gone = away(people.values_list("pk", flat=True))
        self.fields["owner"].queryset, self.fields["owner"].choices = people, named(people, self.gone)

    def clean_owner(self):
        """A case is never with somebody who is away."""
        owner = self.cleaned_data["owner"]
        if until := self.gone.get(owner.pk):
            raise ValidationError(
                _("%(name)s is away until %(day)s. Choose somebody who is there."),
                params={"name": owner, "day": bare_day(until)}, code="away",
            )  # fmt: skip
        return owner


class ContactForm(forms.Form):
    text = _area(_("With whom, how, and what was said?"), _("The enterprise reads this record."), rows=4)


class ExtensionForm(forms.Form):
    reason = _area(
        _("Why is more time needed?"), _("The desk reads it, and when it agrees the enterprise too."), rows=4, most=1000
    )


class DecideForm(forms.Form):
    """Yes or no to more time; a no gives its reason."""

    ANSWERS = [("yes", _("grant more time")), ("no", _("the promised date stands"))]
    granted = forms.ChoiceField(label=_("Decision"), choices=ANSWERS, widget=forms.RadioSelect)
    comment = _area(
        _("Reason"), _("The unit reads it. Required when the date stands."), rows=3, required=False, most=1000
    )

    def clean(self):
        data = super().clean()
        if data.get("granted") == "no" and not data.get("comment", "").strip():
            self.add_error("comment", _("Give the reason."))
        data["granted"] = data.get("granted") == "yes"
        return data


class NextDateForm(forms.Form):
    day = forms.DateField(label=_("By when will you reply?"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = _area(_("Why was the date missed?"), _("The enterprise reads it word for word."), rows=4, most=1000)


class QuestionForm(forms.Form):
    text = _area(
        _("What do you need to know?"), _("One question, and what the answer is needed for."), rows=5, most=2000
    )


class FollowUpForm(forms.Form):
    text = _area(
        _("With whom, how, and what was said?"),
        _("Offices read this record, the enterprise does not."),
        rows=5,
        most=2000,
    )


class RecheckForm(forms.Form):
    """Whether it helped in the end, and how that was seen."""

    ANSWERS = [("yes", _("yes, it is solved now")), ("no", _("no, it is still not solved"))]
    helped = forms.ChoiceField(label=_("Did it help?"), choices=ANSWERS, widget=forms.RadioSelect)
    text = _area(
        _("What was found, and how?"), _("Offices read this record, the enterprise does not."), rows=5, most=2000
    )

    def clean_helped(self):
        return self.cleaned_data["helped"] == "yes"


class ProgressForm(forms.Form):
    text = _area(_("What should the enterprise know?"), rows=5)
    files = FilesField()


class NoteForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=None)
    text = _area(_("Note"), _("Only your unit reads it, the enterprise never."), rows=4)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        if len(units) == 1:
            self.fields["unit"].initial = units[0]
            self.fields["unit"].widget = forms.HiddenInput()


class ReplyForm(forms.Form):
    text = _area(_("Reply"), _("What was done, with what result, and what comes next."), rows=9, most=8000)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices, widget=forms.RadioSelect)
    clause = forms.CharField(
        label=_("Clause"), max_length=200, required=False, help_text=_("Required when the outcome is “explained”.")
    )
    files = FilesField()


# --- Rating ----------------------------------------------------------------------------------------------------------
class RatingForm(forms.Form):
    """One unit's reply; a joint unit's may stay empty."""

    level = forms.ChoiceField(label=_("How satisfied are you?"), choices=Satisfaction.choices, widget=forms.RadioSelect)
    solved = forms.ChoiceField(label=_("Is it solved?"), choices=Solved.choices, widget=forms.RadioSelect)
    comment = _area(_("Comment"), rows=3, required=False, most=1000)

    def __init__(self, *args, handling, **kwargs):
        super().__init__(*args, **kwargs)
        self.handling = handling
        self.empty_permitted = not handling.is_lead
        self.use_required_attribute = False


class ReopenForm(forms.Form):
    reason = _area(_("What is still missing?"), rows=5, most=1000)


# --- Lists -----------------------------------------------------------------------------------------------------------
class SavedViewForm(forms.ModelForm):
    """The name of a filter that one keeps for oneself."""

    class Meta:
        model = SavedView
        fields = ["name"]
        help_texts = {"name": _("Only you see it. A view of the same name is replaced.")}
