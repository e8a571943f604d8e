import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.places.models import District, Town

from .enums import IndustryLevel, Level, Size
from .models import Enterprise, Industry


class EnterpriseFilter(django_filters.FilterSet):
    """Filters of the registry; the street is chosen within the district."""

    q = django_filters.CharFilter(label=_("Name, code or pinyin initials"), method="search")
    district = django_filters.ModelChoiceFilter(
        label=_("District"), field_name="service_district", queryset=District.objects.all()
    )
    town = django_filters.ModelChoiceFilter(label=_("Street"), queryset=Town.objects.none(), method="in_town")
    industry = django_filters.ModelChoiceFilter(
        label=_("Industry"), queryset=Industry.objects.filter(level=IndustryLevel.SECTION), method="in_industry"
    )
    level = django_filters.ChoiceFilter(label=_("Level"), choices=[*Level.choices, ("none", _("off the roster"))],
                                        method="of_level")  # fmt: skip
    size = django_filters.ChoiceFilter(label=_("Size"), choices=Size.choices)
    tag = django_filters.CharFilter(label=_("Tag"), method="with_tag")
    steward = django_filters.CharFilter(label=_("Steward"), method="of_steward")
    unserved = django_filters.BooleanFilter(
        label=_("Without steward"), method="without_steward", widget=forms.CheckboxInput
    )

    class Meta:
        model = Enterprise
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        district = self.data.get("district")
        if district:
            self.filters["town"].queryset = Town.objects.filter(district=district)
        else:
            del self.filters["town"]

    def search(self, queryset, name, value):
        return queryset.search(value)

    def in_town(self, queryset, name, value):
        return queryset.filter(Q(registered_town=value) | Q(operating_town=value))

    def in_industry(self, queryset, name, value):
        return queryset.filter(industry__code__startswith=value.code)

    def of_level(self, queryset, name, value):
        return queryset.filter(level="" if value == "none" else value)

    def with_tag(self, queryset, name, value):
        return queryset.filter(tags__contains=[value.strip()])

    def of_steward(self, queryset, name, value):
        value = value.strip()
        return queryset.filter(Q(steward_name__icontains=value) | Q(steward_no__iexact=value))

    def without_steward(self, queryset, name, value):
        return queryset.key().filter(steward_name=None) if value else queryset
