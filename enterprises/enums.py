from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Level of the service package; empty for firms off the roster."""

    MUNICIPAL = "municipal", _("municipal")
    DISTRICT = "district", _("district level")
    STREET = "street", _("street level")


class Ownership(models.TextChoices):
    CENTRAL = "central", _("central enterprise")
    LOCAL_STATE = "local_state", _("local state-owned enterprise")
    STATE = "state", _("state-owned")
    PRIVATE = "private", _("private")
    FOREIGN = "foreign", _("foreign-invested")
    HMT = "hmt", _("invested from Hong Kong, Macao or Taiwan")
    COLLECTIVE = "collective", _("collective")
    MIXED = "mixed", _("mixed")


class Size(models.TextChoices):
    """Statistical size class (国统字〔2017〕213号)."""

    LARGE = "large", _("large")
    MEDIUM = "medium", _("medium")
    SMALL = "small", _("small")
    MICRO = "micro", _("micro")


class Datum(models.TextChoices):
    GCJ02 = "gcj02", "GCJ-02"
    WGS84 = "wgs84", "WGS-84"


class IndustryLevel(models.TextChoices):
    SECTION = "section", _("section")
    DIVISION = "division", _("division")
    GROUP = "group", _("group")
    CLASS = "class", _("class")


class AccessReason(models.TextChoices):
    """Why a person may see one enterprise."""

    CONTACT = "contact", _("enterprise contact")
    STEWARD = "steward", _("service steward")
    DEPUTY = "deputy", _("deputy steward")
    LIAISON = "liaison", _("liaison officer")


class Source(models.TextChoices):
    """Where a fact comes from."""

    ROSTER = "roster", _("roster import")
    ADMIN = "admin", _("entered by an administrator")
    ENTERPRISE = "enterprise", _("given by the enterprise")
    REGISTER = "register", _("public register")
    DEMO = "demo", _("demo data")


class RegistrationKind(models.TextChoices):
    """Who asks to be let in: a firm that the registry does not know, or a further contact of one that it knows."""

    FIRM = "firm", _("new enterprise")
    CONTACT = "contact", _("further contact")


class RegistrationState(models.TextChoices):
    """The machine of a registration; the last three are terminal."""

    SUBMITTED = "submitted", _("to be checked")
    RETURNED = "returned", _("completion asked")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("turned down")
    WITHDRAWN = "withdrawn", _("taken back")


class LetterKind(models.TextChoices):
    """What an applicant without an account is told by mail."""

    RECEIVED = "received", _("registration received")
    RETURNED = "returned", _("completion asked")
    APPROVED = "approved", _("registration approved")
    REFUSED = "refused", _("registration refused")


#: States in which a registration waits for somebody; one code has at most one of them.
OPEN_REGISTRATION = (RegistrationState.SUBMITTED, RegistrationState.RETURNED)
