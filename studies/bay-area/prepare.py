#!/usr/bin/env python3
"""Make the files of this study again from the package they come from.

    python3 prepare.py ACTIVITYSIM.whl [--out DIR]

The archive is the one of ``PROVENANCE.md``; ``pip download --no-deps activitysim==1.6.0`` fetches it. Python's standard
library and Node.js (mapshaper, at the version pinned in ``preparation/topology.py``) are all it needs. The same
archive gives the same bytes. Without ``--out`` the files beside this script are replaced.
"""

import argparse
import json
import re
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "preparation"))

from rings import polygons_from_rings  # noqa: E402
from tables import member, number, rows_of, write_table  # noqa: E402
import topology as topojson  # noqa: E402

LAND_USE = (
    "activitysim/examples/example_estimation/data_full/land_use.csv",
    "a7308cb73cedacaf080ead1dba7f126969095102f1f7e8a0b58eaeea81c8592e",
)
ZONES = (
    "activitysim/examples/prototype_mtc/output/summarize/taz1454.geojson",
    "c6f1d6c8d0d36898a67375112cc1061c37629af1597a43977b447bef6cf61cd3",
)
COUNTY_NAMES = (
    "activitysim/examples/prototype_mtc/configs/data_dictionary.yaml",
    "1c994e70fbd5d377f1300a643579a64780321d266f9c0c43665efd8c8641bf26",
)

KM2_PER_ACRE = 0.0040468564224
HECTARES_PER_ACRE = 100 * KM2_PER_ACRE

# Share of the points of each border that is kept, chosen for a file of about 400 kB.
KEPT_POINTS = "20%"

# Columns of employment in the source, with their meaning as the package's data model gives it.
INDUSTRIES = [
    ("RETEMPN", "Retail trade", "Роздрібна торгівля", "Розничная торговля"),
    (
        "FPSEMPN",
        "Financial and professional services",
        "Фінансові та професійні послуги",
        "Финансовые и профессиональные услуги",
    ),
    (
        "HEREMPN",
        "Health, education and recreation",
        "Охорона здоров’я, освіта та дозвілля",
        "Здравоохранение, образование и досуг",
    ),
    (
        "AGREMPN",
        "Agriculture and natural resources",
        "Сільське господарство та природні ресурси",
        "Сельское хозяйство и природные ресурсы",
    ),
    (
        "MWTEMPN",
        "Manufacturing, wholesale and transport",
        "Промисловість, гуртова торгівля та транспорт",
        "Промышленность, оптовая торговля и транспорт",
    ),
    ("OTHEMPN", "Other jobs", "Інші робочі місця", "Прочие рабочие места"),
]

