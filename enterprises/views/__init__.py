"""Pages of the registry: the list and one enterprise, firms that register themselves, who checks them, contacts."""

from . import registry

__all__ = ["registry"]
