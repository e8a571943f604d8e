"""Calendar files after RFC 5545, written line by line: escaped, folded at 75 octets, times in UTC."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpResponse

#: Octets in a line, the break aside (RFC 5545, 3.1).
WIDTH = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True)
class Entry:
    """One event of a calendar. ``uid`` stays for good; ``sequence`` grows with every change."""

    uid: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    sequence: int = 0
    location: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False


def escaped(text):
    """Return ``text`` as the value of a property: backslash, semicolon, comma and line break behind a backslash."""
    plain = "".join(sign for sign in str(text).replace("\r\n", "\n") if sign >= " " or sign in "\n\t")
    return plain.translate(_ESCAPES)


def folded(line):
    """Return a content line in pieces of at most 75 octets; no character is torn apart."""
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > WIDTH:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    return "\r\n".join([*pieces, piece])


def _instant(moment):
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def calendar(entries):
    """Return the text of a calendar with these entries, its lines ended by CR LF."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Service package portal//EN", "CALSCALE:GREGORIAN"]
    for one in entries:
        lines += [
            "BEGIN:VEVENT", f"UID:{one.uid}", f"SEQUENCE:{one.sequence}", f"DTSTAMP:{_instant(one.changed_at)}",
            f"DTSTART:{_instant(one.starts_at)}", f"DTEND:{_instant(one.ends_at)}", f"SUMMARY:{escaped(one.summary)}",
            f"STATUS:{'CANCELLED' if one.is_cancelled else 'CONFIRMED'}",
        ]  # fmt: skip
        lines += [f"LOCATION:{escaped(one.location)}"] if one.location else []
        lines += [f"DESCRIPTION:{escaped(one.description)}"] if one.description else []
        lines += [f"URL:{one.url}"] if one.url else []
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def answer(entries, name):
    """Answer with the calendar as a file called ``name`` (ASCII, without its ending)."""
    response = HttpResponse(calendar(entries), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response
