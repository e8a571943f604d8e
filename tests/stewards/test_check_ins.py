"""Check-ins: what counts as evidence, once a day, codes that are forged or replaced, positions that fade."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from enterprises.models import Enterprise
from portal.common.workflow import Refused
from portal.places import geo
from stewards import evidence, place_codes, workflow
from stewards.enums import Evidence
from stewards.models import Assignment, CheckIn, PlaceCode, Visit
from stewards.tasks import round_positions
from tests import world as worlds
from tests.plugins.lasting import lasting

HERE = (121.6, 31.2)
#: Degrees of latitude for one metre.
METRE = 1 / 111_195


def build():
    world = worlds.build()
    Enterprise.objects.filter(pk=world.firm.pk).update(longitude=HERE[0], latitude=HERE[1], datum="wgs84")
    world.firm.refresh_from_db()
    return world


built, world = lasting(build)


def north(metres, accuracy=10):
    return (HERE[0], round(HERE[1] + metres * METRE, 6), accuracy)


def said(**changes):
    return {
        "mode": "on_site", "happened_at": timezone.now(), "people": "王经理", "topics": [], "heard": "用工紧张",
        "explained": "", "client_id": uuid.uuid4(),
    } | changes  # fmt: skip


@pytest.mark.parametrize(
    ("by_code", "accuracy", "away", "grade"),
    [
        (True, None, None, Evidence.STRONG),
        (True, 5000, 90_000, Evidence.STRONG),
        (False, 100, 200, Evidence.STRONG),
        (False, 101, 200, Evidence.WEAK),
        (False, 100, 201, Evidence.WEAK),
        (False, 10, 510, Evidence.WEAK),
        (False, 10, 511, Evidence.NONE),
        (False, 2000, 2500, Evidence.WEAK),
        (False, 2001, 0, Evidence.NONE),
        (False, 50, None, Evidence.UNPLACED),
        (False, None, None, Evidence.NONE),
    ],
)
def test_every_evidence_has_its_grade(by_code, accuracy, away, grade):
    assert evidence.grade(by_code=by_code, accuracy=accuracy, away=away) == grade


@pytest.mark.parametrize("metres", [0, 150])
def test_a_position_near_the_enterprise_is_strong(world, metres):
    row = workflow.check_in(world.firm, by=world.steward, position=north(metres))
    assert (row.grade, abs(row.distance - metres) <= 1) == (Evidence.STRONG, True)


def test_the_shifted_datum_of_the_registry_is_honoured(world):
    longitude, latitude = geo.gcj02(*HERE)
    Enterprise.objects.filter(pk=world.firm.pk).update(
        longitude=round(longitude, 6), latitude=round(latitude, 6), datum="gcj02"
    )
    assert workflow.check_in(world.firm, by=world.steward, position=(*HERE, 10)).distance <= 1


def test_a_second_check_in_of_the_day_is_the_same_and_adds_what_was_missing(world):
    first = workflow.check_in(world.firm, by=world.steward, position=north(9_000))
    assert first.grade == Evidence.NONE
    token = place_codes.token(workflow.make_code(world.firm, by=world.steward))
    second = workflow.check_in(world.firm, by=world.steward, code=token)
    assert (second.pk, second.grade, second.distance) == (first.pk, Evidence.STRONG, first.distance)
    third = workflow.check_in(world.firm, by=world.steward, position=north(9_000, 1500))
    assert (third.grade, third.accuracy) == (Evidence.STRONG, 10)
    assert CheckIn.objects.count() == 1


def test_a_check_in_from_the_future_is_refused(world):
    with pytest.raises(Refused) as refused:
        workflow.check_in(world.firm, by=world.steward, happened_at=timezone.now() + timedelta(minutes=6))
    assert refused.value.code == "future"
    row = workflow.check_in(world.firm, by=world.steward, happened_at=timezone.now() + timedelta(minutes=4))
    assert row.happened_at <= row.created_at


@pytest.mark.parametrize(
    "who", ["contact", "other_steward", "dispatcher", "handler", "district", "city", "leader", "admin"]
)
def test_only_who_serves_the_enterprise_checks_in(world, who):
    with pytest.raises(Refused):
        workflow.check_in(world.firm, by=getattr(world, who), position=north(0))
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("text", ["", "x", "1", "1:forged", "9" * 400])
def test_a_forged_code_is_behind_nothing(db, text):
    assert place_codes.behind(text) is None


def test_a_code_counts_until_it_is_replaced_and_for_its_enterprise_alone(world):
    old = workflow.make_code(world.firm, by=world.steward)
    new = workflow.make_code(world.firm, by=world.general)
    old.refresh_from_db()
    assert (old.revoked_by, new.revoked_at) == (world.general, None)
    for text, code in [(place_codes.token(old), "revoked"), (f"{new.pk}:forged", "forged")]:
        with pytest.raises(Refused) as refused:
            workflow.check_in(world.firm, by=world.steward, code=text)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        workflow.check_in(world.foreign_firm, by=world.other_steward, code=place_codes.token(new))
    assert refused.value.code == "foreign"


@pytest.mark.parametrize("who", ["contact", "other_steward", "dispatcher", "handler", "city", "leader", "admin"])
def test_a_code_is_made_by_who_answers_for_the_enterprise(world, who):
    with pytest.raises(Refused):
        workflow.make_code(world.firm, by=getattr(world, who))
    assert not PlaceCode.objects.exists()
    assert workflow.make_code(world.firm, by=world.district)


def test_a_check_in_without_reference_point_proposes_one(world):
    Enterprise.objects.filter(pk=world.firm.pk).update(longitude=None, latitude=None, datum="")
    row = workflow.check_in(world.firm, by=world.steward, position=north(0, 12))
    assert (row.grade, row.distance) == (Evidence.UNPLACED, None)
    with pytest.raises(Refused):
        workflow.take_point(row, by=world.steward)
    row = workflow.take_point(row, by=world.general)
    world.firm.refresh_from_db()
    assert (float(world.firm.longitude), world.firm.datum, row.grade) == (HERE[0], "wgs84", Evidence.STRONG)
    with pytest.raises(Refused):
        workflow.take_point(row, by=world.general)


def test_positions_fade_after_180_days_and_no_history_holds_them(world):
    old = workflow.check_in(world.firm, by=world.steward, position=(121.654321, 31.234567, 9))
    fresh = workflow.check_in(world.foreign_firm, by=world.other_steward, position=(121.654321, 31.234567, 9))
    CheckIn.objects.filter(pk=old.pk).update(happened_at=timezone.now() - timedelta(days=181))
    assert (round_positions(), round_positions()) == (1, 0)
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (float(old.longitude), float(old.latitude)) == (121.65, 31.23)
    assert float(fresh.longitude) == 121.654321
    assert not hasattr(CheckIn, "history")


def test_a_visit_takes_the_check_in_of_its_day(world):
    earlier = workflow.check_in(world.firm, by=world.steward, position=north(3))
    visit = workflow.log(world.firm, by=world.steward, **said())
    earlier.refresh_from_db()
    assert earlier.visit == visit
    other = workflow.log(world.firm, by=world.steward, **said(mode="phone"), here={"position": north(3)})
    assert not hasattr(other, "check_in")


def test_a_visit_brings_its_own_check_in(world):
    visit = workflow.log(world.firm, by=world.steward, here={"position": north(3)}, **said())
    assert visit.check_in.grade == Evidence.STRONG
    with pytest.raises(Refused):
        workflow.log(world.firm, by=world.steward, here={"code": "1:forged"}, **said())
    assert Visit.objects.count() == 1


def test_what_was_seen_before_a_hand_over_is_still_written_down_and_nothing_after_it(world):
    before = timezone.now() - timedelta(minutes=5)
    Assignment.objects.filter(enterprise=world.firm).update(started_at=before - timedelta(days=9))
    workflow.end(Assignment.objects.open().get(enterprise=world.firm), by=world.district)
    visit = workflow.log(world.firm, by=world.steward, **said(happened_at=before))
    assert visit.steward == world.steward.steward
    assert Visit.objects.visible_to(world.steward).get() == visit
    with pytest.raises(Refused) as refused:
        workflow.log(world.firm, by=world.steward, **said())
    assert refused.value.code == "not_serving"
    Assignment.objects.filter(enterprise=world.firm).update(
        started_at=timezone.now() - timedelta(days=30), ended_at=timezone.now() - timedelta(days=8)
    )
    with pytest.raises(Refused):
        workflow.log(world.firm, by=world.steward, **said(happened_at=timezone.now() - timedelta(days=9)))