# Each indicator: key, names, domain, direction, unit, denominator, and the value from the sums over a superdistrict.
INDICATORS = [
    (
        "jobs_residents",
        ("Jobs per 100 residents", "Робочих місць на 100 жителів", "Рабочих мест на 100 жителей"),
        ("economy", "stimulant", "per 100", "resident"),
        lambda s: 100 * s["TOTEMP"] / s["TOTPOP"],
    ),
    (
        "job_density",
        (
            "Jobs per hectare of commercial and industrial land",
            "Робочих місць на гектар комерційних і промислових земель",
            "Рабочих мест на гектар коммерческих и промышленных земель",
        ),
        ("economy", "stimulant", "per ha", "ha of commercial and industrial land"),
        lambda s: s["TOTEMP"] / (s["CIACRE"] * HECTARES_PER_ACRE),
    ),
    (
        "finance_professional_share",
        (
            "Jobs in financial and professional services",
            "Частка фінансових і професійних послуг у зайнятості",
            "Доля финансовых и профессиональных услуг в занятости",
        ),
        ("innovation", "stimulant", "%", "job"),
        lambda s: 100 * s["FPSEMPN"] / s["TOTEMP"],
    ),
    (
        "industry_transport_share",
        (
            "Jobs in manufacturing, wholesale and transport",
            "Частка промисловості, гуртової торгівлі та транспорту в зайнятості",
            "Доля промышленности, оптовой торговли и транспорта в занятости",
        ),
        ("economy", "neutral", "%", "job"),
        lambda s: 100 * s["MWTEMPN"] / s["TOTEMP"],
    ),
    (
        "college_students",
        (
            "College students enrolled per 1,000 residents",
            "Студентів, що навчаються тут, на 1000 жителів",
            "Студентов, обучающихся здесь, на 1000 жителей",
        ),
        ("innovation", "stimulant", "per 1,000", "resident"),
        lambda s: 1000 * (s["COLLFTE"] + s["COLLPTE"]) / s["TOTPOP"],
    ),
    (
        "care_education_jobs",
        (
            "Jobs in health, education and recreation per 1,000 residents",
            "Робочих місць в охороні здоров’я, освіті та дозвіллі на 1000 жителів",
            "Рабочих мест в здравоохранении, образовании и досуге на 1000 жителей",
        ),
        ("people", "stimulant", "per 1,000", "resident"),
        lambda s: 1000 * s["HEREMPN"] / s["TOTPOP"],
    ),
    (
        "retail_jobs",
        (
            "Retail jobs per 1,000 residents",
            "Робочих місць у роздрібній торгівлі на 1000 жителів",
            "Рабочих мест в розничной торговле на 1000 жителей",
        ),
        ("people", "stimulant", "per 1,000", "resident"),
        lambda s: 1000 * s["RETEMPN"] / s["TOTPOP"],
    ),
    (
        "household_size",
        ("Residents per household", "Жителів на одне домогосподарство", "Жителей на одно домохозяйство"),
        ("people", "neutral", "persons", "household"),
        lambda s: s["TOTPOP"] / s["TOTHH"],
    ),
    (
        "school_age_share",
        ("Residents aged 5 to 19", "Частка жителів віком 5–19 років", "Доля жителей в возрасте 5–19 лет"),
        ("people", "neutral", "%", "resident"),
        lambda s: 100 * s["AGE0519"] / s["TOTPOP"],
    ),
    (
        "population_density",
        ("Residents per km²", "Жителів на км²", "Жителей на км²"),
        ("infrastructure", "stimulant", "per km²", "km²"),
        lambda s: s["TOTPOP"] / (s["TOTACRE"] * KM2_PER_ACRE),
    ),
    (
        "parking_cost",
        (
            "Hourly rate of long-term parking, average over jobs",
            "Погодинна плата за тривале паркування, середня за робочими місцями",
            "Почасовая плата за длительную парковку, средняя по рабочим местам",
        ),
        ("infrastructure", "destimulant", "cents of 2000", "job"),
        lambda s: s["PRKCST × TOTEMP"] / s["TOTEMP"],
    ),
    (
        "open_land_share",
        (
            "Land that is neither residential nor commercial",
            "Частка земель, не зайнятих житлом і комерцією",
            "Доля земель, не занятых жильём и коммерцией",
        ),
        ("environment", "stimulant", "%", "acre"),
        lambda s: 100 * (1 - (s["RESACRE"] + s["CIACRE"]) / s["TOTACRE"]),
    ),
]
SUMMED = "TOTHH TOTPOP TOTACRE RESACRE CIACRE TOTEMP AGE0519 COLLFTE COLLPTE".split() + [i[0] for i in INDUSTRIES]
SOURCE = "Zone data of the Bay Area travel model, ActivitySim 1.6.0"


def zone_key(code):
    """Key of a zone; padded, so that sorting as text sorts by number."""
    return f"Z{int(code):04d}"


def superdistrict_key(code):
    """Key of a superdistrict."""
    return f"SD{int(code):02d}"


def county_key(code):
    """Key of a county: the number the source gives it, not its FIPS code."""
    return f"C{int(code)}"


def county_names(dictionary):
    """Names of the nine counties, from the part ``land_use: county_id:`` of the package's data dictionary."""
    part = dictionary.decode("utf-8").split("county_id:")[1]
    return {county_key(code): name.strip() for code, name in re.findall(r"^ +(\d): ([A-Za-z ]+)$", part, re.M)}


