"""What is measured. A case makes its data once, names both sides, and compares their answers."""

import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from maps import voronoi
from panel import ROWS, plants, same_cells


@dataclass
class Case:
    name: str
    title: str
    ours: list[str]
    peers: dict[str, list[str]]
    same: object
    bar: float | None = None
    runs: int = 5
    note: str = ""
    kind: str = "kernel"
    answers: dict = field(default_factory=dict)


def close(a, b, tolerance=1e-9):
    return all(math.isclose(a[key], b[key], rel_tol=tolerance) for key in b)


def explains_as_much(ours, theirs):
    """Contiguous groups on both sides: more groups at the floor, or as many that explain as much."""
    mine, peer = (side["groups"] for side in (ours, theirs))
    return mine > peer or (mine == peer and ours["explained"] >= theirs["explained"] - 1e-9)


def blobs(path: Path, rows: int, columns: int, centers: int, seed: int) -> Path:
    """Overlapping groups, as standardised regional indicators have them."""
    if not path.exists():
        random = np.random.default_rng(seed)
        means = 1.5 * random.standard_normal((centers, columns))
        data = means[random.integers(centers, size=rows)] + random.standard_normal((rows, columns))
        data.astype("<f8").tofile(path)
    return path


def neighbors(values: Path, links: Path, regions: int) -> tuple[Path, Path]:
    """Points at random, neighbours by Delaunay's triangles (six on average), a trend with noise; the links also as a GAL file."""
    if not links.exists():
        from scipy.spatial import Delaunay

        random = np.random.default_rng(6)
        points = random.random((regions, 2))
        corners = Delaunay(points).simplices
        pairs = np.vstack([corners[:, [a, b]] for a, b in ((0, 1), (1, 2), (2, 0))])
        pairs = np.unique(np.vstack([pairs, pairs[:, ::-1]]), axis=0)
        (np.sin(7 * points[:, 0]) + np.cos(5 * points[:, 1]) + random.standard_normal(regions)).astype("<f8").tofile(values)
        rows = np.split(pairs[:, 1], np.cumsum(np.bincount(pairs[:, 0], minlength=regions))[:-1])
        with open(links.with_suffix(".gal"), "w", encoding="utf-8") as out:
            out.write(f"0 {regions} map id\n")
            for i, row in enumerate(rows):
                out.write(f"{i + 1} {len(row)}\n{' '.join(str(j + 1) for j in row)}\n")
        pairs.astype("<u4").tofile(links)
    return values, links


def same_clusters(ours, theirs):
    """Same values; the number of regions significant at 5 % within 2 %: draws differ."""
    return close({"sum": ours["sum"]}, {"sum": theirs["sum"]}) and math.isclose(ours["significant"], theirs["significant"], rel_tol=0.02)


def same_values(ours, theirs):
    """Same values; of so few draws p-values say little."""
    return close({"sum": ours["sum"]}, {"sum": theirs["sum"]})


def local_moran(data: Path, xtask: str) -> list["Case"]:
    cases = []
    for name, regions, draws in (("counties", 3_142, 99_999), ("tracts", 85_000, 9_999)):
        values, links = neighbors(data / f"map-{name}.f64", data / f"map-{name}.u4", regions)
        what = f"local Moran, {regions:,} regions"

        def case(suffix, title, draws, stop, peer, bar, runs, note):
            ours = [xtask, "bench", "local-moran", str(values), "1", str(links), str(draws), str(stop)]
            peers = {who: [f, str(values), str(links), str(draws), *rest] for who, (f, *rest) in peer.items()}
            same = same_clusters if draws >= 9_999 else same_values
            cases.append(Case(f"local-moran-{name}{suffix}", title, ours, peers, same, bar=bar, runs=runs, note=note))

        lookup = {"pygeoda lookup-table": ("local_moran_pygeoda", "lookup-table")}
        complete = {"pygeoda complete": ("local_moran_pygeoda", "complete")}
        esda = {"esda (numba, 2 jobs)": ("local_moran_esda",)}
        full, few = f"{what}, {draws:,} permutations", f"{what}, 999 permutations"
        case("", full, draws, 0, lookup, 1.5, 3, "Same sum of Iᵢ to 1e-9, number of regions significant at 5 % within 2 %. The peer's look-up table uses the same draws for all regions, ours draws anew for each.")
        case("-stopped", f"{full}, stopped", draws, 20, lookup, 10.0, 3, "Stopped at the 20th extreme draw (Besag & Clifford 1991), against the same look-up table without stopping, which the peer lacks.")
        case("-esda", few, 999, 0, esda, 10.0, 3, "Same sum of Iᵢ to 1e-9. More permutations make the peer keep them all in memory.")
        case("-complete", few, 999, 0, complete, 20.0, 1, "Same sum of Iᵢ to 1e-9; one run.")
    return cases


