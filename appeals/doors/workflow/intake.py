"""What a connected system passes on becomes an ordinary appeal at the desk, or waits in the desk's tray."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from appeals import workflow as appeals
from appeals.models import Appeal, Category
from enterprises import uscc
from enterprises import workflow as registry
from enterprises.enums import Source
from enterprises.models import Enterprise
from portal.common.workflow import Refused

from ..models import Answer, Caller, TrayItem

#: The category of a case that came without one: the desk sorts it.
ANYTHING = "other.other"


def find(client, reference):
    """Return the client's own case by its external number or our number: an appeal, what waits in the tray, or None."""
    own = Appeal.objects.filter(external_source=client.source).select_related("enterprise", "category")
    return (
        own.filter(external_number=reference).first()
        or TrayItem.objects.filter(client=client, external_number=reference).first()
        or own.filter(number=reference).first()
    )


@transaction.atomic
def receive(client, *, by, external_number, title, text, urgency, category="", credit_code="", enterprise_name=""):
    """Take a case in; returns ``(case, is_new)``. The same external number is answered with the same case.

    Raises :class:`Refused` (``invalid_credit_code``, ``unknown_credit_code``, ``unknown_category``). A name that the
    registry does not know waits in the desk's tray (product rule 9: every enterprise is served).
    """
    _one_at_a_time(f"{client.source}:{external_number}")
    if known := find(client, external_number):
        return known, False
    facts = {"title": title, "text": text, "urgency": urgency, "category": _category(category)}
    code = _checked(credit_code)
    enterprise = Enterprise.objects.filter(uscc=code).first() if code else None
    if enterprise:
        return pass_on(client, enterprise, by=by, external_number=external_number, **facts), True
    if not enterprise_name:
        raise Refused(
            _("No enterprise with this code is in the registry. Name it, and the desk will find out."),
            code="unknown_credit_code",
        )
    item = TrayItem(
        client=client, external_number=external_number, credit_code=code, enterprise_name=enterprise_name,
        is_demo=client.is_demo, **facts,
    )  # fmt: skip
    item._history_user = by
    item.save()
    return item, True


def _category(code):
    """The category of this code; without a code the one that leaves the choice to the desk."""
    found = Category.objects.filter(code=code or ANYTHING, is_active=True).first()
    if found is None:
        raise Refused(_("There is no category with this code."), code="unknown_category")
    return found


def _checked(credit_code):
    code = uscc.normalise(credit_code)
    if not code:
        return ""
    try:
        uscc.validate(code)
    except uscc.InvalidUscc as error:
        raise Refused(str(error), code="invalid_credit_code") from error
    return code


def pass_on(client, enterprise, *, by, external_number, **facts):
    """Make the appeal by the core's own steps: the desk reviews it, as everything that came in outside the portal."""
    appeal = appeals.start_draft(
        enterprise, by=by, channel=client.channel, external_source=client.source, external_number=external_number,
        **facts,
    )  # fmt: skip
    return appeals.submit(appeal, by=by)


@transaction.atomic
def take_in(*, by, enterprise, channel, caller, phone="", **facts):
    """Write down what somebody says on the telephone or at the counter, and send it: the desk reviews it."""
    appeal = appeals.start_draft(enterprise, by=by, channel=channel, **facts)
    appeal = appeals.submit(appeal, by=by)
    Caller.objects.create(appeal=appeal, name=caller, phone=phone, taken_by=by)
    return appeal


@transaction.atomic
def take_in_new(*, by, code, name, district, town, **facts):
    """The same for a firm that is not in the registry: it is entered first, off the roster (product rule 9)."""
    firm = registry.register(
        code, name, by=by, registered_district=district, registered_town=town, source=Source.ENTERPRISE
    )
    return take_in(by=by, enterprise=firm, **facts)


@transaction.atomic
def add_message(client, case, *, by, text):
    """Add what the enterprise said since and return the message; what still waits in the tray takes nothing yet."""
    if isinstance(case, TrayItem):
        raise Refused(_("The desk has not made this an appeal yet. Send it again after that."), code="in_tray")
    return appeals.supplement(case, by=by, text=text).messages.latest("pk")  # the case is locked: it is ours


@transaction.atomic
def answered(client, key, fingerprint, act):
    """Return ``(status, body)`` of ``act()``, or what this very request was answered with before.

    Who sends the same at the same moment waits for the first. Raises :class:`Refused` when the key was used for another
    request; what ``act`` raises leaves no trace.
    """
    kept, is_first = Answer.objects.get_or_create(client=client, key=key, defaults={"fingerprint": fingerprint})
    if kept.fingerprint != fingerprint:
        raise Refused(_("This idempotency key was used for another request."), code="idempotency_conflict")
    if is_first:
        kept.status, kept.body = act()
        kept.save(update_fields=["status", "body"])
    return kept.status, kept.body


def _one_at_a_time(number):
    """Let parallel transactions about one external number wait for each other until the end of this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"external:{number}"])
