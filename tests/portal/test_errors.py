"""What a page says when something failed on our side."""

import pytest
from django.db import InterfaceError, OperationalError
from django.utils import translation

from portal.errors import RETRY_AFTER, failed


def page_after(error, rf):
    try:
        raise error
    except type(error):
        return failed(rf.post("/appeals/new/"))


@pytest.mark.parametrize("error", [OperationalError("server closed the connection"), InterfaceError("closed")])
def test_a_database_out_of_reach_is_said_as_such_with_what_is_kept(rf, error):
    answer = page_after(error, rf)
    assert (answer.status_code, answer["Retry-After"]) == (503, str(RETRY_AFTER))
    assert "数据库暂时无法访问" in answer.content.decode()


def test_the_page_comes_in_the_language_of_the_person(rf):
    with translation.override("en"):
        page = page_after(OperationalError("gone"), rf).content.decode()
    assert "What was saved before is kept" in page


def test_any_other_fault_stays_a_fault_of_ours(rf):
    answer = page_after(ZeroDivisionError(), rf)
    assert answer.status_code == 500
    assert "数据库" not in answer.content.decode()
