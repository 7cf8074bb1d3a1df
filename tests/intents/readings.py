"""The sentences of `readings.tsv` and what is read in them: `python -m tests.intents.readings` shows it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from intents.corrections import CorrectionReader
from intents.entities import Plain
from intents.understanding import Understander

FILE = Path(__file__).with_suffix(".tsv")
TODAY = date(2026, 11, 21)
COMPARED = (
    "dette",
    "loyer",
    "charges",
    "aide_logement",
    "ressources",
    "mois_impayes",
    "enfants",
    "personnes",
)
ONLY_WHERE_ASKED = ("role", "amount", "correction")


@dataclass(frozen=True)
class Sentence:
    """One labelled sentence: what must be read, and what was known before."""

    language: str
    text: str
    expected: Mapping[str, str]
    known: Mapping[str, str]


def sentences() -> list[Sentence]:
    """Every labelled sentence of the file."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return [_sentence(line) for line in lines if line.strip() and not line.startswith("#")]


def _sentence(line: str) -> Sentence:
    language, text, expected, known = (*line.split("\t"), "", "")[:4]
    return Sentence(language, text, _pairs(expected), _pairs(known))


def _pairs(text: str) -> dict[str, str]:
    pairs = (part.split("=", 1) for part in text.split(";") if part.strip())
    return {name.strip(): value.strip() for name, value in pairs}


def read(sentence: Sentence, understander: Understander, corrections: CorrectionReader) -> dict[str, str]:
    """What is read in a sentence, in the names of the file."""
    found = understander.understand(sentence.text, today=TODAY, language_hint=sentence.language)
    facts: dict[str, Plain] = dict(found.entities.facts)
    known = {name: _value(name, value) for name, value in sentence.known.items()}
    correction = corrections.read(sentence.text, TODAY, known, sentence.language, found.entities)
    if correction is not None and sentence.known:
        facts = {**facts, **correction.sets}
    said = {name: str(facts[name]) for name in COMPARED if name in facts}
    said |= (
        {"date": ",".join(sorted({str(m.value) for m in found.entities.dates}))}
        if found.entities.dates
        else {}
    )
    said |= {"role": found.role or "tenant", "correction": "yes" if correction and sentence.known else "no"}
    return said | {"amount": ",".join(str(m.value) for m in found.entities.amounts)}


def _value(name: str, value: str) -> Plain:
    return int(value) if name in ("enfants", "personnes", "mois_impayes") else Decimal(value)


def wrong(sentence: Sentence, said: Mapping[str, str]) -> Iterator[str]:
    """Each thing read wrongly, missing, or read where it is not said."""
    for name in (*COMPARED, "date", *ONLY_WHERE_ASKED):
        expected, found = sentence.expected.get(name), said.get(name)
        if name in ONLY_WHERE_ASKED and expected is None:
            continue
        if not _same(name, expected, found):
            yield f"{name}: expected {expected}, read {found}"


def _same(name: str, expected: str | None, found: str | None) -> bool:
    if expected is None or found is None:
        return expected == found
    if name == "date":
        return found in expected.split(",") or found == expected
    if name in ("role", "correction"):
        return expected == found
    return bool(
        {Decimal(one) for one in expected.split(",")} & {Decimal(one) for one in found.split(",") if one}
    )


def main() -> None:
    understander = Understander.from_content()
    corrections = CorrectionReader(understander.catalogue)
    right: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for sentence in sentences():
        faults = list(wrong(sentence, read(sentence, understander, corrections)))
        every[sentence.language] += 1
        right[sentence.language] += not faults
        if faults:
            print(f"{sentence.language}  {sentence.text}\n      {' · '.join(faults)}")
    print({code: f"{right[code]}/{count}" for code, count in every.items()})
    print(f"{sum(right.values())}/{sum(every.values())}")


if __name__ == "__main__":
    main()
