"""What the figures of a bench come to, in sentences: what is good, and what is weak."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

FEW = 20
"""Messages below which a share proves nothing."""

Say = Mapping[str, Any]
Result = Mapping[str, Any]


@dataclass(frozen=True)
class Judged:
    """One sentence, and whether it is good news."""

    good: bool
    text: str


def judged(result: Result, say: Say) -> list[Judged]:
    """Every sentence worth saying of one reader's figures, in the order of importance; what was not measured
    is not said."""
    danger, outside = result["danger"], result["out_of_scope"]
    aims = say["aim"]
    found = [
        _at_least("danger", danger["recall"], aims["danger"], say),
        *_kinds(danger["kinds"], say),
        _none("payer_quitter", result["payer_quitter_confusions"], say),
        _at_least("top1", result["top1"], aims["top1"], say),
        _at_least("top3", result["top3"], aims["top3"], say),
        *_languages(result["languages"], say),
        _at_least("outside", outside["recall"], aims["outside"], say),
        _at_most("lost", outside["in_scope_loss"], aims["in_scope_loss"], say),
        _at_least("certain", danger["certain_precision"], aims["certain_precision"], say),
        _at_most("calm", danger["possible_on_harmless"], aims["possible_on_harmless"], say),
        _at_most("fast", result["milliseconds"]["p95"], aims["milliseconds"], say),
    ]
    return [one for one in found if one is not None]


def _at_least(name: str, value: float | None, aim: float, say: Say) -> Judged | None:
    return None if value is None else _said(name, value >= aim, value, aim, say)


def _at_most(name: str, value: float | None, aim: float, say: Say) -> Judged | None:
    return None if value is None else _said(name, value <= aim, value, aim, say)


def _none(name: str, value: int, say: Say) -> Judged | None:
    return _said(name, value == 0, value, 0, say)


def _said(name: str, good: bool, value: float, aim: float, say: Say) -> Judged | None:
    """The sentence of that name; some good news goes without saying."""
    sentence = say["good" if good else "weak"].get(name)
    return Judged(good, sentence.format(value=shown(value), aim=aim)) if sentence else None


def _kinds(kinds: Mapping[str, Result], say: Say) -> Iterator[Judged]:
    for name, kind in kinds.items():
        if kind["recall"] is not None and kind["recall"] < say["aim"]["kind"]:
            told = {"name": say["kind"].get(name, name), "value": shown(kind["recall"])}
            yield Judged(False, say["weak"]["kind"].format(messages=kind["messages"], **told))


def _languages(languages: Mapping[str, Result], say: Say) -> Iterator[Judged]:
    counted = {code: row for code, row in languages.items() if row["messages"] >= FEW}
    under = [code for code in counted if is_under(code, counted[code], say)]
    good = [say["language"].get(code, code) for code in counted if code not in under]
    weak = [_language(code, languages[code], say) for code in under]
    few = [say["language"].get(code, code) for code in languages if code not in counted]
    if good:
        yield Judged(True, say["good"]["languages"].format(names=", ".join(good)))
    if weak:
        yield Judged(False, say["weak"]["languages"].format(names=", ".join(weak)))
    if few:
        yield Judged(False, say["weak"]["few"].format(names=", ".join(few)))


def _language(code: str, row: Result, say: Say) -> str:
    told = {"name": say["language"].get(code, code), "value": shown(row["top1"])}
    sentence: str = say["weak"]["language"].format(messages=row["messages"], **told)
    return sentence


def is_under(code: str, row: Result, say: Say) -> bool:
    """Whether a language is below what is aimed at for it."""
    aim = say["aim"]["language"].get(code)
    return aim is not None and row["top1"] is not None and row["top1"] < aim


def shown(value: float) -> str:
    """«86.7» as French writes it, «90» without a decimal."""
    return f"{value:.1f}".rstrip("0").rstrip(".").replace(".", ",")
