"""Learning a model from cases and measuring it on later ones: for the worker and for commands, not for pages."""

import math
from collections import Counter
from dataclasses import dataclass

import numpy
from scipy.sparse import csr_matrix
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC

from .learning import Model, features, is_clear, vector

#: What is tried for the weight of the fields and the softness of the margin, when cases are few.
FIELD_WEIGHTS, SOFTNESS = (0.4, 0.8, 1.2), (0.3, 1.0, 3.0)
#: Below and above so many cases the middle values are taken unasked: too little to try on, or enough to learn from.
FEW, MANY = 30, 1500
#: Rare features of many cases are dropped: a suggestion must stay small and quick.
MOST_FEATURES = 20_000


class TooFew(ValueError):
    """Fewer than two labels, or no case at all: nothing can be learned."""


def learn(cases):
    """Learn from ``[(title, text, label)]``; raises :class:`TooFew` without two labels."""
    counted = [(features(title, text), label) for title, text, label in cases]
    labels = sorted({label for _counts, label in counted})
    if len(labels) < 2:
        raise TooFew("at least two labels are needed")
    index, rarity = _index([counts for counts, _label in counted])
    wanted = [labels.index(label) for _counts, label in counted]
    field_weight, softness = _choose(counted, index, rarity, wanted)
    machine = _fit(_matrix(counted, index, rarity, field_weight), wanted, softness)
    weights, offsets = machine.coef_, machine.intercept_
    if len(labels) == 2:
        weights, offsets = _both(weights, offsets)
    return Model(labels, index, rarity, weights.astype("float32"), offsets.astype("float32"), field_weight)


def _both(weights, offsets):
    return numpy.vstack([-weights, weights]), numpy.concatenate([-offsets, offsets])


def _index(all_counts):
    seen = Counter(name for counts in all_counts for name in counts)
    kept = sorted(name for name, _number in seen.most_common(MOST_FEATURES))
    rarity = numpy.array([1 + math.log((1 + len(all_counts)) / (1 + seen[name])) for name in kept], dtype="float32")
    return {name: at for at, name in enumerate(kept)}, rarity


def _matrix(counted, index, rarity, field_weight):
    rows = [vector(counts, index, rarity, field_weight) for counts, _label in counted]
    edges = numpy.cumsum([0, *(len(columns) for columns, _values in rows)])
    columns = numpy.concatenate([columns for columns, _values in rows])
    values = numpy.concatenate([values for _columns, values in rows])
    return csr_matrix((values, columns, edges), shape=(len(rows), len(index)))


def _fit(matrix, wanted, softness):
    return LinearSVC(C=softness, class_weight="balanced", random_state=0).fit(matrix, wanted)


def _choose(counted, index, rarity, wanted):
    """The weight of the fields and the softness that do best on held-out fifths of the cases."""
    if not FEW <= len(wanted) <= MANY:
        return FIELD_WEIGHTS[1], SOFTNESS[1]
    folds = list(KFold(5, shuffle=True, random_state=0).split(wanted))
    best = {}
    for field_weight in FIELD_WEIGHTS:
        matrix = _matrix(counted, index, rarity, field_weight)
        for softness in SOFTNESS:
            best[field_weight, softness] = sum(_right(matrix, wanted, softness, fold) for fold in folds)
    return max(best, key=lambda pair: (best[pair], -abs(math.log(pair[1])), -abs(pair[0] - FIELD_WEIGHTS[1])))


def _right(matrix, wanted, softness, fold):
    train, test = fold
    machine = _fit(matrix[train], [wanted[at] for at in train], softness)
    return sum(machine.predict(matrix[test]) == [wanted[at] for at in test])


# --- Measuring -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Score:
    """How good suggestions were on later cases. ``top1`` and ``top3`` count over all ``n``, unclear ones included;
    ``coverage`` is the share of cases that are clear enough to be suggested; ``majority`` always says the most
    frequent label of the earlier part.
    """

    n: int
    top1: float
    top3: float
    coverage: float
    majority: float


def measure(earlier, later):
    """Learn from the earlier cases, suggest for the later ones."""
    model = learn(earlier)
    usual = Counter(label for _title, _text, label in earlier).most_common(1)[0][0]
    first = among = clear = same = 0
    for title, text, label in later:
        guesses = model.guess(title, text)
        first += guesses[0].label == label
        among += label in [guess.label for guess in guesses]
        clear += is_clear(guesses)
        same += usual == label
    n = len(later)
    return Score(n, first / n, among / n, clear / n, same / n)
