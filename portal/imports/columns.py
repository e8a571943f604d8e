"""The columns of a sheet: their names in headers, in Chinese and English, and how their cells are read."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import get_language
from django.utils.translation import gettext as _

#: What one figure of a unit is in 万元.
MONEY_UNITS = {"万元": Decimal(1), "元": Decimal("0.0001"), "亿元": Decimal(10000), "千元": Decimal("0.1")}
COUNT_UNITS = {"人", "名", "个"}


@dataclass(frozen=True)
class Column:
    """One column: ``key`` is its name in code and in English headers, ``header`` the Chinese one.

    ``read(cell)`` returns the value or raises :class:`portal.imports.cells.BadCell`; where ``is_money`` it takes
    ``factor`` too, which brings the figure to 万元. ``missing`` is the sentence for an empty cell of a required column.
    ``show(value)`` writes a value as :func:`read` takes it back.
    """

    key: str
    header: str
    read: Callable
    others: tuple[str, ...] = ()
    required: bool = False
    is_money: bool = False
    missing: str = ""
    show: Callable = str

    @property
    def label(self):
        """The name of the column in the reader's language."""
        return self.key.replace("_", " ") if (get_language() or "").startswith("en") else self.header


class Columns(tuple):
    """All columns of a kind of sheet, by key and by what headers call them."""

    @cached_property
    def by_key(self):
        return {column.key: column for column in self}

    @cached_property
    def required(self):
        return tuple(column.key for column in self if column.required)

    @cached_property
    def _by_header(self):
        return {
            plain(words): column for column in self for words in (column.header, column.key, *column.others)
        }  # fmt: skip

    def named(self, header):
        """Return the column that a header cell names, in Chinese, in English or in both, or None."""
        found = self._by_header.get(plain(header))
        parts = str(header if header is not None else "").replace("/", " ").split()
        if found is None and len(parts) > 1:
            named = {self._by_header.get(plain(part)) for part in parts}
            found = named.pop() if len(named) == 1 else None
        return found

    def recognised(self, row):
        """Return how many different columns the cells of ``row`` name."""
        return len({column.key for cell in row if (column := self.named(cell))})

    def names(self, keys):
        """Return the names of columns for a sentence, in both languages: ``企业名称 name``."""
        return _(", ").join(f"{self.by_key[key].header} {key}" for key in keys)


def plain(words):
    """Return a header without spaces, stars, punctuation and what stands in brackets, in lower case."""
    words = unicodedata.normalize("NFKC", str(words if words is not None else ""))
    words = re.sub(r"[(\[【][^)\]】]*[)\]】]", "", words)
    return re.sub(r"[\s_*:：#.、-]", "", words).lower()


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


def read_cell(column, value, *, factor=None):
    """Return the value of a cell of ``column``; raises :class:`BadCell` or :class:`MaskedCell`."""
    return column.read(value, factor=factor or Decimal(1)) if column.is_money else column.read(value)
