"""Mails that want to do harm or were written by old programs: each is one row, and none stops the next."""

import base64
import time

import pytest

from appeals.doors import mailbox, parsing, reading, workflow
from appeals.doors.enums import MailReason, MailState
from appeals.doors.models import Mail, TrayItem
from appeals.models import Appeal
from tests.doors.mails import mail

HEAD = "From: {sender}\r\nMessage-ID: <{number}@mail.cn>\r\nSubject: {subject}\r\n"


@pytest.fixture
def read(postbox):
    def deliver(raw, before=15):
        postbox.put(raw)
        began = time.monotonic()
        assert mailbox.read_mailbox() == 1
        assert time.monotonic() - began < before
        assert postbox.unread() == 0
        return Mail.objects.order_by("pk").last()

    return deliver


def written(sender, subject="停电", number="x", more="", body=b"text"):
    head = HEAD.format(sender=sender, subject=subject, number=number) + more + "\r\n"
    return head.encode() + body


def kept(row):
    with row.raw.open("rb") as file:
        return file.read()


def many_parts(count):
    parts = "".join(f"--b\r\nContent-Type: text/plain\r\n\r\npart {n}\r\n" for n in range(count))
    return f"{parts}--b--\r\n".encode()


def nested(depth):
    heads = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(depth))
    return heads.encode() + b"Content-Type: text/plain\r\n\r\ndeep"


def test_ten_megabytes_of_words_are_cut_and_come_in(world, read):
    row = read(written(world.contact.email, body=b"word " * 2_000_000), before=40)
    assert (row.state, len(Appeal.objects.get().text)) == (MailState.ENTERED, 4000)
    assert len(row.text) == parsing.MAX_TEXT
    assert row.raw.size == row.size > 10_000_000


def test_a_mail_that_is_too_big_is_shown_by_its_head_and_only_that_is_kept(world, read, monkeypatch):
    monkeypatch.setattr(mailbox, "MAX_BYTES", 200_000)
    monkeypatch.setattr(parsing, "MAX_BYTES", 200_000)
    row = read(written(world.contact.email, "大附件", body=b"a" * 300_000))
    assert (row.state, row.reason, row.subject) == (MailState.BROKEN, MailReason.TOO_BIG, "大附件")
    assert row.sender == world.contact.email
    assert (row.raw.size, row.size > 300_000) == (parsing.HEAD_BYTES, True)
    assert not Appeal.objects.exists()


def test_two_thousand_parts_are_broken(world, read):
    row = read(
        written(world.contact.email, more="Content-Type: multipart/mixed; boundary=b\r\n", body=many_parts(2000))
    )
    assert (row.state, row.reason) == (MailState.BROKEN, MailReason.TOO_MANY_PARTS)


def test_a_thousand_envelopes_in_each_other_are_one_broken_mail(world):
    """Given to the portal directly: the server of the tests cannot take it."""
    row = workflow.take(HEAD.format(sender=world.contact.email, subject="x", number="deep").encode() + nested(1000))
    assert row.state == MailState.BROKEN
    assert Mail.objects.count() == 1


@pytest.mark.parametrize(
    "more",
    ["".join(f"X-Bomb-{n}: {n}\r\n" for n in range(5000)), f"X-Bomb: {'a' * 900}\r\n" * 400],
    ids=["many", "long"],
)
def test_a_bomb_of_headers_is_broken(world, read, more):
    row = read(written(world.contact.email, more=more))
    assert (row.state, row.reason) == (MailState.BROKEN, MailReason.UNREADABLE)


@pytest.mark.parametrize("raw", [b"", b"\x00\xff\xfe", b"no mail at all", b"Subject: nobody\r\n\r\ntext", b"\r\n\r\n"])
def test_what_is_no_mail_is_broken_and_kept(world, raw):
    row = workflow.take(raw)
    assert (row.state, row.reason) == (MailState.BROKEN, MailReason.UNREADABLE)
    assert kept(row) == raw
    assert workflow.take(raw) == row


def test_a_broken_mail_stops_no_other(world, postbox):
    postbox.put(b"Subject: nobody\r\n\r\ntext", mail(world.contact.email), b"From: @\r\n\r\n", mail("a@example.org"))
    assert mailbox.read_mailbox() == 4
    counts = {MailState.BROKEN: 2, MailState.ENTERED: 1, MailState.TRAY: 1}
    assert Mail.objects.count_by_state() == counts


