import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.places.models import District

from .enums import OrderState, Rule, Station
from .models import SupervisionOrder

_YES = [("yes", _("yes"))]


class OrderFilter(django_filters.FilterSet):
    """Filters of the orders; ``unit`` is part of a name, and the name of a merged unit finds those of its heir."""

    q = django_filters.CharFilter(label=_("Number, case or enterprise"), method="search")
    open = django_filters.ChoiceFilter(label=_("Not over yet"), choices=_YES, method="only_open", empty_label=_("All"))
    overdue = django_filters.ChoiceFilter(label=_("Overdue"), choices=_YES, method="only_overdue", empty_label=_("All"))
    state = django_filters.ChoiceFilter(label=_("state"), choices=OrderState.choices, empty_label=_("All"))
    rule = django_filters.ChoiceFilter(label=_("rule"), choices=Rule.choices, empty_label=_("All"))
    station = django_filters.ChoiceFilter(label=_("level"), choices=Station.choices, empty_label=_("All"))
    unit = django_filters.CharFilter(label=_("Respondent unit"), method="of_unit")
    district = django_filters.ModelChoiceFilter(
        label=_("District"), field_name="appeal__enterprise__service_district", queryset=District.objects.all()
    )

    class Meta:
        model = SupervisionOrder
        fields = []

    def search(self, queryset, name, value):
        value = value.strip()
        of_case = Q(appeal__number__iexact=value) | Q(appeal__title__icontains=value)
        return queryset.filter(Q(number__iexact=value) | of_case | Q(appeal__enterprise__name__icontains=value))

    def only_open(self, queryset, name, value):
        return queryset.open()

    def only_overdue(self, queryset, name, value):
        return queryset.overdue()

    def of_unit(self, queryset, name, value):
        words = ("unit__name", "unit__name_en", "unit__merged_into__name")
        found = Q()
        for word in words:
            found |= Q(**{f"{word}__icontains": value.strip()})
        return queryset.filter(found)
