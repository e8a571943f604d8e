import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Unit
from portal.places.models import District

from .capacity import above, city_mean
from .enums import Evidence, Topic, VisitMode
from .models import Assignment, Steward, Visit
from .models.steward import SLOTS


class StewardFilter(django_filters.FilterSet):
    """Filters of the steward list."""

    q = django_filters.CharFilter(label=_("Name or staff number"), method="search")
    district = django_filters.ModelChoiceFilter(
        label=_("District"), field_name="unit__district", queryset=District.objects.all()
    )
    unit = django_filters.CharFilter(label=_("Local unit"), method="of_units_called")
    room = django_filters.ChoiceFilter(
        label=_("Load"), method="with_room",
        choices=[("free", _("has room")), ("full", _("is full")), ("over", _("over the city's average"))],
    )  # fmt: skip
    at = django_filters.CharFilter(label=_("Code of the unit"), field_name="unit__code")

    class Meta:
        model = Steward
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.data.get("at"):
            del self.filters["at"]

    def of_units_called(self, queryset, name, value):
        """By a part of the unit's name; the name of a merged unit finds the stewards of the one that took it over."""
        merged = Q(unit__in=Unit.objects.filter(merged_from__name__icontains=value))
        return queryset.filter(Q(unit__name__icontains=value) | merged)

    def search(self, queryset, name, value):
        value = value.strip()
        return queryset.filter(Q(user__name__icontains=value) | Q(staff_no__iexact=value))

    def with_room(self, queryset, name, value):
        if value == "over":
            return queryset.filter(load__gte=above(city_mean()))
        return queryset.filter(load__lt=SLOTS) if value == "free" else queryset.filter(load__gte=SLOTS)


class AssignmentFilter(django_filters.FilterSet):
    """Filters of who serves whom; what is in force now unless the reader asks for more."""

    q = django_filters.CharFilter(label=_("Enterprise, steward or staff number"), method="search")
    district = django_filters.ModelChoiceFilter(
        label=_("District"), field_name="steward__unit__district", queryset=District.objects.all()
    )
    unit = django_filters.CharFilter(label=_("Local unit"), field_name="steward__unit__name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=[("ended", _("ended")), ("all", _("in force and ended"))], method="in_state",
        empty_label=_("in force"),
    )  # fmt: skip
    since = django_filters.DateFilter(
        label=_("Changed since"), method="changed_since", widget=forms.DateInput(attrs={"type": "date"})
    )
    at = django_filters.CharFilter(label=_("Code of the unit"), field_name="steward__unit__code")

    class Meta:
        model = Assignment
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.data.get("at"):
            del self.filters["at"]

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.open()

    def search(self, queryset, name, value):
        value = value.strip()
        enterprise = Q(enterprise__name__icontains=value) | Q(enterprise__uscc__startswith=value.upper())
        return queryset.filter(
            enterprise | Q(steward__user__name__icontains=value) | Q(steward__staff_no__iexact=value)
        )

    def in_state(self, queryset, name, value):
        return queryset.exclude(ended_at=None) if value == "ended" else queryset

    def changed_since(self, queryset, name, value):
        return queryset.filter(Q(started_at__date__gte=value) | Q(ended_at__date__gte=value))


class VisitFilter(django_filters.FilterSet):
    """Filters of the visits; ``enterprise`` (a code) comes from the page of the enterprise."""

    q = django_filters.CharFilter(label=_("Enterprise or code"), method="search")
    mode = django_filters.ChoiceFilter(label=_("mode"), choices=VisitMode.choices, empty_label=_("All"))
    topic = django_filters.ChoiceFilter(label=_("topic"), choices=Topic.choices, empty_label=_("All"), method="about")
    evidence = django_filters.ChoiceFilter(
        label=_("evidence"), choices=[*Evidence.choices, ("missing", _("No check-in"))], empty_label=_("All"),
        method="shown_by",
    )  # fmt: skip
    since = django_filters.DateFilter(
        label=_("From"), field_name="happened_at", lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    until = django_filters.DateFilter(
        label=_("Until"), field_name="happened_at", lookup_expr="date__lte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    author = django_filters.CharFilter(label=_("written by"), field_name="author__name", lookup_expr="icontains")
    enterprise = django_filters.CharFilter(field_name="enterprise__uscc", widget=forms.HiddenInput)

    class Meta:
        model = Visit
        fields = []

    def search(self, queryset, name, value):
        value = value.strip()
        return queryset.filter(Q(enterprise__name__icontains=value) | Q(enterprise__uscc__startswith=value.upper()))

    def about(self, queryset, name, value):
        return queryset.filter(topics__contains=[value])

    def shown_by(self, queryset, name, value):
        if value == "missing":
            return queryset.filter(mode=VisitMode.ON_SITE, check_in=None)
        return queryset.filter(check_in__grade=value)
