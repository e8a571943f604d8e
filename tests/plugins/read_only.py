"""``read_only_get``: while it is open the database takes nothing but reading (house rule: a GET never writes).

def test_the_list_only_reads(client, read_only_get):
    with read_only_get():
        client.get("/appeals/")
"""

import re
from contextlib import ExitStack, contextmanager

import pytest
from django.db import connections

READING = re.compile(r"\s*\(?\s*(SELECT|WITH|SHOW|EXPLAIN|DECLARE|FETCH|CLOSE|SAVEPOINT|RELEASE|ROLLBACK)\b", re.I)
CHANGING = re.compile(
    r"\b(INSERT\s+INTO|UPDATE\s+\"?\w+\"?\s+SET|DELETE\s+FROM|FOR\s+(NO\s+KEY\s+)?UPDATE|nextval|setval)\b", re.I
)
LITERAL = re.compile(r"'(?:[^']|'')*'")


class GetHasWritten(AssertionError):
    """A page that is only read has changed or locked a row."""


def only_reads(sql):
    """Whether the statement leaves every row as it is and takes no lock on one."""
    bare = LITERAL.sub("''", str(sql))
    return bool(READING.match(bare)) and not CHANGING.search(bare)


def _refuse_writing(execute, sql, params, many, context):
    if not only_reads(sql):
        raise GetHasWritten(f"A GET never writes, but this was sent: {sql}")
    return execute(sql, params, many, context)


@contextmanager
def reading_only():
    """Refuse every statement but reading ones, on every connection of this thread."""
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(_refuse_writing))
        yield


@pytest.fixture
def read_only_get():
    """A context manager under which a GET that writes fails with the statement it sent."""
    return reading_only
