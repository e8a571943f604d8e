"""Template tags of the design system: ``{% load ui %}``. Parameters and examples stand in ``docs/ui.md``.

No tag asks the database anything, the working calendar aside, which ``portal.common.workdays`` keeps in memory.
"""

from datetime import date, datetime

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .. import promise_clock as clocks
from ..workdays import calendar
from . import fields, words

register = template.Library()
register.filters.update(words.register.filters)
register.tags.update(fields.register.tags)
register.filters.update(fields.register.filters)

CLOCK_ICONS = {"over": "over", "soon": "soon", "kept": "kept", "ok": "clock", "paused": "pause", "none": "clock"}
#: Colour of a badge by the stored value of a state; what is not listed is grey.
TONES = {
    "river": "submitted accepted assigned in_handling municipal running active open claimed sending",
    "kept": "replied solved kept closed_rated done delivered very_satisfied satisfied confirmed applied",
    "soon": "returned partly due_soon draft_conflict retrying",
    "over": "overdue over broken failed declined dissatisfied very_dissatisfied",
}
TONE_OF = {state: tone for tone, states in TONES.items() for state in states.split()}


@register.simple_tag
def icon(name, size=20, label=""):
    """An icon of the sprite; ``size`` 16, 20 or 24; with ``label`` it is read aloud, else hidden from readers."""
    kind = "" if size == 20 else f" i-{size}"
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="i{}" {}><use href="{}#{}"/></svg>', kind, spoken, static("img/icons.svg"), name)


@register.simple_tag
def icon_url(name):
    """The address of one picture of the sprite, for an own ``<use>``."""
    return f"{static('img/icons.svg')}#{name}"


# --- Promise clock ---------------------------------------------------------------------------------------------------
@register.simple_tag
def read_clock(started_at, due_at, done_at=None, paused=(), now=None):
    """The parts of a clock for an own layout: ``state word date icon days`` (``{% read_clock … as clock %}``)."""
    if due_at is None:
        return {"state": "none", "word": _("No time limit"), "icon": "clock", "date": "", "bar": "", "left": None}
    seen = clocks.read(
        due_at=due_at,
        started_at=started_at,
        done_at=done_at,
        pauses=paused or (),
        now=now or timezone.now(),
        calendar=calendar(),
    )
    return {
        "state": seen.state,
        "word": _clock_word(seen),
        "icon": CLOCK_ICONS[seen.state],
        "date": _clock_date(seen),
        "bar": _bar(seen),
        "left": seen.days,
    }


@register.simple_tag
def promise_clock(started_at, due_at, done_at=None, paused=(), now=None, layout="line"):
    """Word, bar and date of a promise. ``layout``: "line" in a row, "cell" in a table (word over date, no bar)."""
    clock = read_clock(started_at, due_at, done_at, paused, now)
    if layout == "cell":  # 25 of them stand in a list: made without a template
        return format_html(
            '<div class="clock clock--cell" data-state="{}"><span class="clock__word">{}<span>{}</span></span>{}</div>',
            clock["state"], icon(clock["icon"]), clock["word"],
            format_html('<span class="clock__date">{}</span>', clock["date"]) if clock["date"] else "",
        )  # fmt: skip
    return render_to_string("ui/_clock.html", {"clock": clock})


@register.simple_tag
def clock_word(started_at, due_at, done_at=None, paused=(), now=None):
    """Only the words, for a sentence, an e-mail or an export: "2 working days left"."""
    return read_clock(started_at, due_at, done_at, paused, now)["word"]


def _clock_word(seen):
    if seen.state == "kept":
        return _("Kept on %(day)s") % {"day": words.bare_day(seen.done)}
    if seen.state == "paused":
        return _("Clock paused")
    if seen.state == "over":
        late = _over(seen.days)
        return _("%(late)s, done %(day)s") % {"late": late, "day": words.bare_day(seen.done)} if seen.done else late
    if seen.today:
        return _("Due today")
    if not seen.days:
        return _("Less than one working day left")
    return ngettext("%(n)d working day left", "%(n)d working days left", seen.days) % {"n": seen.days}


def _over(days):
    if not days:
        return _("Over by less than one working day")
    return ngettext("%(n)d working day over", "%(n)d working days over", days) % {"n": days}


def _clock_date(seen):
    """The due date as a phrase; the hour stands only where it is not the closing time, or on the day itself."""
    iso = seen.due.isoformat()
    if seen.today and seen.state in ("soon", "ok"):
        text = _("today by %(time)s") % {"time": words.clock_time(seen.due)}
        return format_html('<time datetime="{}">{}</time>', iso, text)
    day = words.with_weekday(seen.due)
    if not clocks.at_closing(seen.due):
        day = f"{day} {words.clock_time(seen.due)}"
    pattern = _("by %(day)s") if seen.state in ("soon", "ok", "paused") else _("was due %(day)s")
    return format_html('<time datetime="{}">{}</time>', iso, pattern % {"day": day})


def _bar(seen):
    if not seen.marks:
        return ""
    marks = format_html_join(
        "",
        '<rect{} x="{}" y="{}" width="{}" height="{}"/>',
        (
            (format_html(' class="{}"', m.kind) if m.kind else "", f"{m.x:g}", f"{m.y:g}", f"{m.width:g}", m.height)
            for m in seen.marks
        ),
    )
    size = f"{seen.width:g}"
    return format_html(
        '<svg class="days" viewBox="0 0 {} 8" width="{}" height="8" aria-hidden="true">{}</svg>', size, size, marks
    )


