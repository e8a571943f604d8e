import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enterprises.enums import Level
from enterprises.models import Enterprise
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.accounts.permissions import unit_ids
from portal.common.querysets import containing, is_any_of
from portal.places.models import District

from . import tabs
from .enums import AppealState, Channel
from .models import Appeal, Category

#: What each role filters by, in the order of the bar; the enterprise is chosen on its own page.
FIELDS = {
    Role.CONTACT: ["q", "category", "state"],
    Role.STEWARD: ["q", "category", "state", "overdue"],
    Role.LIAISON: ["q", "category", "state"],
    Role.GENERAL: ["q", "category", "state", "overdue"],
    Role.DISPATCHER: ["q", "category", "district", "channel", "level", "unit"],
    Role.HANDLER: ["q", "category", "owner", "overdue"],
    Role.DISTRICT: ["q", "category", "unit", "level", "state", "overdue"],
}
ALL = ["q", "category", "district", "unit", "channel", "level", "state", "overdue"]


class AppealFilter(django_filters.FilterSet):
    """The visible bar above a list; each role has the fields it works with."""

    q = django_filters.CharFilter(label=_("Title, number or enterprise"), method="search")
    category = django_filters.ModelChoiceFilter(
        label=_("Category"), queryset=Category.objects.all(), method="in_category", empty_label=_("All")
    )
    district = django_filters.ModelChoiceFilter(
        label=_("District"), field_name="enterprise__service_district", queryset=District.objects.all(),
        empty_label=_("All"),
    )  # fmt: skip
    unit = django_filters.CharFilter(label=_("Handling unit"), method="in_unit")
    owner = django_filters.ModelChoiceFilter(
        label=_("Owner"), queryset=User.objects.none(), method="of_owner", empty_label=_("All")
    )
    channel = django_filters.ChoiceFilter(label=_("Channel"), choices=Channel.choices, empty_label=_("All"))
    level = django_filters.ChoiceFilter(
        label=_("Level"), choices=[*Level.choices, ("none", _("off the roster"))], method="of_level",
        empty_label=_("All"),
    )  # fmt: skip
    state = django_filters.ChoiceFilter(label=_("State"), choices=AppealState.choices, empty_label=_("All"))
    overdue = django_filters.ChoiceFilter(
        label=_("Time"), choices=[("yes", _("Overdue"))], method="is_overdue", empty_label=_("All")
    )
    enterprise = django_filters.CharFilter(field_name="enterprise__uscc", widget=forms.HiddenInput)

    class Meta:
        model = Appeal
        fields = []

    def __init__(self, *args, role, user, **kwargs):
        super().__init__(*args, **kwargs)
        wanted = [*FIELDS.get(role, ALL), *(["enterprise"] if self.data.get("enterprise") else [])]
        self.filters = {name: self.filters[name] for name in wanted}
        if "category" in self.filters:
            self.filters["category"].field.label_from_instance = _indented
        if "owner" in self.filters:
            colleagues = User.objects.filter(
                memberships__role=Role.HANDLER, memberships__unit__in=unit_ids(user, Role.HANDLER)
            )
            self.filters["owner"].queryset = colleagues.distinct()

    def search(self, queryset, name, value):
        value = value.strip()
        firms = Enterprise.objects.filter(containing("name", value)).values("pk")
        match = containing("title", value) | is_any_of("enterprise", firms)
        return queryset.filter(match | Q(number__iendswith=value) if value.isascii() else match)

    def in_category(self, queryset, name, value):
        return queryset.filter(Q(category=value) | Q(category__parent=value))

    def in_unit(self, queryset, name, value):
        units = Q(handlings__unit__name__icontains=value.strip()) | Q(handlings__unit__code__iexact=value.strip())
        return queryset.filter(pk__in=Appeal.objects.filter(units).values("pk"))

    def of_owner(self, queryset, name, value):
        return queryset.filter(pk__in=Appeal.objects.filter(handlings__owner=value).values("pk"))

    def of_level(self, queryset, name, value):
        return queryset.filter(enterprise__level="" if value == "none" else value)

    def is_overdue(self, queryset, name, value):
        return queryset.filter(tabs.overdue())


def _indented(category):
    return f"\u3000{category}" if category.parent_id else str(category)
