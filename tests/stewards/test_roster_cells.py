"""Every way in which people fill a cell: one value, or a sentence about why not."""

from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine

from portal.imports import cells
from portal.imports.cells import BadCell
from portal.imports.columns import read_cell, unit_in
from stewards.roster.columns import COLUMNS

column_for = COLUMNS.named

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(datetime(2026, 11, 20, 12), tick=False):
        yield


CODE = "91310104Y03WYY1C5W"


def read(key, value, factor=Decimal(1)):
    return read_cell(column_for(key), value, factor=factor)


@pytest.mark.parametrize("value", ["2010-01-02", "2010/1/2", "2010.1.2", "2010年1月2日", "20100102"])
def test_a_date_has_five_spellings(value):
    assert read("founded_on", value) == date(2010, 1, 2)


@pytest.mark.parametrize(
    "value",
    [
        date(2010, 1, 2),
        datetime(2010, 1, 2),
        20100102.0,
        "２０１０－０１－０２",
        " 2010 年 1 月 2 日 ",
        "2010-01-02 00:00:00",
    ],
)
def test_a_date_cell_and_a_date_typed_as_a_number_count_too(value):
    assert read("founded_on", value) == date(2010, 1, 2)


@pytest.mark.parametrize(
    "value",
    [
        "2010-02-30",
        "2010-13-01",
        "20100230",
        "2010年2月29日",
        "0001-01-01",
        "2010",
        "2010-1",
        "去年",
        "2010/1.2",
        40180.0,
    ],
)
def test_an_impossible_date_is_refused(value):
    with pytest.raises(BadCell):
        read("founded_on", value)


@pytest.mark.parametrize("value", ["2026-11-21", date(2026, 11, 21), "2030年1月1日"])
def test_a_future_date_is_refused(value):
    with pytest.raises(BadCell, match=r"2026-11-21|2030-01-01"):
        read("founded_on", value)


def test_today_is_not_the_future():
    assert read("founded_on", "2026-11-20") == TODAY


@pytest.mark.parametrize(
    ("value", "figure"),
    [
        ("1234.5", "1234.50"),
        ("1,234,567.891", "1234567.89"),
        ("１，２３４．５", "1234.50"),
        ("1 234", "1234"),
        ("¥ 500", "500"),
        ("￥500", "500"),
        ("0", "0"),
        (".5", "0.5"),
        (1234.567, "1234.57"),
        (1e11, "100000000000"),
        (5000.0, "5000"),
        ("+3", None),
    ],
)
def test_a_figure_is_read_whatever_its_separators(value, figure):
    if figure is None:
        with pytest.raises(BadCell):
            read("revenue", value)
    else:
        assert read("revenue", value) == Decimal(figure)


@pytest.mark.parametrize(
    "value", ["-1", "－１", "−5", "(1,234)", -0.01, -5.0, "- 3", "五百万", "500万", "约500", "12元", "1.2E+05", "1,23",
              "1，2，3", "nan", "Infinity", "若干", "12a", True, "1e3", 1e20],
)  # fmt: skip
def test_a_negative_worded_or_broken_figure_is_refused(value):
    with pytest.raises(BadCell):
        read("revenue", value)


@pytest.mark.parametrize(("value", "count"), [("1,200", 1200), (120.0, 120), ("１２０", 120), ("120.0", 120)])
def test_people_are_counted_in_whole_numbers(value, count):
    assert read("employees", value) == count


@pytest.mark.parametrize("value", ["12.5", 12.5, "3000000000", "十二", "-3"])
def test_half_a_person_is_refused(value):
    with pytest.raises(BadCell):
        read("employees", value)


@pytest.mark.parametrize("value", ["", None, "-", "—", "——", "/", "N/A", "#N/A", "  ", "\u200b"])
@pytest.mark.parametrize("key", ["name", "uscc", "revenue", "founded_on", "contact_phone", "contact_email", "level"])
def test_a_cell_that_says_nothing_is_empty(key, value):
    assert not read(key, value)


@pytest.mark.parametrize(
    "value",
    [CODE, CODE.lower(), "9131 0104 Y03W YY1C 5W", "９１３１０１０４Ｙ０３ＷＹＹ１Ｃ５Ｗ", f"'{CODE}", f"\t{CODE}\n"],
)
def test_a_code_is_normalised(value):
    assert read("uscc", value) == CODE


@pytest.mark.parametrize(
    "value", [9.1310104e17, 913101040000000000, "9.1310104E+17", "9.13101e17", "913101040000000000.0"]
)
def test_a_code_that_became_a_number_is_refused_by_name(value):
    with pytest.raises(BadCell, match="数字"):
        read("uscc", value)


