#!/usr/bin/env python3
"""Make the files of this study again from the packages they come from.

    python3 prepare.py LINEARMODELS.whl LIBPYSAL.whl US-ATLAS.tgz [--out DIR]

The archives are those of ``PROVENANCE.md``; ``pip download --no-deps`` and ``npm pack`` fetch them. Python's standard
library and Node.js (mapshaper, at the version pinned in ``preparation/topology.py``) are all it needs. The same
archives give the same bytes. Without ``--out`` the files beside this script are replaced.
"""

import argparse
import bz2
import json
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "preparation"))

from tables import member, number, rows_of, write_table  # noqa: E402
import topology as topojson  # noqa: E402

MUNNELL = (
    "linearmodels/datasets/munnell/munnell.csv.bz2",
    "50ba507e92c588b9ee6f96c85a9d78b46d0e9dd68204471d820c1bdfd331cde2",
)
INCOME = (
    "libpysal/examples/us_income/usjoin.csv",
    "01566698b83366c27193ba6cc9d844f92d7c0a1a5dd4b9348aa46935dc9160d8",
)
STATES = (
    "package/states-10m.json",
    "d76b391ccfa8bff601d51e3e3da5d43a89fa46cd5caca72ce731b383be5596d0",
)

# The capital data cut state names at eleven characters (and write TENNESSE); these ten are completed.
COMPLETED_NAMES = {
    "MASSACHUSET": "MASSACHUSETTS",
    "NEW_HAMPSHI": "NEW_HAMPSHIRE",
    "NORTH_CAROL": "NORTH_CAROLINA",
    "NORTH_DAKOT": "NORTH_DAKOTA",
    "PENNSYLVANI": "PENNSYLVANIA",
    "RHODE_ISLAN": "RHODE_ISLAND",
    "SOUTH_CAROL": "SOUTH_CAROLINA",
    "SOUTH_DAKOT": "SOUTH_DAKOTA",
    "TENNESSE": "TENNESSEE",
    "WEST_VIRGIN": "WEST_VIRGINIA",
}

# The nine divisions of the US Census Bureau, by two-digit state codes.
DIVISIONS = {
    "D1": ("New England", "09 23 25 33 44 50"),
    "D2": ("Middle Atlantic", "34 36 42"),
    "D3": ("East North Central", "17 18 26 39 55"),
    "D4": ("West North Central", "19 20 27 29 31 38 46"),
    "D5": ("South Atlantic", "10 12 13 24 37 45 51 54"),
    "D6": ("East South Central", "01 21 28 47"),
    "D7": ("West South Central", "05 22 40 48"),
    "D8": ("Mountain", "04 08 16 30 32 35 49 56"),
    "D9": ("Pacific", "06 41 53"),
}
DIVISION_OF = {state: key for key, (_, states) in DIVISIONS.items() for state in states.split()}

CAPITAL_SOURCE = "Munnell (1990), dataset munnell of linearmodels 7.1"
INCOME_SOURCE = "US Bureau of Economic Analysis, dataset us_income of libpysal 4.14.0"

# Ratios, not totals: what is compared is the kind of state, not its size.
DEFINITIONS = [
    {
        "indicator": "product_job",
        "name": "Product per job",
        "name_uk": "Валовий продукт на одне робоче місце",
        "name_ru": "Валовой продукт на одно рабочее место",
        "domain": "economy",
        "direction": "stimulant",
        "unit": "thousand 1982 $",
        "denominator": "job",
        "source": CAPITAL_SOURCE,
    },
    {
        "indicator": "private_capital_job",
        "name": "Private capital per job",
        "name_uk": "Приватний капітал на одне робоче місце",
        "name_ru": "Частный капитал на одно рабочее место",
        "domain": "economy",
        "direction": "neutral",
        "unit": "thousand 1982 $",
        "denominator": "job",
        "source": CAPITAL_SOURCE,
    },
    {
        "indicator": "public_capital_job",
        "name": "Public capital per job",
        "name_uk": "Державний капітал на одне робоче місце",
        "name_ru": "Государственный капитал на одно рабочее место",
        "domain": "infrastructure",
        "direction": "stimulant",
        "unit": "thousand 1982 $",
        "denominator": "job",
        "source": CAPITAL_SOURCE,
    },
    {
        "indicator": "unemployment_rate",
        "name": "Unemployment rate",
        "name_uk": "Рівень безробіття",
        "name_ru": "Уровень безработицы",
        "domain": "people",
        "direction": "destimulant",
        "unit": "%",
        "denominator": "labour force",
        "source": CAPITAL_SOURCE,
    },
    {
        "indicator": "income_head",
        "name": "Income per head",
        "name_uk": "Дохід на душу населення",
        "name_ru": "Доход на душу населения",
        "domain": "people",
        "direction": "stimulant",
        "unit": "current $",
        "denominator": "resident",
        "source": INCOME_SOURCE,
    },
]


def state_codes(income_rows):
    """Two-digit code and full name of each state; the income file has both."""
    return {f"{int(row['STATE_FIPS']):02d}": row["Name"] for row in income_rows}


