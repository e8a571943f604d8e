import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.common.counting import MOST, bounded_counts

#: The tabs of the list, the first one for whoever asks for none.
STATES = {"waiting": _("Not activated"), "active": _("Activated"), "all": _("All")}


class PeopleFilter(django_filters.FilterSet):
    """A search by name or number within a tab of :data:`STATES`."""

    q = django_filters.CharFilter(label=_("Name or telephone number"), method="search")

    class Meta:
        model = User
        fields = []

    @property
    def state(self):
        asked = self.data.get("state", "") if self.data else ""
        return asked if asked in STATES else "waiting"

    def filter_queryset(self, queryset):
        found = super().filter_queryset(queryset)
        return found if self.state == "all" else found.filter(activated_at__isnull=self.state == "waiting")

    def search(self, queryset, name, value):
        value = value.strip()
        return queryset.filter(Q(name__icontains=value) | Q(phone=value) | Q(username__iexact=value))

    def counts(self):
        """How many stand in each tab, up to a bound: one query."""
        rows = self.queryset
        return bounded_counts(
            {
                "waiting": rows.filter(activated_at=None),
                "active": rows.filter(activated_at__isnull=False),
                "all": rows,
            },
            bound=MOST,
        )
