"""A form that is sent twice is answered once: a double click, a reload, a retry after a lost answer.

Every page that Django renders masks its CSRF token anew, so the token in a form is that page's own. The same token with
the same words at the same address is the same sending; other words on the same page are another one.
"""

import hashlib
import json
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from .models import SentForm

#: How long a sent form is remembered: longer than anybody keeps trying the same page.
KEPT_FOR = timedelta(days=2)
FIELD = "csrfmiddlewaretoken"


def key_of(request):
    """What tells this sending from every other one; empty for a form without a token of its own."""
    if not request.POST.get(FIELD):
        return ""
    files = [(name, one.name, one.size) for name, many in sorted(request.FILES.lists()) for one in many]
    said = [request.user.pk, request.get_full_path(), sorted(request.POST.lists()), files]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def answered(request):
    """The address that this very form was answered with before, or an empty text."""
    key = key_of(request) if request.method == "POST" else ""
    return SentForm.objects.filter(key=key).values_list("answer", flat=True).first() or "" if key else ""


def once(request, act):
    """Run ``act()``, which returns the address of its answer, unless this very form was answered already.

    Returns the address; who sends at the same moment waits for the first. What ``act`` refuses leaves no trace.
    """
    key = key_of(request)
    if not key:
        return act()
    with transaction.atomic():
        sent, is_first = SentForm.objects.get_or_create(key=key, defaults={"user": request.user})
        if is_first:
            SentForm.objects.filter(user=request.user, sent_at__lt=timezone.now() - KEPT_FOR).delete()
            sent.answer = act()
            sent.save(update_fields=["answer"])
    return sent.answer
