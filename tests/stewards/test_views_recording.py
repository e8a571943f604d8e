"""What a phone sends later: once, under its author, with everything that is wrong named; the pages of check-ins."""

import io
import json
from datetime import UTC, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from enterprises.models import Enterprise
from portal.accounts.models import User
from stewards import place_codes, workflow
from stewards.enums import Evidence
from stewards.models import Assignment, CheckIn, FollowUp, PlaceCode, Visit
from tests import world as worlds
from tests.plugins.lasting import lasting
from tests.stewards.test_views_visits import filled, page

pytestmark = pytest.mark.django_db
NEW, SYNC = "/workbench/visits/new/", "/workbench/visits/sync/"
HERE = {"longitude": "121.600000", "latitude": "31.200000", "accuracy": "12.4"}


def build():
    world = worlds.build()
    Enterprise.objects.filter(pk=world.firm.pk).update(longitude="121.6", latitude="31.2001", datum="wgs84")
    return world


built, world = lasting(build)


def at(instant):
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}"


def photo(name="现场.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())


def sent(client, world, **changes):
    return filled(page(client, world.steward), world, author=world.steward.pk, **changes)


def test_a_phone_asks_who_it_is_before_it_sends(client, world):
    client.force_login(User.objects.get(pk=world.steward.pk))
    told = client.get(SYNC).json()
    assert (told["user"], len(told["token"]) > 20) == (world.steward.pk, True)
    assert told["me"]["enterprises"] == [{"uscc": world.firm.uscc, "name": world.firm.name}]


def test_five_sendings_are_one_record_with_its_photo_and_check_in(client, world):
    body = sent(client, world, **HERE, taken_at=at(timezone.now()))
    urls = {client.post(SYNC, body | {"files": photo()}).json()["url"] for _time in range(5)}
    visit = Visit.objects.get()
    assert urls == {reverse("stewards:visit", args=[visit.pk])}
    assert (visit.files.count(), visit.check_in.grade, visit.check_in.distance) == (1, Evidence.STRONG, 11)
    shown = client.get(urls.pop()).content.decode()
    assert "现场.jpg" in shown and "11" in shown


def test_a_photo_is_handed_out_to_who_sees_the_visit_alone(client, world):
    client.post(SYNC, sent(client, world, files=photo()))
    file = Visit.objects.get().files.get()
    address = reverse("stewards:visit_file", args=[file.visit_id, file.pk])
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")
    client.force_login(User.objects.get(pk=world.other_steward.pk))
    assert client.get(address).status_code == 404


def test_what_somebody_else_wrote_is_not_sent_in_ones_own_name(client, world):
    answer = client.post(SYNC, sent(client, world) | {"author": world.general.pk})
    assert (answer.status_code, answer.json()["state"]) == (409, "foreign")
    assert not Visit.objects.exists()


def test_an_expired_session_is_told_apart(client, world):
    body = sent(client, world)
    client.logout()
    assert client.post(SYNC, body).status_code == 302
    assert not Visit.objects.exists()


WRONG = {
    "heard": {"heard": "很" * 20_000},
    "form-0-due_on": {"form-0-text": "送材料"},
    "enterprise": {"enterprise": "91310000000000000X"},
}


@pytest.mark.parametrize("name", WRONG)
def test_every_fault_is_named_by_its_field(client, world, name):
    answer = client.post(SYNC, sent(client, world, **WRONG[name]))
    assert answer.status_code == 422
    assert name in [field for field, _text, _label in answer.json()["errors"]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"longitude": "0", "latitude": "0"}, {"latitude": ""}, {"accuracy": "-1"}, {"longitude": "east"},
        {"longitude": "200"}, {"accuracy": ""}, {"longitude": "NaN"},
    ],
)  # fmt: skip
def test_a_position_that_cannot_be_is_refused_in_one_sentence(client, world, wrong):
    answer = client.post(NEW, sent(client, world, **HERE | wrong))
    assert answer.status_code == 422
    assert len(answer.context["here"].non_field_errors()) == 1
    assert not CheckIn.objects.exists()


def test_a_check_in_from_the_future_keeps_what_was_typed(client, world):
    body = sent(client, world, **HERE, taken_at=at(timezone.now() + timedelta(hours=1)))
    answer = client.post(NEW, body)
    assert answer.status_code == 422
    assert "招工难" in answer.content.decode()
    assert not Visit.objects.exists()


@pytest.mark.parametrize("name", ["大.jpg", "程序.exe"])
def test_a_file_that_cannot_be_taken_is_named_and_the_words_stay(client, world, name, monkeypatch):
    monkeypatch.setattr("portal.common.checked_files.MAX_BYTES", 100)
    answer = client.post(NEW, sent(client, world, files=photo(name)))
    shown = answer.content.decode()
    assert (answer.status_code, name in shown, "招工难" in shown) == (422, True, True)


