"""Positions: the shifted Chinese datum GCJ-02 (GB 20263 asks for it on maps) and distances on the sphere."""

from math import asin, cos, fabs, pi, radians, sin, sqrt

#: Radius of a sphere as large as the Earth, in metres.
EARTH = 6_371_008.8
#: Krasovsky 1940, on which the shift is computed: half axis in metres, and the square of the eccentricity.
_AXIS, _ECCENTRICITY = 6_378_245.0, 0.006693421622965943
#: Beyond this box (degrees) nothing is shifted.
CHINA = (72.004, 137.8347, 0.8293, 55.8271)


def is_shifted(longitude, latitude):
    """Whether GCJ-02 differs from WGS-84 at this place (degrees)."""
    west, east, south, north = CHINA
    return west <= longitude <= east and south <= latitude <= north


def _waves(value, *terms):
    """Sum ``20 or so × sin(frequency × value)`` for the pairs of ``terms``, with the common factor 2 ⁄ 3."""
    return sum(height * sin(frequency * value * pi) for height, frequency in terms) * 2 / 3


def gcj02(longitude, latitude):
    """Return a WGS-84 position (degrees) in GCJ-02, within a metre."""
    if not is_shifted(longitude, latitude):
        return longitude, latitude
    x, y = longitude - 105.0, latitude - 35.0
    common = _waves(x, (20, 6), (20, 2)) + 0.1 * x * y
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * sqrt(fabs(x)) + common
    east += _waves(x, (20, 1), (40, 1 / 3)) + _waves(x, (150, 1 / 12), (300, 1 / 30))
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.2 * sqrt(fabs(x)) + common
    north += _waves(y, (20, 1), (40, 1 / 3)) + _waves(y, (160, 1 / 12), (320, 1 / 30))
    curve = 1 - _ECCENTRICITY * sin(radians(latitude)) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY) / curve**1.5 * pi / 180
    parallel = _AXIS / sqrt(curve) * cos(radians(latitude)) * pi / 180
    return longitude + east / parallel, latitude + north / meridian


def metres(first, second):
    """Return the distance in metres between two ``(longitude, latitude)`` in degrees of one datum."""
    (east, north), (other_east, other_north) = (map(radians, map(float, one)) for one in (first, second))
    half = sin((other_north - north) / 2) ** 2
    half += cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return 2 * EARTH * asin(sqrt(half))
