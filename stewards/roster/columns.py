"""The columns of a roster: their names in headers, and how their cells are read."""

from datetime import date
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext_lazy as _

from enterprises.enums import Datum, Level, Ownership
from portal.imports import cells as common
from portal.imports.columns import Column, Columns

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


def _words(choices):
    """The Chinese word for each stored value: the first one that the import knows."""
    return {value: word for word, value in reversed(choices.items()) if not word.isascii()}


def figure(value):
    """Return an amount without needless noughts, as a sheet would write it."""
    words = format(value, "f")
    return words.rstrip("0").rstrip(".") if "." in words else words


def joined(labels):
    """Return labels as one cell."""
    return "、".join(labels)


def _line(most):
    return partial(common.line, most=most)


def _choice(key, header, words, others):
    shown = _words(words)
    read = partial(common.choice, words=words)
    return Column(key, header, read, others, show=lambda value: shown.get(value, str(value)))


def _money(key, header, *others):
    return Column(key, header, common.amount, others, is_money=True, show=figure)


COLUMNS = Columns((
    Column("name", "企业名称", cells.company_name, ("单位名称", "公司名称"), required=True,
           missing=_("The enterprise has no name.")),
    Column("uscc", "统一社会信用代码", cells.credit_code,
           ("社会信用代码", "信用代码", "统一信用代码"), required=True,
           missing=_("The enterprise has no unified social credit code.")),
    Column("district", "所属区", _line(30), ("区", "行政区", "所在区"), required=True,
           missing=_("The enterprise has no district.")),
    Column("street", "街镇", _line(60), ("街道", "所属街镇", "街镇园区"), required=True,
           missing=_("The enterprise has no street, town or park.")),
    Column("industry", "行业代码", cells.industry_code, ("国民经济行业代码",)),
    _choice("ownership", "所有制", OWNERSHIPS, ("所有制性质", "企业性质")),
    _choice("level", "级别", LEVELS, ("服务包级别",)),
    _money("registered_capital", "注册资本"),
    Column("employees", "从业人员", common.count, ("从业人数", "从业人员数", "职工人数")),
    _money("revenue", "营业收入"),
    _money("assets", "资产总额", "总资产"),
    Column("founded_on", "成立日期", common.past_date, ("成立时间", "注册日期")),
    Column("tags", "标签", common.tags, ("资质", "企业标签"), show=joined),
    Column("registered_address", "注册地址", _line(200)),
    Column("operating_address", "经营地址", _line(200), ("实际经营地址",)),
    Column("longitude", "经度", partial(common.degrees, low=70, high=140), ("lng", "lon"), show=figure),
    Column("latitude", "纬度", partial(common.degrees, low=3, high=54), ("lat",), show=figure),
    Column("datum", "坐标系", partial(common.choice, words=DATUMS), show=lambda value: str(Datum(value).label)),
    Column("contact_name", "联系人", _line(60), ("企业联系人", "联系人姓名")),
    Column("contact_phone", "联系电话", common.telephone, ("联系人电话", "联系人手机")),
    Column("contact_email", "联系邮箱", common.email, ("联系人邮箱",)),
    Column("steward_no", "管家工号", common.staff_number, ("工号",)),
    Column("steward_name", "管家姓名", _line(60), ("服务管家", "管家")),
    Column("steward_phone", "管家电话", common.telephone, ("管家手机",)),
    Column("steward_email", "管家邮箱", common.email),
    Column("steward_unit", "管家单位", _line(80), ("管家所属单位",)),
))  # fmt: skip
BY_KEY = COLUMNS.by_key
REQUIRED = COLUMNS.required


def revive(values):
    """Return staged values (JSON) as Python ones: figures as ``Decimal``, the founding day as a date."""
    found = dict(values)
    for key in ("registered_capital", "revenue", "assets", "longitude", "latitude"):
        if key in found:
            found[key] = Decimal(found[key])
    if "founded_on" in found:
        found["founded_on"] = date.fromisoformat(found["founded_on"])
    return found
