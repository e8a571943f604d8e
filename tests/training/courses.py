"""Courses, sessions and learners for tests of training."""

from datetime import timedelta

from django.utils import timezone

from portal.accounts.enums import Role, UnitKind
from portal.accounts.models import User
from portal.places.models import District
from stewards import workflow as stewardship
from stewards.training import workflow
from stewards.training.enums import CourseKind
from stewards.training.models import Session
from tests import world as worlds

QUESTIONS = [
    {"text": "一名服务管家平均服务多少家重点企业？", "options": ["不超过10家", "不超过30家"], "right": 0},
    {"text": "新任管家几个工作日内联系企业？", "options": ["10个", "5个", "3个"], "right": 2},
]
RIGHT, HALF = [0, 2], [0, 0]


def fresh(user):
    return User.objects.get(pk=user.pk)


def build():
    """The small world with a liaison officer, and the leads of another district."""
    world = worlds.build()
    world.liaison = worlds.person()
    stewardship.appoint_liaison(world.steward.steward, world.liaison, by=None)
    far = District.objects.get(pk="310101")
    world.far_unit = worlds.unit(UnitKind.LOCAL_UNIT, "外滩街道营商服务办公室", district=far)
    world.far_steward = worlds.person(Role.STEWARD, world.far_unit)
    lead = worlds.unit(UnitKind.DISTRICT_LEAD, "黄浦区牵头部门", district=far)
    world.far_district = worlds.person(Role.DISTRICT, lead)
    for name, user in vars(world).items():
        if isinstance(user, User):
            setattr(world, name, fresh(user))
    return world


def words(**changes):
    known = {
        "kind": CourseKind.CASE, "title": "用电增容协调一例", "summary": "三个部门怎样在两周内协调送电。",
        "text": "企业提出诉求后，管家当天到场。", "link": "", "required_for": ["steward", "liaison"], "due_days": 10,
        "due_on": None, "questions": QUESTIONS, "pass_mark": 80,
    }  # fmt: skip
    return known | changes


def course(world, by="district", **changes):
    """A published course of the district."""
    by = getattr(world, by)
    return workflow.publish(workflow.open_course(by=by, **words(**changes)), by=by)


def lecture(world, **changes):
    return course(world, **{"kind": CourseKind.LECTURE, "title": "服务包制度解读", **changes})


def session(world, of=None, by="district", **changes):
    """A session of tomorrow with two places, run by the general steward."""
    begins = timezone.now() + timedelta(days=1)
    known = {"begins_at": begins, "ends_at": begins + timedelta(hours=2), "venue": "张江科学会堂", "link": "",
             "places": 2, "leader": world.general}  # fmt: skip
    return workflow.open_session(of or lecture(world), by=getattr(world, by), **known | changes)


def begun(row, ago=timedelta(minutes=10)):
    """Let the session begin ``ago``; who is enrolled stays so."""
    begins = timezone.now() - ago
    Session.objects.filter(pk=row.pk).update(begins_at=begins, ends_at=begins + timedelta(hours=2))
    row.refresh_from_db()
    return row
