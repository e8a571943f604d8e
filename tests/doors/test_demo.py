"""The hotline of the demo city: its cases are its own at the door, and the desk has something to sort."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from appeals.doors.enums import CallbackState
from appeals.doors.models import ApiClient, Callback, Mail, TrayItem
from appeals.models import Appeal
from portal.accounts.models import User
from tests.doors.asking import System


@pytest.mark.django_db
def test_the_demo_hotline_owns_its_cases_and_the_desk_sorts_its_tray(client):
    call_command("seed_city", enterprises=100, stewards=10, appeals=200, seed=7, today=date(2026, 11, 24), verbosity=0)
    hotline = ApiClient.objects.get()
    own = Appeal.objects.filter(external_source="12345").exclude(number=None).first()
    assert System(hotline).get(f"/api/v1/appeals/{own.number}").json()["number"] == own.number
    client.force_login(User.objects.get(username="dispatcher"))
    page = client.get(reverse("doors:tray")).content.decode()
    assert TrayItem.objects.waiting().count() == 3
    assert all(item.title in page for item in TrayItem.objects.all())
    assert Callback.objects.filter(state=CallbackState.DEAD).count() == 2
    assert client.get(reverse("doors:dead")).status_code == 200
    page = client.get(reverse("doors:mailbox")).content.decode()
    assert all(mail.subject in page for mail in Mail.objects.all())
    assert Mail.objects.count_by_state() == {"ignored": 2, "broken": 1}
