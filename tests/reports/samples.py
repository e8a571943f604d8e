"""Believable facts of every kind, and a report as its author would send it."""

import uuid
from datetime import date

from django.utils import timezone

from portal.accounts.models import User
from stewards.reports import workflow
from stewards.reports.enums import ReportKind as K

FACTS = {
    K.PERFORMANCE: {"indicator": "orders", "direction": "down", "change": "12.5", "measure": "percent",
                    "period": "2026年三季度", "cause": "海外客户推迟验收"},
    K.FINANCING: {"round": "b", "amount": "8000", "currency": "CNY", "on": "2026-11-02", "investors": "张江科投"},
    K.PRODUCT: {"what": "激光雷达二代", "stage": "trial", "on": "2026-12-01"},
    K.BOARD: {"event": "head", "people": "王经理接任总经理", "on": ""},
    K.RELOCATION: {"origin": "张江镇", "destination": "苏州工业园区", "place": "province", "likelihood": "considered",
                   "expected": "明年上半年", "why": "厂房租金上涨"},
    K.POLICY: {"policy": "研发投入后补助", "amount": "120", "year": "2026", "wanting": "希望提前预拨"},
    K.OUTSIDE: {"who": "合肥市投促局", "origin": "安徽省合肥市", "on": "2026-11-10", "offer": "三年免租"},
    K.INDUSTRY: {"subject": "车规芯片交期", "source": "association", "meaning": "交期缩短，库存下降"},
}  # fmt: skip


def fresh(user):
    """The person as a request would bring it: without what was remembered of its rights."""
    return User.objects.get(pk=user.pk)


def said(kind=K.PERFORMANCE, **words):
    known = {
        "client_id": uuid.uuid4(), "kind": kind, "title": "三季度订单下滑", "text": "企业正在开拓国内客户。",
        "facts": dict(FACTS[kind]), "happened_on": timezone.localdate(), "urgent_because": "",
    }  # fmt: skip
    return known | words


def sent(world, name="steward", kind=K.PERFORMANCE, **words):
    """A report of the firm, sent by the person called ``name``."""
    return workflow.send(world.firm, by=fresh(getattr(world, name)), **said(kind, **words))


def typed(kind):
    """The facts of a kind as a browser sends them."""
    return {f"fact_{name}": value for name, value in FACTS[kind].items()}


def moving(**facts):
    """The facts of a move that the district must not overlook."""
    return FACTS[K.RELOCATION] | {"likelihood": "likely"} | facts


def days_ago(number):
    return date.fromordinal(timezone.localdate().toordinal() - number)
