"""What the demo city is made of: the files in ``data``, read once."""

import csv
import json
import random
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Situation:
    """One believable case of a topic; the texts have ``{slots}`` that are filled in per appeal."""

    title: str
    text: str
    replies: list
    notes: list
    progress: list
    praise: list
    blame: list


@dataclass(frozen=True)
class Topic:
    """What enterprises ask for, who answers for it, and in which industries it comes up (none: in all)."""

    code: str
    category: str
    department: str
    scope: str
    difficult: float
    weight: float
    joint: list
    industries: list
    cases: list


@dataclass(frozen=True)
class Trade:
    """A class of industry: how frequent inside and outside, its median staff and revenue per head in 万元."""

    industry: str
    inner: float
    outer: float
    staff: float
    output: float
    words: list


def draw(seed, part):
    """Return the random numbers of one part of the city, independent of how much the other parts use."""
    return random.Random(f"{seed}:{part}")  # noqa: S311 -- nothing here is a secret


@cache
def read(name):
    """Return the contents of a JSON file of ``data``."""
    return json.loads((DATA / f"{name}.json").read_text("utf-8"))


def _rows(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def topics():
    """Every topic of appeals, in the order of the file."""
    return [Topic(**{**row, "cases": [Situation(**case) for case in row["cases"]]}) for row in read("topics")]


@cache
def trades():
    """Every trade, in the order of the file."""
    return [
        Trade(row["industry"], *(float(row[key]) for key in ("inner", "outer", "staff", "output")),
              row["words"].split("|"))
        for row in _rows("trades")
    ]  # fmt: skip


@cache
def listed_companies():
    """The listed companies of Shanghai: public facts as strings."""
    return _rows("listed_companies")


@cache
def equipment_for(industry):
    """Words for what stands in a plant of this industry: the longest beginning of the code that is known wins."""
    known = read("names")["equipment"]
    return next((known[industry[:end]] for end in range(len(industry), 0, -1) if industry[:end] in known), known["*"])


def group_by(rows, key):
    """Return ``{key(row): [rows]}``, in order."""
    found = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found
