"""The pages of research visits: planned with the burden seen, into a calendar, recorded, listed and exported."""

import uuid
from datetime import UTC, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enterprises.enums import Level
from portal.common.models import ExportLog
from stewards import workflow as stewardship
from stewards.models import Visit
from stewards.research import workflow
from stewards.research.enums import ResearchState, StopState
from stewards.research.models import ResearchVisit
from tests import world as worlds
from tests.common.test_ics import parsed
from tests.plugins.lasting import lasting
from tests.research import planning

pytestmark = pytest.mark.django_db
built, world = lasting(planning.build)


def as_(client, person):
    client.force_login(planning.fresh(person))
    return client


def filled(*firms, **changes):
    day = timezone.localdate() + timedelta(days=2)
    sent = {
        "purpose": "了解扩产需求", "day": day.isoformat(), "starts": "09:30", "ends": "12:00",
        "leader_name": "周副区长", "leader_office": "浦东新区人民政府", "meeting_point": "南门", "others": "区发改委",
        "stop-TOTAL_FORMS": "6", "stop-INITIAL_FORMS": "0", "stop-MIN_NUM_FORMS": "0", "stop-MAX_NUM_FORMS": "6",
        "seen": " ".join(one.uscc for one in firms),
    }  # fmt: skip
    for number, one in enumerate(firms):
        sent |= {f"stop-{number}-enterprise": one.uscc, f"stop-{number}-at": f"{10 + number}:00"}
    return sent | changes


@pytest.mark.parametrize("name", ["general", "district", "city"])
def test_a_plan_leads_to_its_page(client, world, name):
    answer = as_(client, getattr(world, name)).post(reverse("research:new"), filled(world.firm, world.second_firm))
    row = ResearchVisit.objects.get()
    assert answer.url == row.get_absolute_url()
    shown = client.get(answer.url).content.decode()
    assert "了解扩产需求" in shown and world.second_firm.name in shown and "周副区长" in shown
    assert [stop.at for stop in row.stops.all()] == [planning.at(10), planning.at(11)]


def test_what_reached_the_enterprises_is_seen_before_anything_is_planned(client, world):
    as_(client, world.general)
    sent = filled(world.firm, seen="")
    first = client.post(reverse("research:new"), sent)
    assert first.status_code == 200 and not ResearchVisit.objects.exists()
    assert [(one.pk, burden.total) for one, burden in first.context["burdens"]] == [(world.firm.pk, 0)]
    assert world.firm.uscc in first.context["seen"] and "了解扩产需求" in first.content.decode()
    assert client.post(reverse("research:new"), sent | {"seen": first.context["seen"]}).status_code == 302


def test_from_the_page_of_an_enterprise_the_burden_is_seen_at_once(client, world):
    for _number in range(7):
        stewardship.log(
            world.firm, by=planning.fresh(world.steward), client_id=uuid.uuid4(), mode="phone", people="王总",
            topics=[], heard="一切正常", happened_at=timezone.now(),
        )  # fmt: skip
    as_(client, world.general)
    shown = client.get(f"{reverse('research:new')}?enterprise={world.firm.uscc}").content.decode()
    assert "本月已触达7次" in shown and "超出月度限额6次" in shown and "本月7次" in shown
    as_(client, world.steward)
    assert (
        "本月已触达7次" in client.get(f"{reverse('stewards:visit_new')}?enterprise={world.firm.uscc}").content.decode()
    )


WRONG = [
    ({"purpose": ""}, "purpose"), ({"day": "2020-01-01"}, None), ({"day": "gestern"}, "day"),
    ({"ends": "08:00"}, "ends"), ({"leader_name": ""}, "leader_name"), ({"starts": "25:00"}, "starts"),
    ({"stop-0-at": "08:00"}, None), ({"purpose": "很" * 20_000}, "purpose"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "field"), WRONG)
