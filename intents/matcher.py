"""Likeness of letters: how near a message is to each example. Always there, needs no training."""

from collections import defaultdict
from collections.abc import Mapping

from rapidfuzz import fuzz, process

from intents.catalogue import Catalogue
from intents.normalise import fold

_KEPT = 40
_LOWEST = 30.0


class Matcher:
    """Examples folded once, by language; safe to ask from several threads."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._spelling = catalogue.spelling
        self._plain: dict[str, list[str]] = defaultdict(list)
        self._sorted: dict[str, list[str]] = defaultdict(list)
        self._owner: dict[str, list[str]] = defaultdict(list)
        for language, intent, folded in catalogue.folded:
            self._plain[language].append(folded)
            self._sorted[language].append(_in_order(folded))
            self._owner[language].append(intent)

    def scores(self, text: str, language: str | None) -> Mapping[str, float]:
        """For each intent, the likeness (0 to 1) of its nearest example in the language of the message and
        in French."""
        folded = fold(text, self._spelling)
        best: dict[str, float] = defaultdict(float)
        for code in self._languages(language):
            for choices, query in ((self._plain[code], folded), (self._sorted[code], _in_order(folded))):
                hits = process.extract(query, choices, scorer=fuzz.ratio, limit=_KEPT, score_cutoff=_LOWEST)
                for _example, score, index in hits:
                    intent = self._owner[code][index]
                    best[intent] = max(best[intent], score / 100)
        return best

    def _languages(self, language: str | None) -> tuple[str, ...]:
        if language is None or language not in self._plain:
            return tuple(self._plain)
        return tuple(dict.fromkeys((language, "fr")))


def _in_order(folded: str) -> str:
    return " ".join(sorted(folded.split()))
