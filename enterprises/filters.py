import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Unit
from portal.common import hooks
from portal.places.models import District, Town

from .enums import IndustryLevel, Level, Size
from .models import Enterprise, Industry

#: Answers to "level" that are no level themselves.
ROSTER = [("key", _("on the roster")), ("none", _("off the roster"))]


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
    level = django_filters.ChoiceFilter(label=_("Level"), choices=[*Level.choices, *ROSTER], method="of_level")
    size = django_filters.ChoiceFilter(label=_("Size"), choices=Size.choices)
    unit = django_filters.CharFilter(label=_("Local unit"), method="of_units_called")
    tag = django_filters.CharFilter(label=_("Tag"), method="with_tag")
    steward = django_filters.CharFilter(label=_("Steward or staff number"), method="of_steward")
    unserved = django_filters.BooleanFilter(
        label=_("Without steward"), method="without_steward", widget=forms.CheckboxInput
    )

    local = django_filters.CharFilter(label=_("Code of the unit"), method="of_unit")

    class Meta:
        model = Enterprise
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        district = self.data.get("district", "")
        if district.isalnum():
            self.filters["town"].queryset = Town.objects.filter(district=district)
        else:
            del self.filters["town"]
        if not self.data.get("local"):
            del self.filters["local"]

    def search(self, queryset, name, value):
        return queryset.search(value)

    def in_town(self, queryset, name, value):
        return queryset.filter(Q(registered_town=value) | Q(operating_town=value))

    def of_units_called(self, queryset, name, value):
        """By a part of the unit's name; the name of a merged unit finds what the other one has taken over."""
        merged = Q(local_unit__in=Unit.objects.filter(merged_from__name__icontains=value))
        return queryset.filter(Q(local_unit__name__icontains=value) | merged)

    def of_unit(self, queryset, name, value):
        """The local unit by its code, or those without one: what a figure of the capacity page opens."""
        return queryset.filter(local_unit=None) if value == "none" else queryset.filter(local_unit__code=value)

    def in_industry(self, queryset, name, value):
        return queryset.filter(industry__code__startswith=value.code)

    def of_level(self, queryset, name, value):
        if value == "key":
            return queryset.key()
        return queryset.filter(level="" if value == "none" else value)

    def with_tag(self, queryset, name, value):
        return queryset.filter(tags__contains=[value.strip()])

    def of_steward(self, queryset, name, value):
        value = value.strip()
        return queryset.served_by(value, hooks.steward_people(value))

    def without_steward(self, queryset, name, value):
        return queryset.unserved() if value else queryset