@pytest.mark.parametrize("charset", ["gb18030", "gbk", "gb2312", "big5", "utf-8", "x-unknown", ""])
def test_words_are_read_in_the_charset_they_were_written_in(world, read, charset):
    codec = {"x-unknown": "gb18030", "": "gb18030", "gb2312": "gb18030"}.get(charset, charset)
    words = "產線停電" if charset == "big5" else "产线停电，镕基路"
    kind = f'Content-Type: text/plain; charset="{charset}"\r\n' if charset else ""
    more = f"{kind}Content-Transfer-Encoding: base64\r\n"
    coded = f"=?{charset or 'gbk'}?B?{base64.b64encode(words.encode(codec)).decode()}?="
    row = read(written(world.contact.email, coded, more=more, body=base64.b64encode(words.encode(codec))))
    assert (row.subject, row.text) == (words, words)


def test_raw_bytes_in_the_head_are_read(world, read):
    raw = f"From: 王经理 <{world.contact.email}>\r\nSubject: 停电三小时\r\n\r\n产线".encode("gb18030")
    row = read(raw)
    assert (row.sender, row.sender_name, row.subject) == (world.contact.email, "王经理", "停电三小时")


def test_a_subject_in_pieces_is_one(world, read):
    words = "二期厂房用电增容未完成"
    pieces = [base64.b64encode(words.encode("gb18030")[n : n + 7]).decode() for n in range(0, 22, 7)]
    row = read(written(world.contact.email, "\r\n ".join(f"=?gb2312?B?{one}?=" for one in pieces)))
    assert row.subject == words


def test_a_subject_cannot_smuggle_headers_or_invisible_signs(world, read):
    coded = base64.b64encode("正常\r\nBcc: all@example.org\x00\u202etxt.exe".encode()).decode()
    row = read(written(world.contact.email, f"=?utf-8?B?{coded}?="))
    assert row.subject == "正常 Bcc: all@example.orgtxt.exe"


def test_html_is_words_without_scripts(world, read):
    html = (
        "<html><head><title>t</title><style>p{}</style></head><body><p>产线<b>停了</b></p><script>alert(1)</script>"
        "<img src='http://track.example/x'><div>何时&lt;恢复&gt;？</div></body></html>"
    )
    row = read(written(world.contact.email, more="Content-Type: text/html; charset=utf-8\r\n", body=html.encode()))
    assert row.text == "产线停了\n\n何时<恢复>？"


def test_an_html_bomb_is_read_in_time(world, read):
    for number, bomb in enumerate(["<" * 90_000, "<a " * 30_000, "<!--" * 20_000, "<p>" * 30_000, "&#x41" * 15_000]):
        body = f"停电{bomb}".encode()
        more = "Content-Type: text/html\r\n"
        assert read(written(world.contact.email, number=f"h{number}", more=more, body=body)).text.startswith("停电")


@pytest.mark.parametrize(
    "text",
    [
        "新\n\nOn Mon, 23 Nov 2026 at 09:00, Somebody <a@b.cn> wrote:\n> 旧",
        "新\n在 2026-11-23 09:00:00，“某人” <a@b.cn> 写道：\n旧",
        "新\n-----Original Message-----\nFrom: x\n旧",
        "新\n-----邮件原件-----\n发件人: a\n发送时间: b\n收件人: c\n主题: d\n旧",
        "新\n> 旧\n> 旧",
        "新\n________________________________\n发件人: 旧",
    ],
)
def test_history_of_usual_programs_is_left_out(text):
    assert "旧" not in reading.without_history(text)
    assert reading.without_history(text).startswith("新")


def test_a_date_that_is_missing_or_wrong_changes_nothing(world, read):
    assert read(written(world.contact.email, more="Date: yesterday\r\n")).state == MailState.ENTERED


def test_a_file_name_cannot_leave_its_folder(world, read):
    row = read(mail("a@example.org", files=[("../../etc/passwd.txt", b"one")]))
    assert row.state == MailState.TRAY
    assert TrayItem.objects.get().mail == row
