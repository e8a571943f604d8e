"""The department mailbox against a real IMAP server: what becomes of each mail, once, whatever dies in between."""

import io

import pytest
from django.utils import timezone
from PIL import Image

from appeals import workflow as appeals
from appeals.doors import mailbox, parsing, workflow
from appeals.doors.enums import MailReason, MailState
from appeals.doors.models import ApiClient, Mail, MailboxReading, TrayItem
from appeals.enums import AppealState, MessageKind, PromiseKind
from appeals.models import Appeal, AppealLog, Attachment, Message
from enterprises import access
from enterprises.enums import AccessReason
from portal.notifications.models import Notification
from portal.operations import figures
from tests import world as worlds
from tests.doors.mails import mail


@pytest.fixture
def read(postbox):
    """Deliver mails, read the mailbox, and return the last row."""

    def deliver(*mails):
        postbox.put(*mails)
        assert mailbox.read_mailbox() == len(mails)
        assert postbox.unread() == 0
        return Mail.objects.order_by("pk").last()

    return deliver


def picture():
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(drawn, "PNG")
    return drawn.getvalue()


# --- A mail from a contact -------------------------------------------------------------------------------------------
def test_a_contacts_mail_is_an_appeal_in_the_contacts_name_that_the_desk_reviews(world, read):
    row = read(mail(f"王经理 <{world.contact.email.upper()}>", files=[("照片.png", picture())]))
    appeal = Appeal.objects.get()
    assert (row.state, row.reason, row.appeal) == (MailState.ENTERED, MailReason.CONTACT, appeal)
    assert (appeal.enterprise, appeal.created_by, appeal.channel) == (world.firm, world.contact, "mailbox")
    assert (appeal.state, appeal.reviewer, appeal.number is None) == ("submitted", "desk", False)
    assert (appeal.title, appeal.text) == ("停电三小时", "产线停了，何时恢复？")
    assert appeal.promises.get().kind == PromiseKind.REVIEW
    assert Attachment.objects.get(appeal=appeal).name == "照片.png"
    assert row.sender_name == "王经理"


def test_what_is_too_long_is_cut_with_a_note_and_kept_whole(world, read):
    row = read(mail(world.contact.email, "长" * 200, "很长的一段。" * 2000))
    appeal = Appeal.objects.get()
    assert (len(appeal.title), len(appeal.text)) == (80, 4000)
    assert not appeal.text.endswith("。")
    assert len(row.text) == 12000
    assert row.raw.size == row.size


def test_quoted_history_is_left_out_unless_nothing_else_is_there(world, read):
    below = "\n\n------------------ 原始邮件 ------------------\n发件人: 某人\n旧话"
    read(mail(world.contact.email, text=f"新话{below}"))
    assert Appeal.objects.get().text == "新话"
    read(mail(world.contact.email, text=below.strip()))
    assert "旧话" in Appeal.objects.latest("pk").text


def test_refused_files_are_named_and_the_mail_comes_in_all_the_same(world, read):
    files = [("run.exe", b"MZ"), ("kein.pdf", b"no pdf"), *[(f"{n}.txt", f"text {n}".encode()) for n in range(11)]]
    row = read(mail(world.contact.email, files=files))
    assert row.state == MailState.ENTERED
    assert Attachment.objects.count() == 10
    assert [one["name"] for one in row.files if one["error"]] == ["run.exe", "kein.pdf", "10.txt"]


def test_a_mail_without_words_says_so(world, read):
    read(mail(world.contact.email, subject="", text=""))
    appeal = Appeal.objects.get()
    assert appeal.title
    assert appeal.text


# --- Whose is it? ----------------------------------------------------------------------------------------------------
def test_a_stranger_with_a_code_of_the_registry_waits_in_the_tray_with_that_firm_proposed(world, read):
    row = read(mail("someone@example.org", text=f"我公司（{' '.join([world.firm.uscc.lower()])}）停电"))
    item = TrayItem.objects.get()
    assert (row.state, row.reason, row.tray_item) == (MailState.TRAY, MailReason.CREDIT_CODE, item)
    assert item.credit_code == world.firm.uscc
    assert not Appeal.objects.exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("没有代码", "unknown"),
        ("代码 91310104Y03WYY1C5X", "unknown"),  # the check sign is wrong
        (f"代码 {worlds.code(77)}", "unknown"),  # in no registry
        (f"{worlds.CODES[0]} 或 {worlds.CODES[1]}", "unknown"),  # two of them
        (f"1{worlds.CODES[0]}", "unknown"),  # part of something longer
    ],
)
def test_what_names_no_firm_waits_in_the_tray(world, read, text, why):
    row = read(mail("someone@example.org", text=text))
    assert (row.state, row.reason, TrayItem.objects.get().credit_code) == (MailState.TRAY, why, "")


