"""The consultations of the demo city: some to come, some held, each as the workflow would have left it."""

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from appeals.consultations.enums import ConsultationState
from appeals.consultations.models import Consultation
from portal.accounts.models import User


@pytest.mark.django_db
def test_the_demo_handler_has_a_consultation_to_answer_and_others_were_held(client):
    call_command("seed_city", enterprises=100, stewards=10, appeals=300, seed=7, today=date(2026, 11, 24), verbosity=0)
    to_come = Consultation.objects.filter(state=ConsultationState.CALLED)
    held = Consultation.objects.filter(state=ConsultationState.HELD)
    assert to_come.exists()
    assert held.exists()
    for row in Consultation.objects.all():
        assert row.seats.filter(is_lead=True).count() == 1
        assert row.seats.count() > 1
        assert row.called_at <= row.starts_at
        assert row.called_at >= row.appeal.dispatched_at
    assert all(row.ended_at <= timezone.now() and row.minutes for row in held)
    client.force_login(User.objects.get(username="handler"))
    mine = Consultation.objects.visible_to(User.objects.get(username="handler")).first()
    page = client.get(reverse("appeals:detail", args=[mine.appeal.number])).content.decode()
    assert mine.purpose in page