# --- Small things ----------------------------------------------------------------------------------------------------
@register.simple_tag
def badge(state, label=None, tone=None, icon_name=""):
    """A chip. The label is the choice's own unless given; the tone follows the state unless given."""
    label = capfirst(label if label is not None else getattr(state, "label", state))
    tone = TONE_OF.get(str(getattr(state, "value", state)), "") if tone is None else tone
    picture = icon(icon_name) if icon_name else ""
    return format_html('<span class="chip{}">{}{}</span>', f" chip--{tone}" if tone else "", picture, label)


@register.simple_tag
def tel(phone, label=""):
    """A telephone number as a link that dials; nothing for an empty one."""
    if not phone:
        return ""
    dialled = "".join(sign for sign in str(phone) if sign.isdigit() or sign in "+*#")
    return format_html('<a class="tel" href="tel:{}">{}{}</a>', dialled, icon("phone"), label or phone)


@register.simple_tag
def slots(used, total=10):
    """A steward's load as boxes, with the words "8 / 10"."""
    used, total = int(used or 0), int(total)
    boxes = format_html_join(
        "",
        '<rect{} x="{}" y="{}" width="{}" height="{}" rx="2"/>',
        (
            (mark_safe(""), n * 14, 0, 11, 12) if n < used else (mark_safe(' class="free"'), n * 14 + 0.5, 0.5, 10, 11)
            for n in range(total)
        ),
    )
    wide = total * 14
    return format_html(
        '<span class="slotsline"><svg class="slots" viewBox="0 0 {} 12" aria-hidden="true">{}</svg>'
        '<span class="nb">{} / {}</span></span>',
        wide,
        boxes,
        used,
        total,
    )


@register.simple_tag
def time_tag(value, style="day"):
    """``<time>`` with a date in words: style day, day_short, day_bare, moment, moment_short or hour."""
    if not isinstance(value, date):
        return ""
    local = timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), getattr(words, style)(value))


@register.inclusion_tag("ui/_empty.html")
def empty_state(title, text="", url="", button="", icon_name="inbox"):
    """What would stand here and how to begin."""
    return {"title": title, "text": text, "url": url, "button": button, "icon_name": icon_name}


@register.inclusion_tag("ui/_action_button.html", takes_context=True)
def action_button(
    context, label, url, reasons=None, kind="", icon_name="", method="get", dialog="", wide=False, **data
):
    """A button that leads to a step, or greyed with the reasons why not beside it.

    ``reasons``: sentences (of ``missing_before_…``); ``method`` "post" makes a form, ``data`` its hidden fields.
    """
    reasons = [reasons] if isinstance(reasons, str) and reasons else list(reasons or [])
    serial = context.render_context.get("action_button_serial", 0) + 1
    context.render_context["action_button_serial"] = serial
    return {
        "label": label,
        "url": url,
        "reasons": reasons,
        "kind": kind,
        "icon_name": icon_name,
        "method": method,
        "dialog": dialog,
        "wide": wide,
        "data": data,
        "why_id": f"why-{serial}",
        "csrf_token": context.get("csrf_token"),
    }


# --- Pages of rows ---------------------------------------------------------------------------------------------------
@register.simple_tag
def rows_shown(page, count_of="row"):
    """ "1–10 of 24", with the measure word of what is counted: row, case, enterprise, person."""
    total = page.paginator.count
    if page.paginator.num_pages <= 1:
        return _counted(total, count_of)
    shown = f"{total:,}+" if getattr(page.paginator, "is_more", False) else f"{total:,}"
    first, last = page.start_index(), page.end_index()
    texts = {
        "case": _("Appeals %(first)d–%(last)d of %(total)s"),
        "enterprise": _("Enterprises %(first)d–%(last)d of %(total)s"),
        "person": _("People %(first)d–%(last)d of %(total)s"),
    }
    text = texts.get(count_of) or _("Rows %(first)d–%(last)d of %(total)s")
    return text % {"first": first, "last": last, "total": shown}


def _counted(total, count_of):
    texts = {
        "case": ngettext("%(total)s appeal in all", "%(total)s appeals in all", total),
        "enterprise": ngettext("%(total)s enterprise in all", "%(total)s enterprises in all", total),
        "person": ngettext("%(total)s person in all", "%(total)s people in all", total),
    }
    text = texts.get(count_of) or ngettext("%(total)s row in all", "%(total)s rows in all", total)
    return text % {"total": f"{total:,}"}


@register.simple_tag(takes_context=True)
def page_url(context, number, name="page"):
    """The current address with another page number; the filter stays."""
    query = context["request"].GET.copy()
    query[name] = number
    return f"?{query.urlencode()}"


@register.inclusion_tag("ui/_pager.html", takes_context=True)
def pager(context, page, count_of="row", export_url="", name="page"):
    """Count of rows, previous and next for a ``Page``; keeps the filter of the address."""
    return {
        "page": page,
        "count_of": count_of,
        "export_url": export_url,
        "name": name,
        "request": context.get("request"),
    }


@register.inclusion_tag("ui/table.html", takes_context=True)
def show_table(context, table, export_url=""):
    """A django-tables2 table without running the context processors again, as ``render_table`` does."""
    export_url = export_url or getattr(table, "export_url", "")
    return {"table": table, "export_url": export_url, "request": context["request"]}


@register.inclusion_tag("ui/_filters.html", takes_context=True)
def filter_bar(context, form):
    """The fields of a GET form in one line; on a phone the first field and a button that opens the others."""
    names = [field.html_name for field in form.visible_fields()]
    query = context["request"].GET
    return {
        "form": form,
        "used": sum(bool(query.get(name)) for name in names[1:]),
        "kept": [(key, value) for key, value in query.items() if key not in names and key in ("view", "sort")],
    }
