"""From a file to the registry: what is created, changed, refused; all of it or nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from enterprises.models import Contact, Enterprise
from portal.accounts.models import Membership, Unit, User
from portal.imports.models import Import
from stewards.models import Assignment, Steward
from tests.stewards.rosters import code, entry, figures, found, reach, serving

pytestmark = pytest.mark.django_db


def test_a_row_becomes_an_enterprise_with_every_fact(roster):
    report = roster([entry(1)])
    assert figures(report) == (1, 1, 0, 0)
    assert report.errors == []
    enterprise = Enterprise.objects.get(uscc=code(1))
    assert enterprise.name == "上海第1智能科技有限公司"
    assert enterprise.initials == "shd1znkjyxgs"
    assert (enterprise.level, enterprise.ownership, enterprise.size) == ("district", "private", "medium")
    assert enterprise.industry_id == "I6513"
    assert enterprise.tags == ["高新技术企业", "专精特新"]
    assert (enterprise.registered_capital, enterprise.revenue) == (Decimal("5001.00"), Decimal("12000.50"))
    assert (enterprise.employees, enterprise.founded_on) == (120, date(2010, 1, 2))
    assert (enterprise.longitude, enterprise.latitude, enterprise.datum) == (
        Decimal("121.59"),
        Decimal("31.2"),
        "gcj02",
    )
    assert enterprise.service_district_id == enterprise.registered_district_id == "310115"
    assert enterprise.registered_town.name == "川沙新镇"
    assert (enterprise.facts_source, enterprise.facts_as_of) == ("roster", timezone.localdate())
    assert enterprise.is_key


def test_people_units_and_access_follow(roster):
    roster([entry(1)])
    enterprise = Enterprise.objects.get(uscc=code(1))
    steward = Steward.objects.get(staff_no="GJ0000")
    contact = enterprise.contacts.get()
    assert (contact.user.name, contact.user.phone, contact.user.email) == ("联系人1", "13900000001", "c1@example.com")
    assert contact.is_first
    assert (steward.user.name, steward.user.phone) == ("管家0", "13700000000")
    assert not contact.user.has_usable_password()
    assert not steward.user.has_usable_password()
    assert steward.unit.town.name == steward.unit.name == "张江镇"
    assert enterprise.local_unit.town == enterprise.registered_town
    assert [(grant.role, grant.unit) for grant in steward.user.grants] == [("steward", steward.unit)]
    assert [grant.role for grant in contact.user.grants] == ["contact"]
    assert reach(steward.user, enterprise) == {"steward"}
    assert reach(contact.user, enterprise) == {"contact"}
    assert list(Enterprise.objects.visible_to(steward.user)) == [enterprise]
    assert list(Enterprise.objects.visible_to(contact.user)) == [enterprise]


def test_history_says_who_and_why_without_personal_data(roster, person):
    roster([entry(1)], by=person)
    for row in (Enterprise.objects.get(), Contact.objects.get(), Steward.objects.get(), Assignment.objects.get()):
        record = row.history.get()
        assert (record.history_type, record.history_user, record.history_change_reason) == (
            "+",
            person,
            "roster import",
        )
    assert Assignment.objects.get().started_by == person
    assert not hasattr(User.objects.get(name="联系人1").history.get(), "phone")


def test_the_same_file_again_changes_nothing(roster):
    entries = [entry(n) for n in range(25)]
    roster(entries)
    before = {
        model: model.objects.count() for model in (Enterprise, User, Unit, Contact, Steward, Assignment, Membership)
    }
    histories = Enterprise.history.count(), Assignment.history.count(), User.history.count()
    report = roster(entries)
    assert figures(report) == (25, 0, 0, 25)
    assert {model: model.objects.count() for model in before} == before
    assert (Enterprise.history.count(), Assignment.history.count(), User.history.count()) == histories


def test_required_columns_alone_are_enough(roster):
    keys = ["name", "uscc", "district", "street"]
    assert figures(roster([entry(1)], keys=keys)) == (1, 1, 0, 0)
    assert figures(roster([entry(1)], keys=keys)) == (1, 0, 0, 1)
    enterprise = Enterprise.objects.get()
    assert (enterprise.level, enterprise.size, enterprise.tags) == ("district", "", [])
    assert not Assignment.objects.exists()
    assert not Contact.objects.exists()


def test_changed_cells_are_updated_and_empty_ones_erase_nothing(roster):
    roster([entry(1)])
    bare = dict.fromkeys(entry(1), "")
    bare |= {key: entry(1)[key] for key in ("name", "uscc", "district", "street")}
    assert figures(roster([bare])) == (1, 0, 0, 1)
    report = roster([bare | {"employees": "9", "revenue": "10"}])
    assert figures(report) == (1, 0, 1, 0)
    enterprise = Enterprise.objects.get()
    assert (enterprise.employees, enterprise.size, enterprise.assets) == (9, "micro", Decimal(30000))
    assert serving() == {code(1): "GJ0000"}
    record = enterprise.history.latest()
    assert (record.history_type, record.employees) == ("~", 9)


def test_enterprises_that_the_file_does_not_name_stay(roster):
    roster([entry(1), entry(2)])
    roster([entry(2)])
    assert Enterprise.objects.count() == 2
    assert serving() == {code(1): "GJ0000", code(2): "GJ0000"}


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"uscc": code(1)[:-1] + ("0" if code(1)[-1] != "0" else "1")}, "uscc"),
        ({"uscc": code(1)[:-1]}, "uscc"),
        ({"uscc": "9.13101E+17"}, "uscc"),
        ({"district": "朝阳区"}, "district"),
        ({"street": "不存在街道"}, "street"),
        ({"street": "徐家汇街道"}, "street"),
        ({"industry": "Z9999"}, "industry"),
        ({"industry": "D2651"}, "industry"),
        ({"employees": "-1"}, "employees"),
        ({"revenue": "五百万"}, "revenue"),
        ({"founded_on": "2010-02-30"}, "founded_on"),
        ({"founded_on": "2999-01-01"}, "founded_on"),
        ({"name": ""}, "name"),
        ({"level": "国家级"}, "level"),
        ({"datum": ""}, "datum"),
        ({"steward_unit": "某某委员会"}, "steward_unit"),
        ({"steward_no": ""}, "steward_no"),
        ({"steward_name": ""}, "steward_name"),
        ({"contact_name": ""}, "contact_name"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_applied(roster, changes, column):
    report = roster([entry(1, **changes), entry(11)])
    assert found(report) == [(2, column)]
    assert figures(report) == (2, 0, 0, 0)
    assert not report.is_applied
    assert not Enterprise.objects.exists()
    assert not Unit.objects.filter(town__isnull=False).exists()


def test_the_street_of_another_district_is_named_with_that_district(roster):
    with override("zh-hans"):
        report = roster([entry(1, street="徐家汇街道")])
    assert report.errors[0].message == "“徐家汇街道”属于徐汇区，不属于浦东新区。"


def test_rows_with_errors_are_left_out_only_on_request(roster):
    report = roster([entry(1), entry(2, founded_on="2010-02-30"), entry(3)], skip_errors=True)
    assert found(report) == [(3, "founded_on")]
    assert figures(report) == (3, 2, 0, 0)
    assert report.is_applied
    assert set(Enterprise.objects.values_list("uscc", flat=True)) == {code(1), code(3)}


def test_a_dry_run_writes_nothing_and_says_everything(roster):
    roster([entry(1)])
    report = roster([entry(1, employees=9), entry(2), entry(3, name="")], dry_run=True)
    assert figures(report) == (3, 1, 1, 0)
    assert found(report) == [(4, "name")]
    assert Enterprise.objects.count() == 1
    assert Enterprise.objects.get().employees == 120
    assert Import.objects.count() == 1


@pytest.mark.parametrize("words", ["C2651", "2651", "c2651", "C2651 初级形态塑料及合成树脂制造"])
def test_an_industry_needs_no_letter(roster, words):
    assert roster([entry(1, industry=words)]).errors == []
    assert Enterprise.objects.get().industry_id == "C2651"


@pytest.mark.parametrize("words", ["浦东新区", "浦东", "310115", "Pudong", "上海市浦东新区"])
def test_a_district_has_several_names(roster, words):
    assert roster([entry(1, district=words)]).errors == []


# --- Contacts ---


def test_a_new_contact_becomes_the_first_and_the_old_one_stays(roster):
    roster([entry(1)])
    roster([entry(1, contact_name="新联系人", contact_phone="13611112222")])
    rows = Contact.objects.filter(enterprise__uscc=code(1)).values_list("user__name", "is_first", "ended_on")
    assert set(rows) == {("新联系人", True, None), ("联系人1", False, None)}


def test_a_new_telephone_of_the_same_contact_is_taken_up(roster):
    roster([entry(1)])
    report = roster([entry(1, contact_phone="13611112222", contact_email="")])
    assert figures(report) == (1, 0, 1, 0)
    assert Contact.objects.get().user.phone == "13611112222"
    assert Contact.objects.get().user.email == "c1@example.com"


def test_one_person_speaks_for_two_enterprises(roster):
    same = {"contact_name": "张三", "contact_phone": "13611112222", "contact_email": "z@example.com"}
    entries = [entry(1, **same), entry(2, **same), entry(3, contact_name="张三")]
    roster(entries)
    assert Contact.objects.filter(user__phone="13611112222").count() == 2
    assert User.objects.filter(name="张三").count() == 2
    assert figures(roster(entries)) == (3, 0, 0, 3)


def test_an_enterprise_off_the_roster_joins_it(roster):
    roster([entry(1)])
    Enterprise.objects.update(level="")
    assert figures(roster([entry(1, level="")])) == (1, 0, 1, 0)
    assert Enterprise.objects.get().level == "district"


def test_an_enterprise_served_where_it_operates_keeps_its_place_of_registration(roster):
    roster([entry(1)])
    Enterprise.objects.update(
        registered_district="310104", registered_town="310104014", operating_district="310115", operating_town=None
    )
    roster([entry(1)])
    enterprise = Enterprise.objects.get()
    assert (enterprise.registered_district_id, enterprise.registered_town_id) == ("310104", "310104014")
    assert (enterprise.service_district_id, enterprise.operating_town.name) == ("310115", "川沙新镇")
