"""Phrases to look for, written by people who are no programmers, found in time proportional to the text.

Grammar: plain words; `(a|b c)` a choice, which may hold another; `(a)?` may be missing; `word~` any
ending, `~` any
word, `words?` with or without its last letter; `...` up to four words between. Every phrase is folded like
the texts it is compared with. No regular expression.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from intents.normalise import fold

GAP = 4
_KEY = 3
_PIECE = re.compile(r"\.\.\.|[()|]|\?|[^\s()|?]+\??")


@dataclass
class _Node:
    words: dict[str, "_Node"] = field(default_factory=dict)
    prefixes: dict[str, "_Node"] = field(default_factory=dict)
    free: "list[_Node]" = field(default_factory=list)
    gap: "_Node | None" = None
    value: Any = None
    reach: "tuple[_Node, ...]" = ()
    """The nodes reached without reading a word, itself first; known once the tree is sealed."""


@dataclass(frozen=True)
class Hit:
    """A phrase found: its value and its first and last-plus-one word."""

    value: Any
    first: int
    stop: int


class PhraseTree:
    """Many phrases found together: what they share at their beginning is compared once."""

    def __init__(self) -> None:
        self._root = _Node()
        self.vocabulary: set[str] = set()
        self._first: dict[str, list[_Node]] = {}
        self._first_letters: dict[str, list[tuple[str, _Node]]] = {}
        self._anywhere: list[tuple[str, _Node]] = []

    def add(self, phrase: str, value: Any, spelling: Mapping[str, str] | None = None) -> None:
        """Add a phrase; one that was added before keeps its first value. Raises ValueError when it cannot
        be read."""
        end = _Writer(self, spelling or {}).write(phrase, self._root)
        if any(node is end for node in _closure(self._root)):
            raise ValueError("phrase vide, ou dont tout peut manquer")
        if end.value is None:
            end.value = value

    def seal(self) -> None:
        """Prepare the search once every phrase is added: which phrases can begin with which word."""
        self._first = {}
        self._first_letters = {}
        self._anywhere = []
        for node in _all(self._root):
            node.reach = tuple(_closure(node))
        for node in _closure(self._root):
            for word, after in node.words.items():
                self._first.setdefault(word, []).append(after)
            for prefix, after in node.prefixes.items():
                if len(prefix) < _KEY:
                    self._anywhere.append((prefix, after))
                else:
                    self._first_letters.setdefault(prefix[:_KEY], []).append((prefix, after))

    def find(self, words: list[str]) -> Iterator[Hit]:
        """Every phrase found, from every position; the same phrase at the same place once. Needs `seal`
        before."""
        for start in range(len(words)):
            yield from self._beginning(words, start)

    def opening(self, words: list[str]) -> Iterator[Hit]:
        """Every phrase that the first word begins. Needs `seal` before."""
        if words:
            yield from self._beginning(words, 0)

    def _beginning(self, words: list[str], start: int) -> Iterator[Hit]:
        word = words[start]
        begun = list(self._first.get(word, ()))
        begun += [
            after for prefix, after in self._first_letters.get(word[:_KEY], ()) if word.startswith(prefix)
        ]
        begun += [after for prefix, after in self._anywhere if word.startswith(prefix)]
        if begun:
            yield from self._from(begun, words, start)

    def _from(self, begun: "list[_Node]", words: list[str], start: int) -> Iterator[Hit]:
        waiting = [(node, start + 1) for node in begun]
        seen: set[tuple[int, int]] = set()
        while waiting:
            node, index = waiting.pop()
            if (id(node), index) in seen:
                continue
            seen.add((id(node), index))
            for near in node.reach:
                if near.value is not None and (near is node or (id(near), index) not in seen):
                    seen.add((id(near), index))
                    yield Hit(near.value, start, index)
                if index < len(words) or near.gap is not None:
                    _step(near, words, index, waiting)


def _closure(root: _Node) -> list[_Node]:
    """The nodes reached from a node without reading a word."""
    reached, waiting = {id(root): root}, [root]
    while waiting:
        for node in waiting.pop().free:
            if id(node) not in reached:
                reached[id(node)] = node
                waiting.append(node)
    return list(reached.values())


def _step(node: _Node, words: list[str], index: int, waiting: "list[tuple[_Node, int]]") -> None:
    """Adds to what is waiting everything that reading the next word leads to."""
    if node.gap is not None:
        waiting.extend((node.gap, index + skipped) for skipped in range(min(GAP, len(words) - index) + 1))
    if index >= len(words):
        return
    word = words[index]
    following = node.words.get(word)
    if following is not None:
        waiting.append((following, index + 1))
    for prefix, after in node.prefixes.items():
        if word.startswith(prefix):
            waiting.append((after, index + 1))


def _all(root: _Node) -> list[_Node]:
    """Every node of a tree."""
    reached, waiting = {id(root): root}, [root]
    while waiting:
        node = waiting.pop()
        gap = [node.gap] if node.gap is not None else []
        for after in (*node.words.values(), *node.prefixes.values(), *node.free, *gap):
            if id(after) not in reached:
                reached[id(after)] = after
                waiting.append(after)
    return list(reached.values())


class _Writer:
    """Reads one phrase and draws it into a tree."""

    def __init__(self, tree: PhraseTree, spelling: Mapping[str, str]) -> None:
        self._tree = tree
        self._spelling = spelling

    def write(self, phrase: str, start: _Node) -> _Node:
        pieces = _PIECE.findall(phrase)
        end, stop = self._sequence(pieces, 0, start)
        if stop != len(pieces):
            raise ValueError(f"parenthèse ou barre de trop : {phrase}")
        return end

    def _sequence(self, pieces: list[str], index: int, node: _Node) -> tuple[_Node, int]:
        while index < len(pieces) and pieces[index] not in ("|", ")"):
            if pieces[index] == "(":
                node, index = self._choice(pieces, index + 1, node)
            else:
                node, index = self._piece(pieces[index], node), index + 1
        return node, index

    def _choice(self, pieces: list[str], index: int, node: _Node) -> tuple[_Node, int]:
        after = _Node()
        while True:
            branch, index = self._sequence(pieces, index, node)
            if branch is not node:
                branch.free.append(after)
            if index >= len(pieces):
                raise ValueError("parenthèse qui n'est pas fermée")
            index += 1
            if pieces[index - 1] == ")":
                break
        if index < len(pieces) and pieces[index] == "?":
            node.free.append(after)
            index += 1
        return after, index

    def _piece(self, piece: str, node: _Node) -> _Node:
        if piece == "?":
            raise ValueError("un « ? » ne peut suivre qu'une parenthèse")
        if piece == "...":
            node.gap = node.gap or _Node()
            return node.gap
        if piece.endswith("?"):
            return self._with_or_without_last_letter(piece[:-1], node)
        if piece.endswith("~"):
            return node.prefixes.setdefault(fold(piece[:-1]).replace(" ", ""), _Node())
        return self._words(piece, node)

    def _with_or_without_last_letter(self, word: str, node: _Node) -> _Node:
        after = _Node()
        for form in (word, word[:-1]):
            self._words(form, node).free.append(after)
        return after

    def _words(self, piece: str, node: _Node) -> _Node:
        for word in fold(piece, self._spelling).split():
            self._tree.vocabulary.add(word)
            node = node.words.setdefault(word, _Node())
        return node
