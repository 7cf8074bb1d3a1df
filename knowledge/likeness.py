"""How like each commune a typed name is: exact, other name, longer name, same sound, near spelling.

The rule that keeps a wrong commune from being taken silently also lives here: the rivals of an exact name.
"""

import math
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from knowledge.communes import Register
from knowledge.names import key, sound, words

EXACT = 100.0
SURE = 86.0  # a typed name at least this close to one commune …
MARGIN = 7.0  # … and this much closer to it than to any other, is taken for that commune
PLAUSIBLE = 66.0  # below, a likeness means nothing
_NOT_RIVAL = EXACT - MARGIN
_RIVAL = EXACT - 1
OTHER_NAME = EXACT - 0.5  # a merged commune, a quarter, a name without its article
_SAME_SOUND = 93.0
_BY_LETTERS = {1: 90.0, 2: 84.0}  # by number of letters missing, added, changed or swapped
_LOOKED_AT = 50
_SHORT = 4  # so few letters name nobody surely unless they are exact
_LONGER = 84.0
# A commune written exactly is still asked about when another, at least 1/30 as large, is one letter away:
# one typing error in fifty falls on the exact name of a different commune. For a town, five times as large.
_LARGER_THAN = 30
_LARGER_THAN_TOWN = 0.2
_TOWN = 20_000
# Communes that people shorten: «Boulogne», «Clermont».
_SHORTENED = 3_000


class Likeness:
    """Scores from 0 to 100 of the communes a name may mean. `home`: the départements served here."""

    def __init__(self, register: Register, home: frozenset[str]) -> None:
        self._register = register
        self._home = home
        # By length: a name half as long, or twice, cannot be like the one asked, and half the work is spared.
        self._keys = sorted({*register.by_key, *register.by_other_name}, key=lambda one: (len(one), one))
        self._lengths = array("H", (len(one) for one in self._keys))
        self._shortened = self._shortened_names()

    def scores(self, name: tuple[str, ...]) -> dict[int, float]:
        """The communes like `name`, by position in the register."""
        asked = "".join(name)
        exact = self._exact(asked)
        # Of an exact name only the rivals matter, one letter away: a narrow search is five times shorter.
        scores = self._near(asked, _one_letter(len(asked)) if exact else PLAUSIBLE)
        best = exact or {position for position, score in scores.items() if score >= SURE}
        largest = max((self._people(position) for position in best), default=0)
        for position in self._longer(name):
            if self._is_home(position) or self._people(position) > largest:
                scores[position] = max(scores.get(position, 0), _RIVAL if exact else _LONGER)
        if exact:
            return self._judged(asked, scores, exact)
        if len(asked) <= _SHORT:
            return {position: min(score, SURE - 1) for position, score in scores.items()}
        return self._without_hamlets(scores, len(asked))

    def _exact(self, asked: str) -> tuple[int, ...]:
        """Communes of that very name; a merged commune or a quarter only where no town bears the name."""
        own = self._register.by_key.get(asked, ())
        if any(self._people(position) >= _TOWN for position in own):
            return own
        return tuple(dict.fromkeys((*own, *self._register.by_other_name.get(asked, ()))))

    def _near(self, asked: str, least: float) -> dict[int, float]:
        """Names spelt or said nearly so. One letter away never hides another name one letter away."""
        scores: dict[int, float] = {}
        said = sound(asked)
        keys = self._of_like_length(len(asked), least)
        near = process.extract(asked, keys, scorer=fuzz.ratio, score_cutoff=least, limit=_LOOKED_AT)
        for found, ratio, _ in near:
            letters = OSA.distance(asked, found, score_cutoff=2)
            score = max(ratio, _BY_LETTERS.get(letters, 0)) if len(asked) > letters * 3 else ratio
            if score < _SAME_SOUND and len(said) > 2 and sound(found) == said:
                score = _SAME_SOUND
            self._keep(scores, self._register.by_key.get(found, ()), score)
            self._keep(scores, self._register.by_other_name.get(found, ()), min(score, OTHER_NAME))
        return scores

    def _of_like_length(self, length: int, least: float) -> list[str]:
        """The keys whose length alone allows that likeness (2 × the shorter / both lengths)."""
        share = least / (2 * EXACT - least)
        first = bisect_left(self._lengths, math.ceil(length * share))
        return self._keys[first : bisect_right(self._lengths, math.floor(length / share))]

    @staticmethod
    def _keep(scores: dict[int, float], positions: Iterable[int], score: float) -> None:
        for position in positions:
            scores[position] = max(score, scores.get(position, 0))

    def _judged(self, asked: str, scores: dict[int, float], exact: tuple[int, ...]) -> dict[int, float]:
        """An exact name stays sure against look-alikes that are too small, too far, or not from here."""
        largest = max(self._people(position) for position in exact)
        factor = _LARGER_THAN_TOWN if largest >= _TOWN else _LARGER_THAN
        served = any(map(self._is_home, exact))
        judged = {position: scores[position] for position in exact}
        for position, score in scores.items():
            if position in judged:
                continue
            likely = self._people(position) * factor >= largest and (not served or self._is_home(position))
            rival = score == _RIVAL or (likely and self._is_one_letter_from(asked, position))
            judged[position] = _RIVAL if rival else min(score, _NOT_RIVAL)
        return judged

    def _without_hamlets(self, scores: dict[int, float], asked: int) -> dict[int, float]:
        """A town misspelt is not put in doubt by a village thirty times smaller."""
        best = max(scores, key=lambda position: scores[position], default=None)
        if best is None or self._people(best) < _TOWN or asked < _SHORT + 2:
            return scores
        least = self._people(best) / _LARGER_THAN
        limit = scores[best] - MARGIN
        return {
            position: score if position == best or self._people(position) >= least else min(score, limit)
            for position, score in scores.items()
        }

    def _is_one_letter_from(self, asked: str, position: int) -> bool:
        return OSA.distance(asked, key(self._register.name_at(position)), score_cutoff=1) <= 1

    def _people(self, position: int) -> int:
        return self._register.population[position]

    def _is_home(self, position: int) -> bool:
        return self._register.departement_at(position) in self._home

    def _shortened_names(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = {}
        for position in range(len(self._register)):
            if self._people(position) >= _SHORTENED or self._is_home(position):
                tokens = words(self._register.name_at(position))
                if len(tokens) > 1:
                    index.setdefault(tokens[0], []).append(position)
        return index

    def _longer(self, name: tuple[str, ...]) -> list[int]:
        """The communes whose name begins with these words and goes on."""
        found = []
        for position in self._shortened.get(name[0], ()):
            tokens = tuple(words(self._register.name_at(position)))
            if len(tokens) > len(name) and tokens[: len(name)] == name:
                found.append(position)
        return found


def _one_letter(length: int) -> float:
    """The least likeness of two names one letter apart, missing, added, changed or swapped."""
    return EXACT * (1 - 1 / max(length, 2)) - 0.1