@pytest.mark.parametrize("value", [CODE[:-1], CODE + "0", CODE[:-1] + "0", "统一社会信用代码", "91310104Y03WYY1COW"])
def test_a_wrong_code_is_refused(value):
    with pytest.raises(BadCell):
        read("uscc", value)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("13800138000", "13800138000"),
        (13800138000.0, "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("021-12345678", "021-12345678"),
    ],
)
def test_a_telephone_number_is_normalised(value, number):
    assert read("contact_phone", value) == number


@pytest.mark.parametrize("value", ["1.38E+10", "张三", "12", "13800138000/13900139000", "1" * 30])
def test_a_wrong_telephone_number_is_refused(value):
    with pytest.raises(BadCell):
        read("contact_phone", value)


def test_an_address_of_mail_is_checked():
    assert read("contact_email", " ａ@example.com ") == "a@example.com"
    with pytest.raises(BadCell):
        read("contact_email", "a#example.com")


@pytest.mark.parametrize(
    ("key", "value", "stored"),
    [
        ("level", "市级", "municipal"), ("level", "区级", "district"), ("level", "街镇级", "street"),
        ("level", "Municipal", "municipal"), ("ownership", "中央企业", "central"),
        ("ownership", "地方国企", "local_state"),
        ("ownership", "国有", "state"), ("ownership", "民营", "private"), ("ownership", "外资", "foreign"),
        ("ownership", "港澳台资", "hmt"), ("ownership", "集体", "collective"), ("ownership", "混合", "mixed"),
        ("ownership", "local_state", "local_state"), ("datum", "GCJ-02", "gcj02"), ("datum", "wgs84", "wgs84"),
        ("datum", "WGS 84", "wgs84"),
    ],
)  # fmt: skip
def test_a_choice_is_read_in_chinese_and_english(key, value, stored):
    assert read(key, value) == stored


@pytest.mark.parametrize(("key", "value"), [("level", "国家级"), ("ownership", "个人"), ("datum", "BD-09")])
def test_an_unknown_choice_is_refused_with_what_is_possible(key, value):
    with pytest.raises(BadCell, match=value):
        read(key, value)


@pytest.mark.parametrize(("key", "value"), [("longitude", "31.2"), ("latitude", "121.5"), ("longitude", "181")])
def test_a_position_outside_china_is_refused(key, value):
    with pytest.raises(BadCell):
        read(key, value)


def test_labels_are_split_and_named_once():
    assert read("tags", "高新技术企业、专精特新, 高新技术企业；独角兽") == ["高新技术企业", "专精特新", "独角兽"]


def test_a_name_keeps_its_full_width_brackets():
    assert read("name", " 上海 张江(集团) 有限公司 ") == "上海张江（集团）有限公司"
    assert read("name", "３Ｍ中国有限公司") == "3M中国有限公司"
    assert read("name", "ABC (Shanghai) Ltd.") == "ABC (Shanghai) Ltd."


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(BadCell, match="120"):
        read("name", "长" * 121)


def test_an_error_of_the_spreadsheet_is_refused():
    with pytest.raises(BadCell, match="#REF!"):
        read("name", "#REF!")


def test_a_short_industry_number_may_have_lost_its_zero():
    assert read("industry", 2651.0) == "2651"
    assert read("industry", " c2651 ") == "C2651"
    with pytest.raises(BadCell):
        read("industry", 111.0)


@pytest.mark.parametrize(
    ("words", "factor"),
    [
        ("营业收入（万元）", "1"), ("营业收入(元)", "0.0001"), ("资产总额（亿元）", "10000"), ("单位：万元", "1"),
        ("金额单位:元", "0.0001"), ("（单位：人民币亿元）", "10000"), ("注册资本（单位：万元）", "1"), ("万元", "1"),
        ("单位：万元、人", "1"), ("营业收入", None), ("单位", None), ("美元企业", None), ("", None),
    ],
)  # fmt: skip
def test_a_unit_of_money_is_found(words, factor):
    assert unit_in(words) == (None if factor is None else Decimal(factor))


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("统一社会信用代码", "uscc"), ("*企业名称", "name"), ("企业 名称\n", "name"), ("营业收入（万元）", "revenue"),
        ("contact_name", "contact_name"), ("Contact Name", "contact_name"), ("USCC", "uscc"), ("街镇 street", "street"),
        ("企业名称/name", "name"), ("备注", None), ("", None), (None, None), (12.0, None),
    ],
)  # fmt: skip
def test_a_header_names_its_column(header, key):
    found = column_for(header)
    assert (found.key if found else None) == key


def test_cells_are_one_line_of_text():
    assert cells.text("  a \n b\u3000c\u200b ") == "a b c"
    assert cells.text(12.0) == "12"
    assert [cells.text(value) for value in (True, False)] == ["TRUE", "FALSE"]
