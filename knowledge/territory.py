"""The territory of France for the rest of the house: communes found, named in sentences, described."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.communes import FOLDER, Commune, Register, load_register
from knowledge.errors import ContentError
from knowledge.lookup import CommuneMatch, Lookup, Resolution
from knowledge.mentions import Mentions, PlaceWords
from knowledge.reading import STRICT, Reader

__all__ = ["Commune", "CommuneMatch", "Resolution", "Territory", "load"]


class Territory(Lookup):
    """Every commune of France. `home`: the départements that have permanences."""

    def __init__(
        self, register: Register, place_words: PlaceWords, ordinary: Iterable[str], home: Iterable[str] = ()
    ) -> None:
        super().__init__(register, place_words.avant, home)
        self._mentions = Mentions(self, place_words, frozenset(ordinary))

    def mention(self, message: str) -> tuple[CommuneMatch, ...]:
        """The commune a free sentence names (score ≥ 86), or several with a lower score, to ask about."""
        return self._mentions.read(message)

    def departement_name(self, code: str) -> str:
        """«57» → «Moselle»; the code itself when it is unknown."""
        return self.register.names.get(code, code)

    def epci_name(self, siren: str) -> str:
        """The intercommunality of a SIREN; the number itself when it is unknown."""
        return self.register.names.get(siren, siren)


@dataclass(frozen=True)
class _Quarters:
    __pydantic_config__ = STRICT

    lieux: Mapping[str, tuple[str, ...]]


def load(reader: Reader) -> Territory:
    """The communes of the content folder. The départements of `permanences/*.toml` are the ones served.

    Raises ContentError, since without the communes nothing can be routed.
    """
    root = reader.root
    quarters = reader.toml(root / FOLDER / "quartiers.toml", _Quarters)
    place_words = reader.toml(root / FOLDER / "mots.toml", PlaceWords)
    ordinary = reader.text(root / FOLDER / "mots_courants.txt")
    if quarters is None or place_words is None or ordinary is None:
        raise ContentError(reader.problems)
    home = (path.stem for path in (root / "permanences").glob("*.toml"))
    return Territory(load_register(root, quarters.lieux), place_words, ordinary.split(), home)
