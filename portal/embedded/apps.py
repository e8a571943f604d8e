from django.apps import AppConfig


class EmbeddedConfig(AppConfig):
    """The embedded servers, the command ``up`` and the start-up checks of the database."""

    name = "portal.embedded"
    label = "embedded"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks  # noqa: F401, PLC0415  (registers the checks)
