"""The peers' side of the cases, one process each: prints one JSON line."""

import json
import resource
import sys
import time

import numpy as np


def points(path, columns):
    return np.fromfile(path, dtype="<f8").reshape(-1, int(columns))


def k_means(path, columns, k, starts, algorithm, threads):
    """scikit-learn, run to convergence (tol=0) like ours."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    data = points(path, columns)
    with threadpool_limits(int(threads)):
        begin = time.perf_counter()
        fit = KMeans(int(k), n_init=int(starts), algorithm=algorithm, tol=0, max_iter=10_000, random_state=1).fit(data)
        seconds = time.perf_counter() - begin
    return seconds, {"sum_of_squares": float(fit.inertia_)}


def ward(path, columns):
    """fastcluster in its O(n) memory form."""
    import fastcluster

    data = points(path, columns)
    begin = time.perf_counter()
    tree = fastcluster.linkage_vector(data, method="ward")
    seconds = time.perf_counter() - begin
    return seconds, {"heights": float(tree[:, 2].sum()), "last": float(tree[-1, 2])}


def silhouette(path, columns, labels):
    """scikit-learn."""
    from sklearn.metrics import silhouette_score

    data, groups = points(path, columns), np.fromfile(labels, dtype="<u4")
    begin = time.perf_counter()
    mean = silhouette_score(data, groups)
    return time.perf_counter() - begin, {"mean": float(mean)}


def explained(data, groups):
    """Number of groups and the share of the sum of squares between them."""
    groups = np.unique(np.asarray(groups), return_inverse=True)[1]
    total = ((data - data.mean(axis=0)) ** 2).sum()
    means = np.array([data[groups == g].mean(axis=0) for g in range(groups.max() + 1)])
    return {"groups": int(groups.max()) + 1, "explained": float(1 - ((data - means[groups]) ** 2).sum() / total)}


def geoda(path, columns, gal):
    import pygeoda

    data = points(path, columns)
    return pygeoda, data, pygeoda.read_gal(gal, [str(i) for i in range(len(data))]), data.T.tolist()


def skater_pygeoda(path, columns, gal, k):
    """pygeoda on values that are on one scale already."""
    pygeoda, data, weights, lists = geoda(path, columns, gal)
    begin = time.perf_counter()
    found = pygeoda.skater(int(k), weights, lists, scale_method="raw")
    return time.perf_counter() - begin, explained(data, found["Clusters"])


def skater_spopt(path, columns, links, k):
    """spopt with Euclidean distances."""
    import libpysal
    import pandas as pd
    from sklearn.metrics.pairwise import euclidean_distances
    from spopt.region import Skater

    data, neighbors = points(path, columns), {}
    for i, j in np.fromfile(links, dtype="<u4").reshape(-1, 2).tolist():
        neighbors.setdefault(i, []).append(j)
        neighbors.setdefault(j, []).append(i)
    weights = libpysal.weights.W(dict(sorted(neighbors.items())), silence_warnings=True)
    names = [f"x{c}" for c in range(data.shape[1])]
    frame = pd.DataFrame(data, columns=names)
    chosen = dict(dissimilarity=euclidean_distances, affinity=None, reduction=np.sum, center=np.mean)
    begin = time.perf_counter()
    model = Skater(frame, weights, names, n_clusters=int(k), spanning_forest_kwds=chosen)
    model.solve()
    return time.perf_counter() - begin, explained(data, model.labels_)


def max_p_pygeoda(method, path, columns, gal, population, floor):
    pygeoda, data, weights, lists = geoda(path, columns, gal)
    bound = np.fromfile(population, dtype="<f8").tolist()
    begin = time.perf_counter()
    if method == "greedy":
        found = pygeoda.maxp_greedy(weights, lists, bound, float(floor), scale_method="raw")
    else:
        found = pygeoda.maxp_sa(weights, lists, bound, float(floor), cooling_rate=0.85, scale_method="raw")
    return time.perf_counter() - begin, explained(data, found["Clusters"])


def max_p_pygeoda_greedy(*args):
    """pygeoda, 99 constructions, greedy search."""
    return max_p_pygeoda("greedy", *args)


def max_p_pygeoda_annealing(*args):
    """pygeoda, 99 constructions, simulated annealing."""
    return max_p_pygeoda("annealing", *args)


def ward_connectivity(path, columns, links, k):
    """scikit-learn, whole tree."""
    from scipy.sparse import coo_matrix
    from sklearn.cluster import AgglomerativeClustering

    data, pairs = points(path, columns), np.fromfile(links, dtype="<u4").reshape(-1, 2)
    ends = (np.r_[pairs[:, 0], pairs[:, 1]], np.r_[pairs[:, 1], pairs[:, 0]])
    graph = coo_matrix((np.ones(2 * len(pairs)), ends)).tocsr()
    model = AgglomerativeClustering(int(k), connectivity=graph, linkage="ward", compute_full_tree=True)
    begin = time.perf_counter()
    model.fit(data)
    return time.perf_counter() - begin, explained(data, model.labels_)
def local_moran_pygeoda(values, links, draws, method):
    """pygeoda on two threads; its p is the smaller tail."""
    import pygeoda

    data = np.fromfile(values, dtype="<f8")
    weights = pygeoda.read_gal(str(links).replace(".u4", ".gal"), [str(i + 1) for i in range(len(data))])
    column = data.tolist()
    begin = time.perf_counter()
    found = pygeoda.local_moran(weights, column, permutations=int(draws), permutation_method=method, cpu_threads=2)
    seconds = time.perf_counter() - begin
    p = np.array(found.lisa_pvalues())
    return seconds, {"sum": float(np.sum(found.lisa_values())), "significant": int((p <= 0.05).sum())}


def local_moran_esda(values, links, draws):
    """esda with numba, compiled before the clock starts, two jobs; its default p is the smaller tail."""
    from esda import Moran_Local
    from libpysal.weights import W

    data = np.fromfile(values, dtype="<f8")
    pairs = np.fromfile(links, dtype="<u4").reshape(-1, 2)
    rows = np.split(pairs[:, 1], np.cumsum(np.bincount(pairs[:, 0], minlength=len(data)))[:-1])
    weights = W({i: row.tolist() for i, row in enumerate(rows)}, silence_warnings=True)

    def run(permutations):
        return Moran_Local(data, weights, permutations=permutations, n_jobs=2, keep_simulations=False)

    run(9)
    begin = time.perf_counter()
    found = run(int(draws))
    seconds = time.perf_counter() - begin
    return seconds, {"sum": float(found.Is.sum()), "significant": int((found.p_sim <= 0.05).sum())}


def leiden_leidenalg(path, nodes, layers, iterations):
    """leidenalg over layers, modularity in each, one membership; the graphs are built before the clock starts."""
    import igraph
    import leidenalg

    ties = np.fromfile(path, dtype=[("ends", "<u4", 2), ("layer", "<u4"), ("weight", "<f4")])
    parts = []
    for layer in range(int(layers)):
        of = ties[ties["layer"] == layer]
        graph = igraph.Graph(n=int(nodes), edges=of["ends"])
        graph.es["weight"] = of["weight"].astype(float)
        parts.append(leidenalg.ModularityVertexPartition(graph, weights="weight"))
    optimiser = leidenalg.Optimiser()
    optimiser.set_rng_seed(1)
    weights = [sum(part.graph.es["weight"]) for part in parts]
    share = [w / sum(weights) for w in weights]
    # Its quality of a layer is a share of the layer's own weight; ours is a share of the weight of all layers.
    begin = time.perf_counter()
    optimiser.optimise_partition_multiplex(parts, layer_weights=share, n_iterations=int(iterations))
    seconds = time.perf_counter() - begin
    membership = parts[0].membership
    quality = sum(s * part.graph.modularity(membership, weights="weight") for s, part in zip(share, parts))
    return seconds, {"quality": float(quality), "communities": len(set(membership))}


def quotients_pandas(path):
    """Location quotients from a CSV file."""
    import pandas as pd

    begin = time.perf_counter()
    cells = pd.read_csv(path, dtype={"region": str, "industry": str})
    region = cells.groupby("region")["value"].transform("sum")
    industry = cells.groupby("industry")["value"].transform("sum")
    cells["lq"] = (cells["value"] / region) / (industry / cells["value"].sum())
    cells.to_csv(path + ".pandas.csv", index=False)
    return time.perf_counter() - begin, {"sum": float(cells["lq"].sum())}


def cells_polars(source):
    """Rows of a long panel summed to cells, shares and quotients."""
    import polars as pl

    value = pl.col("value")
    cells = pl.scan_parquet(source).group_by("region", "industry", "year").agg(value.sum())
    cells = cells.sort("year", "region", "industry").with_columns(
        share=value / value.sum().over("region", "year"),
        base=value.sum().over("industry", "year") / value.sum().over("year"),
        room=(pl.len().over("industry", "year") * 0.1 - 1e-9).ceil(),
    )
    return pl, cells.with_columns(lq=pl.col("share") / pl.col("base"), status=pl.lit("observed"))


def panel_quotients_polars(source, target, engine):
    """Location quotients from a long Parquet panel, lazily, only what is needed."""
    import polars as pl  # noqa: F401, before the clock starts

    begin = time.perf_counter()
    pl, cells = cells_polars(source)
    cells.select("region", "industry", "year", pl.col("lq").alias("value"), "status").collect(engine=engine).write_parquet(target)
    return time.perf_counter() - begin, None


def panel_stars_polars(source, target, engine):
    """Stars from a long Parquet panel: size and focus for the top tenth of the regions that have
    a value, equal ones in the order of their keys; specialisation for a quotient of 2 or more."""
    import polars as pl  # noqa: F401, before the clock starts

    begin = time.perf_counter()
    pl, cells = cells_polars(source)

    def top(name):
        rank = pl.col(name).rank("ordinal", descending=True).over("industry", "year")
        return (rank <= pl.col("room")) & (pl.col("value") > 0)

    cells = cells.with_columns(
        size_star=top("value"), specialization_star=pl.col("lq") >= 2.0, focus_star=top("share")
    )
    marks = [pl.col(f"{name}_star").cast(pl.Int64) for name in ("size", "specialization", "focus")]
    cells.with_columns(stars=marks[0] + marks[1] + marks[2]).drop("base", "room").collect(engine=engine).write_parquet(target)
    return time.perf_counter() - begin, None


def gini_rows(values):
    """Gini coefficient of every row, all columns counting once."""
    n = values.shape[1]
    ordered = np.sort(values, axis=1)
    return ((2 * np.arange(1, n + 1) - n - 1) * ordered).sum(axis=1) / (n * ordered.sum(axis=1))


def top_tenth(values):
    """The highest tenth of each column, rounded up, equal ones in order; zero is never among them."""
    marks = np.zeros(values.shape, dtype=bool)
    count = int(np.ceil(0.1 * values.shape[0] - 1e-9))
    np.put_along_axis(marks, np.argsort(-values, axis=0, kind="stable")[:count], True, axis=0)
    return marks & (values > 0)


def cluster_indices_dense(path, industries, regions):
    """All indices by matrices, year by year, as EconGeo's functions do one after the other."""
    data = points(path, industries).reshape(-1, int(regions), int(industries))
    names = ["lq", "krugman", "hachman", "herfindahl", "entropy", "gini", "gini of industries", "hoover", "stars"]
    sums = dict.fromkeys(names, 0.0)
    begin = time.perf_counter()
    for year in data:
        share = year / year.sum(axis=1, keepdims=True)
        base = year.sum(axis=0) / year.sum()
        lq = share / base
        sums["lq"] += lq.sum()
        sums["krugman"] += np.abs(share - base).sum()
        sums["hachman"] += (1 / (share**2 / base).sum(axis=1)).sum()
        sums["herfindahl"] += (share**2).sum()
        sums["entropy"] -= (share * np.log(np.where(share > 0, share, 1))).sum()
        sums["gini"] += gini_rows(lq).sum()
        sums["gini of industries"] += gini_rows(np.ascontiguousarray(lq.T)).sum()
        of_regions = year / year.sum(axis=0)
        sums["hoover"] += np.abs(of_regions - year.sum(axis=1, keepdims=True) / year.sum()).sum() / 2
        sums["stars"] += int(top_tenth(year).sum() + (lq >= 2).sum() + top_tenth(share).sum())
    return time.perf_counter() - begin, {name: float(v) for name, v in sums.items()}


