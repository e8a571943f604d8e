from django.db import models
from django.utils.translation import gettext_lazy as _


class TownKind(models.TextChoices):
    STREET = "street", _("street")
    TOWN = "town", _("town")
    TOWNSHIP = "township", _("township")
    PARK = "park", _("park or farm")
