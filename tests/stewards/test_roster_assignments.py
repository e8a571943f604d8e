"""Stewards and assignments from a roster: the cap, moves, units."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from enterprises import access
from enterprises.enums import AccessReason
from enterprises.models import Enterprise, EnterpriseAccess
from portal.accounts.models import Membership, Unit, User
from stewards.models import Assignment, Liaison, Steward
from tests.stewards.rosters import code, entry, figures, found, serving, steward_of

pytestmark = pytest.mark.django_db


def test_an_eleventh_enterprise_is_refused_with_who_has_room(roster):
    roster([*steward_of("S1", "王一", 10, 0), *steward_of("S2", "李二", 3, 20)])
    with override("zh-hans"):
        report = roster(steward_of("S1", "王一", 1, 30))
    assert found(report) == [(2, "steward_no")]
    assert report.errors[0].message == "王一已服务10/10家企业。尚有余量的管家：李二 3/10。"
    assert Enterprise.objects.count() == 13


def test_eleven_rows_of_a_new_steward_are_ten_and_an_error(roster):
    report = roster(steward_of("S1", "王一", 11, 0), skip_errors=True)
    assert found(report) == [(12, "steward_no")]
    assert "王一" in report.errors[0].message
    assert Enterprise.objects.count() == 10
    assert sorted(Assignment.objects.values_list("slot", flat=True)) == list(range(1, 11))


def test_rows_over_the_cap_come_in_without_steward_by_choice(roster):
    report = roster(steward_of("S1", "王一", 11, 0), without_steward_over_cap=True)
    assert report.errors == []
    assert figures(report) == (11, 11, 0, 0)
    assert [number for number, _sentence in report.notes] == [12]
    assert Enterprise.objects.filter(assignments=None).get().uscc == code(10)


def test_two_full_stewards_swap_in_one_file(roster):
    first, second = steward_of("S1", "王一", 10, 0), steward_of("S2", "李二", 10, 20)
    roster([*first, *second])
    swapped = [
        {**row, "steward_no": "S2" if row["steward_no"] == "S1" else "S1", "steward_name": ""}
        for row in [*first, *second]
    ]
    report = roster(swapped)
    assert report.errors == []
    assert figures(report) == (20, 0, 20, 0)
    assert serving() == {row["uscc"]: row["steward_no"] for row in swapped}
    assert Assignment.objects.filter(ended_at__isnull=False).count() == 20
    king = Steward.objects.get(staff_no="S1").user
    assert set(Enterprise.objects.visible_to(king).values_list("uscc", flat=True)) == {row["uscc"] for row in second}


def test_a_move_takes_the_access_of_steward_and_liaison_along(roster, person):
    roster([*steward_of("S1", "王一", 1, 0), *steward_of("S2", "李二", 1, 20)])
    for number in ("S1", "S2"):
        helper = User.objects.create_user(f"helper{number}", name=number)
        Liaison.objects.create(steward=Steward.objects.get(staff_no=number), user=helper)
    enterprise = Enterprise.objects.get(uscc=code(0))
    access.grant(User.objects.get(username="helperS1"), enterprise, AccessReason.LIAISON)
    roster([entry(0, steward_no="S2", steward_name="")], by=person)
    holders = EnterpriseAccess.objects.filter(content_object=enterprise).exclude(reason="contact")
    assert set(holders.values_list("user__name", "reason")) == {("李二", "steward"), ("S2", "liaison")}
    ended = Assignment.objects.get(enterprise=enterprise, ended_at__isnull=False)
    assert (ended.steward.staff_no, ended.ended_by) == ("S1", person)


def test_a_steward_who_has_ended_takes_no_new_enterprise(roster):
    roster(steward_of("S1", "王一", 1, 0))
    Steward.objects.update(started_on=date(2020, 1, 1), ended_on=timezone.localdate())
    assert found(roster(steward_of("S1", "王一", 1, 5))) == [(2, "steward_no")]


def test_a_steward_of_another_unit_now_changes_unit_and_membership(roster):
    roster([entry(1)])
    Membership.objects.filter(role="steward").update(started_on=timezone.localdate() - timedelta(days=9))
    report = roster([entry(1, steward_unit="金桥镇", steward_phone="13711112222")])
    assert figures(report) == (1, 0, 1, 0)
    steward = Steward.objects.get()
    assert (steward.unit.name, steward.user.phone) == ("金桥镇", "13711112222")
    assert [grant.unit.name for grant in User.objects.get(pk=steward.user_id).grants] == ["金桥镇"]


def test_a_unit_is_found_by_name_and_by_the_name_of_its_park(roster):
    bureau = Unit.objects.create(code="zj", name="张江管理局", kind="local_unit", district_id="310115")
    park = Unit.objects.create(
        code="zjp", name="张江园区办", kind="local_unit", district_id="310115", town_id="310115503"
    )
    roster(
        [entry(1, steward_no="S1", steward_unit="张江管理局"), entry(2, steward_no="S2", steward_unit="张江高科技园区")]
    )
    assert Steward.objects.get(staff_no="S1").unit == bureau
    assert Steward.objects.get(staff_no="S2").unit == park


def test_the_first_row_that_describes_a_steward_counts(roster):
    entries = [entry(1), entry(2, steward_unit="金桥镇", steward_name="另一个名字")]
    assert roster(entries).errors == []
    assert Steward.objects.get().user.name == "管家0"
    assert figures(roster(entries)) == (2, 0, 0, 2)
