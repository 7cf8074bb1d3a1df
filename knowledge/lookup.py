"""From what people write («jabite a montigni les mes», «57000», «st avold») to a commune, or to a question.

Nothing is guessed: a name that several communes bear, or that may be a typing error for another one, comes
back as candidates to ask about.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.communes import Commune, Register
from knowledge.likeness import EXACT, MARGIN, OTHER_NAME, PLAUSIBLE, SURE, Likeness
from knowledge.names import ARTICLES, CONTRACTED, plain, words

_UNSURE = SURE - 1
_WHOLE_NAME = 84.0
_LIMIT = 5
_HOMONYMS = 50
_FIVE_DIGITS = re.compile(r"(?<!\d)\d{5}(?!\d)")
_DEPARTEMENT = re.compile(r"(?<!\w)(97[1-8]|98[4-9]|2[ab]|\d{2})(?!\w)")
_ORDINAL = re.compile(r"\b(paris|lyon|marseille)\s+\d{1,2}\s*(er|e|eme|ieme)?(\s+arr\w*)?\b")


@dataclass(frozen=True, slots=True)
class CommuneMatch:
    """A commune a text may name: `score` from 0 to 100, `exact` when the name was written as it is."""

    commune: Commune
    score: float
    exact: bool


@dataclass(frozen=True, slots=True)
class Resolution:
    """The commune a person named, or None with the candidates to ask about, likeliest first.

    All homonyms are there, not only the five that fit on buttons; no candidate: nothing like it was found.
    """

    commune: Commune | None
    candidates: tuple[CommuneMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A text taken apart: the name's words, and what narrows it."""

    name: tuple[str, ...]
    shorter: tuple[str, ...]  # the same without «j'habite à»
    postal: str | None
    departement: str | None


