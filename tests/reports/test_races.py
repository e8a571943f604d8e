"""What several people do with one report at the same moment."""

import threading

import pytest
from django.db import connection

from stewards.reports import workflow
from stewards.reports.models import Report
from tests import world as worlds
from tests.reports.samples import fresh, said, sent


def together(*acts):
    """Run the acts at the same moment; returns what they returned."""
    start, found = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            found.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.mark.django_db(transaction=True)
def test_five_sendings_at_the_same_moment_are_one_report(transactional_db):
    world, words = worlds.build(), said()
    user = fresh(world.steward)
    found = together(*[lambda: workflow.send(world.firm, by=user, **words).number] * 5)
    assert len(found) == 5 and len(set(found)) == 1
    assert Report.objects.get().log.count() == 1


@pytest.mark.django_db(transaction=True)
def test_acknowledging_and_passing_on_at_the_same_moment_name_one_reader(transactional_db):
    world = worlds.build()
    report, lead = sent(world), fresh(world.district)
    together(
        lambda: workflow.acknowledge(report, by=lead),
        lambda: workflow.pass_on(report, by=lead, unit=world.bureau, note="请跟进"),
    )
    report.refresh_from_db()
    assert report.state == "passed_on"
    assert report.log.filter(step="pass_on").count() == 1
