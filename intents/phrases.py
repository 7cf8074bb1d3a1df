"""Learning without a developer: masked messages grouped, and a phrase written where it belongs.

Masking is `intents.masking`; what a new phrase changes is `intents.regression`.
"""

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from intents.catalogue import Catalogue
from intents.errors import IntentsError
from intents.masking import MASKS
from intents.normalise import clean, fold

NEAR = 72
"""Likeness (0 to 100) from which two masked messages are one group."""
_MOST = 2000
_HARMLESS = "aucune"


class PhraseError(IntentsError):
    """A phrase cannot be written where it was asked."""


@dataclass(frozen=True)
class Group:
    """Messages that say the same, with the one that stands for them."""

    shown: str
    count: int
    messages: tuple[str, ...]

    @property
    def id(self) -> str:
        """Six characters to name the group by; they hold as long as its shortest message does."""
        return hashlib.sha256(fold(self.shown).encode()).hexdigest()[:6]


def grouped(texts: Sequence[str]) -> tuple[Group, ...]:
    """Masked messages put together by likeness, the largest groups first; at most 2,000 are read."""
    groups: list[tuple[str, list[str]]] = []
    for text in texts[:_MOST]:
        folded = fold(text)
        home = next((members for key, members in groups if fuzz.token_sort_ratio(key, folded) >= NEAR), None)
        if home is None:
            groups.append((folded, [text]))
        else:
            home.append(text)
    found = (Group(_shortest(members), len(members), tuple(members)) for _key, members in groups)
    return tuple(sorted(found, key=lambda group: (-group.count, group.shown)))


def _shortest(messages: Sequence[str]) -> str:
    return min(messages, key=lambda message: (len(message), message))


def is_masked(phrase: str) -> bool:
    """Whether a word is hidden in it: such a phrase is written again in full before it is learnt."""
    return any(mask in phrase for mask in MASKS)


def with_phrase(catalogue: Catalogue, language: str, intent: str, line: str) -> Catalogue:
    """The catalogue as it will be with one more example. Raises PhraseError for an intent that is not, an
    empty or masked phrase, or one that is an example already."""
    if intent not in catalogue.intents:
        raise PhraseError(f"l'intention « {intent} » n'existe pas")
    if not fold(line):
        raise PhraseError("cette phrase est vide")
    if is_masked(line):
        raise PhraseError("un mot y est caché : écrivez la phrase en entier, avec vos mots (--phrase)")
    for _language, owner, known in catalogue.lines():
        if fold(known) == fold(line):
            raise PhraseError(f"cette phrase est déjà un exemple de « {owner} »")
    taught = catalogue.intents[intent]
    lines = (*taught.examples.get(language, ()), clean(line))
    longer = replace(taught, examples={**taught.examples, language: lines})
    return replace(catalogue, intents={**catalogue.intents, intent: longer})


def with_example(content: str, line: str) -> str:
    """An intent's TOML file with one more example, the rest untouched; an empty one is begun. Raises
    PhraseError when it is there already."""
    if not content.strip():
        return f"examples = [\n    {json.dumps(clean(line), ensure_ascii=False)},\n]\n"
    table = tomllib.loads(content)
    examples = [str(example) for example in table.get("examples", [])]
    if not fold(line):
        raise PhraseError("cette phrase est vide")
    if fold(line) in {fold(example) for example in examples}:
        raise PhraseError(f"cette phrase est déjà un exemple : {line}")
    written = _appended(content, json.dumps(clean(line), ensure_ascii=False))
    if [str(example) for example in tomllib.loads(written)["examples"]] != [*examples, clean(line)]:
        raise PhraseError("le fichier ne se termine pas par sa liste d'exemples")
    return written


def _appended(content: str, line: str) -> str:
    end = content.rstrip().rfind("]")
    before = content[:end].rstrip()
    comma = "" if before.endswith((",", "[")) else ","
    return f"{before}{comma}\n    {line},\n{content[end:]}"


def with_corpus_line(content: str, intent: str, line: str) -> str:
    """A corpus file (`intent`, `crisis`, `text`, tabs between) with one more harmless line.

    Raises PhraseError when it is there already."""
    known = {fold(row.split("\t")[-1]) for row in content.splitlines()}
    if not fold(line) or fold(line) in known:
        raise PhraseError(f"cette phrase est déjà dans le corpus, ou vide : {line}")
    return f"{content.rstrip(chr(10))}\n{intent}\t{_HARMLESS}\t{clean(line)}\n"
