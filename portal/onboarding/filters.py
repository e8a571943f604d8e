import django_filters
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User

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
        """How many stand in each tab: one query."""
        found = self.queryset.order_by().aggregate(
            active=Count("pk", filter=Q(activated_at__isnull=False)), all=Count("pk")
        )
        return {**found, "waiting": found["all"] - found["active"]}
