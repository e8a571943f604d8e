from dataclasses import dataclass, field
from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise
from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.accounts.permissions import unit_ids
from portal.common.templatetags.words import day_bare
from portal.common.workdays import SHANGHAI
from stewards.burden import reached
from stewards.forms.visits import LISTED, PROMISES, EnterpriseField, PromiseForm, SaidForm
from stewards.models import Visit

from . import permissions

#: How many enterprises one research visit takes at most, and how many colleagues a list offers.
MOST_STOPS, COLLEAGUES = 6, 40
#: Whom a plan names by account: who leads. Stewards come with their enterprises, without being named.
LEADERS = (Role.LEADER, Role.CITY, Role.DISTRICT)
COMPANY = (Role.GENERAL, Role.LIAISON, Role.DISTRICT, Role.CITY)

Promises = formset_factory(PromiseForm, extra=PROMISES, max_num=PROMISES, validate_max=True)


def _time():
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def _date():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def people_with(*roles, units=None):
    """Active people who hold one of the roles today, in one of ``units`` where given."""
    rows = Membership.objects.in_force().filter(role__in=roles)
    rows = rows if units is None else rows.filter(unit__in=units)
    return User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by("name", "pk")


class PlanForm(forms.Form):
    """What a research visit is about: when, who leads it, why, where it begins and who accompanies."""

    purpose = forms.CharField(
        label=_("Purpose"), max_length=300, help_text=_("What the leader wants to learn, in one sentence.")
    )
    day = forms.DateField(label=_("Day"), widget=_date())
    starts = forms.TimeField(label=_("Begins"), widget=_time())
    ends = forms.TimeField(label=_("Ends"), widget=_time())
    leader = forms.ModelChoiceField(
        User.objects.none(), label=_("Leader"), required=False, empty_label=_("Somebody without an account")
    )
    leader_name = forms.CharField(
        label=_("Name of the leader"), max_length=60, required=False, help_text=_("For somebody without an account.")
    )
    leader_office = forms.CharField(label=_("Office of the leader"), max_length=100, required=False)
    meeting_point = forms.CharField(label=_("Meeting point"), max_length=200, required=False)
    companions = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Who accompanies?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("The stewards of the enterprises take part without being named here."),
    )  # fmt: skip
    others = forms.CharField(
        label=_("Who else accompanies?"), max_length=300, required=False,
        help_text=_("Names and offices of people without an account."),
    )  # fmt: skip

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = people_with(*LEADERS)
        units = unit_ids(user, Role.GENERAL, Role.DISTRICT, Role.CITY)
        near = people_with(*COMPANY, units=units).exclude(pk=user.pk).values("pk")[:COLLEAGUES]
        chosen = [one.pk for one in self.initial.get("companions", ())]
        company = User.objects.filter(pk__in=[*chosen, *(row["pk"] for row in near)]).order_by("name", "pk")
        self.fields["companions"].queryset = company
        if not company:
            del self.fields["companions"]

    def clean(self):
        data = super().clean()
        if not data.get("leader") and not data.get("leader_name") and "leader" not in self.errors:
            self.add_error("leader_name", _("Say which leader goes."))
        if data.get("leader") and data.get("leader_name"):
            self.add_error("leader_name", _("Choose an account or write a name, not both."))
        if data.get("starts") and data.get("ends") and data["ends"] <= data["starts"]:
            self.add_error("ends", _("The end lies after the beginning."))
        return data

    @property
    def said(self):
        """What the workflow takes, of a valid form."""
        data = dict(self.cleaned_data)
        day, starts, ends = data.pop("day"), data.pop("starts"), data.pop("ends")
        data.setdefault("companions", [])
        return data | {"starts_at": instant(day, starts), "ends_at": instant(day, ends)}


def instant(day, clock):
    """The moment of a time of day in Shanghai."""
    return datetime.combine(day, clock, SHANGHAI)


