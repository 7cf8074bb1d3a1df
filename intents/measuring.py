"""How well messages are understood: honest figures on labelled messages, the same for every reader
compared.

A row has `text, lang, intent, alt_intents, crisis` (others are ignored). Nothing here reads a clock:
`timer` is given.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from intents.catalogue import Catalogue
from intents.understanding import Understander, Understanding

Row = Mapping[str, Any]
CONFUSED = frozenset({"commandement_de_payer", "commandement_de_quitter"})


@dataclass(frozen=True)
class Reading:
    """One labelled message, what was understood, and how many milliseconds it took."""

    row: Row
    understood: Understanding
    milliseconds: float

    @property
    def accepted(self) -> frozenset[str]:
        """The intents that count as right."""
        return frozenset({self.row["intent"], *self.row.get("alt_intents", ())})

    @property
    def right(self) -> bool:
        return self.understood.intent in self.accepted

    @property
    def offered(self) -> bool:
        """Whether a right intent is among the first three."""
        return self.right or any(c.intent in self.accepted for c in self.understood.alternatives)


def read_all(
    understander: Understander, rows: Iterable[Row], today: date, timer: Callable[[], float]
) -> list[Reading]:
    """Every row read once, in order."""
    readings = []
    for row in rows:
        start = timer()
        understood = understander.understand(str(row["text"]), today=today)
        readings.append(Reading(row, understood, (timer() - start) * 1000))
    return readings


def measure(readings: Sequence[Reading], catalogue: Catalogue) -> dict[str, Any]:
    """Every figure of the report, as plain numbers (percentages between 0 and 100)."""
    outside = frozenset(name for name, intent in catalogue.intents.items() if intent.out_of_scope)
    by_language: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_language[str(reading.row.get("lang", "?"))].append(reading)
    return {
        "messages": len(readings),
        "top1": share(r.right for r in readings),
        "top3": share(r.offered for r in readings),
        "macro_f1": macro_f1(readings),
        "languages": {code: _brief(rows) for code, rows in sorted(by_language.items())},
        "out_of_scope": out_of_scope(readings, outside),
        "danger": dangers(readings),
        "payer_quitter_confusions": sum({r.row["intent"], r.understood.intent} == CONFUSED for r in readings),
        "milliseconds": {"p50": percentile(readings, 50), "p95": percentile(readings, 95)},
        "confusions": confusions(readings),
    }


def compare(
    readers: Mapping[str, Understander], rows: Sequence[Row], today: date, timer: Callable[[], float]
) -> dict[str, Any]:
    """The same rows through several readers, the first being the one in use."""
    return {
        name: measure(read_all(reader, rows, today, timer), reader.catalogue)
        for name, reader in readers.items()
    }


def share(flags: Iterable[bool]) -> float | None:
    """Percentage of true flags, one decimal; None when there are none to count."""
    counted = Counter(map(bool, flags))
    total = counted.total()
    return round(100 * counted[True] / total, 1) if total else None


def macro_f1(readings: Sequence[Reading]) -> float | None:
    """Mean over the labelled intents of the harmonic mean of precision and recall."""
    labels = sorted({str(r.row["intent"]) for r in readings})
    scores = []
    for label in labels:
        expected = [r for r in readings if r.row["intent"] == label]
        answered = [r for r in readings if r.understood.intent == label]
        found = sum(r.right for r in expected)
        kept = sum(r.right for r in answered)
        recall = found / len(expected)
        precision = kept / len(answered) if answered else 0.0
        scores.append(2 * recall * precision / (recall + precision) if recall + precision else 0.0)
    return round(100 * sum(scores) / len(scores), 1) if scores else None


def out_of_scope(readings: Sequence[Reading], outside: frozenset[str]) -> dict[str, float | None]:
    """How many foreign messages are seen as such, how many are rightly so called, and what is lost in
    scope."""

    def refused(reading: Reading) -> bool:
        return reading.understood.intent is None or reading.understood.intent in outside

    foreign = [r for r in readings if r.row["intent"] in outside]
    inside = [r for r in readings if not r.accepted & outside]
    return {
        "recall": share(refused(r) for r in foreign),
        "precision": share(bool(r.accepted & outside) for r in readings if refused(r)),
        "in_scope_loss": share(refused(r) for r in inside),
        "auroc": auroc(
            [_outsideness(r, outside) for r in foreign], [_outsideness(r, outside) for r in inside]
        ),
    }


def _outsideness(reading: Reading, outside: frozenset[str]) -> float:
    understood = reading.understood
    listed = sum(c.score for c in understood.alternatives if c.intent in outside)
    return listed or (1 - understood.score) / 2


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """Chance that a positive scores above a negative, ties counting half."""
    if not positives or not negatives:
        return None
    wins = sum((p > n) + (p == n) / 2 for p in positives for n in negatives)
    return round(100 * wins / (len(positives) * len(negatives)), 1)


def dangers(readings: Sequence[Reading]) -> dict[str, Any]:
    """Recall per kind (certain or possible), precision of what is certain, and gentle lines on harmless
    messages."""
    harmless = [r for r in readings if r.row.get("crisis", "aucune") == "aucune"]
    crises = [r for r in readings if r.row.get("crisis", "aucune") != "aucune"]
    certain = [r for r in readings if r.understood.danger and r.understood.danger.level == "certain"]
    kinds = sorted({str(r.row["crisis"]) for r in crises})
    return {
        "recall": share(r.understood.danger is not None for r in crises),
        "certain_recall": share(_level(r) == "certain" for r in crises),
        "certain_precision": share(r in crises for r in certain),
        "possible_on_harmless": share(_level(r) == "possible" for r in harmless),
        "certain_on_harmless": share(_level(r) == "certain" for r in harmless),
        "kinds": {kind: _kind(kind, [r for r in crises if r.row["crisis"] == kind]) for kind in kinds},
    }


def _kind(kind: str, readings: Sequence[Reading]) -> dict[str, Any]:
    named = share(r.understood.danger is not None and r.understood.danger.kind == kind for r in readings)
    return {
        "messages": len(readings),
        "recall": share(r.understood.danger is not None for r in readings),
        "named": named,
    }


def _level(reading: Reading) -> str | None:
    return reading.understood.danger.level if reading.understood.danger else None


def _brief(readings: Sequence[Reading]) -> dict[str, Any]:
    return {
        "messages": len(readings),
        "top1": share(r.right for r in readings),
        "top3": share(r.offered for r in readings),
        "language_identified": share(r.understood.language == r.row.get("lang") for r in readings),
    }


def percentile(readings: Sequence[Reading], rank: int) -> float | None:
    """The given percentile of the milliseconds a message took."""
    times = sorted(r.milliseconds for r in readings)
    return round(times[min(len(times) - 1, len(times) * rank // 100)], 2) if times else None


def confusions(readings: Sequence[Reading]) -> list[tuple[str, str, int]]:
    """(expected, understood, count), the commonest first, right answers included."""
    pairs = Counter(
        (str(r.row["intent"]), str(r.row["intent"]) if r.right else r.understood.intent or "–")
        for r in readings
    )
    return [(expected, understood, count) for (expected, understood), count in pairs.most_common()]
