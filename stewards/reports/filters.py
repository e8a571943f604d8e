import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.places.models import District

from .enums import ReportKind, ReportState, Urgency
from .models import Report


class ReportFilter(django_filters.FilterSet):
    """Filters of the reports; ``enterprise`` (a code) comes from the page of the enterprise."""

    q = django_filters.CharFilter(label=_("Words, enterprise or number"), method="search")
    kind = django_filters.ChoiceFilter(label=_("kind"), choices=ReportKind.choices, empty_label=_("All"))
    urgency = django_filters.ChoiceFilter(label=_("urgency"), choices=Urgency.choices, empty_label=_("All"))
    state = django_filters.ChoiceFilter(label=_("state"), choices=ReportState.choices, empty_label=_("All"))
    district = django_filters.ModelChoiceFilter(
        label=_("District"), field_name="enterprise__service_district", queryset=District.objects.all()
    )
    since = django_filters.DateFilter(
        label=_("From"), field_name="happened_on", lookup_expr="gte", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        label=_("Until"), field_name="happened_on", lookup_expr="lte", widget=forms.DateInput(attrs={"type": "date"})
    )
    enterprise = django_filters.CharFilter(field_name="enterprise__uscc", widget=forms.HiddenInput)

    class Meta:
        model = Report
        fields = []

    def search(self, queryset, name, value):
        value = value.strip()
        of_firm = Q(enterprise__name__icontains=value) | Q(enterprise__uscc__startswith=value.upper())
        return queryset.filter(Q(words__icontains=value) | Q(number__iexact=value) | of_firm)
