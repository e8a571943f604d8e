"""Several enterprises change their steward at once: proposals, check, all or nothing, and the way back."""

import pytest
from django.urls import reverse

from portal.accounts.models import User
from stewards import workflow
from stewards.distribution import bundle
from stewards.models import Assignment
from tests import world as worlds
from tests.plugins.lasting import lasting

pytestmark = pytest.mark.django_db


built, empty = lasting(worlds.build)


@pytest.fixture
def world(empty, client):
    client.force_login(User.objects.get(pk=empty.district.pk))
    return empty


def firms(world, numbers, **fields):
    return [worlds.enterprise(worlds.code(number), local_unit=world.local_unit, **fields) for number in numbers]


def filled(world, steward, numbers):
    """Firms that ``steward`` serves."""
    found = firms(world, numbers)
    for firm in found:
        workflow.assign(steward, firm, by=None)
    return found


def address(*picked, **query):
    pairs = [f"pick={firm.uscc}" for firm in picked] + [f"{key}={value}" for key, value in query.items()]
    return f"{reverse('stewards:assign_many')}?{'&'.join(pairs)}"


def answers(pairs, step, reason="人员调整"):
    data = {"pick": [firm.uscc for firm, _to in pairs], step: "", "reason": reason}
    return data | {f"{firm.uscc}-steward": getattr(to, "pk", to) for firm, to in pairs}


def post(client, pairs, step="apply", **more):
    return client.post(reverse("stewards:assign_many"), answers(pairs, step, **more))


def served():
    return {row.enterprise: row.steward for row in Assignment.objects.open().select_related("steward", "enterprise")}


def test_proposals_take_the_least_loaded_of_the_unit_until_all_are_full(world):
    filled(world, world.steward.steward, range(101, 108))
    filled(world, world.other_steward.steward, range(111, 119))
    new = firms(world, range(121, 126))
    proposed = bundle(new).propose()
    taken = [proposed[firm.pk] for firm in new]
    one, two = world.steward.steward, world.other_steward.steward  # 8 and 9 of 10
    assert taken == [one, *sorted([one, two], key=lambda steward: steward.staff_no), None, None]


def test_the_page_says_what_does_not_fit(world, client):
    filled(world, world.steward.steward, range(101, 110))
    filled(world, world.other_steward.steward, range(111, 119))
    new = firms(world, range(121, 123))
    answer = client.get(address(*new))
    assert answer.context["misfits"] == 1
    assert [row.is_left_over for row in answer.context["rows"]] == [False, True]


def test_chosen_stewards_are_filled_first_and_alone(world, client):
    new = firms(world, range(121, 123))
    other = world.other_steward.steward
    rows = client.get(address(world.firm, *new, by=other.pk)).context["rows"]
    assert [row.initial["steward"] for row in rows] == [other.pk] * 3


def test_nothing_changes_before_the_second_page(world, client):
    (new,) = firms(world, [121])
    before = served()
    assert client.get(address(new)).status_code == 200
    answer = post(client, [(new, world.steward.steward)], "check")
    assert answer.status_code == 200
    assert answer.templates[0].name == "stewards/assign_check.html"
    assert served() == before
    assert post(client, [(new, world.steward.steward)], "edit").status_code == 200
    assert served() == before


def test_the_change_is_in_force_with_its_reason_and_can_be_taken_back(world, client):
    new, other = firms(world, [121])[0], world.other_steward.steward
    answer = post(client, [(new, other), (world.firm, other)], reason="新企业分配")
    assert answer.status_code == 302
    assert served()[new] == served()[world.firm] == other
    row = Assignment.objects.open().get(enterprise=new)
    assert (row.started_by, row.reason) == (world.district, "新企业分配")
    assert f"{reverse('stewards:assign_many')}?undo=1" in client.get(answer.url).content.decode()
    page = client.get(address(undo=1))
    initial = {row.enterprise: row.initial["steward"] for row in page.context["rows"]}
    assert initial == {new: "end", world.firm: world.steward.steward.pk}
    assert post(client, list(initial.items())).status_code == 302
    assert new not in served()
    assert served()[world.firm] == world.steward.steward


def test_two_full_stewards_swap(world, client):
    one, two = world.steward.steward, world.other_steward.steward
    mine = [world.firm, *filled(world, one, range(101, 110))]
    filled(world, two, range(111, 120))
    theirs = [firm for firm, steward in served().items() if steward == two and firm.local_unit_id][:3]
    pairs = [(firm, two) for firm in mine[:3]] + [(firm, one) for firm in theirs]
    assert post(client, pairs, "check").status_code == 200
    assert post(client, pairs).status_code == 302
    assert all(served()[firm] == to for firm, to in pairs)


def test_the_eleventh_is_refused_beside_its_row_and_nothing_is_done(world, client):
    full = world.other_steward.steward
    filled(world, full, range(111, 119))
    new = firms(world, range(121, 123))
    pairs = [(firm, full) for firm in new]
    for step in ("check", "apply"):
        answer = post(client, pairs, step)
        assert answer.status_code == 422
        errors = [row.errors.get("steward", [""])[0] for row in answer.context["rows"]]
        assert [bool(text) for text in errors] == [False, True]
        assert "10/10" in errors[1]
    assert not set(new) & set(served())