def test_each_fault_is_told_and_everything_typed_is_kept(client, world, changes, field):
    answer = as_(client, world.district).post(reverse("research:new"), filled(world.firm, **changes))
    assert answer.status_code == 422 and not ResearchVisit.objects.exists()
    assert list(answer.context["form"].errors) == [field or "__all__"]
    assert "区发改委" in answer.content.decode()


@pytest.mark.parametrize(
    "changes",
    [{"stop-0-at": ""}, {"stop-0-enterprise": ""}, {"stop-0-enterprise": "", "stop-0-at": ""},
     {"stop-1-enterprise": "{code}", "stop-1-at": "11:00"}, {"stop-0-enterprise": "91310000000000000X"}],
)  # fmt: skip
def test_half_a_stop_none_twice_the_same_or_a_foreign_one_is_told(client, world, changes):
    changes = {name: value.format(code=world.firm.uscc) for name, value in changes.items()}
    answer = as_(client, world.general).post(reverse("research:new"), filled(world.firm, **changes))
    assert answer.status_code == 422 and answer.context["stops"].total_error_count() == 1


def test_who_leads_many_writes_a_name_or_a_code(client, world):
    for number in range(200, 232):
        worlds.enterprise(worlds.code(number), level=Level.STREET, name=f"张江测试{number}厂")
    as_(client, world.district)
    sent = filled(world.firm)
    assert client.post(reverse("research:new"), sent | {"stop-0-enterprise": "没有这家"}).status_code == 422
    answer = client.post(reverse("research:new"), sent | {"stop-0-enterprise": "张江测试210厂"})
    assert answer.status_code == 200  # its burden has not been seen yet
    sent |= {"stop-0-enterprise": "张江测试210厂", "seen": answer.context["seen"]}
    assert client.post(reverse("research:new"), sent).status_code == 302


def test_a_change_is_filled_in_with_what_stands_and_told(client, world):
    row = planning.planned(world)
    address = reverse("research:change", args=[row.pk])
    form = as_(client, world.district).get(address).context["form"]
    assert (form.initial["leader_name"], f"{form.initial['starts']:%H:%M}") == ("周副区长", "09:30")
    sent = filled(world.firm, purpose="新的目的")
    assert client.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert (row.purpose, row.sequence) == ("新的目的", 1)
    assert planning.stop_of(row, world.second_firm).state == StopState.DROPPED


