"""Learning without a developer: messages not understood, masked and grouped, and written where they belong.

Masking happens before anything is kept: no name, phone, address, sum or date survives it.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from intents.errors import IntentsError
from intents.normalise import clean, fold

_MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"https?://\S+"), "[lien]"),
    (re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}"), "[adresse]"),
    (re.compile(r"@\w{3,32}"), "[compte]"),
    (re.compile(r"(?<!\d)(?:\+\d{1,3}[ .]?)?\d(?:[ .-]?\d){8,11}(?!\d)"), "[telephone]"),
    (re.compile(r"\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{2,4})?"), "[date]"),
    (re.compile(r"\d(?:[\d .,']{0,12}\d)?\s?(?:€|euros?|eur)", re.IGNORECASE), "[somme]"),
    (re.compile(r"\d+"), "[nombre]"),
)
_NAME = re.compile(
    r"\b(m\.|mr|mme|monsieur|madame|je m'appelle|mon nom est|my name is|me llamo|chamo-me|"
    r"ma numesc|adım|меня зовут|мене звати|اسمي)((?:\s+[^\W\d_][\w'-]*){1,2})",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"(?<=[a-zà-ÿ,;] )[A-ZÀ-Ý][\w'-]+")
_STREET = re.compile(r"\b(rue|avenue|boulevard|place|allée|impasse)\s+(?:[\w'-]+\s?){1,4}", re.IGNORECASE)
NEAR = 72
"""Likeness (0 to 100) from which two masked messages are one group."""
_MOST = 2000


class PhraseError(IntentsError):
    """A phrase cannot be written where it was asked."""


@dataclass(frozen=True)
class Group:
    """Messages that say the same, with the one that stands for them."""

    shown: str
    count: int
    messages: tuple[str, ...]


def masked(text: str, names: Iterable[str] = ()) -> str:
    """The message without what could point at a person; `names` are known names (user, communes) to hide
    as well."""
    hidden = clean(text)
    for pattern, mask in _MASKS:
        hidden = pattern.sub(mask, hidden)
    hidden = _NAME.sub(r"\1 [nom]", _STREET.sub(r"\1 [lieu] ", hidden))
    hidden = _CAPITALISED.sub("[nom]", hidden)
    for name in names:
        if len(name) > 1:
            hidden = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[nom]", hidden, flags=re.IGNORECASE)
    return hidden


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


def with_example(content: str, line: str) -> str:
    """An intent's TOML file with one more example, the rest untouched. Raises PhraseError when it is
    there already."""
    table = tomllib.loads(content)
    examples = [str(example) for example in table.get("examples", [])]
    if not fold(line):
        raise PhraseError("cette phrase est vide")
    if fold(line) in {fold(example) for example in examples}:
        raise PhraseError(f"cette phrase est déjà un exemple : {line}")
    end = content.rstrip().rfind("]")
    written = f"{content[:end]}    {json.dumps(clean(line), ensure_ascii=False)},\n{content[end:]}"
    if len(tomllib.loads(written)["examples"]) != len(examples) + 1:
        raise PhraseError("le fichier ne se termine pas par sa liste d'exemples")
    return written


def with_corpus_line(content: str, intent: str, crisis: str, line: str) -> str:
    """A corpus file (`intent`, `crisis`, `text`, tabs between) with one more line."""
    return f"{content.rstrip(chr(10))}\n{intent}\t{crisis}\t{clean(line)}\n"