def long_columns(path, industries, regions):
    data = points(path, industries).reshape(-1, int(regions), int(industries))
    year, region, industry = (k.ravel().astype("i2") for k in np.indices(data.shape, dtype="i2"))
    return {"year": year, "region": region, "industry": industry, "value": data.ravel()}


def cluster_indices_pandas(path, industries, regions):
    """The same by groups of a long frame, year by year: whole, it does not fit into 20 GB."""
    import pandas as pd

    frame = pd.DataFrame(long_columns(path, industries, regions))
    sums = dict.fromkeys(
        ["lq", "krugman", "hachman", "herfindahl", "entropy", "gini", "gini of industries", "hoover", "stars"], 0.0
    )
    begin = time.perf_counter()
    for _, year in frame.groupby("year"):
        year = year.copy()
        total = year["value"].sum()
        of_region = year.groupby("region")["value"].transform("sum")
        of_industry = year.groupby("industry")["value"].transform("sum")
        share, base = year["value"] / of_region, of_industry / total
        year["lq"], year["share"] = share / base, share
        sums["lq"] += year["lq"].sum()
        sums["krugman"] += (share - base).abs().sum()
        sums["hachman"] += (1 / (share**2 / base).groupby(year["region"]).sum()).sum()
        sums["herfindahl"] += (share**2).sum()
        sums["entropy"] -= (share * np.log(share.where(share > 0, 1))).sum()
        for name, key in (("gini", "region"), ("gini of industries", "industry")):
            groups = year.groupby(key)["lq"]
            rank, n = groups.rank(method="first"), groups.transform("size")
            weighted = ((2 * rank - n - 1) * year["lq"]).groupby(year[key]).sum()
            sums[name] += (weighted / (groups.size() * groups.sum())).sum()
        sums["hoover"] += (year["value"] / of_industry - of_region / total).abs().sum() / 2
        count = int(np.ceil(0.1 * int(regions) - 1e-9))
        for name in ("value", "share"):
            rank = year.groupby("industry")[name].rank(method="first", ascending=False)
            sums["stars"] += int(((rank <= count) & (year[name] > 0)).sum())
        sums["stars"] += int((year["lq"] >= 2).sum())
    return time.perf_counter() - begin, {name: float(v) for name, v in sums.items()}