def test_a_lost_race_stands_beside_its_row_and_undoes_all_of_it(world, client, monkeypatch):
    full = world.other_steward.steward
    filled(world, full, range(111, 119))
    new = firms(world, range(121, 123))
    monkeypatch.setattr("stewards.distribution.Bundle.refusals", lambda *_args: {})
    answer = post(client, [(firm, full) for firm in new])
    assert answer.status_code == 422
    assert "10/10" in answer.context["rows"][1].errors["steward"][0]
    assert not set(new) & set(served())


def test_assignments_end_together_with_a_reason(world, client):
    rows = client.get(address(world.firm, end=1)).context["rows"]
    assert rows[0].initial["steward"] == "end"
    assert post(client, [(world.firm, "end")], reason="").status_code == 422
    assert post(client, [(world.firm, "end")], reason="企业注销").status_code == 302
    assert Assignment.objects.get(enterprise=world.firm).reason == "企业注销"


def test_all_enterprises_of_a_steward_go_to_others(world, client):
    filled(world, world.steward.steward, range(101, 104))
    page = client.get(reverse("stewards:detail", args=[world.steward.steward.staff_no]))
    assert f"from={world.steward.steward.staff_no}" in page.content.decode()
    rows = client.get(address(**{"from": world.steward.steward.staff_no})).context["rows"]
    assert len(rows) == 4
    assert {row.initial["steward"] for row in rows} == {world.other_steward.steward.pk}


def test_a_filter_chooses_all_its_rows(world, client):
    new = firms(world, range(121, 124))
    rows = client.get(address(unserved="on", all=1)).context["rows"]
    assert {row.enterprise for row in rows} == set(new)


def test_firms_of_another_district_or_off_the_roster_are_left_out(world, client):
    plain = firms(world, [131], level="")[0]
    answer = client.get(address(world.firm, plain))
    assert [row.enterprise for row in answer.context["rows"]] == [world.firm]
    assert answer.context["chosen"].left_out == 1
    elsewhere = worlds.enterprise(worlds.code(132), service_district_id="310101")
    assert client.get(address(elsewhere)).status_code == 302
    assert post(client, [(elsewhere, world.steward.steward)]).status_code == 302
    assert elsewhere not in served()


def test_a_steward_of_another_unit_is_no_answer(world, client):
    unit = worlds.unit("local_unit", "外滩街道营商服务办公室", district_id="310101")
    stranger = workflow.appoint(worlds.person(), unit, "GJ9", by=None)
    assert post(client, [(world.firm, stranger)]).status_code == 422


@pytest.mark.parametrize("step", ["check", "apply"])
def test_a_page_without_changes_says_so(world, client, step):
    assert post(client, [(world.firm, "")], step).status_code == 422


def test_only_district_leads_have_boxes_and_the_page(world, client):
    listed = client.get(reverse("enterprises:list")).content.decode()
    assert 'name="pick"' in listed
    for person in (world.general, world.city, world.admin, world.steward):
        client.force_login(User.objects.get(pk=person.pk))
        assert 'name="pick"' not in client.get(reverse("enterprises:list")).content.decode()
        assert client.get(address(world.firm)).status_code == 403


def test_the_page_asks_as_often_for_many_as_for_few(world, client, query_shape):
    new, shapes = firms(world, range(121, 133)), []
    for some in (new[:2], new):
        with query_shape() as asked:
            client.get(address(*some))
        shapes.append(list(asked))
    assert shapes[0] == shapes[1]


# --- In the administration -------------------------------------------------------------------------------------------
@pytest.fixture
def boss(world, client):
    boss = worlds.person("admin")
    boss.is_staff = boss.is_superuser = True
    boss.save()
    client.force_login(boss)
    return boss


def act(client, action, rows, **data):
    chosen = {"action": action, "_selected_action": [row.pk for row in rows], **data}
    return client.post(reverse("admin:stewards_assignment_changelist"), chosen)


def test_the_administration_asks_first_and_ends_with_a_reason(world, client, boss):
    row = world.firm.assignments.get()
    assert world.firm.name in act(client, "end_assignments", [row]).content.decode()
    assert act(client, "end_assignments", [row], apply=1, reason="").status_code == 422
    assert world.firm in served()
    assert act(client, "end_assignments", [row], apply=1, reason="企业注销").status_code == 302
    row.refresh_from_db()
    assert (row.ended_by, row.reason) == (boss, "企业注销")


def test_the_administration_moves_to_one_steward_or_to_those_with_room(world, client, boss):
    row, other = world.firm.assignments.get(), world.other_steward.steward
    assert str(other) in act(client, "move_assignments", [row]).content.decode()
    wrong = act(client, "move_assignments", [row], apply=1, reason="调整", staff_no="NIX")
    assert wrong.status_code == 422
    assert act(client, "move_assignments", [row], apply=1, reason="调整").status_code == 302
    assert served()[world.firm] == other
    back = world.steward.steward.staff_no
    rows = Assignment.objects.open().filter(enterprise=world.firm)
    assert act(client, "move_assignments", rows, apply=1, reason="调整", staff_no=back).status_code == 302
    assert served()[world.firm] == world.steward.steward


def test_the_administration_moves_all_or_none(world, client, boss):
    filled(world, world.other_steward.steward, range(111, 119))
    filled(world, world.steward.steward, range(101, 103))
    rows = Assignment.objects.open().filter(steward=world.steward.steward)
    before = served()
    number = world.other_steward.steward.staff_no
    for staff_no in (number, ""):
        answer = act(client, "move_assignments", rows, apply=1, reason="调整", staff_no=staff_no)
        assert answer.status_code == 422
    assert served() == before
