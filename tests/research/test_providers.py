"""What research visits give to other pages: due items, sections, hand-overs; and what counts as burden."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals import workflow as appeals
from appeals.enums import AppealState
from portal.common import hooks
from portal.common.models import ExportLog
from portal.notifications.enums import Event
from portal.notifications.models import Notification
from portal.notifications.outbox import notify
from stewards import workflow as stewardship
from stewards.burden import BUDGET, Reached, entries, month, month_named, reached
from stewards.enums import BurdenKind
from stewards.research.burden import budgets
from stewards.research.models import Budget, ResearchStop
from tests import world as worlds
from tests.plugins.lasting import lasting
from tests.research import planning

pytestmark = pytest.mark.django_db
built, world = lasting(planning.build)


def due(world, name, kinds=("research", "revisit")):
    user = planning.fresh(getattr(world, name))
    acting = next(iter(user.grants), None)
    return [one for one in hooks.due_items(user, acting) if one.kind in kinds]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("steward", 1),
        ("liaison", 1),
        ("general", 1),
        ("district", 1),
        ("contact", 0),
        ("other_steward", 0),
        ("city", 0),
    ],
)
def test_whoever_takes_part_sees_the_week_ahead(world, name, count):
    planning.planned(world)
    assert len(due(world, name)) == count


def test_a_research_visit_further_away_is_not_due_yet(world):
    stops = [(world.firm, planning.at(10, days=9))]
    planning.planned(world, stops=stops, **planning.said(9))
    assert due(world, "steward") == []


def test_what_nobody_recorded_is_due_to_the_steward_and_late_to_the_general_steward(world):
    planning.held(world)
    assert len(due(world, "steward")) == 1
    assert len(due(world, "general")) == 1  # the second enterprise has no steward
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        assert len(due(world, "general")) == 2


def test_a_revisit_leads_to_the_visit_that_ends_it(world):
    stop = planning.heard(world, planning.stop_of(planning.held(world), world.firm), revisit_on=timezone.localdate())
    (one,) = [row for row in due(world, "steward") if row.kind == "revisit"]
    assert one.url.endswith(f"?enterprise={world.firm.uscc}")
    kinds = [row.kind for row in hooks.handover_items(planning.fresh(world.general), [world.firm.pk])]
    assert kinds.count(_("revisit")) == 1
    log(world)
    assert [row for row in due(world, "steward") if row.kind == "revisit"] == []
    assert stop not in ResearchStop.objects.revisits_open()


def log(world, firm=None):
    return stewardship.log(
        firm or world.firm, by=planning.fresh(world.steward), client_id=uuid.uuid4(), mode="phone", people="王总",
        topics=[], heard="一切正常", happened_at=timezone.now(),
    )  # fmt: skip


def test_the_record_says_of_which_research_visit_it_is(world):
    stop = planning.heard(world, planning.stop_of(planning.held(world), world.firm))
    sections = hooks.visit_sections(planning.fresh(world.steward), stop.visit)
    assert [one.context["stops"] for one in sections if one.template == "research/_of_visit.html"] == [[stop]]
    assert not [
        one for one in hooks.visit_sections(planning.fresh(world.other_steward), stop.visit)
        if one.template == "research/_of_visit.html"
    ]  # fmt: skip


# --- Burden ----------------------------------------------------------------------------------------------------------
def everything(world):
    """This month: a visit, a research visit to come, a question about an appeal, and a message to two contacts."""
    log(world)
    row = planning.planned(world, stops=[(world.firm, planning.at(10))])
    ResearchStop.objects.filter(research_visit=row).update(at=timezone.now() + timedelta(seconds=30))
    appeals.return_for_completion(
        worlds.appeal_in(world, AppealState.SUBMITTED), by=planning.fresh(world.steward), comment="请补充"
    )  # fmt: skip
    for person in (world.contact, world.colleague):
        notify(person, Event.CONTACT_CHANGED, "联系人有变化", "", "/", key=f"k{person.pk}")


def test_contacts_forms_and_messages_are_counted_together(world):
    everything(world)
    found = reached([world.firm.pk, world.second_firm.pk])
    assert found[world.firm.pk].kinds == {BurdenKind.CONTACT: 2, BurdenKind.FORM: 1, BurdenKind.PUSH: 1}
    assert (found[world.firm.pk].total, found[world.firm.pk].planned) == (4, 1)
    assert found[world.second_firm.pk].total == 0
    assert len(entries([world.firm.pk])) == 4
    assert reached([world.firm.pk], timezone.localdate() - timedelta(days=62))[world.firm.pk].total == 0


def test_answers_that_an_enterprise_asked_for_are_no_burden(world):
    worlds.appeal_in(world, AppealState.IN_HANDLING)
    assert Notification.objects.filter(recipient=world.contact).exists()
    assert reached([world.firm.pk])[world.firm.pk].total == 0


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2026-02", "2026-02-01"),
        ("2026-12", "2026-12-01"),
        ("2026-13", None),
        ("", None),
        ("x", None),
        ("0000-01", None),
    ],
)
def test_a_month_is_read_from_the_address(text, first):
    assert month_named(text).isoformat() == (first or timezone.localdate().replace(day=1).isoformat())
    since, until = month(month_named(text))
    assert (since.day, until.day, 28 <= (until - since).days <= 31) == (1, 1, True)


@pytest.mark.parametrize(("total", "is_full", "is_over"), [(5, False, False), (6, True, False), (7, True, True)])
def test_the_budget_is_used_up_and_then_overdrawn(total, is_full, is_over):
    one = Reached(1)
    one.kinds[BurdenKind.PUSH] = total
    assert (one.is_full, one.is_over) == (is_full, is_over)


def test_a_level_may_have_its_own_budget(world):
    assert budgets([world.firm]) == {world.firm.pk: BUDGET}
    Budget.objects.create(level=world.firm.level, contacts=3)
    assert budgets([world.firm]) == {world.firm.pk: 3}


def test_each_number_of_the_ledger_opens_as_many_rows(client, world):
    everything(world)
    client.force_login(planning.fresh(world.general))
    table = client.get(reverse("research:burden")).context["table"]
    assert next(row.record for row in table.rows) == world.firm  # the most often reached on top
    counts = table.counts[world.firm.pk]
    address = reverse("research:burden_rows", args=[world.firm.uscc])
    for kind in BurdenKind:
        assert len(client.get(address, {"kind": kind}).context["rows"]) == counts.kinds[kind]
    assert len(client.get(address).context["rows"]) == counts.total


def test_over_the_budget_is_said_in_words(client, world):
    Budget.objects.create(level=world.firm.level, contacts=1)
    everything(world)
    client.force_login(planning.fresh(world.steward))
    for address in (reverse("research:burden"), reverse("research:burden_rows", args=[world.firm.uscc]),
                    reverse("enterprises:detail", args=[world.firm.uscc])):  # fmt: skip
        assert "超出月度限额1次" in client.get(address).content.decode()


def test_the_enterprise_does_not_read_the_ledger(client, world):
    everything(world)
    client.force_login(planning.fresh(world.contact))
    assert "无事不扰" not in client.get(reverse("enterprises:detail", args=[world.firm.uscc])).content.decode()


def test_the_ledger_asks_as_often_for_many_enterprises(client, world, query_shape):
    client.force_login(planning.fresh(world.general))
    client.get(reverse("research:burden"))
    everything(world)
    with query_shape() as few:
        client.get(reverse("research:burden"))
    for number in range(200, 208):
        worlds.contact_of(worlds.enterprise(worlds.code(number), local_unit=world.local_unit))
    with query_shape() as many:
        client.get(reverse("research:burden"))
    assert len(few) == len(many) <= 20


def test_the_month_is_exported_with_a_row_for_each_enterprise(client, world):
    everything(world)
    client.force_login(planning.fresh(world.general))
    address = f"{reverse('research:burden_export')}?month={timezone.localdate():%Y-%m}"
    lines = client.post(address, {"kind": "csv", "reason": "月报"}).getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 3 and ",2,1,0,1,4,1,6," in next(line for line in lines if world.firm.uscc in line)
    assert ExportLog.objects.get().rows == 2


def test_roles_that_serve_have_the_places_in_their_navigation(client, world):
    for name, has in (("steward", True), ("district", True), ("contact", False), ("handler", False)):
        client.force_login(planning.fresh(getattr(world, name)))
        shown = client.get(reverse("notifications:inbox")).content.decode()
        assert (reverse("research:list") in shown) is has, name
