"""The shifted datum and distances, against published pairs of positions."""

import pytest

from portal.places import geo

#: WGS-84 and GCJ-02 positions of the same places: Shanghai, Shenzhen, Beijing.
PAIRS = [
    ((121.5272106, 31.1774276), (121.5315418592, 31.1753039836)),
    ((113.912316, 22.543847), (113.9171764808, 22.5407961317)),
    ((116.377817, 39.911954), (116.3840472246, 39.9133454554)),
]


@pytest.mark.parametrize(("wgs", "gcj"), PAIRS)
def test_positions_are_shifted_as_maps_show_them(wgs, gcj):
    assert geo.metres(geo.gcj02(*wgs), gcj) < 0.1


def test_nothing_is_shifted_abroad():
    assert geo.gcj02(13.4, 52.5 + 10) == (13.4, 62.5)


def test_distances_are_those_of_the_sphere():
    assert geo.metres((121.0, 31.0), (121.0, 32.0)) == pytest.approx(111_195, abs=5)
    assert geo.metres((121.0, 31.0), (121.0, 31.0)) == 0


def test_the_shift_in_shanghai_is_some_five_hundred_metres():
    wgs, gcj = PAIRS[0]
    assert 400 < geo.metres(wgs, gcj) < 600
