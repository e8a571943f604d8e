"""What the template tags write, in both languages."""

import re
from datetime import date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import django_tables2 as tables
import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from portal.common.templatetags import ui
from portal.common.workdays import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(month, day, hour=17, minute=30):
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


NOW = at(11, 24, 9, 30)


@pytest.fixture(autouse=True)
def _plain_calendar(monkeypatch, time_machine):
    monkeypatch.setattr(ui, "calendar", Calendar)
    time_machine.move_to(NOW, tick=False)


def render(source, language="zh-hans", **context):
    context.setdefault("request", RequestFactory().get("/list/?q=a&page=2"))
    with translation.override(language):
        return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("filter_name", "chinese", "english"),
    [
        ("day", "2026年11月22日 周日", "22 Nov 2026"),
        ("day_short", "11月22日 周日", "22 Nov"),
        ("day_bare", "11月22日", "22 Nov"),
        ("moment", "2026年11月22日 17:30", "22 Nov 2026, 17:30"),
        ("moment_short", "11月22日 17:30", "22 Nov, 17:30"),
        ("hour", "17:30", "17:30"),
    ],
)
def test_dates_are_written_as_each_language_writes_them(filter_name, chinese, english):
    source = "{{ value|" + filter_name + " }}"
    assert render(source, value=at(11, 22)) == chinese
    assert render(source, "en", value=at(11, 22)) == english
    assert render(source, value=None) == ""


def test_a_short_date_of_another_year_names_the_year():
    assert render("{{ value|day_short }}", value=date(2027, 1, 4)) == "2027年1月4日 周一"
    assert render("{{ value|day_short }}", "en", value=date(2027, 1, 4)) == "4 Jan 2027"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812345678", "138****5678"), ("021-5555 0142", "021******0142"), ("12345", "*****"), ("", ""), (None, "")],
)
def test_the_middle_of_a_telephone_number_is_hidden(phone, shown):
    assert render("{{ phone|masked }}", phone=phone) == shown


@pytest.mark.parametrize(("size", "shown"), [(48_000, "48 KB"), (1_230_000, "1.2 MB"), (999_900, "1.0 MB"), (None, "")])
def test_sizes_are_short(size, shown):
    assert render("{{ size|filesize_short }}", size=size) == shown


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (999, "999"), (34000, "34,000"), ("12 / 340", "12 / 340")])
def test_a_whole_number_has_its_thousands_apart(value, shown):
    assert render("{{ value|thousands }}", value=value) == shown


@pytest.mark.parametrize(
    ("started", "due", "done", "english"),
    [
        (at(11, 16), at(11, 20), None, "2 working days over"),
        (at(11, 16), at(11, 20), at(11, 23), "1 working day over, done 23 Nov"),
        (at(11, 23), at(11, 24), None, "Due today"),
        (at(11, 20), at(11, 25), None, "1 working day left"),
        (at(11, 11), at(12, 3), None, "7 working days left"),
        (at(11, 11), at(11, 12), at(11, 11), "Kept on 11 Nov"),
        (None, None, None, "No time limit"),
    ],
)
def test_the_word_of_a_clock(started, due, done, english):
    source = "{% clock_word started due done %}"
    assert render(source, "en", started=started, due=due, done=done) == english


def test_a_clock_has_word_shape_bar_and_date():
    html = render("{% promise_clock started due %}", started=at(11, 20), due=at(11, 26))
    assert 'data-state="soon"' in html
    assert "#soon" in html
    assert html.count("<rect") == 4
    assert '<time datetime="2026-11-26T17:30:00+08:00">11月26日 周四前</time>' in html
    assert "style=" not in html


def test_a_clock_in_a_table_has_no_bar():
    html = render('{% promise_clock started due layout="cell" %}', started=at(11, 20), due=at(11, 26))
    assert "<rect" not in html
    assert "clock--cell" in html


def test_the_hour_stands_where_it_is_not_the_closing_time():
    html = render("{% promise_clock started due %}", "en", started=at(11, 19), due=at(11, 27, 14, 0))
    assert "by Fri 27 Nov 14:00" in html


def test_a_greyed_button_tells_its_reasons_and_leads_nowhere():
    html = render('{% action_button "Rate" "/rate/" reasons=reasons %}', reasons=["Not yet <answered>."])
    assert 'aria-disabled="true" aria-describedby="why-1"' in html
    assert '<ul class="why" id="why-1"><li>Not yet &lt;answered&gt;.</li></ul>' in html
    assert "/rate/" not in html


def test_a_button_that_changes_something_is_a_form_with_a_token():
    html = render('{% action_button "Claim" "/claim/" method="post" kind="go" case=7 %}', csrf_token="secret")
    assert 'name="csrfmiddlewaretoken" value="secret"' in html
    assert '<input type="hidden" name="case" value="7">' in html
    assert "btn btn--go" in html


