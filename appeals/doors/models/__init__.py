"""What stands at the doors: connected systems, the tray, callers, callbacks, and the department mailbox."""

from .mailbox import Mail, MailboxReading
from .outside import LIVE_KEYS, SOURCE, Answer, ApiClient, ApiKey, Callback, Caller, Nonce, TrayItem

__all__ = [
    "LIVE_KEYS",
    "SOURCE",
    "Answer",
    "ApiClient",
    "ApiKey",
    "Callback",
    "Caller",
    "Mail",
    "MailboxReading",
    "Nonce",
    "TrayItem",
]
