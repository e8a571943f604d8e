import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Membership
from portal.places.models import District

from .coverage import late


class ProgressFilter(django_filters.FilterSet):
    """Filters of those who have to finish one course."""

    course = django_filters.ChoiceFilter(label=_("Course"), method="as_it_is", empty_label=None)
    state = django_filters.ChoiceFilter(
        label=_("State"), method="in_state", empty_label=_("All"),
        choices=[("open", _("not finished")), ("late", _("late")), ("done", _("finished"))],
    )  # fmt: skip
    q = django_filters.CharFilter(label=_("Name or staff number"), method="search")
    district = django_filters.ModelChoiceFilter(
        label=_("District"), field_name="unit__district", queryset=District.objects.all()
    )
    unit = django_filters.CharFilter(label=_("Local unit"), field_name="unit__name", lookup_expr="icontains")

    class Meta:
        model = Membership
        fields = []

    def __init__(self, *args, course, courses, **kwargs):
        super().__init__(*args, **kwargs)
        self.of = course
        self.filters["course"].extra["choices"] = [(one.pk, one.title) for one in courses]

    def as_it_is(self, queryset, name, value):
        return queryset

    def in_state(self, queryset, name, value):
        if value == "late":
            return late(queryset, self.of)
        return queryset.filter(certificate__isnull=value == "open")

    def search(self, queryset, name, value):
        value = value.strip()
        return queryset.filter(Q(user__name__icontains=value) | Q(user__steward__staff_no__iexact=value))
