"""Firms off the roster and further contacts ask to be let in; whoever answers for the enterprise decides.

One function a step: lock, check, change, tell, in one transaction; history says who did what. An applicant has no
account: ``by`` is None for what comes over the link that only the applicant has.
"""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.enums import UnitKind
from portal.common import workdays
from portal.common.constraints import speaking
from portal.common.workflow import Refused, check
from portal.notifications.outbox import wake

from .. import attachments, notifications
from ..conditions import missing_before_approval, unit_in_charge
from ..enums import LetterKind, RegistrationKind, Source
from ..models import Letter, Licence, Registration
from ..steps import REGISTRATION_STEPS
from .contacts import add_contact, lock
from .people import invite, person_for
from .registry import register

#: Working days within which a registration is checked. No rule sets a limit: the number is ours, and pages say so.
DAYS_TO_CHECK = 3
#: How long a licence is kept whose registration was never sent.
LICENCE_KEPT = timedelta(days=2)
#: How long number, address and licence stay after the decision (个人信息保护法 art. 19: no longer than needed).
PERSONAL_KEPT = timedelta(days=180)
#: What an applicant may write again when completion was asked.
FACTS = ("name", "district", "town", "registered_address", "operating_address", "industry", "applicant", "position",
         "phone", "email", "remark")  # fmt: skip


def _lock(registration):
    rows = Registration.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("district", "town", "unit", "enterprise", "industry").get(pk=registration.pk)


def _step(registration, called, /, *, by, **changes):
    """Take the step ``called`` so on a locked registration."""
    step = check(REGISTRATION_STEPS, called, registration.get_state())
    registration.state = step.target
    for field, value in changes.items():
        setattr(registration, field, value)
    registration._history_user, registration._change_reason = by, changes.get("reason") or None
    with speaking():
        registration.save()
    return registration


def keep_licence(checked):
    """Keep a checked licence of somebody who is still writing; unsent ones go after two days."""
    return attachments.store(checked)


@transaction.atomic
def register_firm(*, licence, by=None, **facts):
    """Take in the registration of a firm that the registry does not know, with its checked ``licence``.

    Raises :class:`Refused` when another registration of the code is open: two at once are one.
    """
    registration = Registration(kind=RegistrationKind.FIRM, unit=unit_in_charge(facts["town"]), **facts)
    _receive(registration, by=by)
    _attach(licence, registration)
    return registration


@transaction.atomic
def register_contact(enterprise, *, by=None, **facts):
    """Take in the request of somebody who wants to speak for an enterprise that the registry knows."""
    registration = Registration(
        kind=RegistrationKind.CONTACT, uscc=enterprise.uscc, name=enterprise.name, enterprise=enterprise,
        district_id=enterprise.service_district_id, unit=enterprise.local_unit, is_demo=enterprise.is_demo, **facts,
    )  # fmt: skip
    _receive(registration, by=by)
    return registration


def _receive(registration, *, by):
    now = timezone.now()
    registration.submitted_at = registration.consented_at = now
    registration.due_at = workdays.due_at(now, DAYS_TO_CHECK)
    registration._history_user = by
    with speaking():
        registration.save()
    _write(registration, LetterKind.RECEIVED)
    notifications.registration_submitted(registration)


def _attach(licence, registration):
    """Give a waiting licence its registration; one that belongs to another registration is not taken."""
    if licence and not Licence.objects.filter(pk=licence.pk, registration=None).update(registration=registration):
        raise Refused(_("The licence is no longer there. Send it again."), code="licence")


def _write(registration, kind, reason=""):
    """Write a letter to the applicant; it leaves by mail after the commit."""
    key = f"{registration.pk}:{kind}:{registration.history.count()}"
    Letter.objects.get_or_create(key=key, defaults={"registration": registration, "kind": kind, "reason": reason})
    transaction.on_commit(partial(wake, "enterprises.write_applicants"), robust=True)


@transaction.atomic
def ask(registration, *, by, reason):
    """Ask the applicant for something; the time limit begins anew with the answer."""
    registration = _lock(registration)
    registration = _step(registration, "ask", by=by, reason=reason.strip())
    _write(registration, LetterKind.RETURNED, registration.reason)
    return registration


