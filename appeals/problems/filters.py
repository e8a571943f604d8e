import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Category
from .enums import HigherLevel, ProblemState
from .models import PassedUp, Problem, PublishedAnswer


class AnswerFilter(django_filters.FilterSet):
    """Search among the published answers."""

    q = django_filters.CharFilter(label=_("Words"), method="search")
    category = django_filters.ModelChoiceFilter(
        label=_("Category"), queryset=Category.objects.all(), method="in_category", empty_label=_("All")
    )

    class Meta:
        model = PublishedAnswer
        fields = []

    def search(self, queryset, name, value):
        value = value.strip()
        return queryset.filter(Q(question__icontains=value) | Q(answer__icontains=value))

    def in_category(self, queryset, name, value):
        return queryset.filter(Q(category=value) | Q(category__parent=value))


class ProblemFilter(django_filters.FilterSet):
    """Search among the common problems."""

    q = django_filters.CharFilter(label=_("Words or number"), method="search")
    state = django_filters.ChoiceFilter(label=_("State"), choices=ProblemState.choices, empty_label=_("All"))

    class Meta:
        model = Problem
        fields = []

    def search(self, queryset, name, value):
        value = value.strip()
        words = Q(title__icontains=value) | Q(cause__icontains=value) | Q(number__iexact=value)
        return queryset.filter(words | Q(lead_unit__name__icontains=value))


class PassedUpFilter(django_filters.FilterSet):
    """Which of the cases passed up."""

    q = django_filters.CharFilter(label=_("Case, body or number"), method="search")
    level = django_filters.ChoiceFilter(label=_("Higher level"), choices=HigherLevel.choices, empty_label=_("All"))
    answer = django_filters.ChoiceFilter(
        label=_("Answer"), choices=[("waiting", _("awaited")), ("late", _("overdue")), ("there", _("there"))],
        method="by_answer", empty_label=_("All"),
    )  # fmt: skip

    class Meta:
        model = PassedUp
        fields = []

    def search(self, queryset, name, value):
        value = value.strip()
        words = Q(body__icontains=value) | Q(number_there__icontains=value) | Q(appeal__number__iexact=value)
        return queryset.filter(words | Q(appeal__title__icontains=value))

    def by_answer(self, queryset, name, value):
        if value == "there":
            return queryset.filter(answered_on__isnull=False)
        waiting = queryset.filter(answered_on=None)
        return waiting if value == "waiting" else waiting.filter(awaited_until__lt=timezone.localdate())
