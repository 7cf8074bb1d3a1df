"""The territory of France for the rest of the house: communes found, named in sentences, described."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from knowledge.communes import FOLDER, Commune, Register, load_register
from knowledge.errors import ContentError
from knowledge.likeness import SURE
from knowledge.lookup import CommuneMatch, Lookup, Resolution
from knowledge.mentions import Mentions, PlaceWords
from knowledge.reading import STRICT, Reader

_LIKE_A_NAME = 84.0  # from here on, the whole text is a name to ask about
__all__ = ["Commune", "CommuneMatch", "Resolution", "Territory", "load"]


@dataclass(frozen=True)
class Fallbacks:
    """Ids of contacts to call when nobody can receive in time (`territoire/secours.toml`)."""

    __pydantic_config__ = STRICT

    partout: tuple[str, ...]
    domaine: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    departement: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Territory(Lookup):
    """Every commune of France. `home`: the départements that have permanences."""

    def __init__(
        self,
        register: Register,
        place_words: PlaceWords,
        ordinary: Iterable[str],
        fallbacks: Fallbacks,
        home: Iterable[str] = (),
    ) -> None:
        super().__init__(register, place_words.avant, home)
        self.fallbacks = fallbacks
        self._mentions = Mentions(self, place_words, frozenset(ordinary))

    def resolve(self, text: str) -> Resolution:
        """The one commune an answer names, read as a name and else as a sentence («Metz depuis 2019»)."""
        resolution = super().resolve(text)
        likeness = max((match.score for match in resolution.candidates), default=0.0)
        if resolution.commune or likeness >= _LIKE_A_NAME or any(letter.isdigit() for letter in text):
            return resolution
        said = self.mention(text)
        return Resolution(said[0].commune) if len(said) == 1 and said[0].score >= SURE else resolution

    def mention(self, message: str) -> tuple[CommuneMatch, ...]:
        """The commune a free sentence names (score ≥ 86), or several with a lower score, to ask about."""
        return self._mentions.read(message)

    def fallback(self, domaine: str | None, departement: str | None) -> tuple[str, ...]:
        """The contacts to call for a demand in a département, best first. Never empty."""
        local = self.fallbacks.departement.get(departement or "", ())
        general = self.fallbacks.domaine.get(domaine or "", self.fallbacks.partout)
        return tuple(dict.fromkeys((*local, *general)))

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
    autres_ecritures: Mapping[str, tuple[str, ...]]


def load(reader: Reader) -> Territory:
    """The communes of the content folder. The départements of `permanences/*.toml` are the ones served.

    Raises ContentError, since without the communes nothing can be routed.
    """
    root = reader.root
    quarters = reader.toml(root / FOLDER / "quartiers.toml", _Quarters)
    place_words = reader.toml(root / FOLDER / "mots.toml", PlaceWords)
    ordinary = reader.text(root / FOLDER / "mots_courants.txt")
    fallbacks = reader.toml(root / FOLDER / "secours.toml", Fallbacks)
    if quarters is None or place_words is None or ordinary is None or fallbacks is None:
        raise ContentError(reader.problems)
    home = (path.stem for path in (root / "permanences").glob("*.toml"))
    register = load_register(root, quarters.lieux, quarters.autres_ecritures)
    return Territory(register, place_words, ordinary.split(), fallbacks, home)