@transaction.atomic
def complete(registration, *, by=None, licence=None, **facts):
    """The applicant answers: facts are written anew, a new licence stands beside the old one, the check begins anew."""
    registration = _lock(registration)
    now = timezone.now()
    changes = {name: facts[name] for name in FACTS if name in facts}
    if "town" in changes and registration.kind == RegistrationKind.FIRM:
        changes["unit"] = unit_in_charge(changes["town"])
    registration = _step(
        registration, "complete", by=by, **changes, submitted_at=now, due_at=workdays.due_at(now, DAYS_TO_CHECK)
    )
    _attach(licence, registration)
    notifications.registration_submitted(registration)
    return registration


@transaction.atomic
def approve(registration, *, by):
    """Let the firm or the contact in: enterprise, person, contact and access begin together.

    Raises :class:`Refused` with every reason that stands in the way.
    """
    registration = _lock(registration)
    check(REGISTRATION_STEPS, "approve", registration.get_state())
    if reasons := missing_before_approval(registration):
        raise Refused(*reasons)
    enterprise = lock(registration.enterprise) if registration.enterprise else _enter(registration, by=by)
    person = person_for(
        enterprise, by=by, name=registration.applicant, phone=registration.phone, email=registration.email,
        language=registration.language,
    )  # fmt: skip
    is_first = not enterprise.contacts.current().filter(is_first=True).exists()
    contact = add_contact(enterprise, person, by=by, position=registration.position, is_first=is_first)
    registration = _step(
        registration, "approve", by=by, enterprise=enterprise, contact=contact, decided_at=timezone.now(),
        decided_by=by, reason="",
    )  # fmt: skip
    _write(registration, LetterKind.APPROVED)
    notifications.registration_approved(registration)
    invite(person, by=by)
    return registration


def _enter(registration, *, by):
    return register(
        registration.uscc, registration.name, by=by, registered_district=registration.district,
        registered_town=registration.town, registered_address=registration.registered_address,
        operating_address=registration.operating_address, industry=registration.industry, source=Source.ENTERPRISE,
        local_unit=registration.unit, is_demo=registration.is_demo,
    )  # fmt: skip


@transaction.atomic
def refuse(registration, *, by, reason):
    """Refuse with the reason, which the applicant reads."""
    registration = _lock(registration)
    registration = _step(registration, "refuse", by=by, reason=reason.strip(), decided_at=timezone.now(), decided_by=by)
    _write(registration, LetterKind.REFUSED, registration.reason)
    return registration


@transaction.atomic
def withdraw(registration, *, by=None):
    """The applicant takes it back."""
    return _step(_lock(registration), "withdraw", by=by, decided_at=timezone.now(), decided_by=by)


@transaction.atomic
def reassign(unit, *, to, by):
    """Give what waits with ``unit`` to another local unit, else to the district lead; returns how many."""
    waiting = Registration.objects.open().filter(unit=unit).select_for_update(of=("self",), no_key=True)
    for registration in (found := list(waiting)):
        registration.unit = to if to and to.kind == UnitKind.LOCAL_UNIT else None
        registration._history_user = by
        registration.save(update_fields=["unit"])
    return len(found)


def tidy():
    """Drop licences whose registration was never sent, and what is personal in those that were decided long ago.

    Returns how many licences went. Safe to run at any time, and twice.
    """
    now = timezone.now()
    old = Registration.objects.filter(decided_at__lt=now - PERSONAL_KEPT)
    gone = _drop(Licence.objects.left_behind(now - LICENCE_KEPT)) + _drop(Licence.objects.filter(registration__in=old))
    old.exclude(phone="", email="").update(phone="", email="", position="", remark="", applicant="—")
    return gone


def _drop(licences):
    """Delete rows and files; a row that got its registration meanwhile stays."""
    gone = 0
    for licence in licences:
        if Licence.objects.filter(pk=licence.pk, registration=licence.registration_id).delete()[0]:
            licence.file.delete(save=False)
            gone += 1
    return gone
