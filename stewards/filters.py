import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.places.models import District

from .models import Steward
from .models.steward import SLOTS


class StewardFilter(django_filters.FilterSet):
    """Filters of the steward list."""

    q = django_filters.CharFilter(label=_("Name or staff number"), method="search")
    district = django_filters.ModelChoiceFilter(
        label=_("District"), field_name="unit__district", queryset=District.objects.all()
    )
    unit = django_filters.CharFilter(label=_("Local unit"), field_name="unit__name", lookup_expr="icontains")
    room = django_filters.ChoiceFilter(
        label=_("Load"), choices=[("free", _("has room")), ("full", _("is full"))], method="with_room"
    )

    class Meta:
        model = Steward
        fields = []

    def search(self, queryset, name, value):
        value = value.strip()
        return queryset.filter(Q(user__name__icontains=value) | Q(staff_no__iexact=value))

    def with_room(self, queryset, name, value):
        return queryset.filter(load__lt=SLOTS) if value == "free" else queryset.filter(load__gte=SLOTS)
