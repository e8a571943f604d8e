"""What a check-in shows: the enterprise's own code, or a position near its operating place. The numbers are ours."""

from portal.places import geo

from .enums import Evidence

#: Metres: a position this exact and this near shows that somebody was there.
EXACT, NEAR = 100, 200
#: Metres: a position this inexact, or this far beyond its own inexactness, shows nothing.
VAGUE, FAR = 2_000, 500
#: From the strongest to the weakest.
ORDER = [Evidence.STRONG, Evidence.WEAK, Evidence.UNPLACED, Evidence.NONE]


def distance(enterprise, longitude, latitude):
    """Metres from a WGS-84 position to where the enterprise operates; None where nobody knows the place."""
    if enterprise.longitude is None:
        return None
    here = (float(longitude), float(latitude))
    if enterprise.datum == "gcj02":
        here = geo.gcj02(*here)
    return round(geo.metres(here, (enterprise.longitude, enterprise.latitude)))


def grade(*, by_code, accuracy=None, away=None):
    """Return the :class:`Evidence` of a code read on site, or of a position; ``accuracy`` and ``away`` in metres.

    ``away`` is None where the enterprise has no reference point.
    """
    if by_code:
        return Evidence.STRONG
    if accuracy is None or accuracy > VAGUE:
        return Evidence.NONE
    if away is None:
        return Evidence.UNPLACED
    if accuracy <= EXACT and away <= NEAR:
        return Evidence.STRONG
    return Evidence.WEAK if away - accuracy <= FAR else Evidence.NONE


def better(first, second):
    """The stronger of two grades."""
    return min(first, second, key=ORDER.index)
