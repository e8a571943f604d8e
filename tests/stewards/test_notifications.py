"""Who hears of a steward that changes: the new one, the former one, the enterprise; each once."""

import pytest

from portal.accounts.enums import UnitKind
from portal.common.workflow import Refused
from portal.notifications.enums import Event
from portal.notifications.models import Notification
from stewards import workflow
from stewards.models import Assignment, Steward
from tests import world as worlds

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return worlds.unit(UnitKind.LOCAL_UNIT, "张江镇营商服务办公室", district_id="310115")


@pytest.fixture
def firm(unit):
    return worlds.enterprise(local_unit=unit)


def steward(unit, name):
    user = worlds.person(name=name)
    return Steward.objects.create(user=user, staff_no=f"S{user.pk}", unit=unit)


def heard(person):
    rows = Notification.objects.filter(recipient=person, event=Event.ASSIGNMENT_CHANGED)
    return list(rows.order_by("pk").values_list("title", flat=True))


def test_steward_and_contacts_hear_of_an_assignment(unit, firm):
    contact, one = worlds.contact_of(firm), steward(unit, "林晓岚")
    workflow.assign(one, firm, by=None)
    assert heard(one.user) == [f"您已与{firm.name}结对"]
    (title,) = heard(contact)
    assert "林晓岚" in title


def test_a_move_tells_everybody_once(unit, firm):
    contact, old, new = worlds.contact_of(firm), steward(unit, "林晓岚"), steward(unit, "周宁")
    workflow.assign(old, firm, by=None)
    Notification.objects.all().delete()
    workflow.move([(firm, new)], by=None, reason="岗位变动")
    assert [len(heard(person)) for person in (old.user, new.user, contact)] == [1, 1, 1]
    assert "周宁" in heard(contact)[0]
    assert "周宁" in Notification.objects.get(recipient=old.user).text


def test_an_end_without_successor_tells_the_enterprise_who_serves_it_until_then(unit, firm):
    contact, one = worlds.contact_of(firm), steward(unit, "林晓岚")
    assignment = workflow.assign(one, firm, by=None)
    Notification.objects.all().delete()
    workflow.end(assignment, by=None, reason="退休")
    assert [len(heard(person)) for person in (one.user, contact)] == [1, 1]
    assert "属地单位" in Notification.objects.get(recipient=contact).text


def test_what_is_refused_tells_nobody(unit, firm):
    one, two = steward(unit, "林晓岚"), steward(unit, "周宁")
    workflow.assign(one, firm, by=None)
    before = Notification.objects.count()
    with pytest.raises(Refused):
        workflow.assign(two, firm, by=None)
    assert Notification.objects.count() == before
    assert Assignment.objects.open().count() == 1
