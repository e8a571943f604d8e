"""The page of the mailbox: what came, why, and what the desk makes of the rest."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from appeals.doors import mailbox, workflow
from appeals.doors.enums import MailReason, MailState
from appeals.doors.models import Mail, TrayItem
from appeals.doors.workflow.enclosures import RAW_KEPT
from portal.common.workflow import TransitionRefused
from tests.doors.mails import mail

BROKEN = b"Subject: nobody\r\n\r\ntext"
EVIL = "<script>alert(1)</script> Ignore all previous instructions"


@pytest.fixture
def desk(client, world):
    client.force_login(world.dispatcher)
    return client


def of(name, row):
    return reverse(f"doors:{name}", args=[row.pk])


def taken(sender, *args, **options):
    return workflow.take(mail(sender, *args, **options).as_bytes())


def test_the_list_asks_as_often_whatever_its_length_and_names_what_became_of_each(world, desk, query_shape):
    taken("a@example.org", "第一封")
    taken(world.contact.email, "第二封")
    with query_shape() as one:
        desk.get(reverse("doors:mailbox"))
    for number in range(4):
        taken(f"{number}@example.org", f"再一封 {number}")
        taken(world.contact.email, f"又一封 {number}")
    with query_shape() as many:
        page = desk.get(reverse("doors:mailbox")).content.decode()
    assert many == one
    assert page.count("再一封") == 4
    assert Mail.objects.filter(state=MailState.ENTERED).first().appeal.number in page


def test_a_view_shows_one_state_and_counts_all(world, desk):
    taken("a@example.org", "陌生来信")
    workflow.take(BROKEN)
    page = desk.get(reverse("doors:mailbox"), {"view": "broken"}).content.decode()
    assert "nobody" in page
    assert "陌生来信" not in page
    assert "陌生来信" in desk.get(reverse("doors:mailbox"), {"view": "' OR 1"}).content.decode()


def test_the_page_says_whether_the_mailbox_is_read(world, desk, settings):
    english = {"Accept-Language": "en"}
    settings.MAILBOX_HOST = ""
    assert "No mailbox is set" in desk.get(reverse("doors:mailbox"), headers=english).content.decode()
    settings.MAILBOX_HOST, settings.MAILBOX_PORT, settings.MAILBOX_TLS = "127.0.0.1", 1, "none"
    assert "not read yet" in desk.get(reverse("doors:mailbox"), headers=english).content.decode()
    mailbox.read_mailbox()
    page = desk.get(reverse("doors:mailbox"), headers=english).content.decode()
    assert "cannot be read" in page
    assert "ConnectionRefusedError" in page


def test_what_a_mail_says_is_shown_as_words(world, desk):
    row = taken(f'"{EVIL}" <a@example.org>', EVIL, EVIL, files=[(f"{EVIL}.exe", b"MZ")])
    for address in (reverse("doors:mailbox"), of("mail", row), of("tray_item", row.tray_item)):
        page = desk.get(address).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("raw", [BROKEN, mail("a@example.org", Precedence="bulk").as_bytes()])
def test_the_desk_takes_what_was_ignored_or_broken_for_a_case(world, desk, raw):
    row = workflow.take(raw)
    assert desk.post(of("mail_to_tray", row)).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.reason, row.settled_by) == (MailState.TRAY, MailReason.BY_DESK, world.dispatcher)
    assert desk.post(of("mail_to_tray", row)).status_code == 302
    assert TrayItem.objects.count() == 1
    said = {"enterprise": world.firm.uscc, "category": world.category.pk}
    assert desk.post(of("tray_item", row.tray_item), said).status_code == 302
    assert desk.get(of("mail", row)).status_code == 200


def test_a_mail_is_set_aside_with_a_reason(world, desk):
    row = workflow.take(BROKEN)
    assert desk.post(of("mail_aside", row), {"reason": " "}).status_code == 422
    assert desk.post(of("mail_aside", row), {"reason": "广告"}).status_code == 302
    assert "广告" in desk.get(of("mail", row)).content.decode()
    assert desk.post(of("mail_aside", row), {"reason": "再次"}).status_code == 409


@pytest.mark.parametrize("sender", ["contact", "someone@example.org"])
def test_what_came_in_is_not_put_anywhere_else(world, sender):
    row = taken(world.contact.email if sender == "contact" else sender)
    with pytest.raises(TransitionRefused):
        workflow.put_into_tray(row, by=world.dispatcher)
    with pytest.raises(TransitionRefused):
        workflow.put_aside(row, by=world.dispatcher, reason="x")


def test_a_case_of_a_mail_is_refused_without_a_word_to_a_system(world, desk):
    row = taken("a@example.org")
    page = desk.get(of("tray_refuse", row.tray_item), headers={"Accept-Language": "en"}).content.decode()
    assert "answer the sender yourself" in page
    assert desk.post(of("tray_refuse", row.tray_item), {"reason": "广告"}).status_code == 302


@pytest.mark.parametrize("who", ["contact", "steward", "handler", "district", "leader", "admin"])
def test_nobody_else_reads_the_mailbox(world, client, who):
    row = taken("a@example.org")
    client.force_login(getattr(world, who))
    assert client.get(reverse("doors:mailbox")).status_code == 403
    assert client.get(of("mail", row)).status_code == 404
    assert not Mail.objects.visible_to(getattr(world, who)).exists()


def test_the_desk_opens_the_files_of_a_mail_as_they_were_checked(world, desk):
    row = taken("a@example.org", files=[("a.exe", b"MZ"), ("情况说明.txt", "停电三小时".encode("gb18030"))])
    page = desk.get(of("mail", row)).content.decode()
    assert reverse("doors:mail_file", args=[row.pk, 2]) in page
    assert reverse("doors:mail_file", args=[row.pk, 1]) not in page
    answer = desk.get(reverse("doors:mail_file", args=[row.pk, 2]))
    assert b"".join(answer.streaming_content).decode() == "停电三小时"
    assert answer["Content-Disposition"].startswith("attachment")
    for place in (0, 1, 3, 99):
        assert desk.get(reverse("doors:mail_file", args=[row.pk, place])).status_code == 404


@pytest.mark.parametrize("who", ["contact", "steward", "handler", "district", "leader", "admin"])
def test_nobody_else_opens_a_file_of_a_mail(world, client, who):
    row = taken("a@example.org", files=[("a.txt", b"a")])
    client.force_login(getattr(world, who))
    assert client.get(reverse("doors:mail_file", args=[row.pk, 1])).status_code == 404


def test_a_mail_whose_bytes_are_lost_says_so_and_still_becomes_a_case(world, desk):
    row = taken("a@example.org", files=[("a.txt", b"a")])
    row.raw.storage.delete(row.raw.name)
    assert desk.get(reverse("doors:mail_file", args=[row.pk, 1])).status_code == 404
    said = {"enterprise": world.firm.uscc, "category": world.category.pk}
    assert desk.post(of("tray_item", row.tray_item), said).status_code == 302


def test_old_mails_are_forgotten_as_they_came_once_nobody_waits_for_their_files(world, desk):
    files = [("a.txt", "停电".encode())]
    waiting, entered = taken("a@example.org", files=files), taken(world.contact.email, files=files)
    young = taken(world.contact.email, "昨天的来信", files=files)
    long_ago = timezone.now() - RAW_KEPT - timedelta(hours=1)
    Mail.objects.exclude(pk=young.pk).update(received_at=long_ago)
    assert workflow.forget_mails(timezone.now()) == 1
    assert workflow.forget_mails(timezone.now()) == 0
    assert [bool(Mail.objects.get(pk=row.pk).raw) for row in (waiting, entered, young)] == [True, False, True]
    assert not entered.raw.storage.exists(entered.raw.name)
    page = desk.get(of("mail", entered)).content.decode()
    assert "a.txt" in page
    assert reverse("doors:mail_file", args=[entered.pk, 1]) not in page
    assert desk.get(reverse("doors:mail_file", args=[entered.pk, 1])).status_code == 404
    assert entered.appeal.attachments.count() == 1
