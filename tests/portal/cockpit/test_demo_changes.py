"""Proposals of a small demo city: in every state, by those who may, about what is so."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from portal.accounts.enums import Role
from stewards.changes.enums import State
from stewards.changes.models import Proposal
from stewards.changes.preview import changes

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def city(django_db_setup, django_db_blocker):
    """One small city for all tests of this module; the last one leaves an empty database."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command(
            "seed_city", enterprises=600, stewards=60, appeals=60, seed=7, today=date(2026, 11, 24), verbosity=0
        )
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


def test_there_are_some_in_every_state_and_all_are_marked():
    assert {row.state for row in Proposal.objects.all()} == set(State.values)
    assert not Proposal.objects.filter(is_demo=False).exists()
    assert not Proposal.objects.due().exists()


def test_the_general_steward_of_the_unit_proposed_and_the_district_lead_decided():
    for row in Proposal.objects.for_list():
        assert row.proposed_by.memberships.filter(role=Role.GENERAL, unit=row.unit).exists()
        if row.state in (State.APPROVED, State.REFUSED):
            assert row.decided_by.memberships.get().unit.district_id == row.unit.district_id


def test_every_proposal_says_what_would_change():
    for row in Proposal.objects.for_list():
        assert all(line.before != line.after for line in changes(row))
