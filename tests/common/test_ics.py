"""Calendar files, read back by a parser of their own: lines, escapes, folds."""

import re
from datetime import UTC, datetime

import pytest

from portal.common.ics import Entry, answer, calendar


def parsed(text):
    """``[(name, value)]`` of the content lines, unfolded and unescaped after RFC 5545, 3.1 and 3.3.11."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = re.sub(r"\r\n[ \t]", "", text).strip("\r\n").split("\r\n")
    pairs = [line.split(":", 1) for line in lines]
    signs = {"n": "\n", "N": "\n"}
    return [(name, re.sub(r"\\(.)", lambda found: signs.get(found[1], found[1]), value)) for name, value in pairs]


def entry(**fields):
    at = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
    return Entry(**{"uid": "u@research", "summary": "调研", "starts_at": at, "ends_at": at, "changed_at": at, **fields})


@pytest.mark.parametrize(
    "text",
    ["周副区长；张江，南门", "a,b;c\\d\ne", "了解集成电路企业扩产需求" * 30, "x" * 300, "😀" * 50, "\\n", "tab\there"],
)
def test_every_text_comes_back_as_it_was(text):
    found = dict(parsed(calendar([entry(summary=text, location=text, description=text)])))
    assert found["SUMMARY"] == found["LOCATION"] == found["DESCRIPTION"] == text


def test_signs_that_no_calendar_reads_are_left_out():
    assert dict(parsed(calendar([entry(summary="a\r\nb\x00c\x1b")])))["SUMMARY"] == "a\nbc"


def test_the_frame_times_and_counts_stand_as_calendars_want_them():
    found = parsed(calendar([entry(sequence=3), entry(uid="v@research", is_cancelled=True)]))
    names = [name for name, _value in found]
    assert found[0] == ("BEGIN", "VCALENDAR") and found[-1] == ("END", "VCALENDAR")
    assert names.count("UID") == names.count("DTSTAMP") == names.count("DTSTART") == 2
    assert ("DTSTART", "20261125T013000Z") in found and ("SEQUENCE", "3") in found
    assert [value for name, value in found if name == "STATUS"] == ["CONFIRMED", "CANCELLED"]


def test_the_answer_is_a_file_that_nobody_keeps():
    response = answer([entry()], "research-1")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="research-1.ics"'
    assert "no-store" in response["Cache-Control"]
