"""Maps of regions: neighbours by shared borders of Voronoi cells, smooth indicators with noise, populations."""

from pathlib import Path

import numpy as np


def voronoi(folder: Path, regions: int, columns: int = 7) -> dict[str, str]:
    """Files of a map: indicators on one scale, links (pairs of regions), populations, and the links as GAL."""
    stem = folder / f"voronoi-{regions}"
    files = {what: f"{stem}.{what}" for what in ("indicators", "links", "population", "gal")}
    if Path(files["gal"]).exists():
        return files
    from scipy.spatial import Delaunay

    random = np.random.default_rng(regions)
    points = random.random((regions, 2))
    corners = Delaunay(points).simplices
    pairs = np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
    links = np.unique(np.sort(pairs, axis=1), axis=0)
    indicators = np.empty((regions, columns))
    for column in range(columns):
        waves = 6 * random.standard_normal((6, 2)), 7 * random.random(6)
        smooth = np.sin(points @ waves[0].T + waves[1]).sum(axis=1)
        indicators[:, column] = smooth + 0.8 * random.standard_normal(regions)
    indicators = (indicators - indicators.mean(axis=0)) / indicators.std(axis=0)
    indicators.astype("<f8").tofile(files["indicators"])
    links.astype("<u4").tofile(files["links"])
    np.round(np.exp(9 + random.standard_normal(regions))).astype("<f8").tofile(files["population"])
    neighbors = [[] for _ in range(regions)]
    for i, j in links:
        neighbors[i].append(str(j))
        neighbors[j].append(str(i))
    with open(files["gal"], "w", encoding="utf-8") as out:
        out.write(f"0 {regions} map id\n")
        for i, others in enumerate(neighbors):
            out.write(f"{i} {len(others)}\n{' '.join(others)}\n")
    return files
