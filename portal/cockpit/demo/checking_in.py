"""Check-ins of the demo city: most visits on site have one, most of them from near the door."""

from datetime import timedelta
from decimal import Decimal

from portal.places import geo
from stewards import evidence
from stewards.models import CheckIn
from stewards.workflow.check_ins import EXACT_FOR, ROUNDED

from .content import draw

#: The share of visits on site with a check-in, and of those the ones made from afar or with a bad signal.
CHECKED, VAGUE, AFAR = 0.72, 0.08, 0.03
#: Degrees of latitude for one metre; a metre eastwards is a little more in Shanghai.
NORTH, EAST = 1 / 111_195, 1 / 95_100


class CheckingIn:
    """Makes the check-in of a visit on site, or None; positions older than 180 days are rounded already."""

    def __init__(self, tables, clock, seed):
        self.table, self.now = tables[CheckIn], clock.now
        self.rng = draw(seed, "check-ins")
        self.known = {}

    def of(self, visit, enterprise):
        """Return the row of the visit's check-in, or None."""
        rng = self.rng
        if visit.mode != "on_site" or enterprise.longitude is None or rng.random() >= CHECKED:
            return None
        at = visit.happened_at
        accuracy, away = self._how_well()
        longitude, latitude = self._door(enterprise)
        longitude += rng.choice((-1, 1)) * away * 0.6 * EAST
        latitude += rng.choice((-1, 1)) * away * 0.8 * NORTH
        is_old = at < self.now - EXACT_FOR
        return self.table.row(
            enterprise=enterprise, person_id=visit.author_id, visit=visit, day=at.date(), happened_at=at, created_at=at,
            grade=evidence.grade(by_code=False, accuracy=accuracy, away=away), accuracy=accuracy, distance=away,
            longitude=self._degrees(longitude, is_old), latitude=self._degrees(latitude, is_old),
            rounded_at=at + EXACT_FOR + timedelta(hours=1) if is_old else None, is_demo=True,
        )  # fmt: skip

    def _how_well(self):
        rng, drawn = self.rng, self.rng.random()
        if drawn < AFAR:
            return rng.randint(10, 60), rng.randint(1_500, 9_000)
        if drawn < AFAR + VAGUE:
            return rng.randint(150, 900), rng.randint(30, 600)
        return rng.randint(5, 45), rng.randint(2, 140)

    def _door(self, enterprise):
        """Where the phone would be in front of the enterprise: WGS-84, shifted back from the registry's datum."""
        if enterprise.pk not in self.known:
            place = (float(enterprise.longitude), float(enterprise.latitude))
            shifted = geo.gcj02(*place)
            self.known[enterprise.pk] = (2 * place[0] - shifted[0], 2 * place[1] - shifted[1])
        return self.known[enterprise.pk]

    def _degrees(self, value, is_old):
        return Decimal(f"{value:.{ROUNDED if is_old else 6}f}")
