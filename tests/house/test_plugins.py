"""The guards guard."""

import pytest
from django.db import connection

from portal.places.models import District
from tests.plugins.query_shape import shape
from tests.plugins.read_only import GetHasWritten, only_reads


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT "a"."id" FROM "a"',
        "SELECT 'INSERT INTO a'",
        'SAVEPOINT "s1"',
        'DECLARE "c" NO SCROLL CURSOR FOR SELECT 1',
        "WITH x AS (SELECT 1) SELECT * FROM x",
    ],
)
def test_reading_is_let_through(sql):
    assert only_reads(sql)


@pytest.mark.parametrize(
    "sql",
    [
        'UPDATE "a" SET "b" = 1',
        'INSERT INTO "a" VALUES (1)',
        'DELETE FROM "a"',
        'SELECT "a"."id" FROM "a" FOR UPDATE',
        'SELECT "a"."id" FROM "a" FOR NO KEY UPDATE OF "a"',
        'WITH gone AS (DELETE FROM "a" RETURNING 1) SELECT * FROM gone',
        "SELECT nextval('a_id_seq')",
        "TRUNCATE a",
    ],
)
def test_writing_and_locking_are_refused(sql):
    assert not only_reads(sql)


@pytest.mark.django_db
def test_a_get_that_writes_fails_with_its_statement(read_only_get):
    with pytest.raises(GetHasWritten, match="UPDATE"), read_only_get():
        District.objects.update(name="")


@pytest.mark.django_db
def test_shapes_name_verb_and_tables_and_leave_out_savepoints(query_shape):
    with query_shape() as shapes:
        list(District.objects.all())
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT s")
    assert shapes == ["SELECT places_district"]


def test_a_join_names_both_tables():
    assert shape('SELECT 1 FROM "a" INNER JOIN "b" ON (1=1)') == "SELECT a b"
