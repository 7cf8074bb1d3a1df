"""The register of communes: every commune of France, overseas included, by INSEE code, postal code and name.

Built by `tools/communes.py` from the public register (Insee, La Poste; Licence Ouverte 2.0), shipped
compressed. Rows stay text until one is asked for: 35,000 communes cost 20 MB less than as objects.
"""

import gzip
import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import ContentError, Problem
from knowledge.holidays import departement_of
from knowledge.names import ARTICLES, key, words
from knowledge.wording import sentence

FOLDER = "territoire"
_SAINTS = {"saint": "st", "sainte": "ste"}  # «stavold», in one word, cannot be written out


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today. `population` is 0 where nobody lives; `epci` is its intercommunality's SIREN."""

    insee: str
    nom: str
    departement: str
    codes_postaux: tuple[str, ...]
    population: int
    epci: str | None

    def __str__(self) -> str:
        return f"{self.nom} ({self.departement})"


class Register:
    """The rows of the register and its indexes; numbers below are positions of a commune in it."""

    def __init__(
        self,
        lines: Iterable[str],
        aliases: Mapping[str, Iterable[str]],
        spellings: Mapping[str, Iterable[str]],
    ) -> None:
        self.names: dict[str, str] = {}  # départements and EPCI, by code
        self._parents: dict[str, str] = {}  # old codes and municipal arrondissements → commune
        self._rows: list[str] = []
        self.population = array("i")  # by position
        self._postal: dict[str, tuple[int, ...]] = {}
        self.by_key: dict[str, tuple[int, ...]] = {}
        # Names that are not the commune's own: merged communes, quarters, «Havre» for «Le Havre».
        self.by_other_name: dict[str, tuple[int, ...]] = {}
        former = list(self._read(lines))
        self._rows.sort()
        self._index_communes()
        self._index(self.by_other_name, former)
        self._index(self.by_other_name, _pairs(aliases))
        self._index(self.by_key, _pairs(spellings))

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Commune]:
        return (self.at(position) for position in range(len(self._rows)))

    def at(self, position: int) -> Commune:
        """The commune at a position."""
        insee, nom, _, epci, postal, _, _ = self._rows[position].split(";")
        codes = tuple(postal.split())
        return Commune(insee, nom, departement_of(insee), codes, self.population[position], epci or None)

    def name_at(self, position: int) -> str:
        """The name of the commune at a position."""
        return self._rows[position].split(";", 2)[1]

    def departement_at(self, position: int) -> str:
        """The département of the commune at a position."""
        return departement_of(self._rows[position])

    def of_departement(self, code: str) -> range:
        """The positions of a département's communes."""
        first, after = bisect_left(self._rows, code), bisect_left(self._rows, code + "~")
        return range(first, after)

    def position(self, insee: str) -> int | None:
        """Where a commune is, by its code of today, an old code, or a municipal arrondissement's."""
        insee = self._parents.get(insee, insee)
        found = bisect_left(self._rows, insee + ";")
        return found if found < len(self._rows) and self._rows[found].startswith(insee + ";") else None

    def postal(self, code: str) -> tuple[int, ...]:
        """The communes of a postal code; for one unknown (a CEDEX), those whose codes begin alike."""
        found = self._postal.get(code)
        if found is None:
            near = (positions for known, positions in self._postal.items() if known[:3] == code[:3])
            found = tuple({position for positions in near for position in positions})
        return found

    def knows_postal(self, code: str) -> bool:
        """Whether a commune has this postal code."""
        return code in self._postal

    def _read(self, lines: Iterable[str]) -> Iterator[tuple[str, str]]:
        for line in lines:
            code, nom, kind, parent, _, _, old = line.split(";")
            if kind in ("departement", "epci"):
                self.names[code] = nom
            elif kind == "commune":
                self._rows.append(line)
                self._parents |= dict.fromkeys(old.split(), code)
            else:
                self._parents[code] = parent
                yield nom, parent

    def _index_communes(self) -> None:
        for position, row in enumerate(self._rows):
            _, nom, _, _, postal, population, _ = row.split(";")
            self.population.append(int(population or 0))
            self._index_name(words(nom), position)
            for code in postal.split():
                self._add(self._postal, code, position)

    def _index_name(self, name: list[str], position: int) -> None:
        self._add(self.by_key, "".join(name), position)
        if len(name) > 1 and name[0] in ARTICLES:
            self._add(self.by_other_name, "".join(name[1:]), position)
        if len(name) > 1 and name[0] in _SAINTS:
            self._add(self.by_other_name, _SAINTS[name[0]] + "".join(name[1:]), position)

    def _index(self, index: dict[str, tuple[int, ...]], named: Iterable[tuple[str, str]]) -> None:
        for nom, insee in named:
            position = self.position(insee)
            if position is not None:
                self._add(index, key(nom), position)

    @staticmethod
    def _add(index: dict[str, tuple[int, ...]], entry: str, position: int) -> None:
        known = index.get(entry, ())
        if position not in known:
            index[entry] = (*known, position)


def load_register(
    root: Path, aliases: Mapping[str, Iterable[str]], spellings: Mapping[str, Iterable[str]]
) -> Register:
    """The register shipped in the content folder `root`. Raises ContentError when damaged or missing.

    `aliases`: quarters and old names, by INSEE code; `spellings`: the name itself in other alphabets.
    """
    folder = root / FOLDER
    try:
        raw = gzip.decompress((folder / "communes.csv.gz").read_bytes())
        expected = (folder / "communes.sha256").read_text().split()[0]
    except (OSError, EOFError, IndexError) as error:
        raise ContentError([_problem(sentence("register_missing", found=error))]) from error
    if hashlib.sha256(raw).hexdigest() != expected:
        raise ContentError([_problem(sentence("register_damaged"))])
    return Register(raw.decode().splitlines()[1:], aliases, spellings)


def _pairs(named: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    return ((nom, insee) for insee, names in named.items() for nom in names)


def _problem(text: str) -> Problem:
    return Problem(f"{FOLDER}/communes.csv.gz", "", "", text)
