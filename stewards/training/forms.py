"""What people write: the shape of the input only; who may and whether possible now stand elsewhere."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Membership, User

from .enums import Audience, CourseKind
from .models.session import MOST_PLACES
from .querysets import LEADING, SERVING

#: Options of a question, and how many questions a course has at most.
OPTIONS, MOST_QUESTIONS = "ABCD", 20


def _date():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _moment():
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class CourseForm(forms.Form):
    """What a course says, and for whom it is required."""

    kind = forms.ChoiceField(label=_("Kind"), choices=CourseKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=80)
    summary = forms.CharField(label=_("Summary"), max_length=300, help_text=_("One or two sentences for the list."))
    text = forms.CharField(
        label=_("Text"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("What is read; for a lecture or a visit, what it is about."),
    )  # fmt: skip
    link = forms.URLField(label=_("Link to the video or the material"), required=False, assume_scheme="https")
    required_for = forms.MultipleChoiceField(
        label=_("Required for"), choices=Audience.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    due_days = forms.IntegerField(
        label=_("Working days after entry"), min_value=1, max_value=250, required=False,
        help_text=_("For those who serve already: after the course is published."),
    )  # fmt: skip
    due_on = forms.DateField(label=_("Or until"), required=False, widget=_date())
    pass_mark = forms.IntegerField(label=_("Pass mark"), min_value=1, max_value=100, initial=80,
                                   help_text=_("Out of 100."))  # fmt: skip

    def clean(self):
        data = super().clean()
        limits = [data.get("due_days"), data.get("due_on")]
        if data.get("required_for") and not {"due_days", "due_on"} & set(self.errors) and sum(map(bool, limits)) != 1:
            self.add_error(
                "due_days", _("A required course is due within working days or by a date: fill in one.")
            )  # fmt: skip
        return data


class QuestionForm(forms.Form):
    """One question with two to four options; without a text it is left out."""

    text = forms.CharField(label=_("Question"), max_length=300, required=False)
    a = forms.CharField(label=_("Answer A"), max_length=200, required=False)
    b = forms.CharField(label=_("Answer B"), max_length=200, required=False)
    c = forms.CharField(label=_("Answer C"), max_length=200, required=False)
    d = forms.CharField(label=_("Answer D"), max_length=200, required=False)
    right = forms.ChoiceField(
        label=_("Right answer"), choices=[("", "—"), *((sign.lower(), sign) for sign in OPTIONS)], required=False
    )

    def clean(self):
        data = super().clean()
        if not data.get("text"):
            return data
        if not (data.get("a") and data.get("b")):
            self.add_error("a", _("A question has at least two answers."))
        if data.get("d") and not data.get("c"):
            self.add_error("c", _("Fill in the answers without a gap."))
        if not data.get(data.get("right") or "none"):
            self.add_error("right", _("Choose one of the answers."))
        return data

    def question(self):
        """The question as the course keeps it, or None for an empty form."""
        data = self.cleaned_data
        if not data.get("text"):
            return None
        options = [data[sign.lower()] for sign in OPTIONS if data.get(sign.lower())]
        return {"text": data["text"], "options": options, "right": OPTIONS.lower().index(data["right"])}


QuestionFormSet = forms.formset_factory(QuestionForm, extra=3, max_num=MOST_QUESTIONS, validate_max=True)


def as_typed(question):
    """A stored question as the form shows it."""
    shown = {sign.lower(): text for sign, text in zip(OPTIONS, question["options"], strict=False)}
    return {"text": question["text"], "right": OPTIONS[question["right"]].lower(), **shown}


class PersonField(forms.CharField):
    """Somebody who serves or leads, by name or user name; cleaned to a person."""

    def clean(self, value):
        text = super().clean(value)
        serving = Membership.objects.in_force().filter(role__in=[*SERVING, *LEADING])
        people = User.objects.filter(is_active=True, pk__in=serving.values("user"))
        found = list(people.filter(Q(username__iexact=text) | Q(name=text)).order_by("username")[:6])
        if not found:
            raise ValidationError(
                _("Nobody who serves or leads is called “%(text)s”."), params={"text": text}, code="unknown"
            )
        if len(found) > 1:
            names = "; ".join(f"{one.name} {one.username}" for one in found[:5])
            raise ValidationError(
                _("Several people are called so. Write the user name: %(names)s"), params={"names": names},
                code="several",
            )  # fmt: skip
        return found[0]


class SessionForm(forms.Form):
    """When and where a course is given, and for how many."""

    begins_at = forms.DateTimeField(label=_("Begins"), widget=_moment())
    ends_at = forms.DateTimeField(label=_("Ends"), widget=_moment())
    venue = forms.CharField(label=_("Place"), max_length=120, required=False)
    link = forms.URLField(label=_("Link, for those who join online"), required=False, assume_scheme="https")
    places = forms.IntegerField(label=_("Number of places"), min_value=1, max_value=MOST_PLACES, initial=40)
    leader = PersonField(
        label=_("Who runs it"), max_length=60, help_text=_("Name or user name; this person shows the code.")
    )

    def clean(self):
        data = super().clean()
        if data.get("begins_at") and data.get("ends_at") and data["ends_at"] <= data["begins_at"]:
            self.add_error("ends_at", _("The end cannot lie before the beginning."))
        if not data.get("venue") and not data.get("link") and "link" not in self.errors:
            self.add_error("venue", _("Say where it takes place, or give a link."))
        return data


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Everybody enrolled reads it."))


class AnswerForm(forms.Form):
    """The questions of a course, one answer each."""

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        for number, question in enumerate(questions):
            self.fields[f"q{number}"] = forms.TypedChoiceField(
                label=f"{number + 1}. {question['text']}", choices=list(enumerate(question["options"])), coerce=int,
                widget=forms.RadioSelect,
            )  # fmt: skip

    def answers(self):
        return [self.cleaned_data[name] for name in self.fields]
