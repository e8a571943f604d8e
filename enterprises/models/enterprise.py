from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.managers import UserObjectPermissionManager
from guardian.models import UserObjectPermissionBase

from portal.accounts.models import Unit
from portal.common.history import history
from portal.common.querysets import spread
from portal.places.models import District, Town

from ..enums import AccessReason, Datum, IndustryLevel, Level, Ownership, Size, Source
from ..querysets import AccessQuerySet, ContactQuerySet, EnterpriseQuerySet


class Industry(models.Model):
    """A row of GB/T 4754-2017, from section to class. ``code`` carries the section's letter: ``C2651``."""

    code = models.CharField(_("code"), max_length=5, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    level = models.CharField(_("level"), max_length=10, choices=IndustryLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", verbose_name=_("parent"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("industry")
        verbose_name_plural = _("industries")
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} {self.name}"


class Enterprise(models.Model):
    """An enterprise of the registry, known by its unified social credit code (GB 32100).

    Money is in 万元 (ten thousand yuan). A *key enterprise* has a level of package; a firm off the roster has none.
    ``service_district`` is the one district that counts it; ``local_unit`` is the body that answers for it there.
    """

    uscc = models.CharField(_("unified social credit code"), max_length=18, unique=True)
    name = models.CharField(_("name"), max_length=120)
    initials = models.CharField(_("pinyin initials"), max_length=120, blank=True, editable=False)
    level = models.CharField(_("level of the package"), max_length=10, choices=Level, blank=True)
    industry = models.ForeignKey(
        Industry, models.PROTECT, related_name="enterprises", verbose_name=_("industry"), null=True, blank=True
    )
    ownership = models.CharField(_("ownership"), max_length=12, choices=Ownership, blank=True)
    size = models.CharField(_("size class"), max_length=6, choices=Size, blank=True, editable=False)
    tags = ArrayField(models.CharField(max_length=30), verbose_name=_("tags"), default=list, blank=True)

    registered_capital = models.DecimalField(
        _("registered capital (10,000 yuan)"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    revenue = models.DecimalField(_("revenue (10,000 yuan)"), max_digits=16, decimal_places=2, null=True, blank=True)
    assets = models.DecimalField(
        _("total assets (10,000 yuan)"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    founded_on = models.DateField(_("founded on"), null=True, blank=True)

    registered_district = models.ForeignKey(
        District, models.PROTECT, related_name="registered_enterprises", verbose_name=_("district of registration")
    )
    registered_town = models.ForeignKey(
        Town, models.PROTECT, related_name="registered_enterprises", verbose_name=_("street of registration"),
        null=True, blank=True,
    )  # fmt: skip
    registered_address = models.CharField(_("registered address"), max_length=200, blank=True)
    operating_district = models.ForeignKey(
        District, models.PROTECT, related_name="operating_enterprises", verbose_name=_("district of operation"),
        null=True, blank=True,
    )  # fmt: skip
    operating_town = models.ForeignKey(
        Town, models.PROTECT, related_name="operating_enterprises", verbose_name=_("street of operation"),
        null=True, blank=True,
    )  # fmt: skip
    operating_address = models.CharField(_("operating address"), max_length=200, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    datum = models.CharField(_("datum"), max_length=5, choices=Datum, blank=True)

    service_district = models.ForeignKey(
        District, models.PROTECT, related_name="served_enterprises", verbose_name=_("service district")
    )
    local_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="enterprises", verbose_name=_("local unit"), null=True, blank=True
    )

    facts_source = models.CharField(_("source of the facts"), max_length=12, choices=Source, default=Source.ADMIN)
    facts_as_of = models.DateField(_("facts as of"), default=timezone.localdate)
    is_demo = models.BooleanField(_("demo data"), default=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = EnterpriseQuerySet.as_manager()
    history = history(excluded_fields=["initials"], no_db_index=["uscc"])

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        permissions = [
            ("contact_enterprise", "Speak for the enterprise"),
            ("steward_enterprise", "Serve the enterprise as its steward"),
            ("deputy_enterprise", "Serve the enterprise while its steward is away"),
            ("liaison_enterprise", "Write for the steward of the enterprise"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(uscc__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="enterprises_enterprise_uscc_shape",
                violation_error_message=_("A unified social credit code has 18 figures and capital letters."),
            ),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None, datum="")
                | Q(longitude__isnull=False, latitude__isnull=False) & ~Q(datum=""),
                name="enterprises_enterprise_position_whole",
                violation_error_message=_("Longitude, latitude and datum are given together, or none of them."),
            ),
            models.CheckConstraint(
                condition=Q(longitude=None) | Q(longitude__range=(70, 140), latitude__range=(3, 54)),
                name="enterprises_enterprise_position_in_china",
                violation_error_message=_("The position does not lie in China."),
            ),
            models.CheckConstraint(
                condition=(Q(registered_capital=None) | Q(registered_capital__gte=0))
                & (Q(assets=None) | Q(assets__gte=0)),
                name="enterprises_enterprise_money_not_negative",
                violation_error_message=_("Capital and assets are not negative."),
            ),
        ]
        indexes = [
            models.Index(fields=["service_district", "name"], name="enterprises_by_district"),
            models.Index(fields=["local_unit", "name"], name="enterprises_by_unit"),
            models.Index(fields=["name", "id"], name="enterprises_by_name"),
            GinIndex(fields=["tags"], name="enterprises_tags"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="enterprises_name_trgm"),
            GinIndex(spread("name"), name="enterprises_name_spread"),
            GinIndex(OpClass("initials", name="gin_trgm_ops"), name="enterprises_initials_trgm"),
        ]

    def __str__(self):
        return self.name

    @staticmethod
    def access_model():
        """The dated permission rows that stand behind ``visible_to``."""
        return EnterpriseAccess

    @property
    def is_key(self):
        """Whether it stands on the roster of key enterprises."""
        return bool(self.level)


class EnterpriseAccess(UserObjectPermissionBase):
    """A django-guardian permission of one person on one enterprise, with its reason and its end (product rule 4).

    Granted and withdrawn in the transaction of the assignment, cover or contact (``enterprises.access``).
    """

    content_object = models.ForeignKey(Enterprise, models.CASCADE, related_name="access", verbose_name=_("enterprise"))
    reason = models.CharField(_("reason"), max_length=10, choices=AccessReason)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = UserObjectPermissionManager.from_queryset(AccessQuerySet)()

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False
        verbose_name = _("access to an enterprise")
        verbose_name_plural = _("access to enterprises")
        indexes = [models.Index(fields=["user", "content_object"], name="enterprises_access_user")]


class Contact(models.Model):
    """A person who speaks for an enterprise, from a day until a day. Phone and e-mail stand with the person."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="contacts", verbose_name=_("enterprise"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="contact_of", verbose_name=_("person")
    )
    position = models.CharField(_("position"), max_length=60, blank=True)
    is_first = models.BooleanField(_("main contact"), default=False)
    started_on = models.DateField(_("from"), default=timezone.localdate)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = ContactQuerySet.as_manager()
    history = history(excluded_fields=["position"])  # personal data stays out of history (product rule 2)

    class Meta:
        verbose_name = _("enterprise contact")
        verbose_name_plural = _("enterprise contacts")
        ordering = ["-is_first", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "user"],
                condition=Q(ended_on=None),
                name="enterprises_contact_open_once",
                violation_error_message=_("This person is already a contact of this enterprise."),
            ),
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=Q(ended_on=None, is_first=True),
                name="enterprises_contact_one_first",
                violation_error_message=_("The enterprise already has a first contact."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("started_on")),
                name="enterprises_contact_ends_after_start",
                violation_error_message=_("The end cannot lie before the beginning."),
            ),
        ]

    def __str__(self):
        return str(self.user)
