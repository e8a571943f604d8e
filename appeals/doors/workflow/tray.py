"""The desk's tray: finding the enterprise of what was passed on without one, and refusing what is nobody's."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises import workflow as registry
from enterprises.enums import Source
from portal.common.workflow import Refused, check, table

from ..enums import TrayState as T
from ..models import Mail, TrayItem
from . import outgoing
from .enclosures import attach_kept
from .intake import pass_on

STEPS = table(assign=([T.WAITING], T.ASSIGNED), refuse=([T.WAITING], T.REFUSED))


def _lock(item):
    locked = TrayItem.objects.select_for_update(of=("self",), no_key=True).select_related("client__actor", "category")
    return locked.get(pk=item.pk)


def _settle(item, name, *, by, **facts):
    item.state = check(STEPS, name, item.get_state()).target
    for field, value in facts.items():
        setattr(item, field, value)
    item.settled_at, item.settled_by, item._history_user = timezone.now(), by, by
    item.save()
    return item


@transaction.atomic
def assign(item, *, by, enterprise, category):
    """Say whose it is: the appeal is made with everything that was passed on, under its external number."""
    item = _lock(item)
    check(STEPS, "assign", item.get_state())
    appeal = pass_on(
        item.client, enterprise, by=item.client.actor, external_number=item.external_number, category=category,
        title=item.title, text=item.text, urgency=item.urgency,
    )  # fmt: skip
    if mail := Mail.objects.filter(tray_item=item).first():
        attach_kept(mail, appeal, by=item.client.actor)
    return _settle(item, "assign", by=by, appeal=appeal, category=category)


@transaction.atomic
def enter(item, *, by, code, name, district, town, category):
    """Enter a firm off the roster in the registry, and assign the case to it (product rule 9)."""
    enterprise = registry.register(
        code, name, by=by, registered_district=district, registered_town=town, source=Source.ENTERPRISE
    )
    return assign(item, by=by, enterprise=enterprise, category=category)


@transaction.atomic
def refuse(item, *, by, reason):
    """Send it back to where it came from, with the reason."""
    item = _lock(item)
    if not reason.strip():
        raise Refused(_("Give the reason."))
    item = _settle(item, "refuse", by=by, reason=reason)
    outgoing.tell(item.client, item.external_number, state=T.REFUSED, at=item.settled_at)
    return item
