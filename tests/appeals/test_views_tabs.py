"""Lists role by role: which states a tab holds, its number, filters, and the file of an export."""

import csv
import io

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from appeals.enums import AppealState as S
from appeals.tabs import tabs_of
from portal.common.models import ExportLog
from tests import world as worlds
from tests.plugins.lasting import lasting
from tests.world import appeal_in

LIST = "/appeals/"
#: How the rows of an exported file are read again.
READERS = {
    "csv": lambda content: list(csv.reader(io.StringIO(content.decode("utf-8-sig")))),
    "xlsx": lambda content: CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python(),
}


def numbers(answer):
    return [row.record.number for row in answer.context["table"].page.object_list]


def build():
    world = worlds.build()
    world.every_state = {state: appeal_in(world, state) for state in S}
    return world


built, world = lasting(build)


@pytest.mark.parametrize(
    ("role", "view", "states"),
    [
        ("contact", "open", [S.SUBMITTED, S.RETURNED, S.ACCEPTED, S.IN_HANDLING, S.REPLIED]),
        ("contact", "us", [S.RETURNED, S.REPLIED]),
        ("contact", "closed", [S.CLOSED, S.DECLINED, S.WITHDRAWN]),
        ("contact", "drafts", [S.DRAFT]),
        ("steward", "review", [S.SUBMITTED]),
        ("dispatcher", "waiting", [S.ACCEPTED]),
        ("handler", "new", [S.IN_HANDLING]),
        ("handler", "replied", [S.REPLIED, S.CLOSED]),
        ("district", "handling", [S.IN_HANDLING]),
        ("leader", "replied", [S.REPLIED]),
        ("stranger", "open", []),
        ("other_steward", "open", []),
        ("other_handler", "new", []),
        ("nobody", "open", []),
    ],
)
def test_each_tab_holds_its_states(client, world, role, view, states):
    client.force_login(getattr(world, role))
    found = numbers(client.get(LIST, {"view": view}))
    assert sorted(map(str, found)) == sorted(str(world.every_state[state].number) for state in states)


@pytest.mark.parametrize("role", ["contact", "steward", "dispatcher", "handler", "district", "leader"])
def test_the_number_of_a_tab_is_the_number_of_its_rows(client, world, role):
    client.force_login(getattr(world, role))
    role_name = getattr(world, role).grants[0].role
    views = {view.url: view.count for view in client.get(LIST).context["views"]}
    for tab in tabs_of(role_name):
        address = f"{LIST}?view={tab.name}"
        rows = client.get(address).context["table"].page.paginator.count
        assert views[address].number == rows if tab.is_counted else views[address] is None


def test_filters_narrow_the_rows(client, world):
    client.force_login(world.leader)
    one = world.every_state[S.IN_HANDLING]
    assert numbers(client.get(LIST, {"q": one.number})) == [one.number]
    assert numbers(client.get(LIST, {"unit": "国网"})) == []
    assert one.number in numbers(client.get(LIST, {"unit": "科技和经济", "state": S.IN_HANDLING}))
    assert numbers(client.get(LIST, {"district": "310101"})) == []
    assert numbers(client.get(LIST, {"category": world.category.parent_id, "state": "replied"}))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_holds_the_rows_of_the_list_and_is_logged(client, world, kind):
    client.force_login(world.district)
    shown = numbers(client.get(LIST, {"view": "closed"}))
    address = f"{reverse('appeals:export')}?view=closed"
    assert client.get(address).context["count"] == len(shown)
    answer = client.post(address, {"kind": kind, "reason": "月度分析"})
    content = answer.getvalue()
    log = ExportLog.objects.get()
    assert (log.rows, log.reason, log.filters) == (len(shown), "月度分析", {"view": "closed"})
    assert [line[0] for line in READERS[kind](content)[1:]] == shown
