"""The long panel: its rows, and the comparison of what was made of it."""

import math
from pathlib import Path

import numpy as np

ROWS, REGIONS, INDUSTRIES, YEARS = 20_000_000, 1_000, 200, 10


def plants(path: Path, rows: int = ROWS) -> Path:
    """One row a plant and year, shuffled. Regions and industries differ in size as real ones do."""
    if path.exists():
        return path
    import pyarrow as pa
    import pyarrow.parquet as pq

    random = np.random.default_rng(5)

    def keys(n, template):
        weights = 1.0 / np.arange(1, n + 1) ** 0.6
        codes = random.choice(n, size=rows, p=weights / weights.sum()).astype(np.int32)
        names = pa.array([template.format(i) for i in random.permutation(n)])
        return pa.DictionaryArray.from_arrays(codes, names).cast(pa.string())

    table = pa.table({
        "region": keys(REGIONS, "R{:05}"),
        "industry": keys(INDUSTRIES, "I{:04}"),
        "year": pa.array(random.integers(2011, 2011 + YEARS, rows)),
        # Sizes of plants are about lognormal; whole numbers, so that sums are exact.
        "value": pa.array(np.maximum(1, np.rint(random.lognormal(2.0, 1.2, rows)))),
    })
    part = path.with_suffix(".part")
    pq.write_table(table, part, row_group_size=1 << 20)
    part.rename(path)
    return path


def same_cells(ours: Path, theirs: Path, measure: str, stars: bool) -> bool:
    """Every cell with a value is in both, the measure within 1e-9, the stars equal."""
    import polars as pl

    ours = pl.read_parquet(ours).filter(pl.col(measure).is_not_null())
    theirs = pl.read_parquet(theirs)
    both = ours.join(theirs, on=["region", "industry", "year"], suffix="_peer")
    if not len(both) == len(ours) == len(theirs) > 0:
        return False
    peer = pl.col(f"{measure}_peer")
    apart = both.select(((pl.col(measure) - peer) / peer).abs().max()).item()
    if not (math.isfinite(apart) and apart <= 1e-9):
        return False
    # A quotient on the very threshold may fall on either side of it by its last bit.
    clear = both.filter((pl.col(measure) - 2.0).abs() > 1e-9)
    names = ["size_star", "specialization_star", "focus_star", "stars"] if stars else []
    return all((clear[name] == clear[f"{name}_peer"]).all() for name in names)
