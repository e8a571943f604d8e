"""The demo city has common problems, answers, windows and cases passed up, and all of it opens."""

from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from appeals.problems.models import PassedUp, Problem, PublishedAnswer, ThemedWindow
from portal.accounts.models import User


@pytest.mark.django_db
def test_the_demo_desk_finds_problems_answers_windows_and_cases_passed_up():
    call_command("seed_city", enterprises=300, stewards=40, appeals=160, seed=7, today=date(2026, 11, 24), verbosity=0)
    made = Problem.objects.with_burden()
    assert made and all(one.n_members >= 2 and one.is_demo for one in made)
    assert PublishedAnswer.objects.exists() and ThemedWindow.objects.count() == 2 and PassedUp.objects.exists()
    client = Client()
    client.force_login(User.objects.get(username="dispatcher"))
    for name in ("list", "answers", "windows", "passed"):
        assert client.get(reverse(f"problems:{name}")).status_code == 200
    for one in made:
        assert client.get(one.get_absolute_url()).status_code == 200
