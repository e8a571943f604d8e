"""Who asks to be let in: a firm off the roster (product rule 9), or a further contact of a firm that is known."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Language
from portal.accounts.models import Unit
from portal.common.history import history
from portal.notifications.enums import MailState
from portal.places.models import District, Town

from ..enums import OPEN_REGISTRATION, LetterKind, RegistrationKind, RegistrationState
from ..querysets import LetterQuerySet, LicenceQuerySet, RegistrationQuerySet
from .enterprise import Contact, Enterprise, Industry


def licence_path(instance, filename):
    """Where the file lies: outside the web root, under a random name."""
    return f"registrations/{instance.storage_name[:2]}/{instance.storage_name}"


class Registration(models.Model):
    """What an applicant wrote, who checks it, and what came of it.

    A new firm is checked by the local unit of its street (``unit``), by the district lead where there is none. A
    further contact (``enterprise`` is set from the beginning) is decided by the enterprise's main contact. Telephone,
    e-mail and position are personal data and stay out of history. ``due_at`` is stored when it begins to run.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=RegistrationKind)
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState, default=RegistrationState.SUBMITTED)
    uscc = models.CharField(_("unified social credit code"), max_length=18)
    name = models.CharField(_("name"), max_length=120)
    district = models.ForeignKey(District, models.PROTECT, related_name="registrations", verbose_name=_("district"))
    town = models.ForeignKey(
        Town, models.PROTECT, related_name="registrations", verbose_name=_("street, town or park"),
        null=True, blank=True,
    )  # fmt: skip
    registered_address = models.CharField(_("registered address"), max_length=200, blank=True)
    operating_address = models.CharField(_("operating address"), max_length=200, blank=True)
    industry = models.ForeignKey(
        Industry, models.PROTECT, related_name="registrations", verbose_name=_("industry"), null=True, blank=True
    )

    applicant = models.CharField(_("applicant"), max_length=60)
    position = models.CharField(_("position"), max_length=60, blank=True)
    phone = models.CharField(_("telephone"), max_length=20)
    email = models.EmailField(_("e-mail"))
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.CHINESE)
    consented_at = models.DateTimeField(_("consented at"))

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="registrations", verbose_name=_("local unit"), null=True, blank=True
    )
    submitted_at = models.DateTimeField(_("submitted at"), default=timezone.now)
    due_at = models.DateTimeField(_("due at"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="decided_registrations", verbose_name=_("decided by"),
        null=True, blank=True,
    )  # fmt: skip
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="registrations", verbose_name=_("enterprise"), null=True, blank=True
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="registrations", verbose_name=_("contact"), null=True, blank=True
    )
    is_demo = models.BooleanField(_("demo data"), default=False)

    objects = RegistrationQuerySet.as_manager()
    history = history(excluded_fields=["position", "phone", "email"])

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"],
                condition=Q(kind=RegistrationKind.FIRM, state__in=OPEN_REGISTRATION),
                name="enterprises_registration_open_once",
                violation_error_message=_("A registration of this enterprise is being checked already."),
            ),
            models.UniqueConstraint(
                fields=["uscc", "phone"],
                condition=Q(kind=RegistrationKind.CONTACT, state__in=OPEN_REGISTRATION),
                name="enterprises_registration_contact_once",
                violation_error_message=_("You have asked already; your request waits for the answer."),
            ),
            models.CheckConstraint(
                condition=Q(uscc__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$"),
                name="enterprises_registration_uscc_shape",
                violation_error_message=_("A unified social credit code has 18 figures and capital letters."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_REGISTRATION, decided_at=None)
                | ~Q(state__in=OPEN_REGISTRATION) & Q(decided_at__isnull=False),
                name="enterprises_registration_decided_when_over",
                violation_error_message=_("A registration that is over has the day of its decision, an open one none."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[RegistrationState.RETURNED, RegistrationState.REFUSED]) | ~Q(reason=""),
                name="enterprises_registration_says_why",
                violation_error_message=_("Give the reason."),
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.APPROVED) | Q(enterprise__isnull=False, contact__isnull=False),
                name="enterprises_registration_approved_has_enterprise",
                violation_error_message=_("An approved registration has its enterprise and its contact."),
            ),
            models.CheckConstraint(
                condition=Q(kind=RegistrationKind.FIRM, town__isnull=False)
                | Q(kind=RegistrationKind.CONTACT, enterprise__isnull=False),
                name="enterprises_registration_has_place",
                violation_error_message=_("A new enterprise names its street, a further contact its enterprise."),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state", "due_at"], name="enterprises_reg_by_unit"),
            models.Index(fields=["district", "state", "due_at"], name="enterprises_reg_by_district"),
            models.Index(fields=["enterprise", "state"], name="enterprises_reg_by_firm"),
            models.Index(fields=["phone"], name="enterprises_reg_by_phone"),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"

    @property
    def number(self):
        """The number that people quote: ``ZC-000012``."""
        return f"ZC-{self.pk or 0:06d}"

    @property
    def is_open(self):
        return self.state in OPEN_REGISTRATION

    def get_state(self):
        """The state as a member of its enumeration."""
        return RegistrationState(self.state)


class Licence(models.Model):
    """A checked scan of a business licence. It waits without a registration while the applicant is still writing."""

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="licences", verbose_name=_("registration"), null=True, blank=True
    )
    storage_name = models.CharField(_("storage name"), max_length=40, unique=True)
    file = models.FileField(_("file"), upload_to=licence_path, max_length=120)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("content type"), max_length=80)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now)

    objects = LicenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("business licence")
        verbose_name_plural = _("business licences")
        ordering = ["pk"]

    def __str__(self):
        return self.name


class Letter(models.Model):
    """One mail to an applicant, who has no account and so no inbox: a row of an outbox like that of notifications.

    Sent at least once, under a Message-ID that stays the same; ``key`` is unique, so that a step that runs twice
    writes once.
    """

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="letters", verbose_name=_("registration")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=LetterKind)
    key = models.CharField(_("key"), max_length=60, unique=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    mail_state = models.CharField(_("mail"), max_length=10, choices=MailState, default=MailState.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter to an applicant")
        verbose_name_plural = _("letters to applicants")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(mail_state=MailState.SENDING) | Q(leased_until__isnull=False),
                name="enterprises_letter_sending_has_lease",
                violation_error_message=_("A message that is being sent needs a lease."),
            ),
            models.CheckConstraint(
                condition=~Q(mail_state=MailState.SENT) | Q(sent_at__isnull=False),
                name="enterprises_letter_sent_has_time",
                violation_error_message=_("A sent message needs the time of sending."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=~Q(mail_state__in=["sent", "failed", "none"]),
                name="enterprises_letters_due",
            )
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_kind_display()} · {self.registration}"