def test_an_enterprise_handed_over_meanwhile_loses_no_word(client, world):
    before = timezone.localtime() - timedelta(minutes=9)
    Assignment.objects.filter(enterprise=world.firm).update(started_at=before - timedelta(days=1))
    body = sent(client, world, happened_at=f"{before:%Y-%m-%dT%H:%M}")
    workflow.end(Assignment.objects.open().get(enterprise=world.firm), by=world.district)
    Assignment.objects.filter(enterprise=world.firm).update(ended_at=timezone.now() - timedelta(minutes=3))
    address = client.post(SYNC, body).json()["url"]
    assert client.get(address).status_code == 200
    late = body | {"client_id": "0" * 31 + "1", "happened_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}"}
    answer = client.post(SYNC, late)
    assert (answer.status_code, world.firm.name in json.dumps(answer.json(), ensure_ascii=False)) == (422, True)


# --- The enterprise's code -------------------------------------------------------------------------------------------
def poster(world):
    return reverse("stewards:poster", args=[world.firm.uscc])


def test_a_code_is_made_printed_and_replaced(client, world):
    client.force_login(User.objects.get(pk=world.steward.pk))
    assert "<svg" not in client.get(poster(world)).content.decode().partition('class="letter panel')[2]
    client.post(f"{poster(world)}new/")
    assert 'class="qr"' in client.get(poster(world)).content.decode()
    client.post(f"{poster(world)}new/")
    assert PlaceCode.objects.filter(revoked_at=None).count() == 1
    assert PlaceCode.objects.count() == 2


def scan(client, token):
    return client.get(reverse("stewards:check_in", args=[token]))


def test_a_scanned_code_asks_before_it_checks_in_and_repeated_it_is_one(client, world):
    client.force_login(User.objects.get(pk=world.steward.pk))
    token = place_codes.token(workflow.make_code(world.firm, by=world.steward))
    assert world.firm.name in scan(client, token).content.decode()
    assert not CheckIn.objects.exists()
    for _time in range(2):
        answer = client.post(reverse("stewards:check_in", args=[token]))
        assert answer.url == f"{NEW}?enterprise={world.firm.uscc}"
    assert CheckIn.objects.get().grade == Evidence.STRONG


def test_codes_that_do_not_count_say_why(client, world):
    client.force_login(User.objects.get(pk=world.steward.pk))
    old = workflow.make_code(world.firm, by=world.steward)
    workflow.make_code(world.firm, by=world.steward)
    foreign = workflow.make_code(world.foreign_firm, by=world.other_steward)
    for token, status in [("1:forged", 404), (place_codes.token(old), 410), (place_codes.token(foreign), 403)]:
        assert scan(client, token).status_code == status
        assert client.post(reverse("stewards:check_in", args=[token])).status_code == status
    assert not CheckIn.objects.exists()


def test_the_general_steward_enters_the_place_that_a_check_in_proposes(client, world):
    Enterprise.objects.filter(pk=world.firm.pk).update(longitude=None, latitude=None, datum="")
    address = client.post(SYNC, sent(client, world, **HERE)).json()["url"]
    row = CheckIn.objects.get()
    assert row.grade == Evidence.UNPLACED
    take = reverse("stewards:take_point", args=[row.pk])
    assert take not in client.get(address).content.decode()
    assert client.post(take).status_code == 403
    client.force_login(User.objects.get(pk=world.general.pk))
    assert take in client.get(address).content.decode()
    client.post(take)
    world.firm.refresh_from_db()
    assert float(world.firm.latitude) == 31.2


# --- Later -----------------------------------------------------------------------------------------------------------
def test_a_need_becomes_a_follow_up_later(client, world):
    client.post(SYNC, sent(client, world))
    visit = Visit.objects.get()
    address = reverse("stewards:visit_promise", args=[visit.pk])
    assert client.post(address, {"text": "约消防上门"}).status_code == 422
    tomorrow = timezone.localdate() + timedelta(days=1)
    client.post(address, {"text": "约消防上门", "due_on": tomorrow.isoformat()})
    assert FollowUp.objects.get().due_on == tomorrow


def test_the_application_describes_itself(client):
    told = client.get(reverse("stewards:manifest"))
    assert told["Content-Type"] == "application/manifest+json"
    assert [icon["sizes"] for icon in told.json()["icons"]] == ["192x192"] * 2 + ["512x512"] * 2
    worker = client.get(reverse("stewards:worker"))
    assert (worker["Content-Type"], worker["Cache-Control"]) == ("text/javascript", "no-cache")
    assert reverse("stewards:offline") in worker.content.decode()


def test_the_page_that_a_phone_keeps_holds_nobodys_data(client, world):
    client.force_login(User.objects.get(pk=world.steward.pk))
    shown = client.get(reverse("stewards:offline")).content.decode()
    assert world.firm.name not in shown
    assert "csrfmiddlewaretoken" not in shown
    assert world.steward.name not in shown
