"""The desk's queue, saved views, dispatching several at once, who may export."""

import pytest
from django.urls import reverse

from appeals import workflow
from appeals.enums import AppealState as S
from appeals.models import SavedView
from portal.common.models import ExportLog
from tests.world import appeal_in, draft, lead

LIST = "/appeals/"


def numbers(answer):
    return [row.record.number for row in answer.context["table"].page.object_list]


def test_the_desk_claims_in_the_row_and_sees_who_claimed(client, world):
    mine, theirs = appeal_in(world, S.ACCEPTED), appeal_in(world, S.ACCEPTED)
    workflow.claim(theirs, by=world.second_dispatcher)
    client.force_login(world.dispatcher)
    page = client.get(LIST).content.decode()
    assert reverse("appeals:claim", args=[mine.number]) in page
    assert reverse("appeals:claim", args=[theirs.number]) not in page and world.second_dispatcher.name in page
    client.post(reverse("appeals:claim", args=[mine.number]))
    assert numbers(client.get(LIST, {"view": "mine"})) == [mine.number]


def test_a_view_is_kept_replaced_and_deleted_by_its_owner_alone(client, world):
    client.force_login(world.dispatcher)
    query = "view=waiting&district=310115"
    assert client.get(f"{reverse('appeals:view_save')}?{query}").status_code == 200
    answer = client.post(f"{reverse('appeals:view_save')}?{query}&page=3", {"name": "浦东新区"})
    assert answer["Location"] == f"{LIST}?{query}"
    client.post(f"{reverse('appeals:view_save')}?view=today", {"name": "浦东新区"})
    view = SavedView.objects.get()
    assert view.query == "view=today"
    assert "浦东新区" in [one.label for one in client.get(LIST).context["views"]]
    client.force_login(world.second_dispatcher)
    assert client.post(reverse("appeals:view_delete", args=[view.pk])).status_code == 404
    client.force_login(world.dispatcher)
    client.post(reverse("appeals:view_delete", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_several_are_dispatched_at_once_and_failures_stay_with_their_reason(client, world):
    good, own, gone = (appeal_in(world, S.ACCEPTED) for _n in range(3))
    client.force_login(world.dispatcher)
    page = client.get(reverse("appeals:dispatch_many"), {"pick": [good.number, own.number, gone.number]})
    assert page.status_code == 200 and len(page.context["rows"]) == 3
    workflow.dispatch(gone, by=world.second_dispatcher, lead=world.power)
    sent = {"pick": [good.number, own.number, gone.number], "for_all": world.bureau.name}
    sent |= {f"{one.number}-difficulty": "general" for one in (good, own, gone)}
    sent |= {f"{own.number}-lead": world.other_bureau.name}
    answer = client.post(reverse("appeals:dispatch_many"), sent)
    assert answer.status_code == 422
    assert {one.number for one in answer.context["done"]} == {good.number, own.number}
    assert [one.number for one, _form in answer.context["rows"]] == [gone.number]
    assert (lead(good).unit, lead(own).unit, lead(gone).unit) == (world.bureau, world.other_bureau, world.power)


def test_several_without_a_unit_are_not_dispatched(client, world):
    one = appeal_in(world, S.ACCEPTED)
    client.force_login(world.dispatcher)
    sent = {"pick": one.number, f"{one.number}-difficulty": "general"}
    assert client.post(reverse("appeals:dispatch_many"), sent).status_code == 422
    one.refresh_from_db()
    assert one.state == S.ACCEPTED


@pytest.mark.parametrize("role", ["contact", "steward", "handler", "district", "leader"])
def test_only_the_desk_dispatches_several(client, world, role):
    one = appeal_in(world, S.IN_HANDLING)
    client.force_login(getattr(world, role))
    assert client.get(reverse("appeals:dispatch_many"), {"pick": one.number}).status_code == 403


def test_an_export_without_a_reason_or_by_a_leader_is_refused(client, world):
    client.force_login(world.district)
    assert client.post(reverse("appeals:export"), {"kind": "csv", "reason": ""}).status_code == 422
    client.force_login(world.leader)
    assert client.post(reverse("appeals:export"), {"kind": "csv", "reason": "看看"}).status_code == 403
    assert not ExportLog.objects.exists()


def test_an_empty_list_says_what_would_stand_there(client, world):
    draft(world)
    client.force_login(world.contact)
    page = client.get(LIST, {"view": "us"}, headers={"accept-language": "en"}).content.decode()
    assert "No appeal stands under" in page
