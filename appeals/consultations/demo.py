"""Consultations of the demo city: some to come on cases that several units work on, some held with their minutes."""

from datetime import timedelta

from django.db.models import Count, Q

from appeals.enums import AppealState, HandlingState
from appeals.models import Appeal
from portal.accounts.enums import Role
from portal.accounts.models import Membership

from .enums import Coming, ConsultationState
from .models import Consultation, Seat

#: How many are still to come, and how many were held.
TO_COME, HELD = 6, 12
ROOM, LINK = "三楼会商室", "https://meeting.example.com/{}"
PURPOSES = [
    "明确牵头与协办分工，商定答复企业的口径和时间。",
    "现场条件与审批时序不一致，请各方带图纸和时间表。",
    "企业同时涉及两个部门的办理条件，逐项核对并给出一次性告知清单。",
]
MINUTES = [
    "一、牵头单位本周五前出具联合意见；二、协办单位三个工作日内完成现场核查；三、答复口径由牵头单位统一向企业说明。",
    "各方确认资料齐全。协办单位先行办理，牵头单位同步推进，下周三前将结果一并答复企业。",
]
REASON = "当天有现场抢修任务，委托牵头单位转达意见。"
_LIVE = (HandlingState.ASSIGNED, HandlingState.ACCEPTED)


def fill(clock):
    """Write them, those to come first on the cases of the demo handler; returns how many."""
    home = Membership.objects.filter(user__username="handler", role=Role.HANDLER).values("unit")
    parts = Count("handlings", filter=Q(handlings__state__in=_LIVE))
    joint = Appeal.objects.filter(state=AppealState.IN_HANDLING).annotate(parts=parts).filter(parts__gt=1)
    mine = list(joint.filter(handlings__unit__in=home).order_by("pk").distinct()[:TO_COME])
    others = joint.exclude(pk__in=[row.pk for row in mine]).order_by("pk")[: TO_COME - len(mine)]
    to_come = [_to_come(clock, place, appeal) for place, appeal in enumerate([*mine, *others])]
    ended = Appeal.objects.filter(state__in=[AppealState.REPLIED, AppealState.CLOSED], handlings__is_lead=False)
    held = [_held(clock, place, appeal) for place, appeal in enumerate(ended.order_by("-pk").distinct()[:HELD])]
    return len(to_come) + len(held)


def _to_come(clock, place, appeal):
    begins = clock.back(-1 - place, 9 + place % 6, 30)
    called = max(clock.back(1, 10, 7 * place), appeal.dispatched_at)
    row = _write(appeal, place, begins, called)
    seats = row.seats.filter(is_lead=False)
    if place % 3 == 1:
        seats.update(coming=Coming.NO, reason=REASON, answered_by=row.called_by, answered_at=clock.now)
    elif place % 3 == 2:
        seats.update(coming=Coming.YES, answered_by=row.called_by, answered_at=clock.now)
    return row


def _held(clock, place, appeal):
    begins = clock.opening(appeal.dispatched_at + (appeal.replied_at - appeal.dispatched_at) / 2)
    over = begins + timedelta(hours=2)
    return _write(
        appeal, place, begins, min(appeal.dispatched_at + timedelta(hours=1), begins), ended_at=over, changed_at=over,
        state=ConsultationState.HELD, minutes=MINUTES[place % len(MINUTES)],
    )  # fmt: skip


def _write(appeal, place, begins, called_at, **ended):
    parts = list(appeal.handlings.filter(round=appeal.round).exclude(state=HandlingState.RETURNED).order_by("-is_lead"))
    lead = parts[0]
    by = lead.owner or lead.assigned_by
    row = Consultation(
        appeal=appeal, starts_at=begins, ends_at=begins + timedelta(hours=1), purpose=PURPOSES[place % len(PURPOSES)],
        room=ROOM if place % 2 == 0 else "", link=LINK.format(appeal.number) if place % 2 else "", called_by=by,
        called_at=called_at, changed_at=ended.get("changed_at", called_at), ended_by=by if ended else None,
        is_demo=True, **{name: value for name, value in ended.items() if name != "changed_at"},
    )  # fmt: skip
    row._history_date = called_at
    row.save()
    Seat.objects.bulk_create(
        Seat(
            consultation=row, unit_id=unit, is_lead=is_lead, attended=bool(ended),
            coming=Coming.YES if is_lead or ended else Coming.OPEN, answered_by=by if is_lead or ended else None,
            answered_at=called_at if is_lead or ended else None,
        )
        for unit, is_lead in {part.unit_id: part.is_lead for part in reversed(parts)}.items()
    )  # fmt: skip
    return row
