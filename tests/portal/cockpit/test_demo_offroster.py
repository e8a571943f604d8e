"""The registrations of the demo city wait for the demo accounts, and can be decided."""

from datetime import date

import pytest
from django.core.management import call_command

from enterprises import permissions, uscc, workflow
from enterprises.enums import RegistrationState as S
from enterprises.models import Letter, Registration
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.notifications.models import Notification


@pytest.mark.django_db
def test_registrations_wait_for_the_demo_accounts_and_can_be_decided():
    call_command(
        "seed_city", enterprises=100, stewards=10, appeals=60, seed=7, today=date(2026, 11, 24), verbosity=0
    )  # fmt: skip
    general, contact = (User.objects.get(username=name) for name in ("general", "contact"))
    assert not Letter.objects.exists()
    assert not Notification.objects.filter(event="registration_submitted").exists()
    assert all(uscc.is_valid(row.uscc) for row in Registration.objects.all())
    waiting = list(Registration.objects.waiting_for(general, Role.GENERAL).for_list())
    assert [row.due_at.date() for row in waiting] == [date(2026, 11, 24), date(2026, 11, 26)]
    for row in waiting:
        assert permissions.can_decide(general, row)
        assert workflow.approve(row, by=general).state == S.APPROVED
    asked = Registration.objects.get(state=S.RETURNED)
    assert [row.state for row in asked.history.order_by("history_date")] == [S.SUBMITTED, S.RETURNED]
    assert asked.history.latest("history_date").history_user == general
    colleague = Registration.objects.waiting_for(contact, Role.CONTACT).get()
    assert workflow.approve(colleague, by=contact).contact.enterprise.contacts.current().count() >= 2
