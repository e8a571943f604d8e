"""Words of a choice in sheets: read whatever language they are in, written in Chinese."""

import re
from functools import partial

from . import cells
from .columns import Column


def choice_column(key, header, words, others=(), **options):
    """Return a column of stored words; ``words`` are ``{stored value: (Chinese word, further words)}``."""
    known = {}
    for value, spelt in words.items():
        for word in (*spelt, str(value)):
            known[re.sub(r"[\s_-]", "", word.lower())] = value
    shown = {str(value): spelt[0] for value, spelt in words.items()}
    return Column(
        key, header, partial(cells.choice, words=known), others, show=lambda value: shown.get(str(value), ""), **options
    )


def yes_no_column(key, header, others=(), **options):
    """Return a column of 是 and 否."""
    return Column(key, header, cells.yes_or_no, others, show=lambda value: "是" if value else "否", **options)