def indicator_rows(capital_rows, income_rows, names):
    """All indicator values; the two sources are joined by state, never by the order of their rows."""
    code_of = {name.upper().replace(" ", "_"): code for code, name in names.items()}
    values = []
    for row in capital_rows:
        code = code_of[COMPLETED_NAMES.get(row["STATE"], row["STATE"])]
        jobs = float(row["EMP"])
        ratios = {
            "product_job": float(row["GSP"]) / jobs,
            "private_capital_job": float(row["PC"]) / jobs,
            "public_capital_job": float(row["P_CAP"]) / jobs,
            "unemployment_rate": float(row["UNEMP"]),
        }
        values += [(code, indicator, row["YR"], number(value)) for indicator, value in ratios.items()]
    for row in income_rows:
        code = f"{int(row['STATE_FIPS']):02d}"
        values += [(code, "income_head", year, row[year]) for year in row if year.isdigit()]
    columns = ("region", "indicator", "year", "value")
    return [dict(zip(columns, value)) for value in values]


def only_our_states(topology, codes):
    """The source topology with the study's states alone, each carrying its code and its division."""
    kept = []
    for geometry in topology["objects"]["states"]["geometries"]:
        if geometry["id"] in codes:
            key = geometry["id"]
            kept.append({**geometry, "properties": {"region": key, "division": DIVISION_OF[key]}})
    regions = {"type": "GeometryCollection", "geometries": kept}
    return {**topology, "objects": {"regions": regions}}


def make_boundaries(source, codes, folder):
    """Boundaries of states and divisions, and a point inside each.

    The source is already simplified, so its lines are kept; what is done is to leave out the states that are not in
    the study, and to merge states into divisions along their common borders.
    """
    cut, made, points = folder / "cut.json", folder / "boundaries.json", folder / "points"
    points.mkdir()
    cut.write_text(json.dumps(only_our_states(source, codes)), encoding="utf-8")
    # The grid of the source reaches around the Pacific (0.0036° by 0.00086°); the new one is six times as fine in
    # longitude, so that moving to it shifts no border visibly.
    topojson.run_mapshaper(
        ["-i", str(cut)]
        + "-dissolve division + name=divisions".split()
        + "-rename-fields region=division target=divisions".split()
        + "-filter-fields region target=*".split()
        + ["-o", str(made), "format=topojson", "quantization=100000", "target=*"]
    )
    topojson.run_mapshaper(
        ["-i", str(made), "-points", "inner", "target=*", "-o", str(points), "format=geojson", "target=*"]
    )
    topology = json.loads(made.read_text(encoding="utf-8"))
    topojson.check(topology, "regions", codes)
    topojson.check(topology, "divisions", DIVISIONS)
    inside = {}
    for layer in ("regions", "divisions"):
        collection = json.loads((points / f"{layer}.json").read_text(encoding="utf-8"))
        for feature in collection["features"]:
            inside[feature["properties"]["region"]] = feature["geometry"]["coordinates"]
    return topology, inside


def region_rows(names, topology, inside):
    """Divisions (level 0) and states (level 1) with their place and area."""
    areas = {**topojson.areas_km2(topology, "regions"), **topojson.areas_km2(topology, "divisions")}
    listed = [(key, name, "", "0") for key, (name, _) in DIVISIONS.items()]
    listed += [(code, name, DIVISION_OF[code], "1") for code, name in names.items()]
    return [
        {
            "region": key,
            "name": name,
            "country": "US",
            "parent": parent,
            "level": level,
            "lon": f"{inside[key][0]:.4f}",
            "lat": f"{inside[key][1]:.4f}",
            "area_km2": f"{areas[key]:.0f}",
        }
        for key, name, parent, level in listed
    ]


def main():
    """Read the archives, write the files of the study."""
    parser = argparse.ArgumentParser(description="Make the files of the study us-states again.")
    parser.add_argument("linearmodels", help="wheel of linearmodels 7.1")
    parser.add_argument("libpysal", help="wheel of libpysal 4.14.0")
    parser.add_argument("us_atlas", help="npm package us-atlas 3.0.1 (.tgz)")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    options = parser.parse_args()

    capital_rows = rows_of(bz2.decompress(member(options.linearmodels, *MUNNELL)))
    income_rows = rows_of(member(options.libpysal, *INCOME))
    names = state_codes(income_rows)
    with tempfile.TemporaryDirectory() as folder:
        source = json.loads(member(options.us_atlas, *STATES))
        topology, inside = make_boundaries(source, names, Path(folder))

    options.out.mkdir(parents=True, exist_ok=True)
    topojson.write(topology, options.out / "boundaries.json")
    regions = region_rows(names, topology, inside)
    write_table(options.out / "regions.csv", list(regions[0]), regions, ["region"])
    write_table(options.out / "indicator_definitions.csv", list(DEFINITIONS[0]), DEFINITIONS, ["indicator"])
    values = indicator_rows(capital_rows, income_rows, names)
    write_table(options.out / "indicators.csv", list(values[0]), values, ["region", "indicator", "year"])
    print(f"{len(regions)} regions, {len(DEFINITIONS)} indicators, {len(values)} values")


if __name__ == "__main__":
    main()