def ties(path: Path, nodes: int, count: int, layers: int) -> Path:
    """Ties of three kinds between nodes in communities of about 80; 0.4 of them leave."""
    if not path.exists():
        random = np.random.default_rng(8)
        home = random.integers(max(1, nodes // 80), size=nodes)
        order = np.argsort(home, kind="stable")
        starts = np.searchsorted(home[order], np.arange(nodes // 80 + 2))
        source = (nodes * random.random(count) ** 1.5).astype("<u4")
        inside = random.random(count) < 0.6
        low, high = starts[home[source]], starts[home[source] + 1]
        near = order[low + ((high - low) * random.random(count)).astype(int)]
        target = np.where(inside, near, (nodes * random.random(count) ** 1.5).astype(int))
        out = np.zeros(count, dtype=[("ends", "<u4", 2), ("layer", "<u4"), ("weight", "<f4")])
        out["ends"][:, 0], out["ends"][:, 1] = source, target
        out["layer"] = random.choice(layers, size=count, p=np.array([0.5, 0.3, 0.2])[:layers] / sum([0.5, 0.3, 0.2][:layers]))
        out["weight"] = np.exp(0.5 * random.standard_normal(count))
        out[source != target].tofile(path)
    return path


def leiden(data: Path, xtask: str) -> list["Case"]:
    cases = []
    for name, nodes, count, runs in (("communities", 100_000, 1_000_000, 3), ("communities-large", 1_000_000, 10_000_000, 1)):
        file = str(ties(data / f"{name}.ties", nodes, count, 3))
        cases.append(
            Case(
                name,
                f"communities by multilayer modularity, {nodes:,} organisations, {count:,} ties in three layers",
                [xtask, "bench", "leiden", file, str(nodes), "3", "4"],
                {"leidenalg, multiplex": ["leiden_leidenalg", file, str(nodes), "3", "2"]},
                lambda ours, theirs: ours["quality"] >= theirs["quality"],
                bar=3.0,
                runs=runs,
                note="Our quality is the peer's or greater: four passes of ours, two of the peer's. Our time holds the building of the graph, the peer's does not.",
            )
        )
    return cases


def activity_csv(path: Path, regions: int, industries: int) -> Path:
    if not path.exists():
        random = np.random.default_rng(4)
        jobs = np.round(np.exp(2 + 1.5 * random.standard_normal((regions, industries))), 1)
        with open(path, "w", encoding="utf-8") as out:
            out.write("region,industry,value\n")
            for r in range(regions):
                for i in range(industries):
                    out.write(f"R{r:05d},I{i:04d},{jobs[r, i]}\n")
    return path


def cluster_panel(path: Path, regions: int, industries: int, years: int) -> Path:
    """Jobs by year, region, industry: sizes of regions and industries, a fifth of the cells empty, slow change."""
    if not path.exists():
        random = np.random.default_rng(7)
        size = np.exp(random.standard_normal((regions, 1)) + random.standard_normal((1, industries)) + 2)
        cells = size * np.exp(random.standard_normal((regions, industries))) * (random.random((regions, industries)) > 0.2)
        with open(path, "wb") as out:
            for _ in range(years):
                cells *= np.exp(0.05 * random.standard_normal(cells.shape))
                out.write(cells.astype("<f8").tobytes())
    return path


def cluster_indices(data: Path, xtask: str) -> "Case":
    panel = str(cluster_panel(data / "cluster-panel.f64", 3_200, 1_000, 20))
    peers = {"dense matrices (NumPy)": "dense", "pandas": "pandas", "Polars": "polars"}
    return Case(
        "cluster-indices",
        "all indices of clusters (quotients, Krugman, Hachman, Herfindahl, entropy, both Gini, Hoover, stars), 3,200 regions × 1,000 industries × 20 years",
        [xtask, "bench", "cluster-indices", panel, "1000", "3200"],
        {name: [f"cluster_indices_{peer}", panel, "1000", "3200"] for name, peer in peers.items()},
        lambda ours, theirs: close(ours, theirs),
        runs=1,
        note="Same sums of all nine over all cells to 1e-9; one run.",
    )


def cases(data: Path, xtask: str, isard: str) -> list[Case]:
    tracts = blobs(data / "tracts.f64", 85_000, 30, 6, 1)
    places = blobs(data / "places.f64", 20_000, 10, 5, 2)
    counties = blobs(data / "counties.f64", 10_000, 10, 3, 3)
    labels = data / "labels.u4"
    if not labels.exists():
        points = np.fromfile(counties, dtype="<f8").reshape(-1, 10)
        labels.write_bytes(np.argmin(points[:, :3], axis=1).astype("<u4").tobytes())
    panel = activity_csv(data / "activity.csv", 2_000, 500)
    rows = plants(data / "plants.parquet")
    long = {(side, what): data / f"{what}-{side}.parquet" for side in ("ours", "peer") for what in ("lq", "stars")}
    k, starts = "6", "50"

    small, large = voronoi(data, 3_000), voronoi(data, 20_000)
    population = np.fromfile(small["population"], dtype="<f8")
    floor = str(0.003 * population.sum())

    def k_means(algorithm, threads):
        return ["k_means", str(tracts), "30", k, starts, algorithm, threads]

    return [
        *local_moran(data, xtask),
        *leiden(data, xtask),
        cluster_indices(data, xtask),
        Case(
            "k-means",
            f"k-means, 85,000 × 30, k = {k}, {starts} starts, to convergence",
            [xtask, "bench", "k-means", str(tracts), "30", k, starts],
            {
                "scikit-learn lloyd, 2 threads": k_means("lloyd", "2"),
                "scikit-learn lloyd, 1 thread": k_means("lloyd", "1"),
                "scikit-learn elkan, 2 threads": k_means("elkan", "2"),
            },
            lambda ours, theirs: close(ours, theirs, 1e-6),
            bar=3.0,
            runs=3,
            note="Same sum of squares to 1e-6; the bar is held against the fastest setting. Of 22.8 million blocks of 16 points 6.4 million are looked at, 18.6 thousand million multiplications with addition: 0.16 s at the machine's limit; reading each block looked at once from memory would take 0.27 s.",
        ),
        Case(
            "ward",
            "Ward, 20,000 × 10, in O(n) memory",
            [xtask, "bench", "ward", str(places), "10"],
            {"fastcluster linkage_vector": ["ward", str(places), "10"]},
            lambda ours, theirs: close(ours, theirs),
            bar=3.0,
            note="Same sum of heights and last height to 1e-9. 1.06 thousand million distances are looked at, ten subtractions and ten multiplications with addition each: 0.18 s of arithmetic at the machine's limit.",
        ),
        Case(
            "silhouette",
            "mean silhouette, 10,000 × 10, 3 groups",
            [xtask, "bench", "silhouette", str(counties), "10", str(labels)],
            {"scikit-learn": ["silhouette", str(counties), "10", str(labels)]},
            lambda ours, theirs: close(ours, theirs),
            note="Same mean to 1e-9.",
        ),
        Case(
            "skater",
            "SKATER, 3,000 regions of a Voronoi map × 7, k = 10",
            [xtask, "bench", "skater", small["indicators"], "7", small["links"], "10"],
            {"pygeoda": ["skater_pygeoda", small["indicators"], "7", small["gal"], "10"]},
            explains_as_much,
            bar=5.0,
            note="The same groups: explained share equal to 1e-9 or greater.",
        ),
        Case(
            "skater-spopt",
            "SKATER, 3,000 regions of a Voronoi map × 7, k = 10",
            [xtask, "bench", "skater", small["indicators"], "7", small["links"], "10"],
            {"spopt": ["skater_spopt", small["indicators"], "7", small["links"], "10"]},
            explains_as_much,
            bar=200.0,
            runs=1,
            note="One run; Euclidean distances on both sides, spopt's own score of a cut.",
        ),
        Case(
            "max-p",
            "max-p, 3,000 regions of a Voronoi map × 7, floor 0.3 % of the population",
            [xtask, "bench", "max-p", small["indicators"], "7", small["links"], small["population"], floor, "4"],
            {
                f"pygeoda, {method}": [f"max_p_pygeoda_{method}", small["indicators"], "7", small["gal"], small["population"], floor]
                for method in ("greedy", "annealing")
            },
            explains_as_much,
            bar=2.0,
            runs=3,
            note="More groups, or as many that explain as much; four starts with annealing against the peer's defaults.",
        ),
        Case(
            "ward-contiguous",
            "Ward among neighbours, 20,000 regions of a Voronoi map × 7, k = 10",
            [xtask, "bench", "ward-contiguous", large["indicators"], "7", large["links"], "10"],
            {"scikit-learn with connectivity": ["ward_connectivity", large["indicators"], "7", large["links"], "10"]},
            lambda ours, theirs: close(ours, theirs),
            bar=2.0,
            note="Same explained share to 1e-9.",
        ),
        Case(
            "quotients",
            "location quotients of a CSV file with 1,000,000 cells, file to file",
            [isard, "method", "run", "location-quotient", str(panel), "-q", "-o", str(data / "lq.csv")],
            {"pandas": ["quotients_pandas", str(panel)]},
            None,
            note="Whole process for isard; without start and imports for pandas.",
            kind="process",
        ),
        Case(
            "panel-quotients",
            f"location quotients from a Parquet panel of {ROWS:,} rows, file to file",
            [isard, "method", "run", "location-quotient", str(rows), "-q", "-o", str(long["ours", "lq"])],
            {
                f"Polars, {engine}": ["panel_quotients_polars", str(rows), str(long["peer", "lq"]), engine]
                for engine in ("in-memory", "streaming")
            },
            lambda ours, theirs: same_cells(long["ours", "lq"], long["peer", "lq"], "value", stars=False),
            bar=1.0,
            note="Whole process for isard; without start and imports for Polars. Every quotient within 1e-9.",
            kind="process",
        ),
        Case(
            "panel-stars",
            f"cluster stars from a Parquet panel of {ROWS:,} rows, file to file",
            [isard, "method", "run", "cluster-stars", str(rows), "--set", "draws=0", "-q", "-o", str(long["ours", "stars"])],
            {
                f"Polars, {engine}": ["panel_stars_polars", str(rows), str(long["peer", "stars"]), engine]
                for engine in ("in-memory", "streaming")
            },
            lambda ours, theirs: same_cells(long["ours", "stars"], long["peer", "stars"], "lq", stars=True),
            bar=1.0,
            note="As above, without resampling, which Polars has no match for. Every star equal, every quotient within 1e-9.",
            kind="process",
        ),
    ]
