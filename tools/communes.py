"""Build `knowledge/content/territoire/communes.csv.gz` from the public register of communes.

Development only: it needs npm once; the bot never does. The register is the npm package below, at one exact
version whose archive is compared with its published digest. `python tools/communes.py` writes the file and
its digest; `--check` builds it again in memory and only compares the digest of the raw CSV.
"""

import argparse
import base64
import csv
import gzip
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PACKAGE = "@etalab/decoupage-administratif@6.0.0"
INTEGRITY = "sha512-XavYsFlbcM/prKr8hNHPKER94IHw/dsxNM4nxjWMYk6PLFACpEedvn/7wK8Baozm0dCYhWWcf+7bcWpA5pmCaQ=="
FOLDER = Path(__file__).parents[1] / "knowledge" / "content" / "territoire"
COLUMNS = ("code", "nom", "type", "parent", "codes_postaux", "population", "anciens_codes")
Record = dict[str, Any]


def fetch() -> bytes:
    """The package's archive, from the registry npm is set up for; refused when its digest is another."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", PACKAGE], cwd=folder, check=True, capture_output=True)
        archive = next(Path(folder).glob("*.tgz")).read_bytes()
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if found != INTEGRITY:
        sys.exit(f"{PACKAGE}: digest {found}, expected {INTEGRITY}. Do not use this archive.")
    return archive


def records(archive: bytes, name: str) -> list[Record]:
    """One JSON file of the archive."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        member = tar.extractfile(f"package/data/{name}.json")
        assert member is not None
        rows: list[Record] = json.load(member)
        return rows


def rows(archive: bytes) -> Iterator[tuple[str, ...]]:
    """Départements, EPCI, communes, municipal arrondissements, and the communes that merged into another."""
    communes = records(archive, "communes")
    epci = records(archive, "epci")
    member_of = {member["code"]: group["code"] for group in epci for member in group["membres"]}
    for departement in records(archive, "departements"):
        yield departement["code"], departement["nom"], "departement", "", "", "", ""
    for group in epci:
        yield group["code"], group["nom"], "epci", "", "", "", ""
    current = {row["code"]: row["nom"] for row in communes if row["type"] == "commune-actuelle"}
    for row in communes:
        yield from commune_rows(row, member_of, current)


def commune_rows(
    row: Record, member_of: dict[str, str], current: dict[str, str]
) -> Iterator[tuple[str, ...]]:
    """The line of a commune; a merged one is kept only where its name adds something."""
    postal, population = " ".join(row.get("codesPostaux", ())), str(row.get("population", ""))
    old = " ".join(sorted(row.get("anciensCodes", ())))
    code, name, kind = row["code"], row["nom"], row["type"]
    if kind == "commune-actuelle":
        yield code, name, "commune", member_of.get(code, ""), postal, population, old
    elif kind == "arrondissement-municipal":
        yield code, name, "arrondissement", row["commune"], postal, population, ""
    elif current.get(row["chefLieu"], name) != name:
        yield code, name, "ancienne", row["chefLieu"], "", "", ""


def raw_csv(archive: bytes) -> bytes:
    """The CSV, in the order of the package, with Unix line ends."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows(archive))
    return out.getvalue().encode()


def main() -> None:
    """Write the file and its digest, or with `--check` compare only."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare the digest, write nothing")
    arguments = parser.parse_args()
    raw = raw_csv(fetch())
    digest = hashlib.sha256(raw).hexdigest()
    sidecar = FOLDER / "communes.sha256"
    if arguments.check:
        same = sidecar.read_text().split()[0] == digest
        sys.exit(None if same else f"communes.csv: digest {digest}, recorded {sidecar.read_text()}")
    (FOLDER / "communes.csv.gz").write_bytes(gzip.compress(raw, 9, mtime=0))
    sidecar.write_text(f"{digest}  communes.csv\n")


if __name__ == "__main__":
    main()
