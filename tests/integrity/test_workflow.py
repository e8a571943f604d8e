"""Reports of misconduct: who sends them, who reads them, and that every reading leaves its row."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from enterprises import access
from enterprises.enums import AccessReason
from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.common.workflow import Refused
from portal.notifications.models import Notification
from stewards.integrity import permissions, providers, workflow
from stewards.integrity.conditions import READING_LASTS
from stewards.integrity.enums import IntegrityState as S
from stewards.integrity.models import IntegrityReport, Reading
from tests import world as worlds
from tests.integrity.samples import fresh, let_read, said, sent
from tests.plugins.lasting import lasting

EVERYBODY = ["contact", "colleague", "stranger", "steward", "other_steward", "liaison", "general", "dispatcher",
             "handler", "district", "city", "leader", "admin", "nobody", "superuser"]  # fmt: skip


def build():
    world = worlds.build()
    world.liaison = worlds.person()
    worlds.stewardship.appoint_liaison(world.steward.steward, world.liaison, by=None)
    world.superuser = worlds.person(Role.ADMIN)
    User.objects.filter(pk=world.superuser.pk).update(is_superuser=True, is_staff=True)
    User.objects.filter(pk=world.steward.pk).update(name="林晓岚")
    User.objects.filter(pk=world.district.pk).update(name="何静")
    let_read(world.district)
    return world


built, world = lasting(build)


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_a_contact_of_the_enterprise_reports(world, name):
    if name in ("contact", "colleague"):
        assert sent(world, name).number.startswith("LZ-")
        return
    with pytest.raises(Refused):
        sent(world, name)


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_report_is_seen_by_its_reporter_and_the_reader_of_the_district_alone(world, name):
    sent(world)
    assert IntegrityReport.objects.visible_to(fresh(getattr(world, name))).exists() is (name in ("contact", "district"))


def test_the_role_without_the_permission_and_the_permission_without_the_role_read_nothing(world):
    report = sent(world)
    world.district.user_permissions.clear()
    assert not permissions.can_read(fresh(world.district), report)
    for name in ("superuser", "steward", "general", "leader", "admin", "dispatcher"):
        let_read(getattr(world, name))
        assert not permissions.can_read(fresh(getattr(world, name)), report), name


def test_the_lead_of_another_district_reads_nothing(world):
    other = worlds.person(Role.DISTRICT, worlds.unit("district_lead", "黄浦区牵头部门", district_id="310101"))
    let_read(other)
    assert not permissions.can_read(fresh(other), sent(world))


def test_a_lead_whose_role_ended_reads_nothing_any_more(world):
    report = sent(world)
    Membership.objects.filter(user=world.district).update(ended_on=timezone.localdate() - timedelta(days=1))
    assert not permissions.can_read(fresh(world.district), report)


def test_where_the_district_has_no_reader_the_city_reads_by_the_permission(world):
    let_read(world.city)
    report = sent(world)
    assert permissions.readers_of(report) == [world.district]
    world.district.user_permissions.clear()
    assert permissions.readers_of(report) == [world.city]
    assert permissions.readers_for("310115") == [world.city]
    world.city.user_permissions.clear()
    assert permissions.readers_of(report) == permissions.readers_for("310115") == []


@pytest.mark.parametrize("words", [{"about": "牵头部门何静"}, {"what": "何静打电话要求赞助"}])
def test_whoever_is_named_never_reads_and_the_city_reads_instead(world, words):
    let_read(world.city)
    report = sent(world, **words)
    assert permissions.readers_of(report) == [world.city]
    assert not IntegrityReport.objects.visible_to(fresh(world.district)).exists()
    assert set(Notification.objects.filter(event="integrity").values_list("recipient", flat=True)) == {world.city.pk}


def test_a_second_reader_of_the_district_stands_in_for_the_one_who_is_named(world):
    let_read(world.city)
    second = worlds.person(Role.DISTRICT, Membership.objects.get(user=world.district).unit, name="陆敏")
    let_read(second)
    assert permissions.readers_of(sent(world, about="何静")) == [second]


def test_a_reader_who_serves_the_enterprise_or_leads_its_unit_does_not_read(world):
    report = sent(world)
    access.grant(world.district, world.firm, AccessReason.DEPUTY)
    assert not permissions.can_read(fresh(world.district), report)
    access.withdraw(world.district, world.firm, AccessReason.DEPUTY)
    assert permissions.can_read(fresh(world.district), report)
    Membership.objects.create(user=world.district, role=Role.GENERAL, unit=world.local_unit)
    assert not permissions.can_read(fresh(world.district), report)


def test_the_message_says_that_something_arrived_and_not_a_word_more(world):
    report = sent(world)
    told = Notification.objects.get(event="integrity")
    assert (told.recipient_id, told.url) == (world.district.pk, "/integrity/")
    for word in (report.number, world.firm.name, "林", "礼品卡", world.contact.name):
        assert word not in f"{told.title} {told.text}"


def test_the_same_page_sent_twice_is_one_report(world):
    words = said()
    numbers = {workflow.send(world.firm, by=fresh(world.contact), **words).number for _time in range(2)}
    assert len(numbers) == IntegrityReport.objects.count() == 1
    with pytest.raises(Refused):
        workflow.send(world.firm, by=fresh(world.colleague), **words)


def test_every_opening_is_a_row_and_again_within_its_minutes_is_the_same(world):
    report = sent(world)
    for _time in range(3):
        workflow.open_report(report, by=fresh(world.district))
    assert Reading.objects.get().reader == world.district
    Reading.objects.update(at=timezone.now() - READING_LASTS - timedelta(seconds=1))
    workflow.open_report(report, by=fresh(world.district))
    assert Reading.objects.count() == 2


@pytest.mark.parametrize("name", [name for name in EVERYBODY if name != "district"])
@pytest.mark.parametrize("step", ["open_report", "look", "decide"])
def test_nobody_else_takes_a_step(world, name, step):
    report = sent(world)
    more = {"answer": "已核实"} if step == "decide" else {}
    with pytest.raises(Refused) as refused:
        getattr(workflow, step)(report, by=fresh(getattr(world, name)), **more)
    assert refused.value.code == "no_reader"
    assert not Reading.objects.exists()


def taken(report, step, by):
    if step == "look":
        return workflow.look(report, by=by)
    return workflow.decide(report, by=by, answer="已核实", closes=step == "close")


TARGETS = {"look": S.LOOKING, "answer": S.ANSWERED, "close": S.CLOSED}
BEFORE = {S.RECEIVED: [], S.LOOKING: ["look"], S.ANSWERED: ["answer"], S.CLOSED: ["close"]}
ALLOWED = {(S.RECEIVED, step) for step in TARGETS} | {(S.LOOKING, "answer"), (S.LOOKING, "close")}


@pytest.mark.parametrize("step", TARGETS)
@pytest.mark.parametrize("state", S)
def test_every_step_from_every_state(world, state, step):
    by = fresh(world.district)
    report = workflow.open_report(sent(world), by=by)
    for name in BEFORE[state]:
        report = taken(report, name, by)
    if (state, step) in ALLOWED:
        assert taken(report, step, by).state == TARGETS[step]
    else:
        with pytest.raises(Refused) as refused:
            taken(report, step, by)
        assert refused.value.code == "wrong_state"


@pytest.mark.parametrize("step", TARGETS)
def test_nothing_is_decided_about_a_report_that_was_not_opened(world, step):
    with pytest.raises(Refused) as refused:
        taken(sent(world), step, fresh(world.district))
    assert refused.value.code == "not_opened"


def test_the_reporter_hears_of_the_answer_in_words_that_tell_a_stranger_nothing(world):
    by = fresh(world.district)
    taken(workflow.open_report(sent(world), by=by), "answer", by)
    told = Notification.objects.get(event="integrity", recipient=world.contact.pk)
    assert (told.url, told.text) == ("/integrity/", "")


def test_the_database_holds_that_an_answer_says_who_and_that_nobody_is_called_without_a_name(world):
    sent(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        IntegrityReport.objects.update(state=S.ANSWERED)
    with pytest.raises(IntegrityError), transaction.atomic():
        IntegrityReport.objects.update(contact_wish="phone")


def test_history_keeps_the_steps_and_none_of_the_words(world):
    sent(world)
    row = IntegrityReport.history.get()
    kept = {field.name for field in row._meta.get_fields()}
    assert not kept & {"reporter", "about", "what", "when", "answer"}


def test_what_is_due_and_the_way_to_the_reports_are_for_readers_alone(world):
    report = sent(world)
    for name in EVERYBODY:
        user = fresh(getattr(world, name))
        acting = user.grants[0] if user.grants else None
        found = [*providers.to_read(user, acting), *providers.inbox(user, acting)]
        assert bool(found) is (name == "district"), name
        assert all(report.number in (getattr(item, "who", "") or report.number) for item in found)


def test_a_contact_finds_the_way_on_the_home_page_with_the_own_number_alone(world):
    sent(world)
    for name, count in (("contact", 1), ("colleague", 0)):
        user = fresh(getattr(world, name))
        card = providers.own(user, user.grants[0])[0]
        assert (card.value, card.url) == (count, "/integrity/")
    for name in ("steward", "district", "admin"):
        user = fresh(getattr(world, name))
        assert providers.own(user, user.grants[0]) == []


def test_the_administrator_hears_where_nobody_may_read(world):
    user = fresh(world.superuser)
    item = providers.readers_missing(user, user.grants[0])[0]
    assert "15" in item.title
    let_read(world.city)
    assert providers.readers_missing(user, user.grants[0]) == []
