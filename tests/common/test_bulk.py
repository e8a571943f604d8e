from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.enums import UnitKind
from portal.accounts.models import Membership, Unit, User
from portal.common import bulk
from portal.common.models import CalendarDay, ExportLog

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return User.objects.create_user("boss", name="名")


def units(count):
    return [Unit(code=f"u{n}", name=f"单位{n}", kind="department") for n in range(count)]


def test_rows_come_back_with_keys_and_are_there(person):
    rows = bulk.create(units(5), by=person, reason="why")
    assert list(Unit.objects.filter(code__startswith="u").order_by("pk")) == rows
    assert Unit.objects.get(code="u3").name == "单位3"
    record = rows[3].history.get()
    assert (record.history_type, record.history_user, record.history_change_reason) == ("+", person, "why")
    assert (record.code, record.name, record.kind, record.is_active) == ("u3", "单位3", "department", True)
    rows[3].name = "又"
    rows[3].save()
    assert Unit.objects.get(code="u3").name == "又"


def test_a_key_may_point_to_a_row_that_was_saved_after_it_was_set(person):
    unit = units(1)[0]
    membership = Membership(user=person, role="handler", unit=unit)
    bulk.create([unit])
    bulk.create([membership])
    assert Membership.objects.get().unit == unit
    assert membership.history.get().unit == unit


def test_odd_text_times_and_json_arrive_as_they_are(person):
    text = "tab\t, line\n, back\\slash, \\N, “引号”, 'x'"
    bulk.create([ExportLog(user=person, what=text, filters={"a": [1, None, text]}, reason="", rows=3)])
    row = ExportLog.objects.get()
    assert (row.what, row.filters, row.reason) == (text, {"a": [1, None, text]}, "")
    assert row.at


def test_a_choice_is_stored_as_its_value():
    row = bulk.create([Unit(code="u", name="单位", kind=UnitKind.DEPARTMENT)])[0]
    assert Unit.objects.filter(kind="department").get() == row
    assert row.history.get().kind == "department"


def test_only_the_named_fields_are_written(person):
    rows = bulk.create(units(3))
    for row in rows:
        row.name, row.kind = "新", "desk"
    bulk.update(rows, {"name"}, by=person, reason="why")
    assert set(Unit.objects.filter(code__startswith="u").values_list("name", "kind")) == {("新", "department")}
    record = rows[0].history.latest()
    assert (record.history_type, record.name, record.history_user) == ("~", "新", person)


def test_a_foreign_key_is_updated_too():
    first, second = bulk.create(units(2))
    second.parent = first
    bulk.update([second], {"parent"})
    assert Unit.objects.get(pk=second.pk).parent == first


def test_a_violated_constraint_takes_everything_back():
    bulk.create(units(1))
    with pytest.raises(IntegrityError):
        bulk.create(units(3))
    assert Unit.objects.filter(code__startswith="u").count() == 1


@pytest.mark.parametrize("rows", [[], iter(())])
def test_no_rows_are_no_work(rows):
    with CaptureQueriesContext(connection) as seen:
        assert bulk.create(rows) == []
        assert bulk.update([], {"name"}) == []
    assert not [query for query in seen if "COPY" in query["sql"]]


def test_a_key_that_the_database_does_not_number_is_kept():
    bulk.create([CalendarDay(date=date(2031, 1, 1), is_workday=False)], reason="why")
    assert CalendarDay.objects.get(date=date(2031, 1, 1)).history.get().history_change_reason == "why"
