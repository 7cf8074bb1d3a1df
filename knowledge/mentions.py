"""A commune named inside an ordinary sentence, with as few false alarms as possible.

«Sens», «Orange», «La Garde» are communes and words. A name counts when something says that it is a place:
its postal code, «habite à», «mairie de», a preposition before a name that is no word, a large town.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from knowledge.likeness import SURE
from knowledge.lookup import CommuneMatch, Lookup
from knowledge.names import CONTRACTED, key, plain, sound, words
from knowledge.reading import STRICT

Found = tuple[CommuneMatch, ...]
UNSURE = SURE - 1
_LONGEST = 7
_TOWN = 10_000
_VILLAGE = 1_000
_SMALL_TOWN = 3_000
_QUARTER = 3  # words in the name of a quarter
_LONG_NAME = 9
_LONG_WORD = 10  # letters from which two mistakes are forgiven
_ALL = 50
_POSTAL = re.compile(r"(?<![\d.,])\d{5}(?![\d.,]*\s*(?:€|e\b|eur|euro|km|fois|%))(?!\d)")
_BREAK = re.compile(r"[.!?;:,()\[\]\"«»\n]|\s-\s")
_SPLIT = re.compile(r"[^\w'’-]+")


@dataclass(frozen=True)
class PlaceWords:
    """The words that announce a place (`territoire/mots.toml`)."""

    __pydantic_config__ = STRICT

    domicile: frozenset[str]
    lieu: frozenset[str]
    preposition: frozenset[str]
    preposition_sure: frozenset[str]
    entre: frozenset[str]
    argent: frozenset[str]
    avant: frozenset[str]

    def __post_init__(self) -> None:
        for one in fields(self):
            folded = frozenset(plain(word) for word in getattr(self, one.name))
            object.__setattr__(self, one.name, folded)


class Mentions:
    """Reads sentences. `ordinary`: the keys of names that are also ordinary words."""

    def __init__(self, lookup: Lookup, place_words: PlaceWords, ordinary: frozenset[str]) -> None:
        self._lookup = lookup
        self._words = place_words
        self._ordinary = ordinary
        register, home = lookup.register, sorted(lookup.home)
        here = (register.at(where) for code in home for where in register.of_departement(code))
        towns = (one for one in here if one.population >= _SMALL_TOWN)
        named = [(key(town.nom), town) for town in towns]
        self._towns = [(own, sound(own), town) for own, town in named if len(own) >= _LONG_NAME - 2]

    def read(self, message: str) -> Found:
        """The commune `message` names, or several with a score under 86: homonyms or doubts, to ask about.

        A postal code wins over a name; of two names the one said to be home comes first.
        """
        text = message[:2_000]
        by_code = self._by_postal_code(text)
        if by_code:
            return by_code
        weighed: list[tuple[int, Found]] = []
        for clause in _BREAK.split(plain(text)):
            weighed += self._in_clause(words(clause))
        return max(weighed, key=lambda found: found[0])[1] if weighed else ()

    def _by_postal_code(self, text: str) -> Found:
        for code in _POSTAL.finditer(text):
            if not self._lookup.register.knows_postal(code[0]) or self._is_money(text, code):
                continue
            for name in _around(text[: code.start()], text[code.end() :]):
                exact = [match for match in self._lookup.find(f"{code[0]} {name}") if match.exact]
                if len(exact) == 1:
                    return tuple(exact)
            return self._lookup.find(code[0])
        return ()

    def _is_money(self, text: str, code: re.Match[str]) -> bool:
        """«je dois 57000», «57000 de loyer»: an amount, whatever commune has that postal code."""
        before, after = words(text[: code.start()])[-2:], words(text[code.end() :])[:3]
        return not self._words.argent.isdisjoint((*before, *after))

    def _in_clause(self, tokens: list[str]) -> Iterator[tuple[int, Found]]:
        position = 0
        while position < len(tokens):
            size = self._longest_name(tokens, position)
            if size:
                name = self._name(tokens, position, size)
                yield self._weight(tokens, position, name), self._matches(" ".join(name))
                position += size
                continue
            misspelt = self._misspelt(tokens, position)
            near_home = () if misspelt else self._town_of_here(tokens, position)
            if misspelt or near_home:
                yield (3, misspelt) if misspelt else (2, near_home)
            position += 1

    def _longest_name(self, tokens: list[str], position: int) -> int:
        """How many words the longest name of a place beginning here has; 0 when there is none."""
        for size in range(min(_LONGEST, len(tokens) - position), 0, -1):
            name = self._name(tokens, position, size)
            if self._is_name(name) and self._weight(tokens, position, name):
                return size
        return 0

    @staticmethod
    def _name(tokens: list[str], position: int, size: int) -> list[str]:
        """«au havre» → le havre."""
        name = tokens[position : position + size]
        return [CONTRACTED[name[0]], *name[1:]] if size > 1 and name[0] in CONTRACTED else name

    def _is_name(self, name: list[str]) -> bool:
        """A name may be run together («saintavold»), not cut in more words than it has («tout le monde»)."""
        joined = "".join(name)
        if len(name) <= _QUARTER and joined in self._lookup.register.by_other_name:
            return True
        return any(len(name) <= len(words(commune.nom)) for commune in self._lookup.exact(joined))

    def _weight(self, tokens: list[str], position: int, name: list[str]) -> int:
        """3: said to be home; 2: a place by its preposition; 1: a town or a long name; 0: a word."""
        before = tokens[max(0, position - 4) : position]
        if tokens[position] != name[0]:
            before = [*before, tokens[position]]
        joined = "".join(name)
        own = joined in self._lookup.register.by_key
        largest = self._lookup.exact(joined)[0].population if own else 0
        if self._says_place(before) and (joined not in self._ordinary or largest >= _TOWN):
            return 3
        too_short = largest < _TOWN and len(joined) < (4 if own else 6)
        if joined in self._ordinary or joined.isdigit() or too_short:
            return 0
        if before and before[-1] in self._words.preposition_sure and (largest >= 500 or len(joined) >= 6):
            return 2
        return 1 if largest >= _TOWN or (len(name) > 1 and len(joined) >= _LONG_NAME) else 0

    def _says_place(self, before: list[str]) -> bool:
        """«j'habite (toujours) à», «mairie de»: a place word, then only small words."""
        for index in range(len(before) - 1, -1, -1):
            if before[index] in self._words.domicile:
                return True
            if before[index] in self._words.lieu:
                return index < len(before) - 1
            if before[index] not in self._words.preposition and before[index] not in self._words.entre:
                return False
        return False

    def _says_home(self, before: list[str]) -> bool:
        return not self._words.domicile.isdisjoint(before) and self._says_place(before)

    def _misspelt(self, tokens: list[str], position: int) -> Found:
        """A misspelt name after «habite à»: the longest run of words that is like one commune."""
        before = tokens[max(0, position - 4) : position]
        if not before or before[-1] not in self._words.preposition or not self._says_home(before):
            return ()
        for size in range(min(5, len(tokens) - position), 0, -1):
            name = tokens[position : position + size]
            if "".join(name) in self._ordinary:
                continue
            found = self._lookup.find(" ".join(name), _ALL)
            commune = self._lookup.judge(found).commune
            known = commune and (commune.population >= _VILLAGE or commune.departement in self._lookup.home)
            if commune and known and _is_own_name("".join(name), key(commune.nom)):
                return found[:1]
        return ()

    def _town_of_here(self, tokens: list[str], position: int) -> Found:
        """A town served here, misspelt after «à» in any sentence: «expulsé a tionvile»."""
        if not position or tokens[position - 1] not in self._words.preposition_sure:
            return ()
        for size in range(min(4, len(tokens) - position), 0, -1):
            typed = "".join(tokens[position : position + size])
            if len(typed) < _LONG_NAME - 1 or typed in self._ordinary:
                continue
            said, letters = sound(typed), 1 + len(typed) // _LONG_WORD
            for own, own_sound, town in self._towns:
                if said == own_sound or OSA.distance(typed, own, score_cutoff=letters) <= letters:
                    return (CommuneMatch(town, SURE, False),)
        return ()

    def _matches(self, name: str) -> Found:
        """The commune of an exact name; several, and none sure, when it has homonyms or a rival."""
        resolution = self._lookup.judge(found := self._lookup.find(name, _ALL))
        if resolution.commune:
            return found[:1]
        return tuple(replace(match, score=UNSURE) for match in resolution.candidates[:5])


def _around(before: str, after: str) -> Iterator[str]:
    """The words after a postal code, then those before it, longest run first."""
    following, preceding = _SPLIT.split(after.strip())[:4], _SPLIT.split(before.strip())[-4:]
    yield from (" ".join(following[:size]) for size in range(len(following), 0, -1))
    yield from (" ".join(preceding[-size:]) for size in range(len(preceding), 0, -1))


def _is_own_name(typed: str, own: str) -> bool:
    """Like the commune's name of today, and not only that of a hamlet that became part of it."""
    return sound(typed) == sound(own) or fuzz.ratio(typed, own) >= SURE
