"""What every way of sending a text message has in common."""

from dataclasses import dataclass
from typing import Protocol


class SmsFailed(Exception):
    """The message was not taken this time; it is worth another try."""


class SmsRefused(SmsFailed):
    """The provider will never take this message: a number that does not exist, a text that is not allowed."""


@dataclass(frozen=True)
class Message:
    """One text message. ``id`` is the same at every try, so that a provider can drop repeats."""

    id: str
    to: str
    text: str


class SmsGateway(Protocol):
    """Hands messages to a provider, each within a few seconds."""

    def send(self, message: Message) -> str:
        """Send and return the provider's number; raises :class:`SmsFailed` or :class:`SmsRefused`."""
