"""The pages of consultations: what each reader sees, what is refused, what stays typed."""

from django.urls import reverse

from appeals.consultations import providers, workflow
from appeals.consultations.models import Consultation
from tests.consultations.meetings import begun, called

TYPED = {"starts_at": "2030-03-01T09:00", "ends_at": "2030-03-01T10:00", "room": "三楼会商室", "link": "",
         "purpose": "商定送电日期"}  # fmt: skip


def at(name, world, *more):
    return reverse(f"consultations:{name}", args=[world.case.number, *more])


def read(client, user, world):
    client.force_login(user)
    return client.get(world.case.get_absolute_url()).content.decode()


def test_the_lead_unit_calls_from_the_page_of_the_case(client, world):
    assert at("call", world) in read(client, world.handler, world)
    assert at("call", world) not in read(client, world.power_handler, world)
    client.force_login(world.handler)
    assert client.post(at("call", world), TYPED)["Location"] == world.case.get_absolute_url()
    assert Consultation.objects.get().room == "三楼会商室"
    assert "商定送电日期" in read(client, world.power_handler, world)


def test_what_is_wrong_stands_beside_its_field_and_everything_typed_stays(client, world):
    client.force_login(world.handler)
    answer = client.post(at("call", world), TYPED | {"ends_at": "2030-03-01T08:00", "room": ""})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'href="#id_ends_at"' in page and 'href="#id_room"' in page
    assert "商定送电日期" in page
    answer = client.post(at("call", world), TYPED | {"starts_at": "2020-03-01T09:00"})
    page = answer.content.decode()
    assert answer.status_code == 422 and 'href="#id_starts_at"' in page and "商定送电日期" in page


def test_a_unit_answers_with_one_click_or_says_why_not(client, world):
    row = called(world.case, world.handler)
    seat = row.seats.get(unit=world.power)
    client.force_login(world.power_handler)
    assert client.post(at("come", world, seat.pk)).status_code == 302
    assert client.post(at("not_come", world, seat.pk), {"reason": ""}).status_code == 422
    assert client.post(at("not_come", world, seat.pk), {"reason": "当天抢修"}).status_code == 302
    assert "当天抢修" in read(client, world.handler, world)


def test_the_enterprise_reads_that_they_met_and_nothing_of_what_was_said(client, world):
    row = called(world.case, world.handler)
    assert "三楼会商室" not in read(client, world.contact, world)
    workflow.write_minutes(begun(row), by=world.handler, minutes="口径：先不承诺日期", attended=[])
    page = read(client, world.contact, world)
    assert "会商" in page and "口径" not in page and "三楼会商室" not in page
    assert "口径" in read(client, world.power_handler, world)


def test_the_calendar_file_carries_time_place_and_edition(client, world):
    row = called(world.case, world.handler)
    client.force_login(world.power_handler)
    text = client.get(at("calendar", world, row.pk)).content.decode()
    assert f"DTSTART:{row.starts_at:%Y%m%dT%H%M%SZ}" in text
    assert "SEQUENCE:0" in text and "LOCATION:三楼会商室" in text
    client.force_login(world.contact)
    assert client.get(at("calendar", world, row.pk)).status_code == 403


def test_invitations_and_missing_minutes_are_due(world):
    row = called(world.case, world.handler)
    acting = world.power_handler.grants[0]
    assert [item.kind for item in providers.due(world.power_handler, acting)] == ["consultation"]
    workflow.answer(row.seats.get(unit=world.power), by=world.power_handler, comes=True)
    assert providers.due(world.power_handler, acting) == []
    assert providers.due(world.handler, world.handler.grants[0]) == []
    begun(row)
    (item,) = providers.due(world.handler, world.handler.grants[0])
    assert item.url == at("minutes", world, row.pk)


def test_the_page_of_a_case_asks_as_much_for_five_meetings_as_for_one(client, world, query_shape):
    client.force_login(world.handler)
    called(world.case, world.handler)
    client.get(world.case.get_absolute_url())
    counts = []
    for hours in (30, 31, 32, 33):
        with query_shape() as shapes:
            client.get(world.case.get_absolute_url())
        counts.append(len(shapes))
        called(world.case, world.handler, hours=hours)
    assert len(set(counts)) == 1
