"""The pages of proposals: who sees and does what, what is typed stays, and the rows cost no query each."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enterprises.enums import Level
from portal.accounts.enums import Role
from portal.common import hooks
from stewards import workflow as stewardship
from stewards.changes import workflow
from stewards.changes.enums import Kind, State
from stewards.changes.models import Proposal
from stewards.models import Assignment
from tests import world as worlds
from tests.changes.test_workflow import build, fill, new_steward, proposed, served_by
from tests.plugins.lasting import lasting

built, world = lasting(build)


def test_a_unit_proposes_and_the_district_lead_approves(world, client):
    client.force_login(world.general)
    url = f"{reverse('changes:new')}?kind=reassign&enterprise={world.firm.uscc}"
    assert f'value="{world.firm.uscc}" selected' in client.get(url).content.decode()
    sent = {"enterprise": world.firm.uscc, "to_steward": world.mate.staff_no, "reason": "均衡",
            "effective_on": f"{timezone.localdate():%Y-%m-%d}"}  # fmt: skip
    answer = client.post(url, sent, follow=True)
    one = Proposal.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("changes:proposal", args=[one.pk])
    client.force_login(world.district)
    assert "均衡" in client.get(reverse("changes:approvals")).content.decode()
    page = reverse("changes:proposal", args=[one.pk])
    assert client.post(page, {"approve": "1"}).status_code == 422
    client.post(page, {"approve": "1", "decision": "同意"})
    assert served_by(world.firm) == world.mate


def test_what_is_not_possible_stands_beside_what_was_typed(world, client):
    client.force_login(world.general)
    sent = {"enterprise": world.firm.uscc, "level": Level.MUNICIPAL, "reason": "升级", "effective_on": "2020-01-01"}
    answer = client.post(f"{reverse('changes:new')}?kind=level", sent)
    assert answer.status_code == 422 and 'value="升级"' in answer.content.decode()


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.HANDOVER])
def test_every_kind_has_its_form(world, client, kind):
    client.force_login(world.general)
    assert 'name="reason"' in client.get(f"{reverse('changes:new')}?kind={kind}").content.decode()


WITHDRAWS = {"general": 302, "district": 403, "city": 403, "leader": 403, "admin": 403}
DECIDES = {"district": 302, "general": 403, "city": 403, "leader": 403, "admin": 403}
ROLES = ("general", "district", "city", "leader", "admin", "steward", "contact", "dispatcher", "nobody")


@pytest.mark.parametrize("role", ROLES)
def test_who_decides_and_who_takes_back(world, client, role):
    one = proposed(world)
    client.force_login(getattr(world, role))
    assert client.post(reverse("changes:withdraw", args=[one.pk])).status_code == WITHDRAWS.get(role, 404)
    Proposal.objects.update(state=State.PROPOSED, decided_at=None, decided_by=None)
    sent = {"refuse": "1", "decision": "材料不足"}
    assert client.post(reverse("changes:proposal", args=[one.pk]), sent).status_code == DECIDES.get(role, 404)


def test_a_lead_of_another_district_finds_nothing(world, client):
    one = proposed(world)
    elsewhere = worlds.unit("district_lead", "黄浦区牵头部门", district_id="310101")
    client.force_login(worlds.person(Role.DISTRICT, elsewhere))
    assert client.get(reverse("changes:proposal", args=[one.pk])).status_code == 404


def test_the_list_asks_as_many_queries_for_many_rows_as_for_one(world, client):
    proposed(world)
    client.force_login(world.district)
    client.get(reverse("changes:approvals"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(reverse("changes:approvals"))
    for firm in fill(world.mate, 4, 300):
        proposed(world, enterprise=firm)
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("changes:approvals")).content.decode()
    assert page.count('class="grid__t"') == 5
    assert len(many) == len(few)


def test_the_queue_leaves_the_portal_with_a_reason(world, client):
    proposed(world)
    client.force_login(world.district)
    url = reverse("changes:approvals_export")
    assert client.post(url, {"kind": "csv"}).status_code == 422
    answer = client.post(url, {"kind": "csv", "reason": "月报"})
    assert world.firm.name in b"".join(answer.streaming_content).decode("utf-8-sig")


def handover_of(world):
    return reverse("changes:handover", args=[world.boss.staff_no])


def test_the_hand_over_shows_the_checklist_and_is_put_in_force(world, client):
    stewardship.log(
        world.firm, by=world.steward, client_id=uuid.uuid4(), mode="phone", happened_at=timezone.now(), people="王经理",
        topics=[], heard="一切正常", follow_ups=[("送技能补贴办法", timezone.localdate() + timedelta(days=2))],
    )  # fmt: skip
    appeal = worlds.appeal_in(world, "accepted")
    client.force_login(world.district)
    page = client.get(handover_of(world)).content.decode()
    assert "送技能补贴办法" in page and appeal.number in page
    sent = {f"{world.firm.uscc}-steward": world.mate.pk, "reason": "调离"}
    checked = client.post(handover_of(world), {**sent, "check": ""})
    assert checked.status_code == 200 and 'name="apply"' in checked.content.decode()
    assert served_by(world.firm) == world.boss
    assert client.post(handover_of(world), {**sent, "apply": ""}).status_code == 302
    assert served_by(world.firm) == world.mate
    client.force_login(world.mate.user)
    taken = client.get(reverse("changes:taken_over")).content.decode()
    assert "送技能补贴办法" in taken and appeal.number in taken and world.steward.name in taken


def test_the_general_steward_proposes_a_hand_over(world, client):
    client.force_login(world.general)
    sent = {f"{world.firm.uscc}-steward": world.mate.pk, "reason": "调离", "apply": "",
            "effective_on": f"{timezone.localdate():%Y-%m-%d}"}  # fmt: skip
    assert client.post(handover_of(world), sent).status_code == 302
    one = Proposal.objects.get()
    assert (one.state, one.takings.get().steward) == (State.PROPOSED, world.mate)
    assert served_by(world.firm) == world.boss
    workflow.approve(one, by=world.district, decision="同意")
    assert served_by(world.firm) == world.mate


def test_a_full_taker_stands_beside_the_row(world, client):
    fill(world.mate, 10, 300)
    client.force_login(world.district)
    sent = {f"{world.firm.uscc}-steward": world.mate.pk, "reason": "调离", "check": ""}
    answer = client.post(handover_of(world), sent)
    assert answer.status_code == 422 and "周建明" in answer.content.decode()
    assert 'value="调离"' in answer.content.decode()


def test_a_staff_number_with_a_slash_has_its_hand_over(world, client):
    world.boss.staff_no = "PD/07/handover"
    world.boss.save()
    client.force_login(world.district)
    assert client.get(handover_of(world)).status_code == 200
    assert client.get(reverse("stewards:detail", args=["PD/07/handover"])).status_code in (200, 404)


def test_what_if_counts_places_before_and_after(world, client):
    fill(world.boss, 9, 300)
    fill(world.mate, 4, 400)
    client.force_login(world.general)
    page = client.get(f"{reverse('changes:what_if')}?leaving={world.boss.pk}")
    found = page.context["found"]
    assert (found.placed, len(found.remaining)) == (10, 0)
    assert [more for steward, more, _load in found.takers if steward == world.mate] != [0]
    everybody = "&".join(f"leaving={one.pk}" for one in page.context["stewards"])
    found = client.get(f"{reverse('changes:what_if')}?{everybody}").context["found"]
    assert (found.placed, found.free_after, len(found.remaining)) == (0, 0, 15)
    assert Assignment.objects.open().count() == 15


def acting(person):
    return person.memberships.first()


def test_the_district_lead_is_due_to_decide_and_the_new_steward_to_read(world, client):
    one = proposed(world, Kind.REASSIGN, enterprise=world.firm, to_steward=world.mate)
    client.force_login(world.district)
    home = client.get(reverse("cockpit:home")).content.decode()
    assert reverse("changes:proposal", args=[one.pk]) in home
    workflow.approve(one, by=world.district, decision="同意")
    client.force_login(world.mate.user)
    assert reverse("changes:taken_over") in client.get(reverse("stewards:workbench")).content.decode()


def test_the_checklist_asks_as_often_for_many_enterprises(world, django_assert_max_num_queries):
    firms = [world.firm, *fill(new_steward(world.local_unit), 5, 500)]
    with django_assert_max_num_queries(8):
        hooks.handover_items(world.district, [firm.pk for firm in firms])
