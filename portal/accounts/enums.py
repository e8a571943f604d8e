from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Who a person is here (``docs/glossary.md``)."""

    CONTACT = "contact", _("enterprise contact")
    STEWARD = "steward", _("service steward")
    LIAISON = "liaison", _("liaison officer")
    GENERAL = "general", _("general steward")
    DISPATCHER = "dispatcher", _("dispatcher")
    HANDLER = "handler", _("handler")
    DISTRICT = "district", _("district lead")
    CITY = "city", _("city lead")
    LEADER = "leader", _("leader")
    ADMIN = "admin", _("administrator")


class UnitKind(models.TextChoices):
    CITY_LEAD = "city_lead", _("city lead department")
    DISTRICT_LEAD = "district_lead", _("district lead department")
    LOCAL_UNIT = "local_unit", _("local unit")
    DEPARTMENT = "department", _("department")
    GOVERNMENT = "government", _("government")
    INSTITUTION = "institution", _("social institution")
    DESK = "desk", _("appeal reception desk")


#: Kinds of unit that a case may be dispatched to (承办单位); the street is the floor (以条为主、街镇托底).
HANDLING_KINDS = (
    UnitKind.DEPARTMENT,
    UnitKind.GOVERNMENT,
    UnitKind.INSTITUTION,
    UnitKind.LOCAL_UNIT,
    UnitKind.DISTRICT_LEAD,
)


class Language(models.TextChoices):
    CHINESE = "zh-hans", "中文"
    ENGLISH = "en", "English"
