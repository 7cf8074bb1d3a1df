"""Which of the nine languages a message is in: its script, its commonest words, then a trained
identifier."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import eldc

from intents.normalise import clean, fold, fold_cleaned
from intents.resources import LANGUAGES

SHORTEST = 4
"""Letters below which the conversation's language is kept."""
CLEAR = 0.4
"""Score below which another language than the conversation's is not believed («blorg flip zouaf»)."""

_SEEN, _OWN = 2, 0.9
"""A word of the examples tells its language when it is seen so often, and in so large a share there."""


class Identifier(Protocol):
    """Gives each language a score between 0 and 1."""

    def scores(self, text: str) -> Mapping[str, float]:
        """Scores of the likeliest languages, by two-letter code."""


class Eldc:
    """The eldc identifier, restricted to the languages spoken here."""

    def __init__(self) -> None:
        eldc.init()
        self._detector = eldc.instance()
        self._detector.set_languages(list(LANGUAGES))
        self._detector.set_scores(len(LANGUAGES))

    def scores(self, text: str) -> Mapping[str, float]:
        """Scores by language; empty when nothing can be said."""
        return dict(self._detector.detect_details(text).scores or {})


class Languages:
    """Identification with the words of the content; `words` maps a language to its telling words.

    `taught`: the words of the examples that tell a language too (see `telling`).
    """

    def __init__(
        self,
        data: Mapping[str, Any],
        identifier: Identifier | None = None,
        taught: Mapping[str, str] | None = None,
    ) -> None:
        self._identifier: Identifier = identifier or Eldc()
        self._words = {fold(word): code for code, words in data.get("words", {}).items() for word in words}
        self._letters = {
            letter: code for code, letters in data.get("letters", {}).items() for letter in letters
        }
        self._weight = float(data.get("word_weight", 0.35))
        self._signs = {code: frozenset(letters) for code, letters in data.get("signs", {}).items()}
        self._taught = taught or {}
        self._taught_weight = float(data.get("taught_weight", 0.2))
        copied = sorted(data.get("copied", ()), key=len, reverse=True)
        phrases = "|".join(map(re.escape, copied)) or "(?!)"
        self._copied = re.compile(rf"\b(?:{phrases})\b", re.IGNORECASE)
        self._french_bonus = float(data.get("french_bonus", 0.1))

    def identify(self, text: str, hint: str | None = None) -> str | None:
        """The language code, the `hint` when the message is too short to tell, None when nothing is
        known."""
        cleaned = self._own_words(clean(text))
        letters = sum(char.isalpha() for char in cleaned)
        words = fold_cleaned(cleaned).split()
        votes = self._votes(words)
        scripted = self._by_letters(cleaned.casefold())
        if scripted is not None:
            return scripted
        if letters < SHORTEST and not votes:
            return hint
        return self._best(cleaned, words, votes, hint)

    def _own_words(self, text: str) -> str:
        """The text without the French words of the paper, where enough is left to tell the language."""
        own = self._copied.sub(" ", text)
        return own if sum(char.isalpha() for char in own) >= SHORTEST else text

    def _votes(self, words: Sequence[str]) -> dict[str, int]:
        votes: dict[str, int] = {}
        for word in words:
            code = self._words.get(word)
            if code is not None:
                votes[code] = votes.get(code, 0) + 1
        return votes

    def _by_letters(self, text: str) -> str | None:
        arabic = sum("\u0600" <= char <= "\u06ff" for char in text)
        if arabic * 2 > sum(char.isalpha() for char in text) and arabic:
            return "ar"
        return next((self._letters[char] for char in text if char in self._letters), None)

    def _best(
        self, cleaned: str, words: Sequence[str], votes: Mapping[str, int], hint: str | None
    ) -> str | None:
        scores = dict(self._identifier.scores(cleaned.casefold()))
        cyrillic = sum("\u0400" <= char <= "\u04ff" for char in cleaned) * 2 > len(cleaned.replace(" ", ""))
        allowed = ("ru", "uk") if cyrillic else tuple(code for code in LANGUAGES if code not in ("ru", "uk"))
        taught = Counter(self._taught[word] for word in words if word in self._taught)
        total = {
            code: scores.get(code, 0.0)
            + self._weight * votes.get(code, 0)
            + self._taught_weight * taught[code]
            + self._weight * (not self._signs.get(code, frozenset()).isdisjoint(cleaned.casefold()))
            for code in allowed
        }
        total["fr"] = total.get("fr", 0.0) + (self._french_bonus if not cyrillic else -1.0)
        if hint in total and len(words) < 3:
            total[hint] += self._french_bonus
        best = max(total, key=lambda code: (total[code], code == "fr"))
        believed = total[best] > (self._french_bonus if best == "fr" else CLEAR)
        return best if believed else hint


def telling(lines: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """The words that the examples of one language use at least twice and those of the others hardly ever,
    whatever the number of examples in each."""
    seen: dict[str, Counter[str]] = {}
    total: Counter[str] = Counter()
    for language, _intent, text in lines:
        total[language] += 1
        for word in set(text.split()):
            seen.setdefault(word, Counter())[language] += 1
    telling = {}
    for word, counts in seen.items():
        rates = {language: count / total[language] for language, count in counts.items()}
        best = max(rates, key=lambda language: rates[language])
        if counts[best] >= _SEEN and rates[best] >= _OWN * sum(rates.values()) and word.isalpha():
            telling[word] = best
    return telling
