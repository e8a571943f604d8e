"""Rates that say how they were measured: with n, with a 95 % interval, and hidden where n is too small (product)."""

from dataclasses import dataclass
from math import sqrt

#: The number of answers below which no rate is shown; ours, no rule sets it.
MIN_N = 10
#: Standard normal quantile of a two-sided 95 % interval.
Z = 1.959963984540054


@dataclass(frozen=True)
class Rate:
    """``hits`` of ``n``; ``share``, ``low`` and ``high`` are fractions between 0 and 1, None without any case."""

    hits: int
    n: int

    def __post_init__(self):
        if not 0 <= self.hits <= self.n:
            raise ValueError(f"{self.hits} of {self.n} is no rate")

    @property
    def is_shown(self):
        """Whether ``n`` is large enough to say anything."""
        return self.n >= MIN_N

    @property
    def share(self):
        return self.hits / self.n if self.n else None

    @property
    def low(self):
        return self._bounds[0]

    @property
    def high(self):
        return self._bounds[1]

    @property
    def _bounds(self):
        """Wilson's score interval: inside 0 and 1, and not of no width at 0 or n hits."""
        if not self.n:
            return None, None
        square = Z * Z
        middle = (self.hits + square / 2) / (self.n + square)
        half = Z / (self.n + square) * sqrt(self.hits * (self.n - self.hits) / self.n + square / 4)
        return max(0.0, middle - half), min(1.0, middle + half)
