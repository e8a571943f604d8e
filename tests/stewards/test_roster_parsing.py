"""Files as they come: titles, units, totals, encodings, any order of columns."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from portal.imports import parsing
from stewards.roster.columns import COLUMNS
from stewards.roster.kind import ROSTER
from tests.stewards.rosters import HEADERS, code, entry, lines, write_csv, write_xlsx

KEYS = [column.key for column in COLUMNS]
REQUIRED = ["name", "uscc", "district", "street"]


def parse(rows):
    return parsing.parse(rows, ROSTER.layout)


def parse_file(path):
    return ROSTER.read(path)


@pytest.fixture
def two():
    return [entry(1), entry(2)]


def expect_two(parsed, numbers):
    assert parsed.errors == []
    assert [row.errors for row in parsed.rows] == [[], []]
    assert [row.number for row in parsed.rows] == numbers
    assert [row.values["uscc"] for row in parsed.rows] == [code(1), code(2)]
    values = parsed.rows[0].values
    assert values["founded_on"] == date(2010, 1, 2)
    assert values["revenue"] == Decimal("12000.50")
    assert values["tags"] == ["高新技术企业", "专精特新"]


def test_a_workbook_is_read(tmp_path, two):
    expect_two(parse_file(write_xlsx(tmp_path / "a.xlsx", lines(two))), [2, 3])


def test_a_merged_title_stands_above(tmp_path, two):
    expect_two(parse_file(write_xlsx(tmp_path / "a.xlsx", lines(two), title="浦东新区重点企业名单")), [3, 4])


def test_english_headers_in_any_order_are_read(tmp_path, two):
    expect_two(parse_file(write_xlsx(tmp_path / "a.xlsx", lines(two, keys=KEYS[::-1], english=True))), [2, 3])


def test_the_sheet_with_the_header_is_found(tmp_path, two):
    expect_two(parse_file(write_xlsx(tmp_path / "a.xlsx", lines(two), sheets=("说明", "字典"))), [2, 3])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_read_in_every_encoding(tmp_path, two, encoding, delimiter):
    expect_two(parse_file(write_csv(tmp_path / "a.csv", lines(two), encoding=encoding, delimiter=delimiter)), [2, 3])


def test_the_content_counts_and_not_the_name_of_the_file(tmp_path, two):
    expect_two(parse_file(write_csv(tmp_path / "a.xlsx", lines(two))), [2, 3])
    expect_two(parse_file(write_xlsx(tmp_path / "a.csv", lines(two))), [2, 3])


def test_title_unit_total_notes_and_blank_lines_are_left_out(tmp_path, two):
    header, first, second = lines(two)
    width = len(header)
    rows = [
        ["浦东新区重点企业服务包名单"],
        ["单位：万元", *[""] * (width - 1)],
        header,
        first,
        [""] * width,
        second,
        ["合计", "2户", *[""] * 5, 10003],
        ["填表人：张三", "", "填表日期：2026-11-20"],
        ["注：以上数据截至上年末"],
    ]
    expect_two(parse(rows), [4, 6])


@pytest.mark.parametrize("words", ["合计", "合 计", "总计：", "小计", "共计2户", "Total", "Grand Total"])
def test_a_total_row_is_known_by_its_word(words, two):
    total = ["" for _key in KEYS]
    total[0], total[KEYS.index("revenue")] = words, 24001
    expect_two(parse([*lines(two), total]), [2, 3])


def test_a_row_of_units_below_the_header_sets_the_units_of_its_columns(two):
    header, *rows = lines(two)
    units = ["" for _key in KEYS]
    units[KEYS.index("revenue")], units[KEYS.index("assets")], units[KEYS.index("employees")] = "元", "亿元", "人"
    parsed = parse([header, units, *rows])
    assert [row.number for row in parsed.rows] == [3, 4]
    assert parsed.rows[0].values["revenue"] == Decimal("1.20")
    assert parsed.rows[0].values["assets"] == Decimal(300_000_000)
    assert parsed.rows[0].values["registered_capital"] == 5001


def test_a_unit_in_the_header_counts_for_its_column_and_the_unit_line_for_the_others(two):
    header, *rows = lines(two)
    header[KEYS.index("revenue")] = "营业收入（亿元）"
    parsed = parse([["单位：元"], header, *rows])
    assert parsed.rows[0].values["revenue"] == Decimal(120_005_000)
    assert parsed.rows[0].values["assets"] == 3


def test_unknown_and_doubled_columns_are_passed_over_with_a_warning(two):
    rows = [
        [*line, extra, again]
        for line, extra, again in zip(lines(two), ["备注", "x", "y"], ["街镇", "a", "b"], strict=True)
    ]
    parsed = parse(rows)
    expect_two(parsed, [2, 3])
    assert len(parsed.warnings) == 2
    assert "备注" in parsed.warnings[0]
    assert "街镇" in parsed.warnings[1]
    assert parsed.rows[0].values["street"] == two[0]["street"]


@pytest.mark.parametrize("missing", REQUIRED)
def test_a_missing_required_column_is_one_clear_error(missing, two):
    parsed = parse(lines(two, keys=[key for key in KEYS if key != missing]))
    assert parsed.rows == []
    assert [(error.row, error.column) for error in parsed.errors] == [(1, missing)]
    assert missing in parsed.errors[0].message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n ",
        b"%PDF-1.7\n\x00\x01\x02",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"PK\x03\x04broken",
        b"<html><table><tr><td>\xc9\xcf\xba\xa3</td></tr></table></html>",
        b"hello",
        "企业,没有,表头\n甲,乙,丙\n".encode(),
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_roster_is_one_clear_error(tmp_path, content):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    parsed = parse_file(path)
    assert parsed.rows == []
    assert len(parsed.errors) == 1
    assert parsed.errors[0].row is None


def test_a_zip_that_is_no_workbook_and_a_file_that_is_not_there_are_told(tmp_path):
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w") as archive:
        archive.writestr("a.txt", "a")
    (tmp_path / "a.xlsx").write_bytes(pack.getvalue())
    for name in ("a.xlsx", "missing.xlsx"):
        assert [error.row for error in parse_file(tmp_path / name).errors] == [None]


def test_an_empty_workbook_and_a_header_alone_are_told(tmp_path):
    assert len(parse_file(write_xlsx(tmp_path / "a.xlsx", [[""]])).errors) == 1
    assert len(parse_file(write_xlsx(tmp_path / "b.xlsx", [HEADERS])).errors) == 1


def test_every_error_of_a_row_is_named_with_its_row_and_column():
    bad = entry(2, name="", uscc="913", revenue="五百", founded_on="2010-02-30", employees=-1)
    parsed = parse(lines([entry(1), bad], english=True))
    assert parsed.rows[0].errors == []
    assert {(error.row, error.column) for error in parsed.rows[1].errors} == {
        (3, "name"), (3, "uscc"), (3, "revenue"), (3, "founded_on"), (3, "employees"),
    }  # fmt: skip


def test_one_code_twice_is_named_in_the_later_row():
    parsed = parse(lines([entry(1), entry(2), entry(3, uscc=code(1).lower())]))
    assert [len(row.errors) for row in parsed.rows] == [0, 0, 1]
    assert parsed.rows[2].errors[0].column == "uscc"
    assert "2" in parsed.rows[2].errors[0].message


def test_two_enterprises_may_share_a_name():
    parsed = parse(lines([entry(1), entry(2, name=entry(1)["name"])]))
    assert [row.errors for row in parsed.rows] == [[], []]


def test_a_code_stored_as_a_number_in_a_workbook_is_named(tmp_path):
    row = lines([entry(1, uscc=913101040000000000)])
    parsed = parse_file(write_xlsx(tmp_path / "a.xlsx", row))
    assert [error.column for error in parsed.rows[0].errors] == ["uscc"]


def test_a_row_with_figures_but_neither_name_nor_code_is_not_lost():
    parsed = parse(lines([entry(1, name="", uscc="")]))
    assert [error.column for error in parsed.rows[0].errors] == ["name", "uscc"]


def test_short_lines_have_empty_cells():
    parsed = parse(
        [["企业名称", "统一社会信用代码", "所属区", "街镇", "行业代码"], ["甲公司", code(1), "浦东新区", "张江镇"]]
    )
    assert parsed.rows[0].errors == []