def parents(zones):
    """Superdistrict of each zone and county of each superdistrict; stops when a superdistrict crosses a county line."""
    superdistrict_of, county_of = {}, {}
    for zone in zones:
        superdistrict, county = superdistrict_key(zone["SD"]), county_key(zone["county_id"])
        superdistrict_of[zone_key(zone["zone_id"])] = superdistrict
        if county_of.setdefault(superdistrict, county) != county:
            raise ValueError(f"{superdistrict} lies in two counties")
    return superdistrict_of, county_of


def sums(zones, key_of):
    """Totals of the zones' columns by the key that ``key_of`` gives a zone."""
    totals = defaultdict(lambda: defaultdict(float))
    for zone in zones:
        total = totals[key_of(zone)]
        for column in SUMMED:
            total[column] += float(zone[column])
        total["PRKCST × TOTEMP"] += float(zone["PRKCST"]) * float(zone["TOTEMP"])
    return totals


def zone_features(source, superdistrict_of, county_of):
    """The zones as GeoJSON with their keys, parts listed as parts.

    Ten zones of the source list a separate part of theirs (an island, as a rule) as if it were a hole of another;
    sorting the rings by what lies inside what puts that right.
    """
    features = []
    for feature in source["features"]:
        zone = zone_key(feature["properties"]["TAZ1454"])
        superdistrict = superdistrict_key(feature["properties"]["SUPERD"])
        if superdistrict_of[zone] != superdistrict:
            raise ValueError(f"{zone}: the boundary file says {superdistrict}, the table {superdistrict_of[zone]}")
        rings = [[tuple(p) for p in ring] for part in feature["geometry"]["coordinates"] for ring in part]
        features.append(
            {
                "type": "Feature",
                "properties": {"region": zone, "superdistrict": superdistrict, "county": county_of[superdistrict]},
                "geometry": {"type": "MultiPolygon", "coordinates": polygons_from_rings(rings)},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def make_boundaries(source, superdistrict_of, county_of, folder):
    """Boundaries of zones, superdistricts and counties, simplified along shared borders, and a point inside each.

    mapshaper joins points that differ by rounding only, closes gaps thinner than about 50 m between zones, thins
    every border once for both its neighbours, and merges zones into the larger regions along what is left, so that
    no level has gaps or overlaps against another.
    """
    cut, made, points = folder / "regions.json", folder / "boundaries.json", folder / "points"
    points.mkdir()
    cut.write_text(json.dumps(zone_features(source, superdistrict_of, county_of)), encoding="utf-8")
    topojson.run_mapshaper(
        ["-i", str(cut), "snap", "-clean", "-simplify", "weighted", KEPT_POINTS, "keep-shapes"]
        + "-dissolve superdistrict + name=superdistricts".split()
        + "-rename-fields region=superdistrict target=superdistricts".split()
        + "-dissolve county + name=counties target=regions".split()
        + "-rename-fields region=county target=counties".split()
        + "-filter-fields region target=*".split()
        + ["-o", str(made), "format=topojson", "target=*"]
    )
    topojson.run_mapshaper(
        ["-i", str(made), "-points", "inner", "target=*", "-o", str(points), "format=geojson", "target=*"]
    )
    topology = json.loads(made.read_text(encoding="utf-8"))
    topojson.check(topology, "regions", superdistrict_of)
    topojson.check(topology, "superdistricts", county_of)
    topojson.check(topology, "counties", set(county_of.values()))
    inside = {}
    for layer in ("regions", "superdistricts", "counties"):
        collection = json.loads((points / f"{layer}.json").read_text(encoding="utf-8"))
        for feature in collection["features"]:
            inside[feature["properties"]["region"]] = feature["geometry"]["coordinates"]
    return topology, inside


def region_rows(zones, names, superdistrict_of, county_of, inside):
    """Counties (level 0), superdistricts (level 1) and zones (level 2). Area, residents and households are the
    source's own figures (land area, not that of the drawn polygon), added up for the larger regions."""
    totals = sums(zones, lambda zone: zone_key(zone["zone_id"]))
    totals |= sums(zones, lambda zone: superdistrict_key(zone["SD"]))
    totals |= sums(zones, lambda zone: county_key(zone["county_id"]))
    listed = [(key, f"{name} County", "", 0) for key, name in names.items()]
    listed += [(key, f"Superdistrict {int(key[2:])} ({names[county]})", county, 1) for key, county in county_of.items()]
    listed += [(key, f"Zone {int(key[1:])}", parent, 2) for key, parent in superdistrict_of.items()]
    return [
        {
            "region": key,
            "name": name,
            "country": "US",
            "parent": parent,
            "level": level,
            "lon": f"{inside[key][0]:.5f}",
            "lat": f"{inside[key][1]:.5f}",
            "area_km2": number(totals[key]["TOTACRE"] * KM2_PER_ACRE, 6),
            "population": number(int(totals[key]["TOTPOP"])),
            "households": number(int(totals[key]["TOTHH"])),
        }
        for key, name, parent, level in listed
    ]


def indicator_rows(zones):
    """Indicators of the superdistricts, from sums over their zones."""
    rows = []
    for superdistrict, total in sums(zones, lambda zone: superdistrict_key(zone["SD"])).items():
        for indicator, _, _, value in INDICATORS:
            rows.append((superdistrict, indicator, number(value(total)), "estimated"))
    return [dict(zip(("region", "indicator", "value", "status"), row)) for row in rows]


def definition_rows():
    """What the indicators are."""
    columns = "indicator name name_uk name_ru domain direction unit denominator source".split()
    return [dict(zip(columns, (key, *names, *kind, SOURCE))) for key, names, kind, _ in INDICATORS]


def activity_rows(zones):
    """Jobs by zone and industry; stops when a zone's industries do not add up to its total."""
    rows = []
    for zone in zones:
        if sum(int(zone[code]) for code, *_ in INDUSTRIES) != int(zone["TOTEMP"]):
            raise ValueError(f"zone {zone['zone_id']}: industries do not add up to total employment")
        for code, *_ in INDUSTRIES:
            rows.append((zone_key(zone["zone_id"]), code, zone[code], "estimated"))
    return [dict(zip(("region", "industry", "employment", "employment_status"), row)) for row in rows]


def main():
    """Read the archive, write the files of the study."""
    parser = argparse.ArgumentParser(description="Make the files of the study bay-area again.")
    parser.add_argument("activitysim", help="wheel of activitysim 1.6.0")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    options = parser.parse_args()

    zones = rows_of(member(options.activitysim, *LAND_USE))
    names = county_names(member(options.activitysim, *COUNTY_NAMES))
    superdistrict_of, county_of = parents(zones)
    with tempfile.TemporaryDirectory() as folder:
        source = json.loads(member(options.activitysim, *ZONES))
        topology, inside = make_boundaries(source, superdistrict_of, county_of, Path(folder))

    options.out.mkdir(parents=True, exist_ok=True)
    topojson.write(topology, options.out / "boundaries.json")
    regions = region_rows(zones, names, superdistrict_of, county_of, inside)
    definitions, values, activity = definition_rows(), indicator_rows(zones), activity_rows(zones)
    industries = [
        dict(zip("industry name name_uk name_ru scheme".split(), (*industry, "MTC6"))) for industry in INDUSTRIES
    ]
    for file, rows, key in (
        ("regions.csv", regions, ["region"]),
        ("indicator_definitions.csv", definitions, ["indicator"]),
        ("indicators.csv", values, ["region", "indicator"]),
        ("industries.csv", industries, ["industry"]),
        ("activity.csv", activity, ["region", "industry"]),
    ):
        write_table(options.out / file, list(rows[0]), rows, key)
    print(f"{len(regions)} regions, {len(values)} indicator values, {len(activity)} cells of activity")


if __name__ == "__main__":
    main()