def test_a_contact_of_two_enterprises_is_asked_by_the_desk(world, read):
    access.grant(world.contact, world.foreign_firm, AccessReason.CONTACT)
    row = read(mail(world.contact.email))
    assert (row.state, row.reason) == (MailState.TRAY, MailReason.SEVERAL_FIRMS)


def test_whoever_is_no_contact_any_more_is_nobody(world, read):
    access.withdraw(world.contact, world.firm, AccessReason.CONTACT)
    assert read(mail(world.contact.email)).reason == MailReason.UNKNOWN


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("mx.example.gov.cn; dkim=pass; dmarc=pass header.from=example.com", MailState.ENTERED),
        ("mx.example.gov.cn; dmarc=fail header.from=example.com", MailState.TRAY),
        ("elsewhere.example.org; dmarc=pass", MailState.TRAY),
        ("", MailState.TRAY),
    ],
)
def test_with_a_mail_server_named_only_what_it_confirms_is_believed(world, read, settings, said, state):
    settings.MAILBOX_AUTHSERV_ID = "mx.example.gov.cn"
    headers = {"Authentication_Results": said} if said else {}
    row = read(mail(world.contact.email, **headers))
    assert row.state == state
    assert (row.reason == MailReason.UNPROVEN) is (state == MailState.TRAY)


def test_only_the_uppermost_confirmation_counts(world, read, settings):
    settings.MAILBOX_AUTHSERV_ID = "mx.example.gov.cn"
    ours, forged = (f"Authentication-Results: mx.example.gov.cn; dmarc={one}\r\n" for one in ("fail", "pass"))
    assert read(f"{ours}{forged}".encode() + mail(world.contact.email).as_bytes()).reason == MailReason.UNPROVEN


def test_two_senders_are_nobody(world, read):
    row = read(mail(f"{world.contact.email}, someone@example.org"))
    assert (row.state, row.reason) == (MailState.TRAY, MailReason.UNPROVEN)


# --- Replies ---------------------------------------------------------------------------------------------------------
def test_a_mail_that_names_the_case_is_a_word_of_the_enterprise_and_answers_the_question(world, read):
    appeal = worlds.appeal_in(world, AppealState.IN_HANDLING)
    handling = appeals.take_on(worlds.lead(appeal), by=world.handler)
    appeals.ask(handling, by=world.handler, text="请补充负荷")
    said = mail(world.colleague.email, f"回复：{appeal.number} 增容", "负荷 2000 千瓦", files=[("1.txt", b"one")])
    row = read(said)
    assert (row.state, row.appeal) == (MailState.THREADED, appeal)
    message = Message.objects.get(appeal=appeal, kind=MessageKind.SUPPLEMENT)
    assert (message.author, message.text) == (world.colleague, "负荷 2000 千瓦")
    assert message.attachments.get().name == "1.txt"
    assert not appeal.promises.filter(kind=PromiseKind.ANSWER, kept_at=None).exists()
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize("header", ["In_Reply_To", "References"])
def test_an_answer_to_a_message_of_ours_finds_its_case(world, read, header):
    appeal = worlds.appeal_in(world, AppealState.ACCEPTED)
    ours = Notification.objects.filter(recipient=world.contact, url__contains=appeal.number).first()
    ours.message_id = "<message-77@portal.example.gov.cn>"
    ours.save()
    row = read(mail(world.contact.email, "Re: 您好", **{header: f"<else@where.cn> {ours.message_id}"}))
    assert (row.state, row.appeal) == (MailState.THREADED, appeal)


