"""Replies that are the same word for word are shown to who judges them, and a case is never with somebody away."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appeals import workflow
from appeals.enums import AppealState as S
from portal.accounts.models import Absence
from portal.notifications.models import Notification
from tests.world import appeal_in, lead


def gone(person):
    today = timezone.localdate()
    Absence.objects.create(user=person, started_on=today, ended_on=today + timedelta(days=3))


@pytest.mark.parametrize(
    ("role", "sees"),
    [("dispatcher", True), ("district", True), ("city", True), ("leader", True), ("handler", False),
     ("contact", False), ("steward", False)],
)  # fmt: skip
def test_the_same_reply_in_other_cases_is_told_to_who_judges_replies(client, world, role, sees):
    first, second = appeal_in(world, S.REPLIED), appeal_in(world, S.CLOSED)
    client.force_login(getattr(world, role))
    word = "相同答复"
    assert (word in client.get(first.get_absolute_url()).content.decode()) == sees
    row = lead(second)
    row.reply = "另一份答复。"
    row.save()
    assert word not in client.get(first.get_absolute_url()).content.decode()


def test_nobody_who_is_away_is_named_as_owner(client, world):
    handling = workflow.take_on(lead(appeal_in(world, S.IN_HANDLING)), by=world.handler)
    gone(world.second_handler)
    client.force_login(world.handler)
    address = reverse("appeals:set_owner", args=[handling.appeal.number, handling.pk])
    answer = client.post(address, {"owner": world.second_handler.pk})
    assert answer.status_code == 422
    handling.refresh_from_db()
    assert handling.owner == world.handler


def test_the_whole_unit_hears_what_comes_while_the_owner_is_away(world):
    handling = workflow.take_on(lead(appeal_in(world, S.IN_HANDLING)), by=world.handler)
    told = Notification.objects.filter(recipient=world.second_handler).count()
    workflow.supplement(handling.appeal, by=world.contact, text="补充一点")
    assert Notification.objects.filter(recipient=world.second_handler).count() == told
    gone(world.handler)
    workflow.supplement(handling.appeal, by=world.contact, text="再补充一点")
    assert Notification.objects.filter(recipient=world.second_handler).count() == told + 1
