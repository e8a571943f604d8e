"""A research visit for tests: two enterprises of one unit, planned by the district lead for the day after tomorrow."""

import uuid
from datetime import datetime, time, timedelta

from django.utils import timezone

from enterprises import access
from enterprises.enums import AccessReason
from portal.accounts.models import User
from portal.common.workdays import SHANGHAI
from portal.notifications.enums import Event
from portal.notifications.models import Notification
from stewards import workflow as stewardship
from stewards.research import workflow
from stewards.research.models import ResearchStop, ResearchVisit
from tests import world as worlds


def fresh(user):
    return User.objects.get(pk=user.pk)


def build():
    world = worlds.build()
    world.second_firm = worlds.enterprise(worlds.CODES[2], local_unit=world.local_unit, name="上海张江第二试点有限公司")
    world.second_contact = worlds.contact_of(world.second_firm)
    world.liaison, world.deputy = worlds.person(), worlds.person()
    stewardship.appoint_liaison(world.steward.steward, world.liaison, by=None)
    access.grant(world.deputy, world.firm, AccessReason.DEPUTY)
    Notification.objects.all().delete()
    return world


def at(hour, minute=0, days=2):
    return datetime.combine(timezone.localdate() + timedelta(days=days), time(hour, minute), SHANGHAI)


def said(days=2, **words):
    known = {
        "starts_at": at(9, 30, days), "ends_at": at(12, 0, days), "leader": None, "leader_name": "周副区长",
        "leader_office": "浦东新区人民政府", "purpose": "了解集成电路企业扩产需求", "meeting_point": "张江大厦南门",
        "others": "区发改委",
    }  # fmt: skip
    return known | words


def planned(world, by="district", stops=None, **words):
    """Planned by ``by``; nobody has been told of it in the inbox that tests look at."""
    stops = stops or [(world.firm, at(9, 45)), (world.second_firm, at(11))]
    row = workflow.plan(by=fresh(getattr(world, by)), stops=stops, **said(**words))
    Notification.objects.filter(event=Event.RESEARCH_VISIT).delete()
    return row


def held(world, **words):
    """A research visit of yesterday, not recorded yet."""
    row = planned(world, **words)
    ResearchVisit.objects.filter(pk=row.pk).update(starts_at=at(9, 30, -1), ends_at=at(12, 0, -1))
    for stop in row.stops.all():
        ResearchStop.objects.filter(pk=stop.pk).update(at=stop.at - timedelta(days=3))
    return ResearchVisit.objects.get(pk=row.pk)


def heard(world, stop, by="steward", **words):
    known = {
        "client_id": uuid.uuid4(), "happened_at": stop.at, "people": "王总、林晓岚", "topics": ["operation"],
        "heard": "二期厂房明年投产", "explained": "",
    }  # fmt: skip
    return workflow.record(stop, by=fresh(getattr(world, by)), **(known | words))


def stop_of(row, firm):
    return ResearchStop.objects.select_related("enterprise", "visit").get(research_visit=row, enterprise=firm)
