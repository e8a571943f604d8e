"""What a message says: e-mail from templates, a text message in one sentence, both in the person's language."""

from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from portal.common.templatetags.words import masked, moment_short

from . import codes
from .addresses import mask_email
from .enums import ENTRY, Purpose


def link(confirmation):
    """Return the whole address that opens this confirmation."""
    name = "onboarding:open" if confirmation.purpose in ENTRY else "onboarding:confirm"
    return settings.SITE_URL + reverse(name, args=[codes.token(confirmation)])


def page(name, *args):
    """Return the whole address of one of our pages, as it is printed and typed."""
    return settings.SITE_URL + reverse(name, args=args)


def message_id(confirmation):
    """Return the Message-ID: the same at every try."""
    return f"<confirmation-{confirmation.pk}@{urlsplit(settings.SITE_URL).hostname}>"


def language_of(person):
    return person.language or settings.LANGUAGE_CODE


def mail(confirmation):
    """Return subject and body of the e-mail."""
    person = confirmation.person
    with translation.override(language_of(person)):
        context = {
            "confirmation": confirmation, "person": person, "purpose": str(confirmation.purpose),
            "until": moment_short(confirmation.expires_at), "help_url": page("account_reset_password"),
            "new": mask_email(person.email) if confirmation.purpose == Purpose.EMAIL_CHANGED else masked(person.phone),
        }  # fmt: skip
        if confirmation.purpose in (*ENTRY, Purpose.CHANGE_EMAIL):
            context["link"] = link(confirmation)
        subject = render_to_string("onboarding/email/subject.txt", context)
        body = render_to_string("onboarding/email/body.txt", context)
    return " ".join(subject.split()), body.strip() + "\n"


def sms(confirmation):
    """Return the sentence of the text message, with the sender's signature in front where one is set."""
    person = confirmation.person
    with translation.override(language_of(person)):
        words = {
            "code": codes.code(confirmation), "until": moment_short(confirmation.expires_at), "name": person.name,
            "url": page("onboarding:code"), "new": masked(person.phone),
        }  # fmt: skip
        return f"{settings.SMS_SIGNATURE}{_sentence(confirmation) % words}"


def _sentence(confirmation):
    if confirmation.purpose == Purpose.PHONE_CHANGED:
        return _("%(name)s: your mobile number at the service package portal is now %(new)s. Not you? Call 12345.")
    if confirmation.purpose == Purpose.ACTIVATED:
        return _("%(name)s: your account at the service package portal was activated by letter. Not you? Call 12345.")
    if confirmation.purpose == Purpose.CHANGE_PHONE:
        return _("%(code)s confirms this number at the service package portal, until %(until)s. Tell it to nobody.")
    if confirmation.purpose == Purpose.RESET:
        return _("%(code)s is your code for a new password at the service package portal, until %(until)s. "
                 "Tell it to nobody.")  # fmt: skip
    return _("%(name)s: %(code)s opens your account at the service package portal, until %(until)s. Type it at %(url)s")
