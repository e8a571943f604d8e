"""The link with which a contact rates out of a mail: signed, for one person, one case and one round."""

from django.core import signing
from django.urls import reverse

from enterprises.permissions import is_contact
from portal.accounts.models import User

from .models import Appeal

SALT = "appeals.rating"
#: Days that the link of a mail is good for; the case closes before.
GOOD_FOR = 30


def rating_link(appeal, person):
    """The path of the rating page for ``person``; opening it answers nothing, for mail scanners open every link."""
    token = signing.dumps([appeal.pk, appeal.round, person.pk], salt=SALT, compress=True)
    return reverse("appeals:rate_by_link", args=[token])


def read_token(token):
    """``(appeal, person)`` of a link that is still good, else None.

    No longer good: forged, too old, of an earlier round, or of somebody who does not speak for the enterprise now.
    """
    try:
        pk, number, person_pk = signing.loads(token, salt=SALT, max_age=GOOD_FOR * 86400)
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=person_pk, is_active=True).first()
    appeal = Appeal.objects.for_case().filter(pk=pk, round=number).first()
    if person is None or appeal is None or not is_contact(person, appeal.enterprise):
        return None
    return appeal, person
