"""The command, and what stays of an import."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from enterprises.models import Enterprise
from portal.imports import workflow
from portal.imports.models import Import, ImportRow
from tests.stewards.rosters import entry, lines, write_csv, write_xlsx

pytestmark = pytest.mark.django_db


def test_staged_rows_say_what_became_of_them_and_keep_no_personal_data(roster, person):
    roster([entry(1), entry(2, name="")], skip_errors=True, by=person)
    run = Import.objects.get()
    assert (run.by, run.file_name, len(run.checksum)) == (person, "roster.csv", 64)
    assert (run.created, run.updated, run.unchanged, run.failed) == (1, 0, 0, 1)
    assert run.applied_at
    assert run.finished_at
    assert [(row.number, row.action, row.values) for row in run.rows.all()] == [(2, "create", {}), (3, "error", {})]
    assert run.rows.get(number=3).errors[0]["column"] == "name"


def test_a_killed_import_loses_its_values_at_the_next_purge():
    run = Import.objects.create(kind="roster", file_name="a", checksum="b", is_direct=True)
    Import.objects.update(created_at=timezone.now() - timedelta(days=1))
    ImportRow.objects.create(run=run, number=2, values={"contact_phone": "13611112222"})
    workflow.purge()
    run.refresh_from_db()
    assert run.rows.get().values == {}
    assert (run.state, run.applied_at) == ("refused", None)


def run_command(*arguments):
    out, status = StringIO(), 0
    try:
        call_command("import_roster", *arguments, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        status = ended.code
    return out.getvalue(), status


def test_the_command_answers_in_json_with_these_keys(tmp_path):
    path = str(write_xlsx(tmp_path / "a.xlsx", lines([entry(1), entry(2)]), title="名单"))
    text, status = run_command(path, "--json")
    answer = json.loads(text)
    assert answer.pop("seconds") >= 0
    assert answer == {"rows": 2, "create": 2, "update": 0, "unchanged": 0, "errors": []}
    assert status == 0


def test_the_command_ends_with_1_when_there_are_errors(tmp_path):
    path = str(write_xlsx(tmp_path / "a.xlsx", lines([entry(1), entry(2, name="")]), title="名单"))
    for options in (["--json"], ["--json", "--dry-run"], ["--json", "--skip-errors"]):
        text, status = run_command(path, *options)
        assert status == 1
        assert [(error["row"], error["column"]) for error in json.loads(text)["errors"]] == [(4, "name")]
        assert set(json.loads(text)["errors"][0]) == {"row", "column", "message"}
    assert Enterprise.objects.count() == 1


def test_the_command_speaks_to_people_in_chinese(tmp_path):
    path = str(write_csv(tmp_path / "a.csv", lines([entry(1, name="")])))
    text, _status = run_command(path)
    assert "第2行 企业名称 name：缺少企业名称。" in text
    assert "未写入任何数据" in text
    text, _status = run_command(str(write_csv(tmp_path / "a.csv", lines([entry(1)]))), "--dry-run")
    assert "本次为试运行" in text


def test_a_file_that_is_not_there_is_an_error_of_the_file(tmp_path):
    text, status = run_command(str(tmp_path / "none.xlsx"), "--json")
    answer = json.loads(text)
    assert status == 1
    assert answer["rows"] == 0
    assert [error["row"] for error in answer["errors"]] == [None]


def test_the_command_notes_who_answers_for_it(tmp_path, person):
    path = str(write_csv(tmp_path / "a.csv", lines([entry(1)])))
    run_command(path, "--user", "BOSS")
    assert Import.objects.get().by == person
    with pytest.raises(CommandError):
        run_command(path, "--user", "nobody")


def test_the_number_of_queries_does_not_grow_with_the_rows(roster, django_assert_max_num_queries):
    with CaptureQueriesContext(connection) as few:
        roster([entry(n) for n in range(10)])
    with django_assert_max_num_queries(len(few)):
        roster([entry(n) for n in range(10, 90)])
