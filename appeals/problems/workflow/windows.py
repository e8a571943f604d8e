"""Themed windows: opened with their dates, changed, and drafts that begin through them."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.units import hold_open
from portal.common.constraints import speaking
from portal.common.workflow import Refused

from ... import permissions as case_permissions
from ... import workflow as casework
from ...workflow import engine
from .. import permissions
from ..models import ThemedWindow, WindowAppeal

FIELDS = ("title", "words", "category", "desk", "opens_on", "closes_on")


@transaction.atomic
def open_window(*, by, **said):
    """Open intake for a season or an event; the dates alone open and close it."""
    window = ThemedWindow(opened_by=by, **{name: said[name] for name in FIELDS})
    return _save(window, by)


@transaction.atomic
def change_window(window, *, by, **said):
    """Change words or dates; what came through the window stays."""
    row = ThemedWindow.objects.select_for_update(of=("self",)).get(pk=window.pk)
    for name in FIELDS:
        setattr(row, name, said[name])
    return _save(row, by)


def _save(window, by):
    if not permissions.can_manage_windows(by):
        raise Refused(_("Themed windows are opened by the desk or the city lead."), code="role")
    hold_open([window.desk])
    window._history_user = by
    with speaking():
        window.save()
    return window


@transaction.atomic
def start_through(window, enterprise, *, by, channel):
    """Begin a draft through an open window, with its category."""
    row = ThemedWindow.objects.select_for_update(of=("self",), no_key=True).get(pk=window.pk)
    engine.refuse_if([] if row.is_open() else [_("This window is closed. Send an ordinary appeal.")])
    if not case_permissions.can_start_for(by, enterprise):
        raise Refused(_("You cannot write for this enterprise."), code="foreign")
    draft = casework.start_draft(enterprise, by=by, channel=channel, category=row.category)
    WindowAppeal.objects.create(window=row, appeal=draft)
    return draft
