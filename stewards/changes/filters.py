import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .enums import Kind, State
from .models import Proposal


class ProposalFilter(django_filters.FilterSet):
    """Filters of a unit's own proposals."""

    q = django_filters.CharFilter(label=_("Enterprise, code or steward"), method="search")
    kind = django_filters.ChoiceFilter(label=_("kind"), choices=Kind.choices, empty_label=_("All"))
    state = django_filters.ChoiceFilter(label=_("State"), choices=State.choices, empty_label=_("All"))

    class Meta:
        model = Proposal
        fields = []

    def search(self, queryset, name, value):
        value = value.strip()
        firm = Q(enterprise__name__icontains=value) | Q(enterprise__uscc__startswith=value.upper())
        firm |= Q(other__name__icontains=value)
        people = Q(from_steward__user__name__icontains=value) | Q(to_steward__user__name__icontains=value)
        return queryset.filter(firm | people)


class ApprovalFilter(ProposalFilter):
    """Filters of the queue: what waits for the decision unless the reader asks for more."""

    state = django_filters.ChoiceFilter(
        label=_("State"), method="in_state", empty_label=State.PROPOSED.label,
        choices=[*State.choices[1:], ("all", _("All"))],
    )  # fmt: skip
    unit = django_filters.CharFilter(label=_("Local unit"), field_name="unit__name", lookup_expr="icontains")

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") else found.waiting()

    def in_state(self, queryset, name, value):
        return queryset if value == "all" else queryset.filter(state=value)
