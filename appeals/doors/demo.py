"""The doors of the demo city: the hotline with a tray to sort and callbacks given up, and mails to the mailbox."""

import uuid
from datetime import timedelta

from appeals.models import Appeal, Category
from enterprises import uscc
from portal.accounts.models import User

from .enums import CallbackState, MailReason, MailState
from .models import ApiClient, Callback, Mail, TrayItem
from .workflow.outgoing import BACK_OFF

SOURCE, NAME = "12345", "上海市民服务热线"
#: Working days ago, the enterprise as it was named, its code's body or nothing, category, title, text.
TRAY = [
    (2, "上海蘑菇亭餐饮管理有限公司", "05K7Q2X1", "permits.licence", "食品经营许可证变更地址后无法打印",
     "来电人反映：新店地址已变更，系统显示办结，但许可证一直无法打印，影响开业。"),
    (1, "张江某生物公司（来电人未说明全称）", "", "other.other", "园区道路夜间施工影响冷链车辆进出",
     "来电人反映：园区北门道路夜间封闭施工，冷链车辆绕行超过四十分钟，请协调留出通道。"),
    (0, "上海锦溪里物业服务有限公司", "05K7Q2X2", "other.other", "社保缴费单位信息无法更新",
     "来电人反映：单位名称变更后，社保系统仍显示旧名称，员工无法办理居住证续签。"),
]  # fmt: skip
#: Mails that nobody has to deal with: working days ago, sender, name, subject, text, state, reason.
MAILS = [
    (2, "auto@example.com", "张工", "自动答复：休假中", "我正在休假，11月30日返回后答复。", MailState.IGNORED,
     MailReason.AUTOMATIC),
    (1, "news@example.org", "产业展会通讯", "第十二届产业展会邀请函", "诚邀贵单位参展。", MailState.IGNORED,
     MailReason.BULK),
    (0, "", "", "扫描件", "", MailState.BROKEN, MailReason.TOO_MANY_PARTS),
]  # fmt: skip
#: Callbacks that were given up some days ago.
DEAD, ERROR = 2, "The connected system answered 503."


def seed(clock, district):
    """Write the hotline with its tray and two callbacks; it has no address and no key: an administrator makes one."""
    actor = User(username=f"system-{SOURCE}", name=NAME, is_active=False, is_demo=True)
    actor.set_unusable_password()
    began = clock.back(200, 9)
    actor.date_joined = actor._history_date = began
    actor.save()
    client = ApiClient(name=NAME, source=SOURCE, actor=actor, is_demo=True)
    client._history_date = began
    client.save()
    ApiClient.objects.filter(pk=client.pk).update(created_at=began)
    categories = {row.code: row for row in Category.objects.all()}
    for number, (days, name, body, category, title, text) in enumerate(TRAY, 1):
        at = min(clock.back(days, 10, 7 * number), clock.now - timedelta(minutes=20))
        item = TrayItem(
            client=client, external_number=f"{at:%Y%m%d}9{number:04d}", enterprise_name=name, title=title, text=text,
            credit_code=uscc.make(body, division=district) if body else "", category=categories[category],
            received_at=at, is_demo=True,
        )  # fmt: skip
        item._history_date = at
        item.save()
    _give_up(client, clock)
    _write_mails(clock)
    return client


def _write_mails(clock):
    for number, (days, sender, name, subject, text, state, reason) in enumerate(MAILS, 1):
        at = min(clock.back(days, 9, 11 * number), clock.now - timedelta(minutes=30))
        Mail.objects.create(
            message_id=f"<demo-{number}@mail.example.com>", sender=sender, sender_name=name, subject=subject, text=text,
            size=len(text.encode()) + 400, received_at=at, state=state, reason=reason, is_demo=True,
        )  # fmt: skip


def _give_up(client, clock):
    passed_on = Appeal.objects.filter(external_source=SOURCE).exclude(number=None).order_by("-submitted_at", "-pk")
    for number, appeal in enumerate(passed_on[:DEAD]):
        at = clock.back(3 + number, 11)
        event = uuid.uuid5(uuid.NAMESPACE_URL, f"{SOURCE}/{appeal.number}")
        payload = {
            "event": str(event), "type": "status", "external_number": appeal.external_number, "number": appeal.number,
            "state": appeal.state, "at": at.isoformat(), "round": appeal.round,
        }  # fmt: skip
        row = Callback.objects.create(
            client=client, appeal=appeal, external_number=appeal.external_number, event=event, payload=payload,
            state=CallbackState.DEAD, attempts=len(BACK_OFF) + 1, last_error=ERROR, created_at=at,
        )  # fmt: skip
        Callback.objects.filter(pk=row.pk).update(changed_at=at + timedelta(days=2))