def cluster_indices_polars(path, industries, regions):
    """The same by windows, lazily, year by year for the same reason."""
    import polars as pl

    frame = pl.DataFrame(long_columns(path, industries, regions))
    value, share, base, lq = (pl.col(c) for c in ("value", "share", "base", "lq"))
    count = int(np.ceil(0.1 * int(regions) - 1e-9))

    def gini(key):
        n = pl.len().over(key)
        rank = lq.rank("ordinal").over(key).cast(pl.Float64)
        return (((2 * rank - n - 1) * lq) / (n * lq.sum().over(key))).sum()

    def top(name):
        return ((pl.col(name).rank("ordinal", descending=True).over("industry") <= count) & (pl.col(name) > 0)).sum()

    total = {}
    begin = time.perf_counter()
    for year in frame.partition_by("year"):
        cells = year.lazy().with_columns(
            share=value / value.sum().over("region"), base=value.sum().over("industry") / value.sum()
        )
        cells = cells.with_columns(lq=share / base)
        found = cells.select(
            pl.col("lq").sum().alias("lq"),
            (share - base).abs().sum().alias("krugman"),
            (share**2).sum().alias("herfindahl"),
            (-(share * pl.when(share > 0).then(share).otherwise(1.0).log()).sum()).alias("entropy"),
            gini("region").alias("gini"),
            gini("industry").alias("gini of industries"),
            ((value / value.sum().over("industry") - value.sum().over("region") / value.sum()).abs().sum() / 2).alias("hoover"),
            (top("value") + top("share") + (lq >= 2).sum()).cast(pl.Float64).alias("stars"),
        ).collect()
        hachman = cells.group_by("region").agg(h=1 / (share**2 / base).sum()).select(pl.col("h").sum()).collect()
        for name, v in {**found.row(0, named=True), "hachman": hachman.item()}.items():
            total[name] = total.get(name, 0.0) + float(v)
    return time.perf_counter() - begin, total


if __name__ == "__main__":
    seconds, answer = globals()[sys.argv[1]](*sys.argv[2:])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "answer": answer, "memory_mib": peak}))
