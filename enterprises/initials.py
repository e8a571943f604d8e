"""Pinyin initials of names, so that 上海银行 is found by "shyh"."""

from functools import cache

from pypinyin import Style, lazy_pinyin, load_phrases_dict

#: Characters whose reading depends on the word, common in names of enterprises and places. Only names that have one
#: are looked up word by word, which costs thirty times as much.
AMBIGUOUS = frozenset("行长重乐厦单会曾参朝都率调车解种传藏宿万大区石系")

# Branches and head offices of banks, which the dictionary reads as xíng.
load_phrases_dict({word: [[first], ["háng"]] for word, first in {"支行": "zhī", "总行": "zǒng", "投行": "tóu"}.items()})


@cache
def _letter(character):
    return lazy_pinyin(character, style=Style.FIRST_LETTER, errors="ignore")


def initials(name):
    """Return the lower-case initials of a name; Latin letters and figures stay, everything else falls out."""
    name = name.strip()
    if AMBIGUOUS.isdisjoint(name):
        parts = [part for mark in name for part in ([mark] if mark.isascii() else _letter(mark))]
    else:
        parts = lazy_pinyin(name, style=Style.FIRST_LETTER)
    return "".join(mark for mark in "".join(parts).lower() if mark.isascii() and mark.isalnum())[:120]