def test_a_badge_takes_its_tone_from_the_state():
    assert render('{% badge "overdue" "late" %}') == '<span class="chip chip--over">Late</span>'
    assert render('{% badge "draft" label %}', label="<b>") == '<span class="chip">&lt;b&gt;</span>'


class Report(forms.Form):
    title = forms.CharField(label="Title", help_text="In one sentence", widget=forms.TextInput({"placeholder": "x"}))
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    note = forms.CharField(label="Note", required=False)


def test_a_field_names_its_hint_and_its_error_and_has_no_placeholder():
    html = render("{% form_field form.title %}", "en", form=Report({}))
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'id="id_title_helptext">In one sentence' in html
    assert 'id="id_title_error"' in html
    assert "placeholder" not in html
    assert html.index("helptext") < html.index("<input")


def test_radio_buttons_are_a_fieldset_and_an_optional_field_says_so():
    assert "<legend>Kind</legend>" in render("{% form_field form.kind %}", "en", form=Report())
    assert "(optional)" in render("{% form_field form.note %}", "en", form=Report())
    assert "(optional)" not in render("{% form_field form.title %}", "en", form=Report())


def test_the_error_summary_links_every_error_to_its_field():
    html = render("{% error_summary form %}", "en", form=Report({}))
    assert 'role="alert"' in html
    assert '<a href="#id_title">Title: This field is required.</a>' in html
    assert '<a href="#id_kind_0">' in html
    assert render("{% error_summary form %}", form=Report()).strip() == ""


def test_the_error_summary_takes_formsets():
    formset = forms.formset_factory(Report, extra=1, min_num=1, validate_min=True)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-note": "x"}
    )
    assert "#id_form-0-title" in render("{% error_summary formset %}", formset=formset)


def test_a_pager_names_the_count_and_keeps_the_filter():
    page = Paginator(range(24), 10).page(2)
    html = render('{% pager page count_of="case" %}', page=page)
    assert "第11–20件，共24件" in html
    assert 'href="?q=a&amp;page=3"' in html
    assert "共3家" in render('{% pager page count_of="enterprise" %}', page=Paginator(range(3), 10).page(1))


class Cases(tables.Table):
    title = tables.Column(verbose_name="Title")
    due = tables.Column(verbose_name="Due", attrs={"td": {"class": "c-due"}})
    count_of = "case"

    class Meta:
        orderable = True


def test_a_table_labels_its_cells_and_offers_sorting():
    request = RequestFactory().get("/list/?q=a&sort=-due&page=2")
    table = Cases([{"title": f"Case {n}", "due": n} for n in range(30)])
    tables.RequestConfig(request, paginate={"per_page": 10}).configure(table)
    html = render("{% show_table table %}", "en", table=table, request=request)
    assert '<td data-label="Due" class="c-due">19</td>' in html
    assert 'aria-sort="descending"' in html
    assert 'href="?q=a&amp;sort=title"' in html
    assert "Appeals 11–20 of 30" in html


def test_an_empty_table_says_what_would_stand_there():
    table = Cases([], empty_text="Nobody has submitted anything yet")
    assert "Nobody has submitted anything yet" in render("{% show_table table %}", table=table)


def test_the_filter_bar_counts_what_is_filtered_and_keeps_the_view():
    class Filter(forms.Form):
        q = forms.CharField(label="Words", required=False)
        kind = forms.CharField(label="Kind", required=False)

    request = RequestFactory().get("/list/?q=a&kind=b&view=mine&page=3")
    html = render("{% filter_bar form %}", form=Filter(request.GET), request=request)
    assert '<span class="filters__n">1</span>' in html
    assert '<input type="hidden" name="view" value="mine">' in html
    assert 'name="page"' not in html


def test_the_due_list_fills_one_button_and_escapes_names():
    item = SimpleNamespace(title="A <b>", url="/a/", who="Firm", started_at=None, due_at=at(11, 20), button="Do")
    html = render('{% include "ui/_due_list.html" %}', items=[item, item])
    assert html.count("btn--go") == 1
    assert "A &lt;b&gt;" in html
    assert 'class="empty"' in render('{% include "ui/_due_list.html" %}', items=[])


def test_every_icon_that_the_templates_name_is_in_the_sprite(settings):
    sprite = (settings.BASE_DIR / "static/img/icons.svg").read_text("utf-8")
    drawn = set(re.findall(r'id="([a-z]+)"', sprite))
    used = set(ui.CLOCK_ICONS.values())
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        used |= set(re.findall(r'(?:{% icon |icon_name=)"([a-z]+)"', path.read_text("utf-8")))
    assert not used - drawn
