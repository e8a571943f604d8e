"""Connected systems and their keys: two live ones at most, so that a new one is handed over before the old one ends."""

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.common.constraints import speaking
from portal.common.workflow import Refused

from ..models import LIVE_KEYS, ApiClient, ApiKey


@transaction.atomic
def register(name, source, *, by, **facts):
    """Enter a connected system and the account in whose name its steps are taken; nobody signs in with that one."""
    actor = User(username=f"system-{source}", name=name, is_active=False, is_demo=facts.get("is_demo", False))
    actor.set_unusable_password()
    client = ApiClient(name=name, source=source, **facts)
    actor._history_user = client._history_user = by
    with speaking(lambda name: _("There is a connected system with this source already.") if "name" in name else ""):
        actor.save()
        client.actor = actor
        client.save()
    return client


@transaction.atomic
def issue_key(client, *, by, expires_at=None):
    """Make a key; raises :class:`Refused` while two are live. What has expired makes room."""
    ApiClient.objects.select_for_update(of=("self",), no_key=True).get(pk=client.pk)
    now = timezone.now()
    for key in client.keys.filter(revoked_at=None, expires_at__lte=now):
        _end(key, now, by=None)
    taken = set(client.keys.filter(revoked_at=None).values_list("place", flat=True))
    free = sorted(set(range(1, LIVE_KEYS + 1)) - taken)
    if not free:
        raise Refused(_("Two keys are live already. Withdraw one of them first."), code="two_keys")
    key = ApiKey(
        client=client, key_id=f"k-{secrets.token_hex(8)}", salt=secrets.token_urlsafe(24), place=free[0],
        created_by=by, expires_at=expires_at,
    )  # fmt: skip
    key._history_user = by
    key.save()
    return key


@transaction.atomic
def revoke(key, *, by):
    """Withdraw a key: what is signed with it is refused from now on."""
    key = ApiKey.objects.select_for_update(of=("self",), no_key=True).get(pk=key.pk)
    return key if key.revoked_at else _end(key, timezone.now(), by=by)


def _end(key, now, *, by):
    key.revoked_at, key.revoked_by, key.place, key._history_user = now, by, None, by
    key.save(update_fields=["revoked_at", "revoked_by", "place"])
    return key
