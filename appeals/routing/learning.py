"""What was learned from past cases says which label a text gets: an office, a category, or anything else.

A linear support vector machine over four blocks of features, each of length one, so that a short title weighs as much
as a long text: characters of the text (one and two), characters of the title, words of both, and the fields of public
service that their words belong to (``data/lexicon.csv``). The last block is what the portal knows before it has seen a
case; how much it weighs is chosen on the cases themselves (``teaching``). Whoever suggests needs no more than a learned
:class:`Model`, which is a list of labels and three arrays.
"""

import csv
import io
import json
import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy
import rjieba

#: Blocks of features by the first letter of their names.
CHARACTERS, TITLE, WORDS, FIELDS = "c", "t", "w", "f"
WEIGHTS = {CHARACTERS: 1.0, TITLE: 0.8, WORDS: 0.8, FIELDS: 0.8}
#: Below this distance between the first and the second label nothing is suggested.
CLEAR = 0.15
_GREETING = re.compile(
    r"(尊敬的|敬爱的)?[^，。！：\s]{0,8}(领导|书记|市长|县长|区长|局长)[们]?(，|！|:|：)?(您好|你好)?|您好|你们好|谢谢|此致|敬礼|敬请|恳请"
)
_NOISE = re.compile(r"[0-9A-Za-z０-９]+([年月日时分点号元万%％]|市|县|区|镇|路)?|[\s\W_]+")


@dataclass(frozen=True)
class Guess:
    """A label with its share of certainty (0 to 1 over all labels), and the words that spoke for it."""

    label: str
    certainty: float
    words: tuple = ()


@cache
def lexicon():
    """``{word: (field, …)}`` of public service."""
    found = {}
    with (Path(__file__).parent / "data" / "lexicon.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for word in row["words"].split():
                found.setdefault(word, []).append(row["field"])
    return {word: tuple(fields) for word, fields in found.items()}


def clean(text):
    """The text without greetings, numbers and punctuation, which say nothing about whose case it is."""
    return _NOISE.sub(" ", _GREETING.sub(" ", text)).strip()


def features(title, text):
    """``{feature: count}`` of one case; the first letter of a feature is its block."""
    title, text = clean(title), clean(text)
    found = Counter()
    for block, part in ((CHARACTERS, text or title), (TITLE, title)):
        for piece in part.split():
            found.update(f"{block}{piece[i : i + n]}" for n in (1, 2) for i in range(len(piece) - n + 1))
    for part, weight in ((title, 2), (text, 1)):
        for word in rjieba.cut(part):
            if len(word) > 1:
                found[f"{WORDS}{word}"] += weight
        for name, number in _fields_of(part).items():
            found[f"{FIELDS}{name}"] += weight * number
    return found


def _fields_of(part):
    """How often each field is spoken of: the longest words of the lexicon at each place."""
    known, found, at = lexicon(), Counter(), 0
    while at < len(part):
        size = next((n for n in range(6, 0, -1) if part[at : at + n] in known), 0)
        if size:
            fields = known[part[at : at + size]]
            found.update({name: 1 / len(fields) for name in fields})
        at += size or 1
    return found


@dataclass(frozen=True)
class Model:
    """What was learned: ``index`` of features, their rarity, and one row of weights and an offset for each label."""

    labels: list
    index: dict
    rarity: object
    weights: object
    offsets: object
    field_weight: float = WEIGHTS[FIELDS]

    def vector(self, title, text):
        """``(columns, values)`` of one case."""
        return vector(features(title, text), self.index, self.rarity, self.field_weight)

    def guess(self, title, text, most=3):
        """The best labels, the most certain first."""
        columns, values = self.vector(title, text)
        scores = (self.weights[:, columns] @ values + self.offsets).tolist()
        spread = [math.exp(3 * (score - max(scores))) for score in scores]
        order = sorted(range(len(scores)), key=lambda place: (-scores[place], place))[:most]
        names = list(self.index)
        return [
            Guess(self.labels[place], spread[place] / sum(spread), self._spoke_for(place, columns, values, names))
            for place in order
        ]

    def _spoke_for(self, place, columns, values, names):
        shares = (self.weights[place, columns] * values).tolist()
        spoken = sorted(zip(shares, columns, strict=True), reverse=True)
        return tuple(names[at][1:] for share, at in spoken if share > 0 and names[at].startswith(WORDS))[:3]

    def to_bytes(self):
        """The model as a file of arrays: no code is ever read back."""
        file = io.BytesIO()
        about = json.dumps({"labels": self.labels, "index": list(self.index), "field_weight": self.field_weight})
        numpy.savez_compressed(
            file, about=numpy.frombuffer(about.encode(), dtype=numpy.uint8), rarity=self.rarity.astype("float32"),
            weights=self.weights.astype("float16"), offsets=self.offsets.astype("float32"),
        )  # fmt: skip
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data):
        """Read what :meth:`to_bytes` wrote; anything that is not arrays is refused."""
        with numpy.load(io.BytesIO(data), allow_pickle=False) as file:
            about = json.loads(file["about"].tobytes())
            index = {name: at for at, name in enumerate(about["index"])}
            weights = file["weights"].astype("float32")
            return cls(about["labels"], index, file["rarity"], weights, file["offsets"], about["field_weight"])


def vector(counts, index, rarity, field_weight):
    blocks = {}
    for name, number in counts.items():
        if (at := index.get(name)) is not None:
            blocks.setdefault(name[0], []).append((at, (1 + math.log(1 + number)) * rarity[at]))
    columns, values = [], []
    for block, entries in blocks.items():
        length = math.sqrt(sum(value * value for _at, value in entries))
        weight = field_weight if block == FIELDS else WEIGHTS[block]
        columns += [at for at, _value in entries]
        values += [weight * value / length for _at, value in entries]
    return numpy.array(columns, dtype="int64"), numpy.array(values, dtype="float32")


def is_clear(guesses):
    """Whether the first label stands clearly before the second."""
    if not guesses:
        return False
    return len(guesses) < 2 or guesses[0].certainty - guesses[1].certainty >= CLEAR
