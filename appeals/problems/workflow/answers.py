"""Published answers, and joining what one writes to the appeal that the own firm already has."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from enterprises.permissions import is_contact
from portal.common.constraints import speaking
from portal.common.workflow import Refused

from ... import workflow as casework
from ...enums import OPEN_STATES, AppealState, MessageKind
from ...models import Appeal, Attachment
from ...workflow import engine
from .. import permissions
from ..conditions import missing_before_publish, what_identifies
from ..models import PublishedAnswer


@transaction.atomic
def publish(appeal, *, by, question, answer, category=None, clause=""):
    """Publish the answer of a case without names; text that tells who asked is refused."""
    appeal = engine.lock(appeal)
    if not permissions.can_publish(by):
        raise Refused(_("Answers are published by the desk."), code="not_desk")
    engine.refuse_if(missing_before_publish(appeal))
    people = list(appeal.enterprise.contacts.values_list("user__name", flat=True))
    engine.refuse_if(what_identifies(appeal.enterprise, people, question, answer, clause))
    with speaking():
        made = PublishedAnswer(
            appeal=appeal, question=question, answer=answer, category=category, clause=clause, published_by=by
        )
        made._history_user = by
        made.save()
    return made


@transaction.atomic
def withdraw_answer(answer, *, by, reason):
    """Take a published answer back, with the reason; a second click finds it done."""
    row = PublishedAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if not permissions.can_publish(by):
        raise Refused(_("Answers are withdrawn by the desk."), code="not_desk")
    engine.refuse_if([] if reason.strip() else [_("Give the reason.")])
    if row.withdrawn_at:
        return row
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_because = timezone.now(), by, reason
    row._history_user = by
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    return row


@transaction.atomic
def join(draft, target, *, by):
    """What was typed in a draft becomes a supplement of the firm's open appeal, files included; the draft is put aside.

    Both are locked in the order of their ids.
    """
    locked = {pk: engine.lock(Appeal(pk=pk)) for pk in sorted({draft.pk, target.pk})}
    draft, target = locked[draft.pk], locked[target.pk]
    if draft.state != AppealState.DRAFT:
        raise Refused(_("This appeal has already been sent."), code="wrong_state")
    if draft.enterprise_id != target.enterprise_id or not is_contact(by, target.enterprise):
        raise Refused(_("Only an appeal of the own enterprise can be joined."), code="foreign")
    if target.state not in OPEN_STATES:
        raise Refused(_("That appeal is closed; send yours as a new one."), code="wrong_state")
    files = Attachment.objects.filter(appeal=draft, removed_at=None)
    text = "\n\n".join(part for part in (draft.title.strip(), draft.text.strip()) if part)
    if not text and files.exists():
        text = _("Files added.")
    casework.supplement(target, by=by, text=text)
    message = target.messages.filter(kind=MessageKind.SUPPLEMENT, author=by).latest("pk")
    files.update(appeal=target, message=message)
    casework.discard(draft, by=by)
    return target
