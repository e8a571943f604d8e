"""``query_shape``: the queries of a page as one short line each, so that an N+1 shows and a diff can be read.

def test_the_list_needs_three_queries(client, query_shape):
    with query_shape() as shapes:
        client.get("/appeals/")
    assert shapes == ["SELECT accounts_user", "SELECT appeals_appeal accounts_unit", "SELECT appeals_promise"]
"""

import re
from collections import Counter
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

TABLE = re.compile(r'(?:FROM|JOIN|UPDATE|INTO) "(\w+)"')
TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET")


def shape(sql):
    """The verb and the tables of one statement, in the order they are named."""
    verb = sql.split(maxsplit=1)[0]
    return " ".join([verb, *TABLE.findall(sql)])


class Shapes(list):
    """The shapes of a block, filled when the block ends."""

    @property
    def repeated(self):
        """Shapes that came more than once, with their number: where an N+1 would stand."""
        return {line: times for line, times in Counter(self).items() if times > 1}


@contextmanager
def capture_shapes():
    """Collect the shapes of all queries of the block; savepoints are left out."""
    shapes = Shapes()
    with CaptureQueriesContext(connection) as captured:
        yield shapes
    statements = (query["sql"].strip() for query in captured.captured_queries)
    shapes.extend(shape(sql) for sql in statements if sql and not sql.startswith(TRANSACTION))


@pytest.fixture
def query_shape():
    """A context manager that gives the list of query shapes of its block."""
    return capture_shapes
