from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Backup and restore, migrations with time-outs, request ids, figures."""

    name = "portal.operations"
    label = "operations"

    def ready(self):
        from . import sign_ins  # noqa: F401, PLC0415  (counts them from now on)
