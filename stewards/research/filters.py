import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.models import Enterprise

from .enums import ResearchState
from .models import ResearchStop, ResearchVisit


class ResearchFilter(django_filters.FilterSet):
    """Filters of the research visits; ``enterprise`` (a code) comes from the page of the enterprise."""

    q = django_filters.CharFilter(label=_("Leader, purpose or enterprise"), method="search")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ResearchState.choices, empty_label=_("All"))
    since = django_filters.DateFilter(
        label=_("From"), field_name="starts_at", lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    until = django_filters.DateFilter(
        label=_("Until"), field_name="starts_at", lookup_expr="date__lte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    enterprise = django_filters.CharFilter(method="to_enterprise", widget=forms.HiddenInput)

    class Meta:
        model = ResearchVisit
        fields = []

    def search(self, queryset, name, value):
        value = value.strip()
        stops = ResearchStop.objects.filter(enterprise__name__icontains=value).values("research_visit")
        led = Q(leader__name__icontains=value) | Q(leader_name__icontains=value)
        return queryset.filter(led | Q(purpose__icontains=value) | Q(pk__in=stops))

    def to_enterprise(self, queryset, name, value):
        stops = ResearchStop.objects.filter(enterprise__uscc=value.upper()).values("research_visit")
        return queryset.filter(pk__in=stops)


class LedgerFilter(django_filters.FilterSet):
    """Which enterprises of the ledger, and of which month it tells."""

    q = django_filters.CharFilter(label=_("Enterprise or code"), method="search")
    month = django_filters.CharFilter(
        label=_("Month"), method="as_it_is", widget=forms.TextInput(attrs={"type": "month"})
    )
    unit = django_filters.CharFilter(label=_("Local unit"), field_name="local_unit__name", lookup_expr="icontains")

    class Meta:
        model = Enterprise
        fields = []

    def search(self, queryset, name, value):
        return queryset.search(value)

    def as_it_is(self, queryset, name, value):
        """The month chooses what is counted, not whom."""
        return queryset
