"""Text messages: one interface, and a back-end for each way of sending them (``SMS_URL``)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .console import ConsoleGateway
from .gateway import Message, SmsFailed, SmsGateway, SmsRefused
from .http import HttpGateway

__all__ = ["ConsoleGateway", "HttpGateway", "Message", "SmsFailed", "SmsGateway", "SmsRefused", "gateway"]


def gateway():
    """Return the gateway of ``settings.SMS_URL``: ``console://`` or the ``https://`` address of a provider."""
    scheme = urlsplit(settings.SMS_URL).scheme
    if scheme == "console":
        return ConsoleGateway()
    if scheme in ("http", "https"):
        return HttpGateway(settings.SMS_URL, key=settings.SMS_KEY, secret=settings.SMS_SECRET)
    raise ImproperlyConfigured("SMS_URL begins with console:// or https://.")