def test_a_stranger_writes_to_no_case(world, read):
    appeal = worlds.appeal_in(world, AppealState.ACCEPTED)
    for sender in (world.stranger.email, "someone@example.org", world.steward.email, world.handler.email):
        row = read(mail(sender, f"Re: {appeal.number}"))
        assert (row.state, row.reason) == (MailState.TRAY, MailReason.FOREIGN_CASE)
    assert not Message.objects.filter(kind=MessageKind.SUPPLEMENT).exists()
    assert not TrayItem.objects.exclude(credit_code="").exists()


def test_a_case_that_is_over_takes_nothing_and_the_desk_sees_which(world, read):
    appeal = worlds.appeal_in(world, AppealState.CLOSED)
    row = read(mail(world.contact.email, f"Re: {appeal.number.lower()}"))
    assert (row.state, row.reason, row.detail) == (MailState.TRAY, MailReason.CASE_OVER, appeal.number)
    assert row.tray_item.credit_code == world.firm.uscc


@pytest.mark.parametrize(
    ("subject", "why"), [("SQ-1999-999999", "no_case"), ("SQ-2026-000001 和 SQ-2026-000002", "several_cases")]
)
def test_a_number_that_leads_nowhere_is_the_desks(world, read, subject, why):
    assert (read(mail(world.contact.email, subject)).reason, TrayItem.objects.count()) == (why, 1)


# --- Machines --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
        ({"Auto_Submitted": "auto-generated; x=y"}, "automatic"),
        ({"X_Auto_Response_Suppress": "All"}, "automatic"),
        ({"Precedence": "bulk"}, "bulk"),
        ({"Precedence": "Junk"}, "bulk"),
        ({"Precedence": "list"}, "bulk"),
        ({"List_Id": "<news.example.org>"}, "bulk"),
        ({"Return_Path": "<>"}, "undeliverable"),
        ({"number": "<message-1@portal.example.gov.cn>"}, "own"),
    ],
)
def test_what_a_machine_wrote_is_ignored_even_from_a_contact(world, read, settings, headers, why):
    settings.SITE_URL = "https://portal.example.gov.cn"
    told = Notification.objects.count()
    row = read(mail(world.contact.email, **headers))
    assert (row.state, row.reason) == (MailState.IGNORED, why)
    assert not Appeal.objects.exists()
    assert not TrayItem.objects.exists()
    assert Notification.objects.count() == told


@pytest.mark.parametrize(
    ("sender", "why"),
    [("MAILER-DAEMON@mx.example.org", "undeliverable"), ("Portal <portal@example.gov.cn>", "own"),
     ("mailbox@example.gov.cn", "own")],
)  # fmt: skip
def test_mails_of_servers_and_of_ourselves_are_ignored(world, read, settings, sender, why):
    settings.DEFAULT_FROM_EMAIL = "服务包门户 <portal@example.gov.cn>"
    assert read(mail(sender)).reason == why


def test_auto_submitted_no_is_a_person(world, read):
    assert read(mail(world.contact.email, Auto_Submitted="no")).state == MailState.ENTERED


def test_more_than_twenty_mails_an_hour_are_set_aside(world, read, postbox):
    postbox.put(*[mail(world.contact.email, f"第 {n} 封") for n in range(22)])
    assert mailbox.read_mailbox() == 22
    assert Mail.objects.count_by_state() == {MailState.ENTERED: 20, MailState.ASIDE: 2}
    Mail.objects.update(received_at=timezone.now() - workflow.mailbox.HOUR)
    assert read(mail(world.contact.email, "一小时后")).state == MailState.ENTERED


# --- Once, whatever dies ---------------------------------------------------------------------------------------------
def test_the_same_mail_twice_is_one_case(world, read, postbox):
    said = mail(world.contact.email)
    read(said)
    postbox.put(said)
    assert mailbox.read_mailbox() == 1
    assert mailbox.read_mailbox() == 0
    assert (Mail.objects.count(), Appeal.objects.count(), postbox.unread()) == (1, 1, 0)


def test_a_mail_without_a_number_is_known_by_its_bytes(world, read, postbox):
    said = mail(world.contact.email, number="")
    assert read(said).message_id.startswith("sha256:")
    postbox.put(said)
    mailbox.read_mailbox()
    assert Appeal.objects.count() == 1


