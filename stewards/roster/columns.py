"""The columns of a roster: their names in headers, and how their cells are read."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from enterprises.enums import Datum, Level, Ownership

from . import cells

LEVELS = {
    "市级": Level.MUNICIPAL, "市": Level.MUNICIPAL, "municipal": Level.MUNICIPAL,
    "区级": Level.DISTRICT, "区": Level.DISTRICT, "district": Level.DISTRICT,
    "街镇级": Level.STREET, "街镇": Level.STREET, "street": Level.STREET,
}  # fmt: skip
OWNERSHIPS = {
    "中央企业": Ownership.CENTRAL, "央企": Ownership.CENTRAL, "central": Ownership.CENTRAL,
    "地方国企": Ownership.LOCAL_STATE, "地方国有": Ownership.LOCAL_STATE, "localstate": Ownership.LOCAL_STATE,
    "国有": Ownership.STATE, "国有企业": Ownership.STATE, "state": Ownership.STATE,
    "民营": Ownership.PRIVATE, "民营企业": Ownership.PRIVATE, "私营": Ownership.PRIVATE, "private": Ownership.PRIVATE,
    "外资": Ownership.FOREIGN, "外资企业": Ownership.FOREIGN, "foreign": Ownership.FOREIGN,
    "港澳台资": Ownership.HMT, "港澳台": Ownership.HMT, "hmt": Ownership.HMT,
    "集体": Ownership.COLLECTIVE, "集体企业": Ownership.COLLECTIVE, "collective": Ownership.COLLECTIVE,
    "混合": Ownership.MIXED, "混合所有制": Ownership.MIXED, "mixed": Ownership.MIXED,
}  # fmt: skip
DATUMS = {
    "gcj02": Datum.GCJ02, "火星坐标": Datum.GCJ02, "wgs84": Datum.WGS84, "cgcs2000": Datum.WGS84,
}  # fmt: skip
#: What one figure of a unit is in 万元.
MONEY_UNITS = {"万元": Decimal(1), "元": Decimal("0.0001"), "亿元": Decimal(10000), "千元": Decimal("0.1")}
COUNT_UNITS = {"人", "名", "个"}


@dataclass(frozen=True)
class Column:
    """One column: ``key`` is its name in code and in English headers, ``header`` the Chinese one."""

    key: str
    header: str
    read: Callable
    others: tuple[str, ...] = ()
    required: bool = False
    is_money: bool = False


def _line(most):
    return partial(cells.line, most=most)


def _choice(words):
    return partial(cells.choice, words=words)


COLUMNS = (
    Column("name", "企业名称", cells.company_name, ("单位名称", "公司名称"), required=True),
    Column("uscc", "统一社会信用代码", cells.credit_code,
           ("社会信用代码", "信用代码", "统一信用代码"), required=True),
    Column("district", "所属区", _line(30), ("区", "行政区", "所在区"), required=True),
    Column("street", "街镇", _line(60), ("街道", "所属街镇", "街镇园区"),
           required=True),
    Column("industry", "行业代码", cells.industry_code, ("国民经济行业代码",)),
    Column("ownership", "所有制", _choice(OWNERSHIPS), ("所有制性质", "企业性质")),
    Column("level", "级别", _choice(LEVELS), ("服务包级别",)),
    Column("registered_capital", "注册资本", cells.amount, is_money=True),
    Column("employees", "从业人员", cells.count, ("从业人数", "从业人员数", "职工人数")),
    Column("revenue", "营业收入", cells.amount, is_money=True),
    Column("assets", "资产总额", cells.amount, ("总资产",), is_money=True),
    Column("founded_on", "成立日期", cells.past_date, ("成立时间", "注册日期")),
    Column("tags", "标签", cells.tags, ("资质", "企业标签")),
    Column("registered_address", "注册地址", _line(200)),
    Column("operating_address", "经营地址", _line(200), ("实际经营地址",)),
    Column("longitude", "经度", partial(cells.degrees, low=70, high=140), ("lng", "lon")),
    Column("latitude", "纬度", partial(cells.degrees, low=3, high=54), ("lat",)),
    Column("datum", "坐标系", _choice(DATUMS)),
    Column("contact_name", "联系人", _line(60), ("企业联系人", "联系人姓名")),
    Column("contact_phone", "联系电话", cells.telephone, ("联系人电话", "联系人手机")),
    Column("contact_email", "联系邮箱", cells.email, ("联系人邮箱",)),
    Column("steward_no", "管家工号", cells.staff_number, ("工号",)),
    Column("steward_name", "管家姓名", _line(60), ("服务管家", "管家")),
    Column("steward_phone", "管家电话", cells.telephone, ("管家手机",)),
    Column("steward_email", "管家邮箱", cells.email),
    Column("steward_unit", "管家单位", _line(80), ("管家所属单位",)),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
REQUIRED = tuple(column.key for column in COLUMNS if column.required)


def plain(words):
    """Return a header without spaces, stars, punctuation and what stands in brackets, in lower case."""
    words = unicodedata.normalize("NFKC", str(words if words is not None else ""))
    words = re.sub(r"[(\[【][^)\]】]*[)\]】]", "", words)
    return re.sub(r"[\s_*:：#.、-]", "", words).lower()


_BY_HEADER = {plain(words): column for column in COLUMNS for words in (column.header, column.key, *column.others)}


def column_for(header):
    """Return the column that a header cell names, in Chinese, in English or in both, or None."""
    found = _BY_HEADER.get(plain(header))
    parts = str(header if header is not None else "").replace("/", " ").split()
    if found is None and len(parts) > 1:
        named = {_BY_HEADER.get(plain(part)) for part in parts}
        found = named.pop() if len(named) == 1 else None
    return found


def unit_in(words):
    """Return the factor to 万元 that a header or a unit line names, or None: ``营业收入（元）``, ``单位：万元``."""
    words = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(words if words is not None else "")))
    found = re.fullmatch(r".*\((?:单位:?)?(?:人民币)?([^()]*元)\)", words) or re.fullmatch(
        r"(?:\(?(?:金额)?单位:?)?(?:人民币)?([万亿千]?元)(?:[、,/]人)?\)?", words
    )
    return MONEY_UNITS.get(found[1]) if found else None


def is_unit(words):
    """Whether a cell under the header says nothing but a unit."""
    words = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(words)))
    return words.strip("()") in {*MONEY_UNITS, *COUNT_UNITS} or words.lstrip("(").startswith("单位:")


def read_cell(column, value, *, today, factor):
    """Return the value of a cell of ``column``; raises :class:`cells.BadCell`."""
    if column.is_money:
        return column.read(value, factor=factor)
    return column.read(value, today) if column.key == "founded_on" else column.read(value)


def revive(values):
    """Return staged values (JSON) as Python ones: figures as ``Decimal``, the founding day as a date."""
    found = dict(values)
    for key in ("registered_capital", "revenue", "assets", "longitude", "latitude"):
        if key in found:
            found[key] = Decimal(found[key])
    if "founded_on" in found:
        found["founded_on"] = date.fromisoformat(found["founded_on"])
    return found
