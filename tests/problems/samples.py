"""Two firms with the same matter, and common problems made of it."""

from datetime import timedelta

from django.utils import timezone

from appeals import workflow as casework
from appeals.enums import AppealState as S
from appeals.enums import Outcome
from appeals.problems import workflow
from portal.accounts.models import User
from tests import world as worlds


def build():
    world = worlds.build()
    world.neighbour_firm = worlds.enterprise(
        worlds.CODES[2], name="上海邻舍精密机械有限公司", local_unit=world.local_unit
    )
    world.neighbour = worlds.contact_of(world.neighbour_firm, name="邻舍联系人")
    return world


def fresh(user):
    """The person anew, with the roles of today."""
    return User.objects.get(pk=user.pk)


def case(world, firm=None, state=S.IN_HANDLING, title="二期厂房用电增容未完成", lead=None, **fields):
    """A case of a firm, brought to ``state`` (in handling, taken on, or replied)."""
    firm = firm or world.firm
    by = world.contact if firm == world.firm else world.neighbour
    values = {"category": world.category, "title": title, "text": "现有变压器容量不够新产线使用。", **fields}
    appeal = casework.start_draft(firm, by=by, **values)
    if state == S.DRAFT:
        return appeal
    appeal = casework.submit(appeal, by=by, straight_to_desk=True)
    if state == S.SUBMITTED:
        return appeal
    appeal = casework.accept(appeal, by=world.dispatcher)
    if state == S.ACCEPTED:
        return appeal
    appeal = casework.dispatch(appeal, by=world.dispatcher, lead=lead or world.bureau)
    if state == S.IN_HANDLING:
        return appeal
    handling = casework.take_on(worlds.lead(appeal), by=world.handler)
    if state == "taken":
        return appeal
    casework.reply(handling, by=world.handler, text="已完成增容。", outcome=Outcome.SOLVED)
    appeal.refresh_from_db()
    return appeal


def problem(world, appeals=None, by=None, **fields):
    """A common problem that the bureau leads."""
    values = {"title": "园区用电增容排队", "cause": "变电站容量不足", "lead_unit": world.bureau, **fields}
    return workflow.gather(by=by or world.dispatcher, appeals=appeals or [case(world)], **values)


def published(world, appeal=None, **fields):
    """An answer that the desk published."""
    values = {"question": "厂房用电增容要多久？", "answer": "受理后二十个工作日内完成方案答复。", **fields}
    return workflow.publish(appeal or case(world, state=S.REPLIED), by=world.dispatcher, **values)


def window(world, days=(0, 30), **fields):
    """A themed window, open from and until so many days from today."""
    today = timezone.localdate()
    values = {
        "title": "迎峰度夏用电服务专窗", "words": "七、八月用电需求集中受理。",
        "category": world.category, "desk": world.desk,
        "opens_on": today + timedelta(days=days[0]), "closes_on": today + timedelta(days=days[1]), **fields,
    }  # fmt: skip
    return workflow.open_window(by=world.dispatcher, **values)


def passed_up(world, appeal=None, **fields):
    """A case passed up to the city."""
    today = timezone.localdate()
    values = {
        "level": "city", "body": "上海市经济和信息化委员会", "asked": "请明确增容费用分担口径。",
        "number_there": "沪经信〔2026〕12号",
        "passed_on": today, "awaited_until": today + timedelta(days=20), **fields,
    }  # fmt: skip
    return workflow.pass_up(appeal or case(world), by=world.dispatcher, **values)


def one_of_each(world):
    """What the addresses of this app need, around ``world.appeal`` and ``world.draft``."""
    world.answered = published(world, worlds.appeal_in(world, S.REPLIED))
    world.problem = problem(world, [world.appeal], by=fresh(world.district))
    world.window = window(world)
    world.passed_up = passed_up(world, world.appeal)


def parts(world):
    """The arguments of the addresses of this app."""
    appeal, number = world.appeal, world.problem.number
    known = {
        "answer": [world.answered.pk], "answer_withdraw": [world.answered.pk], "join": [world.draft.pk, appeal.number],
        "publish": [appeal.number], "similar": [appeal.number], "pass_up": [appeal.number],
        "remove": [number, world.problem.members.get().pk], "window_change": [world.window.pk],
        "window_start": [world.window.pk], "passed_answer": [world.passed_up.pk],
    }  # fmt: skip
    known |= {key: [number] for key in ("problem", "add", "give_answer", "deliver", "close")}
    return {f"problems:{name}": args for name, args in known.items()}
