"""The admin: rosters for administrators, by the dates of their role; nothing there deletes."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import Membership, User
from portal.common.models import CalendarDay
from portal.common.workdays import is_workday
from portal.notifications.enums import Event, MailState
from portal.notifications.models import Notification
from tests import world as worlds

pytestmark = pytest.mark.django_db


def flagged(user):
    user.is_staff = user.is_superuser = True
    user.save()
    return user


@pytest.fixture
def boss(client):
    user = flagged(worlds.person(Role.ADMIN, name="系统管理员"))
    client.force_login(user)
    return user


def own_admins():
    return [found for model, found in admin.site._registry.items() if model.__module__.startswith(("portal.", "enter"))]


@pytest.mark.parametrize("found", own_admins(), ids=lambda found: found.model._meta.label)
def test_nothing_is_deleted_and_every_list_opens(client, boss, found):
    meta = found.model._meta
    page = client.get(reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"))
    assert page.status_code == 200
    assert not found.has_delete_permission(page.wsgi_request)
    assert "delete_selected" not in dict(found.get_actions(page.wsgi_request))


def test_the_admin_asks_for_the_portals_own_sign_in(client):
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_a_role_that_ended_closes_the_admin_without_anybody_acting(client, boss):
    assert client.get(reverse("admin:index")).status_code == 200
    yesterday = timezone.localdate() - timedelta(days=1)
    boss.memberships.update(ended_on=yesterday)
    assert client.get(reverse("admin:index"), follow=True).status_code == 403
    assert not client.get("/").wsgi_request.user.is_superuser


def test_the_account_of_createsuperuser_opens_the_admin_without_a_role(client):
    client.force_login(flagged(worlds.person()))
    assert client.get(reverse("admin:index")).status_code == 200


def form_of(person, **inline):
    return {
        "username": person.username, "name": person.name, "email": person.email, "phone": "", "language": "",
        "is_active": "on", "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
        "memberships-0-user": person.pk, "memberships-0-started_on": "2020-01-01", **inline,
    }  # fmt: skip


def test_who_is_given_the_role_of_administrator_gets_the_door_with_it(client, boss):
    person = worlds.person(name="新管理员")
    address = reverse("admin:accounts_user_change", args=[person.pk])
    assert client.post(address, form_of(person, **{"memberships-0-role": "leader"})).status_code == 302
    person.refresh_from_db()
    assert not person.is_staff
    row = person.memberships.get()
    data = form_of(person, **{
        "memberships-0-role": "admin", "memberships-0-id": row.pk, "memberships-INITIAL_FORMS": "1",
    })  # fmt: skip
    assert client.post(address, data).status_code == 302
    person.refresh_from_db()
    assert person.is_staff and person.is_superuser
    client.post(address, {**data, "memberships-0-ended_on": "2020-06-01"})
    person.refresh_from_db()
    assert not person.is_staff and not person.is_superuser


def test_a_new_person_cannot_sign_in_before_a_password_is_set(client, boss):
    fields = {"username": "neu", "name": "新人", "email": "neu@example.com", "phone": "", "language": "",
              "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}  # fmt: skip
    assert client.post(reverse("admin:accounts_user_add"), fields).status_code == 302
    assert not User.objects.get(username="neu").has_usable_password()


def test_two_names_do_not_differ_by_case_alone(client, boss):
    worlds.person()
    taken = boss.username.upper()
    fields = {"username": taken, "name": "同名", "email": "", "phone": "", "language": "",
              "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}  # fmt: skip
    assert client.post(reverse("admin:accounts_user_add"), fields).status_code == 200
    assert not User.objects.filter(username=taken).exists()


def test_people_are_found_by_number_and_shown_with_it_masked(client, boss):
    User.objects.filter(pk=worlds.person(name="林晓岚").pk).update(phone="13800005678")
    page = client.get(reverse("admin:accounts_user_changelist"), {"q": "13800005678"}).content.decode()
    assert "林晓岚" in page
    assert "138****5678" in page


def test_history_says_who_changed_what_and_holds_no_inline_style(client, boss):
    person = worlds.person(name="旧名")
    client.post(reverse("admin:accounts_user_change", args=[person.pk]),
                form_of(person, name="新名", **{"memberships-TOTAL_FORMS": "0"}))  # fmt: skip
    page = client.get(reverse("admin:accounts_user_history", args=[person.pk])).content.decode()
    assert "系统管理员" in page and "旧名" in page and "新名" in page
    assert "style=" not in page


def test_a_day_edited_in_the_calendar_counts_at_once(client, boss):
    day = CalendarDay.objects.filter(is_workday=False).latest("date")
    assert not is_workday(day.date)
    data = {"date": day.date.isoformat(), "is_workday": "on", "note": "调休"}
    assert client.post(reverse("admin:common_calendarday_change", args=[day.pk]), data).status_code == 302
    assert is_workday(day.date)


def test_mail_that_was_given_up_is_sent_again(client, boss):
    rows = {
        state: Notification.objects.create(
            recipient=boss, event=Event.APPEAL_REPLIED, key=state, title="t", url="/", mail_state=state, attempts=8,
            next_try_at=timezone.now(), sent_at=timezone.now(), message_id="<same@host>",
        )
        for state in (MailState.FAILED, MailState.SENT)
    }  # fmt: skip
    address = reverse("admin:notifications_notification_changelist")
    client.post(address, {"action": "try_again", "_selected_action": [row.pk for row in rows.values()]})
    for row in rows.values():
        row.refresh_from_db()
    failed, sent = rows.values()
    assert (failed.mail_state, failed.attempts, failed.message_id) == (MailState.PENDING, 0, "<same@host>")
    assert sent.mail_state == MailState.SENT
    assert client.get(reverse("admin:notifications_notification_change", args=[failed.pk])).status_code == 200


def test_a_role_is_never_taken_back_by_deleting_it(boss):
    with pytest.raises(Exception, match="protected"):
        boss.delete()
    assert Membership.objects.filter(user=boss).exists()


def test_the_admin_offers_no_second_place_for_roles_and_addresses(boss):
    labels = {model._meta.label for model in admin.site._registry}
    assert not labels & {"auth.Group", "account.EmailAddress"}
