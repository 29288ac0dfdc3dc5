"""Runs the cases and writes docs/benchmarks.md."""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

from cases import cases
from growth import growths, table

HERE = Path(__file__).parent
PACKAGES = [
    "scikit-learn", "fastcluster", "pygeoda", "esda", "spopt", "numba", "pandas", "polars", "numpy", "scipy", "leidenalg", "igraph",
]


def measured(command, tries=1):
    """What a side says of itself. A peer may crash (pygeoda frees memory twice now and then): it is tried again."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        if tries > 1:
            return measured(command, tries - 1)
        sys.exit(f"{' '.join(command)} failed")
    return json.loads(done.stdout.strip().splitlines()[-1])


def process(command):
    """Seconds and peak memory of a whole process."""
    begin = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{' '.join(command)} failed")
    return {"seconds": time.perf_counter() - begin, "memory_mib": usage.ru_maxrss / 1024, "answer": None}


def summary(runs):
    seconds = [r["seconds"] for r in runs]
    return {
        "median": statistics.median(seconds),
        "low": min(seconds),
        "high": max(seconds),
        "memory": max(r["memory_mib"] or 0 for r in runs),
        "answer": runs[-1]["answer"],
    }


def run(case):
    ours, peers = [], {name: [] for name in case.peers}
    for _ in range(case.runs):
        ours.append((process if case.kind == "process" else measured)(case.ours))
        for name, args in case.peers.items():
            peers[name].append(measured([sys.executable, str(HERE / "peers.py"), *args], tries=5))
    ours, peers = summary(ours), {name: summary(runs) for name, runs in peers.items()}
    for name, peer in peers.items():
        if case.same and not case.same(ours["answer"], peer["answer"]):
            sys.exit(f"{case.title}: the answers differ: {ours['answer']} and {peer['answer']} ({name})")
    best = min(peers.values(), key=lambda p: p["median"])
    ratio = best["median"] / ours["median"]
    bar = "" if case.bar is None else f" (bar {case.bar:g}: {'met' if ratio >= case.bar else 'MISSED'})"
    print(f"{case.title}: {ours['median']:.3f} s, best peer {best['median']:.3f} s, ratio {ratio:.1f}{bar}", flush=True)
    return ours, peers, ratio


def growth(data, xtask):
    """Seconds and memory of our kernels on three sizes."""
    found = {}
    for kernel in growths(data, xtask):
        steps = []
        for n, command in kernel.steps:
            side = summary([measured(command) for _ in range(3)])
            steps.append({"n": n, "seconds": side["median"], "memory": side["memory"]})
            print(f"{kernel.title}, {n:,} regions: {side['median']:.4f} s", flush=True)
        found[kernel.title] = {"steps": steps, "expected": kernel.expected}
    return found


def starts(isard, folder):
    """Milliseconds from start to result on a small file."""
    path = folder / "small.csv"
    path.write_text("region,industry,value\nA,x,10\nA,y,20\nB,x,30\nB,y,5\n", encoding="utf-8")
    times = [process([isard, "method", "run", "location-quotient", str(path), "-q"])["seconds"] for _ in range(21)]
    return 1000 * statistics.median(times), 1000 * max(times)


def machine():
    name = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.processor())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{name}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def limits(xtask):
    """What the machine can do at most, in a sentence."""
    found = json.loads(subprocess.run([xtask, "machine"], check=True, capture_output=True, text=True).stdout)
    return (
        f"Limits of the machine, measured in the same run on {found['threads']} threads: {found['bytes_read'] / 1e9:.0f} GB/s read from "
        f"memory, {found['multiply_adds'] / 1e9:.0f} billion multiplications with addition a second in single precision."
    )


def seconds(value):
    return f"{value:.3f}" if value < 1 else f"{value:.2f}"


def page(every, results):
    versions = ", ".join(f"{p} {version(p)}" for p in PACKAGES)
    lines = [
        "<!-- Written by `make bench`. -->",
        "",
        "# Benchmarks",
        "",
        f"isard against its best peers on the same data, both sides in one run and in turn, answers compared. {machine()}; Python",
        f"{platform.python_version()}, {versions}. Seconds are medians with the least and the greatest in brackets; the ratio is the",
        "best peer's median over ours; memory is the peak of the process.",
        "",
        "| case | side | seconds | memory, MiB | ratio | bar |",
        "|---|---|---|---|---|---|",
    ]
    measured_cases = [c for c in every if c.name in results]
    for case in measured_cases:
        ours, peers, ratio = (results[case.name][key] for key in ("ours", "peers", "ratio"))
        bar = "" if case.bar is None else f"≥ {case.bar:g} {'met' if ratio >= case.bar else '**missed**'}"
        for i, (name, side) in enumerate([("isard", ours), *peers.items()]):
            first = i == 0
            lines.append(
                f"| {case.title if first else ''} | {name} | {seconds(side['median'])} ({seconds(side['low'])}–{seconds(side['high'])}) "
                f"| {side['memory']:.0f} | {f'**{ratio:.1f}**' if first else ''} | {bar if first else ''} |"
            )
    lines += ["", *[f"- {case.title}: {case.note}" for case in measured_cases if case.note], ""]
    absent = [c.title for c in every if c.name not in results]
    if absent:
        lines += [f"Not measured on this machine: {'; '.join(absent)}.", ""]
    if "growth" in results:
        lines += table(results["growth"])
    if "start" in results:
        start = results["start"]
        lines += [results["limits"], ""]
        lines += [f"Start to result of `isard method run` on a file of four rows: median {start[0]:.0f} ms, slowest of 21 {start[1]:.0f} ms (bar 50 ms).", ""]
    return "\n".join(lines)


def main():
    target, data = Path(sys.argv[1]), Path(sys.argv[2])
    wanted = sys.argv[3:]
    data.mkdir(parents=True, exist_ok=True)
    if wanted != ["--data"]:
        # Data are made in a process of their own: a child's peak memory begins with its parent's.
        subprocess.run([sys.executable, __file__, target, data, "--data"], check=True)
    isard, xtask = str(target / "release/isard"), str(target / "release/xtask")
    if wanted == ["--data"]:
        cases(data, xtask, isard)
        growths(data, xtask)
        return
    every = cases(data, xtask, isard)
    # Results of earlier runs on this machine stay until their case is run again.
    store = data / "results.json"
    results = json.loads(store.read_text(encoding="utf-8")) if store.exists() else {}
    for case in every:
        if not wanted or case.name in wanted:
            ours, peers, ratio = run(case)
            results[case.name] = {"ours": ours, "peers": peers, "ratio": ratio}
            store.write_text(json.dumps(results, indent=1), encoding="utf-8")
    if not wanted or "start" in wanted:
        results["start"] = starts(isard, data)
        results["limits"] = limits(xtask)
        store.write_text(json.dumps(results, indent=1), encoding="utf-8")
    if not wanted or "growth" in wanted:
        results["growth"] = growth(data, xtask)
        store.write_text(json.dumps(results, indent=1), encoding="utf-8")
    (HERE.parent / "docs/benchmarks.md").write_text(page(every, results), encoding="utf-8")
    print("docs/benchmarks.md")


if __name__ == "__main__":
    main()