def test_a_cancellation_needs_its_reason_and_closes_the_plan(client, world):
    row = planning.planned(world)
    address = reverse("research:cancel", args=[row.pk])
    assert as_(client, world.district).post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "另有安排"}).status_code == 302
    assert "另有安排" in client.get(row.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 403


def ics_of(client, person, row):
    return parsed(as_(client, person).get(reverse("research:ics", args=[row.pk])).content.decode())


def test_the_calendar_file_stays_the_same_event_and_counts_its_changes(client, world):
    row = planning.planned(world)
    before = dict(ics_of(client, world.steward, row))
    assert world.second_firm.name in before["DESCRIPTION"] and before["SEQUENCE"] == "0"
    assert before["DTSTART"] == f"{row.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    workflow.change(row, by=planning.fresh(world.district), stops=[(world.firm, planning.at(10))], **planning.said())
    workflow.cancel(row, by=planning.fresh(world.district), reason="另有安排")
    after = dict(ics_of(client, world.steward, row))
    assert after["UID"] == before["UID"] and after["SEQUENCE"] == "2" and after["STATUS"] == "CANCELLED"


def test_an_enterprise_reads_its_own_part_only(client, world):
    row = planning.planned(world)
    found = dict(ics_of(client, world.contact, row))
    assert world.firm.name in found["DESCRIPTION"] and world.second_firm.name not in found["DESCRIPTION"]
    shown = client.get(reverse("enterprises:detail", args=[world.firm.uscc])).content.decode()
    assert "了解集成电路企业扩产需求" in shown and reverse("research:ics", args=[row.pk]) in shown
    assert client.get(row.get_absolute_url()).status_code == 404
    assert as_(client, world.stranger).get(reverse("research:ics", args=[row.pk])).status_code == 404


def test_a_stop_is_recorded_with_its_promise_and_revisit(client, world):
    row = planning.held(world)
    stop = planning.stop_of(row, world.firm)
    address = reverse("research:record", args=[row.pk, stop.pk])
    form = as_(client, world.steward).get(address).context["form"]
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    sent = {
        "client_id": str(form.initial["client_id"]), "happened_at": f"{form.initial['happened_at']:%Y-%m-%dT%H:%M}",
        "people": "王总", "heard": "二期明年投产", "topics": ["operation"], "explained": "", "revisit_on": day,
        "form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "0", "form-MIN_NUM_FORMS": "0", "form-MAX_NUM_FORMS": "3",
        "form-0-text": "协调供电", "form-0-due_on": day,
    }  # fmt: skip
    wrong = client.post(address, sent | {"people": "", "revisit_on": "2020-01-01"})
    assert wrong.status_code == 422 and "二期明年投产" in wrong.content.decode()
    assert client.post(address, sent).url == client.post(address, sent).url == row.get_absolute_url()
    visit = Visit.objects.get()
    shown = client.get(row.get_absolute_url()).content.decode()
    assert reverse("stewards:visit", args=[visit.pk]) in shown and visit.follow_ups.get().text == "协调供电"
    assert reverse("research:revisit", args=[row.pk, stop.pk]) in shown


def test_a_later_visit_is_chosen_as_the_revisit(client, world):
    row = planning.held(world)
    stop = planning.heard(world, planning.stop_of(row, world.firm), revisit_on=timezone.localdate())
    later = stewardship.log(
        world.firm, by=planning.fresh(world.steward), client_id=uuid.uuid4(), mode="phone", people="王总", topics=[],
        heard="已供电", happened_at=timezone.now(),
    )  # fmt: skip
    address = reverse("research:revisit", args=[row.pk, stop.pk])
    form = as_(client, world.steward).get(address).context["form"]
    assert list(form.fields["visit"].queryset) == [later]
    assert client.post(address, {"visit": stop.visit_id}).status_code == 422
    assert client.post(address, {"visit": later.pk}).status_code == 302
    assert client.post(address, {"visit": later.pk}).status_code == 422


FILTERS = [
    ({}, True), ({"state": "planned"}, True), ({"state": "done"}, False), ({"q": "周副"}, True), ({"q": "没有"}, False),
    ({"q": "第二试点"}, True), ({"since": "2020-01-01"}, True), ({"until": "2020-01-01"}, False),
]  # fmt: skip


@pytest.mark.parametrize(("query", "is_found"), FILTERS)
def test_filters_narrow_the_list(client, world, query, is_found):
    planning.planned(world)
    answer = as_(client, world.steward).get(reverse("research:list"), query)
    assert (answer.context["table"].page.paginator.count == 1) is is_found


def test_list_and_page_ask_as_often_for_many_as_for_few(client, world, query_shape):
    row = planning.planned(world, stops=[(world.firm, planning.at(10))])
    as_(client, world.district).get(reverse("research:list"))
    shapes = []
    for number in range(2):
        with query_shape() as asked:
            client.get(reverse("research:list"))
            client.get(row.get_absolute_url())
        shapes.append(list(asked))
        if not number:
            row = planning.planned(world)
            planning.planned(world)
    assert len(shapes[0]) == len(shapes[1]) <= 18


def test_an_export_is_logged_and_has_a_row_for_each_stop(client, world):
    planning.planned(world)
    address = f"{reverse('research:export')}?state={ResearchState.PLANNED}"
    answer = as_(client, world.general).post(address, {"kind": "csv", "reason": "月度小结"})
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and "周副区长" in lines[1]
    assert ExportLog.objects.get().rows == 2
