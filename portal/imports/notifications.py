"""What people are told about their imports; in the inbox of whoever brought the file."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.notifications.enums import Event
from portal.notifications.outbox import notify

from .kinds import registry


def address(run):
    """Return the page of the import."""
    return reverse("admin:imports_import_change", args=[run.pk])


def _tell(run, title, moment):
    if run.by is None or run.is_direct:
        return
    label = getattr(registry.get(run.kind), "label", run.kind)
    text = f"{label} · {run.file_name}"
    key = f"import-{run.pk}-{moment}"
    notify(run.by, Event.IMPORT_MOVED, title, text, address(run), key=key)


def ready(run):
    """Tell that the preview waits; once for each preview."""
    _tell(run, _("Your import is ready: look at the preview and confirm"), f"ready-{run.ready_at:%Y%m%d%H%M%S%f}")


def applied(run):
    """Tell that the file was applied."""
    _tell(run, _("Your import was applied"), "applied")


def refused(run):
    """Tell that the file was refused."""
    _tell(run, _("Your import was refused; nothing was changed"), "refused")