def test_nobodys_mail_hides_behind_the_number_of_another(world, read):
    read(mail("someone@example.org", number="<guessed@mail.cn>"))
    row = read(mail(world.contact.email, number="<guessed@mail.cn>"))
    assert (row.state, Mail.objects.count()) == (MailState.ENTERED, 2)


def test_a_reader_that_dies_before_it_flags_doubles_nothing(world, postbox, monkeypatch):
    postbox.put(mail(world.contact.email))
    with monkeypatch.context() as killed:
        killed.setattr(mailbox.MailBoxUnencrypted, "flag", lambda *args, **options: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            mailbox.read_mailbox()
    assert (Appeal.objects.count(), postbox.unread()) == (1, 1)
    assert mailbox.read_mailbox() == 1
    assert (Mail.objects.count(), Appeal.objects.count(), postbox.unread()) == (1, 1, 0)
    assert AppealLog.objects.filter(step="submit").count() == 1


def test_a_reader_that_dies_while_it_stores_loses_nothing(world, postbox, monkeypatch):
    postbox.put(mail(world.contact.email, files=[("1.txt", b"one")]))
    with monkeypatch.context() as killed:
        killed.setattr(workflow.mailbox, "attach_all", lambda *args, **options: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            mailbox.read_mailbox()
    assert (Mail.objects.count(), Appeal.objects.count(), postbox.unread()) == (0, 0, 1)
    assert mailbox.read_mailbox() == 1
    assert (Mail.objects.count(), Attachment.objects.count()) == (1, 1)


def test_one_mail_that_nobody_thought_of_stops_no_other(world, postbox, monkeypatch):
    decide = workflow.mailbox._decide

    def stumbles(row, letter):
        decide(row, letter)
        if letter.subject == "坏":
            raise KeyError("surprise")

    monkeypatch.setattr(workflow.mailbox, "_decide", stumbles)
    postbox.put(mail(world.contact.email, "坏"), mail(world.contact.email, "好"))
    assert mailbox.read_mailbox() == 2
    assert Mail.objects.get(state=MailState.BROKEN).detail == "KeyError"
    assert Appeal.objects.get().title == "好"


# --- The server ------------------------------------------------------------------------------------------------------
def test_without_a_host_nothing_is_read(world, settings):
    settings.MAILBOX_HOST = ""
    assert mailbox.read_mailbox() is None
    assert not MailboxReading.objects.exists()


def test_a_reading_is_written_down(world, read):
    read(mail(world.contact.email))
    reading = MailboxReading.objects.get()
    assert reading.read_at
    assert not reading.error
    ages = [family.samples[0].value for family in figures.all_figures() if family.name == "portal_mailbox_age_seconds"]
    assert len(ages) == 1
    assert ages[0] < 60


@pytest.mark.parametrize("wrong", [{"PASSWORD": "falsch"}, {"PORT": 1}, {"FOLDER": "no such"}, {"TLS": "tls"}])
def test_a_server_that_does_not_let_us_in_is_shown_and_tried_again(world, postbox, settings, wrong):
    postbox.put(mail(world.contact.email))
    for name, value in wrong.items():
        setattr(settings, f"MAILBOX_{name}", value)
    assert mailbox.read_mailbox() == 0
    reading = MailboxReading.objects.get()
    assert reading.error
    assert "falsch" not in reading.error
    assert reading.read_at is None
    assert postbox.unread() == 1


def test_the_client_of_the_mailbox_is_made_once(world, read):
    read(mail("a@example.org"))
    read(mail("b@example.org"))
    assert ApiClient.objects.filter(source="mailbox", channel="mailbox").count() == 1


def test_a_mail_in_the_tray_gives_its_files_to_the_appeal(world, read):
    item = read(mail("a@example.org", files=[("1.txt", b"one"), ("2.exe", b"MZ")])).tray_item
    appeal = workflow.assign(item, by=world.dispatcher, enterprise=world.firm, category=world.category).appeal
    assert [one.name for one in appeal.attachments.all()] == ["1.txt"]
    assert (appeal.channel, appeal.state) == ("mailbox", "submitted")


def test_the_limit_of_bytes_lets_an_attachment_of_twenty_megabytes_through():
    assert parsing.MAX_BYTES > 20 * 1024 * 1024 * 4 / 3
