"""At the door at once: twenty of the same case, one number used twice, readers beside writers."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from appeals import workflow as appeals
from appeals.doors import workflow
from appeals.doors.models import Callback, Nonce, TrayItem
from appeals.models import Appeal, AppealLog
from portal.common.workflow import Refused
from tests import world as worlds
from tests.appeals.test_races import together, winners
from tests.doors.asking import CASE, System, client


@pytest.fixture
def world(transactional_db):
    world = worlds.build()
    world.hotline = client()
    return world


@pytest.fixture
def hotline(world):
    return System(world.hotline)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_key", [True, False])
def test_twenty_identical_cases_are_one_appeal(world, hotline, same_key):
    said = CASE | {"credit_code": world.firm.uscc}
    answers = together(
        lambda number: hotline.post("/api/v1/appeals", said, key=f"case-{1 if same_key else number:06d}"), 20
    )
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert Appeal.objects.count() == 1
    assert AppealLog.objects.filter(step="submit").count() == 1
    assert Callback.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_number_used_twenty_times_at_once_is_accepted_once(hotline):
    signed = hotline.headers("GET", "/api/v1/changes")
    answers = together(lambda number: hotline.get("/api/v1/changes", headers=signed), 20)
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * 19
    assert Nonce.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_who_assign_the_same_case_make_one_appeal(world):
    item, _is_new = workflow.receive(
        world.hotline, by=world.hotline.actor, enterprise_name="新店", urgency="normal", **CASE
    )
    firms = [world.firm, world.foreign_firm]
    results = together(
        lambda number: workflow.assign(
            item, by=world.dispatcher, enterprise=firms[number % 2], category=world.category
        ), 8
    )  # fmt: skip
    assert len(winners(results)) == 1
    assert Appeal.objects.get() == TrayItem.objects.get().appeal


@pytest.mark.django_db(transaction=True)
def test_three_keys_at_once_are_two(world):
    results = together(lambda number: workflow.issue_key(world.hotline, by=None), 6)
    assert len(winners(results)) == 2
    assert {refusal.code for refusal in results if isinstance(refusal, Refused)} == {"two_keys"}


@pytest.mark.django_db(transaction=True)
def test_a_change_that_commits_late_is_not_passed_by_a_reader(world, hotline):
    """The row of the slow step is written first and committed last; whoever reads in between still gets both."""
    slow = hotline.pass_on(credit_code=world.firm.uscc, external_number="slow").json()
    fast = hotline.pass_on(credit_code=world.firm.uscc, external_number="fast").json()
    start = hotline.get("/api/v1/changes").json()["next"]
    written, may_commit = Event(), Event()

    def accept_slowly():
        with transaction.atomic():
            appeals.accept(Appeal.objects.get(number=slow["number"]), by=world.dispatcher)
            written.set()
            may_commit.wait(20)
        connection.close()

    thread = Thread(target=accept_slowly)
    thread.start()
    assert written.wait(20)
    appeals.accept(Appeal.objects.get(number=fast["number"]), by=world.dispatcher)
    first = hotline.get(f"/api/v1/changes?after={start}").json()
    may_commit.set()
    thread.join(20)
    second = hotline.get(f"/api/v1/changes?after={first['next']}").json()
    assert [one["external_number"] for one in first["changes"] + second["changes"]] == ["fast", "slow"]


@pytest.mark.django_db(transaction=True)
def test_many_readers_at_once_number_every_change_once(world, hotline):
    for number in range(5):
        hotline.pass_on(credit_code=world.firm.uscc, external_number=f"n-{number}")
    answers = together(lambda number: hotline.get("/api/v1/changes").json(), 8)
    assert all([one["position"] for one in answer["changes"]] == [1, 2, 3, 4, 5] for answer in answers)
