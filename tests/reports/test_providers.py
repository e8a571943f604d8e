"""What reports give to other pages: the lead's day, the page of the enterprise, the visit, the hand-over."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.common import hooks
from stewards import workflow as stewardship
from stewards.reports import providers, workflow
from stewards.reports.enums import ReportKind as K
from stewards.reports.models import Report
from tests import world as worlds
from tests.plugins.lasting import lasting
from tests.reports.samples import fresh, moving, sent

pytestmark = pytest.mark.django_db


def build():
    world = worlds.build()
    world.visit = stewardship.log(
        world.firm, by=fresh(world.steward), client_id=uuid.uuid4(), mode="on_site", happened_at=timezone.now(),
        people="王经理", topics=[], heard="考虑外迁",
    )  # fmt: skip
    return world


built, world = lasting(build)


def due(world, name="district"):
    user = fresh(getattr(world, name))
    return providers.to_acknowledge(user, user.grants[0])


def test_urgent_reports_stand_first_and_by_themselves_until_somebody_read_them(world):
    sent(world)
    sent(world, kind=K.BOARD)
    burning = sent(world, kind=K.RELOCATION, facts=moving())
    first, rest = due(world)
    assert first.url == burning.get_absolute_url()
    assert rest.title.startswith("2") and rest.due_at > first.due_at
    workflow.acknowledge(burning, by=fresh(world.district))
    assert [item.url for item in due(world)] == [rest.url]


@pytest.mark.parametrize("name", ["steward", "general", "city", "leader", "handler", "contact"])
def test_nobody_else_has_them_among_what_is_due(world, name):
    sent(world, kind=K.RELOCATION, facts=moving())
    assert due(world, name) == []


def test_the_page_of_the_enterprise_shows_the_last_three_and_none_to_the_enterprise(world):
    for kind in K:
        sent(world, kind=kind)
    section = providers.of_enterprise(fresh(world.steward), world.firm)[0]
    assert [row.kind for row in section.context["reports"]] == [K.INDUSTRY, K.OUTSIDE, K.POLICY]
    assert section.context["may_write"]
    assert providers.of_enterprise(fresh(world.contact), world.firm) == []
    assert not providers.of_enterprise(fresh(world.leader), world.firm)[0].context["may_write"]


def test_the_enterprise_itself_reads_no_word_on_its_page(client, world):
    sent(world, title="拟整体外迁")
    client.force_login(fresh(world.steward))
    assert "拟整体外迁" in client.get(f"/enterprises/{world.firm.uscc}/").content.decode()
    client.force_login(fresh(world.contact))
    assert "拟整体外迁" not in client.get(f"/enterprises/{world.firm.uscc}/").content.decode()


def test_a_visit_offers_a_report_to_those_who_serve_and_shows_what_was_made_of_it(world):
    act = providers.out_of_visit(fresh(world.steward), world.visit)[0]
    assert f"visit={world.visit.pk}" in act.url and world.firm.uscc in act.url
    assert providers.out_of_visit(fresh(world.district), world.visit) == []
    assert providers.of_visit(fresh(world.steward), world.visit) == []
    report = sent(world, from_visit=world.visit)
    assert providers.of_visit(fresh(world.district), world.visit)[0].context["reports"] == [report]
    assert providers.of_visit(fresh(world.contact), world.visit) == []


def test_the_reports_of_ninety_days_go_over_with_the_enterprise(world):
    recent, old = sent(world), sent(world, kind=K.BOARD)
    Report.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=91))
    found = hooks.handover_items(fresh(world.general), [world.firm.pk])
    assert [item.url for item in found if item.kind == _("information report")] == [recent.get_absolute_url()]


def test_each_provider_asks_as_often_for_many_reports_as_for_few(world, django_assert_max_num_queries):
    for kind in K:
        sent(world, kind=kind, from_visit=world.visit, **({"facts": moving()} if kind == K.RELOCATION else {}))
    lead = fresh(world.district)
    lead.grants  # noqa: B018 -- asked once a request, before any provider
    with django_assert_max_num_queries(3):
        providers.to_acknowledge(lead, lead.grants[0])
    with django_assert_max_num_queries(2):
        list(providers.of_visit(lead, world.visit)[0].context["reports"])
    with django_assert_max_num_queries(1):
        providers.to_hand_over(lead, [world.firm.pk])


@pytest.mark.parametrize(
    ("name", "has"),
    [("steward", True), ("general", True), ("district", True), ("city", True), ("leader", True), ("handler", True),
     ("contact", False), ("dispatcher", False), ("admin", False)],
)  # fmt: skip
def test_the_place_in_the_navigation_is_for_those_who_may_read(client, world, name, has):
    client.force_login(fresh(getattr(world, name)))
    shown = client.get("/inbox/", follow=True).content.decode()
    assert ('href="/workbench/reports/"' in shown) is has