class Lookup:
    """All communes. `home` are the départements served here: their communes come first among homonyms.

    `lead` are the words said before a name in an answer («j'habite à»).
    """

    def __init__(self, register: Register, lead: frozenset[str], home: Iterable[str] = ()) -> None:
        self.register = register
        self.home = frozenset(home)
        self._lead = lead
        self._likeness = Likeness(register, self.home)
        named = [(words(nom), code) for code, nom in register.names.items() if len(code) <= 3]
        self._departements = {"".join(name): code for name, code in named}
        self._departements |= {"".join(name[1:]): code for name, code in named if name[0] in ARTICLES}

    def __len__(self) -> int:
        return len(self.register)

    def by_insee(self, code: str) -> Commune | None:
        """The commune of an INSEE code: today's, an old one, or that of a municipal arrondissement."""
        position = self.register.position(code)
        return None if position is None else self.register.at(position)

    def departement_name(self, code: str) -> str:
        """«57» → «Moselle»; the code itself when it is unknown."""
        return self.register.names.get(code, code)

    def epci_name(self, siren: str) -> str:
        """The intercommunality of a SIREN; the number itself when it is unknown."""
        return self.register.names.get(siren, siren)

    def find(self, text: str, limit: int = _LIMIT) -> tuple[CommuneMatch, ...]:
        """The communes `text` may name, best first: by postal code, by name, by likeness."""
        return self._ranked(self._scores(self._read(text)), limit)

    def resolve(self, text: str) -> Resolution:
        """The one commune `text` names, or the candidates when there is any doubt. Never a guess."""
        return self.judge(self.find(text, _HOMONYMS))

    def judge(self, found: tuple[CommuneMatch, ...]) -> Resolution:
        """Whether the best of `find`'s matches is sure, or which ones to ask about."""
        if not found:
            return Resolution(None)
        best = found[0]
        doubtful = [match for match in found if best.score - match.score < MARGIN]
        if best.score >= SURE and len(doubtful) == 1:
            return Resolution(best.commune)
        candidates = sorted(doubtful, key=self._likelier) + list(found[len(doubtful) : _LIMIT])
        return Resolution(None, tuple(candidates))

    def resolve_fact(self, text: str) -> Resolution:
        """Like `resolve`, for a command line where five digits may be an INSEE code or a postal code."""
        code = text.strip().upper()
        by_code = self.by_insee(code)
        if by_code is None:
            return self.resolve(text)
        if not self.register.knows_postal(code) or code in by_code.codes_postaux:
            return Resolution(by_code)
        others = [match for match in self.find(code) if match.commune != by_code]
        return Resolution(None, (CommuneMatch(by_code, _UNSURE, True), *others))

    def exact(self, name: str) -> tuple[Commune, ...]:
        """The communes of that very key (`names.key`), those served here and the largest first."""
        own = self.register.by_key.get(name, ())
        other = () if own else self.register.by_other_name.get(name, ())
        return tuple(sorted(map(self.register.at, own or other), key=self._first))

    def _likelier(self, match: CommuneMatch) -> float:
        here = MARGIN if match.commune.departement in self.home else 0.0
        # The people of a merged commune are not those of the commune it became part of.
        own_name = match.score >= EXACT or match.score < OTHER_NAME
        return -match.score - here - (math.log10(match.commune.population + 1) if own_name else 0.0)

    def _first(self, commune: Commune) -> tuple[bool, int, str]:
        return commune.departement not in self.home, -commune.population, commune.insee

    def _ranked(self, scores: Mapping[int, float], limit: int) -> tuple[CommuneMatch, ...]:
        likely = sorted(scores.items(), key=lambda item: -item[1])[:_HOMONYMS]
        matches = [
            CommuneMatch(self.register.at(where), score, score >= OTHER_NAME) for where, score in likely
        ]
        matches.sort(key=lambda match: (-match.score, *self._first(match.commune)))
        return tuple(matches[:limit])

    def _read(self, text: str) -> _Asked:
        folded = _ORDINAL.sub(r"\1", plain(text[:200]))
        postal = _FIVE_DIGITS.search(folded)
        if postal:
            folded = folded.replace(postal[0], " ")
        number = None if postal else _DEPARTEMENT.search(folded)
        if number:
            folded = folded[: number.start()] + " " + folded[number.end() :]
        name = words(folded)
        shorter = tuple(self._without_lead(name))
        return _Asked(
            tuple(name), shorter, postal[0] if postal else None, number[0].upper() if number else None
        )

    def _without_lead(self, name: list[str]) -> list[str]:
        """«jabite a metz» → metz; «au havre» → le havre. A real name in front is left alone."""
        while len(name) > 1 and name[0] in self._lead and not self.exact("".join(name)):
            article = CONTRACTED.get(name[0])
            if article and self.exact(article + "".join(name[1:])):
                return [article, *name[1:]]
            name = name[1:]
        return name

    def _scores(self, asked: _Asked) -> dict[int, float]:
        alone = "".join(asked.shorter)
        if alone in self._departements and not asked.postal and not self.exact(alone):
            return self._within(self._departements[alone], {})
        by_name = self._by_name(asked)
        if asked.postal:
            return self._with_postal(asked.postal, by_name)
        if asked.departement:
            return self._within(asked.departement, by_name)
        best = max(by_name.values(), default=0.0)
        if best < EXACT - MARGIN:
            narrowed = self._with_named_departement(asked.shorter)
            return narrowed if max(narrowed.values(), default=0.0) > best else by_name
        return by_name

    def _by_name(self, asked: _Asked) -> dict[int, float]:
        """«jabite a metz» is Metz, yet «Vers-sur-Méouge» keeps its first words."""
        if not asked.name:
            return {}
        shorter_is_exact = asked.shorter != asked.name and bool(self.exact("".join(asked.shorter)))
        scores = {} if shorter_is_exact else self._likeness.scores(asked.name)
        if asked.shorter != asked.name and max(scores.values(), default=0.0) < _WHOLE_NAME:
            return self._likeness.scores(asked.shorter)
        return scores

    def _within(self, departement: str, by_name: Mapping[int, float]) -> dict[int, float]:
        """Narrowed to a département; alone, its largest communes to choose from."""
        inside = self.register.of_departement(departement)
        if not by_name:
            largest = sorted(inside, key=lambda where: -self.register.population[where])
            return dict.fromkeys(largest[:_LIMIT], _UNSURE)
        kept = {where: score for where, score in by_name.items() if where in inside}
        return kept or {where: min(score, _UNSURE) for where, score in by_name.items()}

    def _with_named_departement(self, name: tuple[str, ...]) -> dict[int, float]:
        """«metz moselle», «st denis la reunion», «moselle»: what a département's name at the end leaves."""
        for size in range(min(4, len(name)), 0, -1):
            code = self._departements.get("".join(name[-size:]))
            if code:
                left = name[:-size]
                return self._within(code, self._likeness.scores(left) if left else {})
        return {}

    def _with_postal(self, postal: str, by_name: Mapping[int, float]) -> dict[int, float]:
        known = self.register.knows_postal(postal)
        coded = self.register.postal(postal)
        both = [where for where in coded if by_name.get(where, 0) >= PLAUSIBLE]
        if both and known:
            best = max(by_name[where] for where in both)
            return {where: EXACT if by_name[where] == best else by_name[where] for where in both}
        doubt = _UNSURE if by_name or not known else EXACT
        unsure = {where: min(score, _UNSURE) for where, score in by_name.items()}
        return dict.fromkeys(coded, doubt) | unsure
