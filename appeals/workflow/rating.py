"""What the enterprise says of the reply, and what silence means."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.units import hold_open
from portal.common.workflow import Refused

from .. import notifications
from ..conditions import missing_before_rate, missing_before_reopen
from ..enums import ClosedAs, HandlingState, PromiseKind
from ..models import Handling, Rating
from . import engine
from .following import follow


@transaction.atomic
def rate(appeal, *, by, answers, is_proxy=False, keep_open=False):
    """Rate the units' replies: ``answers`` is ``[(handling, level 1–5, solved, comment)]``.

    The lead unit's rating is required, joint units' are welcome. Rating closes the appeal, unless the enterprise keeps
    it open: then the rating can be changed until the time for rating is over, and every version is kept. ``is_proxy``
    marks what the steward or the desk wrote down for the enterprise. A reopened appeal is rated anew in its next round.
    """
    appeal = engine.lock(appeal)
    engine.refuse_if(missing_before_rate(appeal))
    replied = {row.pk: row for row in appeal.handlings.filter(state=HandlingState.REPLIED, round=appeal.round)}
    if not any(replied.get(handling.pk) and replied[handling.pk].is_lead for handling, *_rest in answers):
        raise Refused(_("Rate the lead unit's reply."))
    now = timezone.now()
    given = [
        _save(replied[handling.pk], by=by, at=now, level=level, solved=solved, comment=comment, is_proxy=is_proxy)
        for handling, level, solved, comment in answers
        if handling.pk in replied
    ]
    if keep_open:
        engine.write(appeal, "rate_open", appeal.state, appeal.state, by=by)
    else:
        engine.apply(appeal, "rate", by=by, closed_at=now, closed_as=ClosedAs.RATED)
        engine.keep(appeal, PromiseKind.RATING)
    follow(appeal, given, now=now)
    notifications.appeal_rated(appeal, given)
    return appeal


def _save(handling, *, by, **fields):
    """The rating of one reply: a new one, or the next version of the one that stands."""
    rating = Rating.objects.filter(handling=handling).first() or Rating(handling=handling)
    for name, value in {**fields, "by": by}.items():
        setattr(rating, name, value)
    rating._history_user = by
    rating.save()
    return rating


@transaction.atomic
def close_unrated(appeal):
    """Silence closes as “not rated”, never as “satisfied” (product: “Satisfaction”); a rating kept open closes as it
    stands.
    """
    appeal = engine.lock(appeal)
    rated = Rating.objects.filter(handling__appeal=appeal, handling__round=appeal.round, handling__is_lead=True)
    if rated.exists():
        engine.apply(appeal, "close_rated", by=None, closed_at=timezone.now(), closed_as=ClosedAs.RATED)
        engine.keep(appeal, PromiseKind.RATING)
        return appeal
    engine.apply(appeal, "close_unrated", by=None, closed_at=timezone.now(), closed_as=ClosedAs.NOT_RATED)
    engine.lapse(appeal)
    notifications.appeal_closed(appeal)
    return appeal


@transaction.atomic
def reopen(appeal, *, by, reason):
    """The enterprise is not helped: the case goes back into handling, to the same lead unit, in a new round.

    Where that unit was merged, the one that took it over handles the case; where it is closed, the desk dispatches.
    """
    home = _last_lead(appeal).unit.successor
    if home:
        hold_open([home])
    appeal = engine.lock(appeal)
    engine.refuse_if(missing_before_reopen(appeal))
    engine.refuse_if([] if reason.strip() else [_("Say what is still missing.")])
    engine.lapse(appeal, everything=True)
    step = "reopen" if home else "reopen_at_desk"
    engine.apply(appeal, step, by=by, comment=reason, round=appeal.round + 1, closed_at=None, closed_as="")
    if home is None:
        engine.promise(appeal, PromiseKind.DISPATCH)
        notifications.appeal_reopened(appeal, None, reason)
        return appeal
    now = timezone.now()
    handling = Handling(appeal=appeal, unit=home, is_lead=True, round=appeal.round, assigned_by=by, assigned_at=now)
    handling._history_user = by
    handling.save()
    engine.promise_of_unit(appeal, handling, now=now)
    notifications.appeal_reopened(appeal, handling, reason)
    return appeal


def _last_lead(appeal):
    replied = appeal.handlings.filter(is_lead=True, state=HandlingState.REPLIED)
    last = replied.select_related("unit__merged_into").order_by("replied_at").last()
    if last is None:
        raise Refused(_("There is no reply that could be reopened."), code="wrong_state")
    return last
