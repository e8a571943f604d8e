"""What appeals give to the workbench and to the record of a visit: needs, replies to read, drafts to finish."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from appeals import workflow
from appeals.enums import AppealState as S
from appeals.enums import Channel, Solved
from appeals.models import Appeal
from portal.accounts.models import Membership, User
from portal.common import hooks
from portal.notifications.models import Notification
from stewards import workflow as stewardship
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db


def build():
    world = worlds.build()
    world.visit = stewardship.log(
        world.firm, by=world.steward, client_id=uuid.uuid4(), mode="phone", happened_at=timezone.now(), people="王经理",
        topics=[], heard="夜间用电不稳定",
    )  # fmt: skip
    return world


built, world = lasting(build)


def start(world):
    return f"{reverse('appeals:new')}?enterprise={world.firm.uscc}&visit={world.visit.pk}"


def due(user):
    user = User.objects.get(pk=user.pk)
    return hooks.due_items(user, Membership.objects.get(user=user))


def test_a_need_of_a_visit_becomes_an_appeal_linked_both_ways(client, world):
    client.force_login(User.objects.get(pk=world.steward.pk))
    visit = reverse("stewards:visit", args=[world.visit.pk])
    assert start(world).replace("&", "&amp;") in client.get(visit).content.decode()
    client.post(start(world), {"category": world.category.pk})
    draft = Appeal.objects.get()
    assert (draft.from_visit, draft.channel) == (world.visit, Channel.STEWARD)
    sent = workflow.save_draft(draft, by=world.steward, title="夜间用电不稳定", text="每晚跳闸。")
    sent = workflow.submit(sent, by=world.steward)
    assert sent.number in client.get(visit).content.decode()
    assert visit in client.get(sent.get_absolute_url()).content.decode()
    client.force_login(User.objects.get(pk=world.contact.pk))
    shown = client.get(sent.get_absolute_url())
    assert (shown.status_code, visit in shown.content.decode()) == (200, False)


@pytest.mark.parametrize("number", ["0", "999999", "x", "9" * 30, "-1"])
def test_a_visit_that_is_not_there_is_no_origin(client, world, number):
    client.force_login(User.objects.get(pk=world.steward.pk))
    client.post(f"{reverse('appeals:new')}?visit={number}", {"category": world.category.pk})
    assert Appeal.objects.get().from_visit is None


def test_anothers_visit_is_no_origin(client, world):
    client.force_login(User.objects.get(pk=world.contact.pk))
    client.post(start(world), {"category": world.category.pk})
    assert Appeal.objects.get().from_visit is None


def test_a_reply_stands_among_what_is_due_until_it_is_opened(client, world):
    appeal = worlds.appeal_in(world, S.REPLIED)
    item = next(one for one in due(world.steward) if one.post)
    client.force_login(User.objects.get(pk=world.steward.pk))
    assert f'action="{item.url}"' in client.get("/workbench/").content.decode()
    assert client.post(item.url).url == appeal.get_absolute_url()
    assert not [one for one in due(world.steward) if one.url == item.url]


def test_a_bad_rating_reaches_the_steward(world):
    appeal = worlds.appeal_in(world, S.REPLIED)
    Notification.objects.filter(recipient=world.steward).update(seen_at=timezone.now())
    workflow.rate(appeal, by=world.contact, answers=[(worlds.lead(appeal), 1, Solved.NO, "没有解决")])
    assert [one.kind for one in due(world.steward) if one.post] == ["message"]


def test_a_draft_is_finished_by_who_began_it(world):
    mine = workflow.start_draft(world.firm, by=world.steward, channel=Channel.STEWARD, category=world.category)
    worlds.draft(world)
    drafts = [one for one in due(world.steward) if one.kind == "draft"]
    assert [one.url for one in drafts] == [reverse("appeals:draft", args=[mine.pk])]
