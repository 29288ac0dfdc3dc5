"""How time and memory of our kernels grow with the number of regions: three sizes each, the data made as for the cases."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from cases import blobs, neighbors
from maps import voronoi


@dataclass
class Growth:
    """One kernel; `steps` are pairs of a number of regions and a command, `expected` the power of n its documentation claims."""

    title: str
    steps: list[tuple[int, list[str]]]
    expected: str


def growths(data: Path, xtask: str) -> list[Growth]:
    def bench(*words):
        return [xtask, "bench", *map(str, words)]

    def clouds(sizes, columns, command):
        files = {n: blobs(data / f"cloud-{n}-{columns}.f64", n, columns, 5, n) for n in sizes}
        return [(n, command(n, file)) for n, file in files.items()]

    def labels(n):
        path = data / f"cloud-labels-{n}.u4"
        if not path.exists():
            (np.arange(n) % 3).astype("<u4").tofile(path)
        return path

    def maps(sizes, command):
        return [(n, command(voronoi(data, n))) for n in sizes]

    def lags(sizes, draws):
        files = [(n, neighbors(data / f"map-{n}.f64", data / f"map-{n}.u4", n)) for n in sizes]
        return [(n, bench("local-moran", values, 1, links, draws, 0)) for n, (values, links) in files]

    def floor(files):
        return 0.003 * np.fromfile(files["population"], dtype="<f8").sum()

    return [
        Growth(
            "k-means, × 30, k = 6, 10 starts, to convergence",
            clouds((10_000, 30_000, 90_000), 30, lambda n, file: bench("k-means", file, 30, 6, 10)),
            "n a pass; passes grow",
        ),
        Growth("Ward, × 10", clouds((5_000, 10_000, 20_000), 10, lambda n, file: bench("ward", file, 10)), "n²"),
        Growth(
            "mean silhouette, × 10",
            clouds((5_000, 10_000, 20_000), 10, lambda n, file: bench("silhouette", file, 10, labels(n))),
            "n²",
        ),
        Growth("local Moran, 999 permutations", lags((5_000, 20_000, 80_000), 999), "n"),
        Growth(
            "SKATER, × 7, k = 10",
            maps((3_000, 12_000, 48_000), lambda files: bench("skater", files["indicators"], 7, files["links"], 10)),
            "n log n",
        ),
        Growth(
            "Ward among neighbours, × 7, k = 10",
            maps((3_000, 12_000, 48_000), lambda files: bench("ward-contiguous", files["indicators"], 7, files["links"], 10)),
            "n log n",
        ),
        Growth(
            "max-p, × 7, floor 0.3 % of the population, 4 starts",
            maps(
                (3_000, 12_000, 48_000),
                lambda files: bench("max-p", files["indicators"], 7, files["links"], files["population"], floor(files), 4),
            ),
            "moves, about n",
        ),
    ]


def exponent(steps):
    """Power of n between the first and the last size."""
    first, last = steps[0], steps[-1]
    return math.log(last["seconds"] / first["seconds"]) / math.log(last["n"] / first["n"])


def table(found):
    lines = [
        "## Growth with the number of regions",
        "",
        "Our side alone, medians of three runs on 2 threads; the power is that of n between the first and the last size. Small sizes",
        "fit into nearer caches than large ones.",
        "",
        "| kernel | regions: seconds (MiB) | power | expected |",
        "|---|---|---|---|",
    ]
    for title, row in found.items():
        cells = " · ".join(f"{s['n']:,}: {s['seconds']:.4f} ({s['memory']:.0f})" for s in row["steps"])
        lines.append(f"| {title} | {cells} | {exponent(row['steps']):.2f} | {row['expected']} |")
    return [*lines, ""]
