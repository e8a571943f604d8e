"""Pages of the registry: the list and one enterprise, firms that register themselves, who checks them, contacts."""

from . import checking, contacts, registration, registry

__all__ = ["checking", "contacts", "registration", "registry"]