@dataclass
class Offer:
    """The enterprises for which a person plans: a list with what reached each, or a search where they are many."""

    enterprises: object
    few: dict = field(default_factory=dict)
    choices: list = field(default_factory=list)

    @classmethod
    def to(cls, user):
        enterprises = permissions.plannable(user, Enterprise.objects.visible_to(user))
        few = {one.uscc: one for one in enterprises.order_by("name", "pk")[: LISTED + 1]}
        if len(few) > LISTED:
            return cls(enterprises)
        counts = reached([one.pk for one in few.values()])
        choices = [(code, f"{one.name} · {times(counts[one.pk].total)}") for code, one in few.items()]
        return cls(enterprises, few, [("", _("No enterprise")), *choices])

    def find(self, code):
        """The enterprise with this code among those offered, or None."""
        return self.few.get(code) or self.enterprises.filter(uscc=code.upper()).first()

    @property
    def field(self):
        """The field of a form in which one of them is chosen."""
        if self.choices:
            return OfferedField(self.few, label=_("Enterprise"), choices=self.choices, required=False)
        found = OptionalEnterpriseField(
            label=_("Enterprise"), required=False, help_text=_("Its name, a part of it, or its code.")
        )
        found.enterprises = self.enterprises
        return found


def times(count):
    """ "3 times this month" """
    return ngettext("%(count)s time this month", "%(count)s times this month", count) % {"count": count}


class OfferedField(forms.ChoiceField):
    """One of the few enterprises that are offered; cleaned to it, or to None."""

    def __init__(self, few, **options):
        super().__init__(**options)
        self.few = few

    def clean(self, value):
        return self.few.get(super().clean(value))


class OptionalEnterpriseField(EnterpriseField):
    """An enterprise by its name or code, or nothing."""

    def clean(self, value):
        return super().clean(value) if (value or "").strip() else None


class StopForm(forms.Form):
    """One stop: the enterprise and when; both or neither."""

    at = forms.TimeField(label=_("When?"), required=False, widget=_time())
    field_order = ("enterprise", "at")

    def __init__(self, *args, offer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enterprise"] = offer.field
        self.order_fields(self.field_order)

    def clean(self):
        data = super().clean()
        if data.get("enterprise") and not data.get("at") and "at" not in self.errors:
            self.add_error("at", _("Say when."))
        if data.get("at") and not data.get("enterprise") and "enterprise" not in self.errors:
            self.add_error("enterprise", _("Say which enterprise."))
        return data


class BaseStops(BaseFormSet):
    """The stops of a plan: at least one, each enterprise once."""

    def clean(self):
        if any(self.errors):
            return
        firms = [one for one, _at in self.pairs]
        if not firms:
            raise ValidationError(gettext("Name at least one enterprise."), code="empty")
        if len(set(firms)) < len(firms):
            raise ValidationError(gettext("An enterprise stands in the plan once."), code="twice")

    @property
    def pairs(self):
        """``[(enterprise, time of day)]`` of the rows that are filled in."""
        rows = [row for row in self.cleaned_data if row.get("enterprise")]
        return [(row["enterprise"], row["at"]) for row in rows]


def stops_form(data, offer, initial):
    """The stops as a formset of :data:`MOST_STOPS` rows, the first of them filled from ``initial``."""
    kind = formset_factory(
        StopForm, formset=BaseStops, extra=MOST_STOPS - len(initial), max_num=MOST_STOPS, validate_max=True
    )
    return kind(data, initial=initial, prefix="stop", form_kwargs={"offer": offer})


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why does it not take place?"), max_length=300,
                             help_text=_("Everybody who is told reads it, the enterprises too."))  # fmt: skip


class RecordForm(SaidForm):
    """What came of a stop, and until when somebody returns to the enterprise (guideline art. 5.1)."""

    mode = None
    revisit_on = forms.DateField(
        label=_("Revisit by"), required=False, widget=_date(),
        help_text=_("The day by which somebody returns; it stands among what is due from a week before."),
    )  # fmt: skip
    client_id = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("happened_at", "people", "topics", "heard", "explained", "revisit_on")

    def clean_revisit_on(self):
        day = self.cleaned_data["revisit_on"]
        if day and day < timezone.localdate():
            raise ValidationError(_("This day lies in the past."), code="past")
        return day


class RevisitForm(forms.Form):
    """Which later visit was the revisit."""

    visit = forms.ModelChoiceField(Visit.objects.none(), label=_("Later visit"), empty_label=_("Choose a visit"))

    def __init__(self, *args, visits, **kwargs):
        super().__init__(*args, **kwargs)
        choice = self.fields["visit"]
        choice.queryset = visits
        choice.label_from_instance = lambda one: " · ".join(
            [day_bare(one.happened_at), str(one.get_mode_display()), one.author.name]
        )
