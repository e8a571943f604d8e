"""The pages of integrity reports: what the reporter reads, what a reader does first, what nobody else ever sees."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.notifications.models import Notification
from stewards.integrity import workflow
from stewards.integrity.models import IntegrityReport, Reading
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db
NEW = "/integrity/new/"
WHAT = "以检查为由索要礼品卡玖拾张"
OTHERS = ["colleague", "stranger", "steward", "other_steward", "liaison", "general", "dispatcher", "handler", "city",
          "leader", "admin", "superuser", "nobody", "second_lead"]  # fmt: skip


def build():
    world = worlds.build()
    world.liaison = worlds.person()
    worlds.stewardship.appoint_liaison(world.steward.steward, world.liaison, by=None)
    world.superuser = worlds.person(Role.ADMIN)
    User.objects.filter(pk=world.superuser.pk).update(is_superuser=True, is_staff=True)
    world.second_lead = worlds.person(Role.DISTRICT, world.district.memberships.get().unit)
    world.district.user_permissions.add(Permission.objects.get(codename="read_integrityreport"))
    return world


built, world = lasting(build)


def enter(client, person):
    client.force_login(User.objects.get(pk=person.pk))
    return client


def typed(client, **changes):
    answer = client.get(NEW)
    known = {
        "client_id": str(answer.context["form"].initial["client_id"]), "about": "服务管家林某", "what": WHAT,
        "when": "上周三下午", "is_named": "no", "contact_wish": "none",
    }  # fmt: skip
    return known | changes


def written(client, world, **changes):
    enter(client, world.contact)
    assert client.post(NEW, typed(client, **changes)).status_code == 302
    return IntegrityReport.objects.get()


def test_the_form_says_who_will_read(client, world):
    shown = enter(client, world.contact).get(NEW)
    assert shown.context["readers"] == [(world.firm, [world.district])]
    assert world.district.name in shown.content.decode()
    world.district.user_permissions.clear()
    assert client.get(NEW).context["readers"] == [(world.firm, [])]


def test_the_reporter_reads_the_own_words_without_a_reading_and_the_colleague_nothing(client, world):
    report = written(client, world)
    assert WHAT in client.get(report.get_absolute_url()).content.decode()
    assert report.number in client.get("/integrity/").content.decode()
    assert not Reading.objects.exists()
    enter(client, world.colleague)
    assert client.get(report.get_absolute_url()).status_code == 404
    assert report.number not in client.get("/integrity/").content.decode()


WRONG = {
    "about": {"about": ""},
    "what": {"what": "很" * 20_000},
    "when": {"when": ""},
    "is_named": {"is_named": ""},
    "contact_wish": {"contact_wish": "phone"},
    "client_id": {"client_id": "x"},
}


@pytest.mark.parametrize("field", WRONG)
def test_each_fault_is_told_and_everything_typed_is_kept(client, world, field):
    enter(client, world.contact)
    answer = client.post(NEW, typed(client, **WRONG[field]))
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert ("上周三下午" if field != "when" else WHAT) in answer.content.decode()
    assert not IntegrityReport.objects.exists()


def test_who_speaks_for_two_enterprises_says_for_which(client, world):
    worlds.Contact.objects.create(enterprise=world.foreign_firm, user=world.contact)
    worlds.access.grant(world.contact, world.foreign_firm, "contact")
    enter(client, world.contact)
    assert list(client.post(NEW, typed(client)).context["form"].errors) == ["enterprise"]
    assert client.post(NEW, typed(client, enterprise=world.foreign_firm.uscc)).status_code == 302
    assert IntegrityReport.objects.get().district_id == "310101"


def test_a_reader_sees_number_and_day_until_the_opening_is_logged(client, world, read_only_get):
    report = written(client, world)
    enter(client, world.district)
    with read_only_get():
        listed, closed = client.get("/integrity/"), client.get(report.get_absolute_url())
    for shown in (listed, closed):
        assert shown.status_code == 200
        assert WHAT not in shown.content.decode() and world.firm.name not in shown.content.decode()
    assert client.post(reverse("integrity:open", args=[report.number])).url == report.get_absolute_url()
    assert WHAT in client.get(report.get_absolute_url()).content.decode()
    assert Reading.objects.get().reader == world.district
    Reading.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert WHAT not in client.get(report.get_absolute_url()).content.decode()


def test_a_reader_does_not_learn_the_name_of_who_gave_none(client, world):
    User.objects.filter(pk=world.contact.pk).update(name="周启明", phone="13800001111")
    report = written(client, world)
    enter(client, world.district).post(reverse("integrity:open", args=[report.number]))
    shown = client.get(report.get_absolute_url()).content.decode()
    assert "周启明" not in shown and "13800001111" not in shown
    IntegrityReport.objects.update(is_named=True, contact_wish="phone")
    shown = client.get(report.get_absolute_url()).content.decode()
    assert "周启明" in shown and "13800001111" in shown


def test_the_reader_looks_answers_and_the_reporter_reads_the_answer_and_who_opened(client, world):
    report = written(client, world)
    enter(client, world.district).post(reverse("integrity:open", args=[report.number]))
    client.post(reverse("integrity:look", args=[report.number]))
    Reading.objects.update(at=timezone.now() - timedelta(minutes=30))
    address = reverse("integrity:decide", args=[report.number])
    assert list(client.post(address, {"answer": ""}).context["form"].errors) == ["ends", "answer"]
    assert client.post(address, {"ends": "answered", "answer": "已核实并退还"}).status_code == 302
    assert client.post(address, {"ends": "closed", "answer": "又一次"}).status_code == 422
    enter(client, world.contact)
    shown = client.get(report.get_absolute_url()).content.decode()
    assert "已核实并退还" in shown and world.district.name in shown
    report.refresh_from_db()
    assert (report.state, report.answer) == ("answered", "已核实并退还")


@pytest.mark.parametrize("name", OTHERS)
def test_for_everybody_else_there_is_no_such_report(client, world, name):
    report = written(client, world)
    enter(client, getattr(world, name))
    assert client.get(report.get_absolute_url()).status_code == 404
    assert client.get(reverse("integrity:decide", args=[report.number])).status_code == 404
    for step in ("open", "look", "decide"):
        assert client.post(reverse(f"integrity:{step}", args=[report.number])).status_code == 404
    may_report = name in ("colleague", "stranger")
    assert client.get("/integrity/").status_code == client.get(NEW).status_code == (200 if may_report else 404)
    assert not Reading.objects.exists()


def test_a_page_with_words_is_never_kept_by_a_browser(client, world):
    report = written(client, world)
    assert "no-store" in client.get(report.get_absolute_url())["Cache-Control"]


def secret(world):
    """A report that was read and answered, with a mark in every text."""
    report = workflow.send(
        world.firm, by=User.objects.get(pk=world.contact.pk), client_id="00000000-0000-4000-8000-000000000001",
        about="绝密甲木", what="绝密乙木", when="绝密丙", is_named=True, contact_wish="none",
    )  # fmt: skip
    by = User.objects.get(pk=world.district.pk)
    workflow.open_report(report, by=by)
    return workflow.decide(report, by=by, answer="绝密丁")


def pages(world):
    """Lists, searches, sections and figures that could take a report along."""
    yield from ("/", "/inbox/", "/workbench/", "/workbench/visits/", "/workbench/reports/", "/stewards/", "/appeals/",
                "/workbench/coverage/", "/help/")  # fmt: skip
    for query in ("甲木", "LZ-"):
        yield from (f"/enterprises/?q={query}", f"/workbench/reports/?q={query}", f"/appeals/?q={query}")
    yield f"/enterprises/{world.firm.uscc}/"
    yield f"/workbench/visits/?q={world.firm.uscc}"


@pytest.mark.parametrize("name", OTHERS)
def test_no_page_search_or_message_of_anybody_else_tells_a_word(client, world, name):
    report = secret(world)
    enter(client, getattr(world, name))
    for address in pages(world):
        shown = client.get(address).content.decode()
        assert "绝密" not in shown and report.number not in shown, address


def test_the_administration_knows_nothing_of_it(client, world):
    report = secret(world)
    assert not {model._meta.app_label for model in admin.site._registry} & {"integrity"}
    enter(client, world.superuser)
    person = reverse("admin:accounts_user_change", args=[world.contact.pk])
    firm = reverse("admin:enterprises_enterprise_change", args=[world.firm.pk])
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in admin.site._registry
    ]
    histories = [
        reverse("admin:accounts_user_history", args=[world.contact.pk]),
        reverse("admin:enterprises_enterprise_history", args=[world.firm.pk]),
    ]
    for address in ["/admin/", person, firm, *histories, *lists]:
        shown = client.get(address, follow=True)
        assert shown.status_code == 200, address
        words = shown.content.decode()
        assert "绝密" not in words and report.number not in words and "/integrity/" not in words, address


def test_the_outbox_of_the_administration_leaves_these_messages_out(client, world):
    secret(world)
    assert Notification.objects.filter(event="integrity").count() == 2
    assert not Notification.objects.for_administrator().filter(event="integrity").exists()
    enter(client, world.superuser)
    for row in Notification.objects.filter(event="integrity"):
        address = reverse("admin:notifications_notification_change", args=[row.pk])
        assert client.get(address, follow=True).redirect_chain
    assert not Notification.objects.filter(title__contains="绝密").exists()


def test_an_export_takes_nothing_along(client, world):
    secret(world)
    enter(client, world.superuser)
    for name in ("enterprises:export", "stewards:visits_export", "stewards:export"):
        answer = client.post(reverse(name), {"kind": "csv", "reason": "检查", "sheet": "list"})
        words = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
        assert "绝密" not in words, name


def test_no_other_table_holds_a_word(world):
    """Every column of every other table, the history of the report itself included."""
    report = secret(world)
    holding = set()
    with connection.cursor() as cursor:
        for table in {model._meta.db_table for model in apps.get_models(include_auto_created=True)}:
            cursor.execute(f"SELECT count(*) FROM {table} AS one WHERE one::text LIKE '%%绝密%%'")
            if cursor.fetchone()[0]:
                holding.add(table)
    assert holding == {"integrity_integrityreport"}, report


def test_the_administrator_gives_the_permission_by_name_on_the_page_of_a_person(client, world):
    enter(client, world.superuser)
    address = reverse("admin:accounts_user_change", args=[world.second_lead.pk])
    form = client.get(address).context["adminform"].form
    assert [row.codename for row in form.fields["user_permissions"].queryset] == ["read_integrityreport"]
    person = world.second_lead
    row = person.memberships.get()
    sent = {
        "username": person.username, "name": person.name, "phone": "", "email": person.email, "language": "",
        "user_permissions": [form.fields["user_permissions"].queryset.get().pk],
        "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "1", "memberships-0-id": row.pk,
        "memberships-0-user": person.pk, "memberships-0-role": row.role, "memberships-0-unit": row.unit_id,
        "memberships-0-started_on": row.started_on.isoformat(), "memberships-0-ended_on": "",
    }  # fmt: skip
    answer = client.post(address, sent)
    assert answer.status_code == 302, answer.context["errors"]
    assert person.user_permissions.get().codename == "read_integrityreport"


def test_the_place_in_the_navigation_is_for_contacts_alone_and_costs_no_query(client, world):
    for name in ("contact", "steward", "general", "district", "superuser", "leader"):
        enter(client, getattr(world, name))
        with CaptureQueriesContext(connection) as asked:
            shown = client.get("/inbox/").content.decode()
        assert ('href="/integrity/"' in shown) is (name == "contact"), name
        assert not any("integrity_" in row["sql"] for row in asked.captured_queries)
