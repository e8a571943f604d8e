from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import connection, models
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.common.history import PERSONAL, history
from portal.places.models import District, Town

from .enums import Language, Role, UnitKind
from .querysets import AbsenceQuerySet, MembershipQuerySet, UnitQuerySet, UserManager


class User(AbstractUser):
    """A person with an account. Phone and e-mail are personal data and stay out of history."""

    first_name = None
    last_name = None
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=60)
    phone = models.CharField(_("telephone"), max_length=20, blank=True, db_index=True)
    language = models.CharField(_("language"), max_length=10, choices=Language, blank=True)
    activated_at = models.DateTimeField(_("activated at"), null=True, blank=True)
    is_demo = models.BooleanField(_("demo data"), default=False)

    REQUIRED_FIELDS = ["name", "email"]
    objects = UserManager()
    history = history(excluded_fields=PERSONAL)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["name"], name="people_by_name")]
        constraints = [
            models.UniqueConstraint(
                Upper("username"),
                name="accounts_user_username_any_case",
                violation_error_message=_("This user name is taken, in whatever case it is written."),
            ),
        ]

    def __str__(self):
        return self.name or self.username

    def save(self, *args, **kwargs):
        """A save of nothing but what stays out of history (a sign-in, a new password) leaves no empty row there."""
        if not set(kwargs.get("update_fields") or ["everything"]) <= set(PERSONAL):
            return super().save(*args, **kwargs)
        self.skip_history_when_saving = True
        try:
            return super().save(*args, **kwargs)
        finally:
            del self.skip_history_when_saving

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @cached_property
    def grants(self):
        """The person's memberships in force today, with their units: one query per request."""
        return list(self.memberships.in_force().for_session()) if self.pk and self.is_active else []


class Unit(models.Model):
    """Any body that takes part: a lead department, a local unit, a department, an institution, the desk."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, related_name="children", verbose_name=_("parent"), null=True, blank=True
    )
    district = models.ForeignKey(
        District, models.PROTECT, related_name="units", verbose_name=_("district"), null=True, blank=True
    )
    town = models.ForeignKey(
        Town, models.PROTECT, related_name="units", verbose_name=_("street, town or park"), null=True, blank=True
    )
    is_active = models.BooleanField(_("active"), default=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="merged_from", verbose_name=_("merged into"), null=True, blank=True
    )

    objects = UnitQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["town"],
                condition=models.Q(kind=UnitKind.LOCAL_UNIT, is_active=True),
                name="accounts_unit_one_local_unit_per_town",
                violation_error_message=_("This street, town or park already has a local unit."),
            ),
            models.CheckConstraint(
                condition=~models.Q(pk=models.F("parent")),
                name="accounts_unit_not_its_own_parent",
                violation_error_message=_("A unit cannot stand below itself."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=UnitKind.LOCAL_UNIT) | models.Q(district__isnull=False),
                name="accounts_unit_local_unit_has_district",
                violation_error_message=_("A local unit belongs to a district."),
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | models.Q(is_active=False),
                name="accounts_unit_merged_is_closed",
                violation_error_message=_("A unit that was merged into another is closed."),
            ),
        ]

    def __str__(self):
        return (self.name_en if (get_language() or "").startswith("en") else "") or self.name

    def get_absolute_url(self):
        """The unit's page, which also says where it went when it was merged."""
        return reverse("accounts:unit", args=[self.code])

    @property
    def successor(self):
        """The unit that does its work now: itself while it is active, else the one it was merged into, or None."""
        unit = self
        while unit is not None and not unit.is_active:
            unit = unit.merged_into
        return unit

    @staticmethod
    def subtree_ids(unit_ids):
        """Return the ids of these units and of everything below them, at any depth (one recursive query)."""
        sql = """
            WITH RECURSIVE tree AS (
                SELECT id FROM accounts_unit WHERE id = ANY(%s)
                UNION SELECT child.id FROM accounts_unit child JOIN tree ON child.parent_id = tree.id
            ) SELECT id FROM tree
        """
        with connection.cursor() as cursor:
            cursor.execute(sql, [list(unit_ids)])
            return [row[0] for row in cursor.fetchall()]


class Membership(models.Model):
    """A person's role in a unit, from a day until a day (both included)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="memberships", verbose_name=_("unit"), null=True, blank=True
    )
    started_on = models.DateField(_("from"), default=timezone.localdate)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=models.Q(ended_on=None),
                nulls_distinct=False,
                name="accounts_membership_open_once",
                violation_error_message=_("This person already has this role in this unit."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
                name="accounts_membership_ends_after_start",
                violation_error_message=_("The end cannot lie before the beginning."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=[Role.CONTACT, Role.LEADER, Role.ADMIN]) | models.Q(unit__isnull=False),
                name="accounts_membership_role_has_unit",
                violation_error_message=_("This role needs a unit."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values),
                name="accounts_membership_role_known",
                violation_error_message=_("This role does not exist."),
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()} · {self.unit}" if self.unit else self.get_role_display()


class Absence(models.Model):
    """Days on which a person is away, both included; shown wherever somebody would wait for the person.

    One that never began is cancelled, not deleted. ``deputy``, of the same unit, has the person's cases meanwhile:
    whose they are today is asked of these rows, so nothing has to be given back.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="absences", verbose_name=_("person"))
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"))
    note = models.CharField(_("note"), max_length=100, blank=True)
    deputy = models.ForeignKey(
        User, models.PROTECT, related_name="standing_in", verbose_name=_("stands in"), null=True, blank=True
    )
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()
    history = history()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["started_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on__gte=models.F("started_on")),
                name="accounts_absence_ends_after_start",
                violation_error_message=_("The end cannot lie before the beginning."),
            ),
            models.CheckConstraint(
                condition=~models.Q(deputy=models.F("user")),
                name="accounts_absence_deputy_is_another",
                violation_error_message=_("Nobody stands in for himself."),
            ),
            ExclusionConstraint(
                name="accounts_absence_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (models.Func("started_on", "ended_on", models.Value("[]"), function="daterange"),
                     RangeOperators.OVERLAPS),
                ],
                condition=models.Q(cancelled_at=None),
                violation_error_message=_("This person is away on some of these days already."),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.user} · {self.started_on}–{self.ended_on}"
