"""Parts of a text are found as they are typed, from two characters on by an index."""

import pytest
from django.db import connection

from enterprises.models import Enterprise
from portal.common.querysets import containing
from tests import world

pytestmark = pytest.mark.django_db

NAMES = ["上海用电设备有限公司", "上海电用品有限公司", "Axon 用 电 科技", "a_b 100% 公司", "xyz 公司"]


@pytest.fixture
def firms(db):
    for number, name in enumerate(NAMES, 30):
        world.enterprise(world.code(number), name=name)


def found(text):
    return set(Enterprise.objects.filter(containing("name", text)).values_list("name", flat=True))


@pytest.mark.parametrize(
    "text",
    [
        "用电",
        "电用",
        "用",
        "有限公司",
        "AXON",
        "axon",
        "b 1",
        "_b",
        "0%",
        "%",
        "x",
        "X",
        "xyz",
        "上x海",
        "海x",
        "公司公司",
    ],
)
def test_it_finds_what_python_finds(firms, text):
    assert found(text) == {name for name in NAMES if text.upper() in name.upper()}


def test_two_characters_are_found_by_the_index(firms):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Enterprise.objects.filter(containing("name", "用电")).order_by().explain()
    assert "enterprises_name_spread" in plan
