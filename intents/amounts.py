"""Sums of money found in a message."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from intents.amount_place import LEAST_BARE, AmountPlace
from intents.lexicon import Lexicon
from intents.numbers import number_at
from intents.tokens import Tokens

_SUM = re.compile(
    r"(?<![\d.,/:-])(?<!\d€)(\d{1,3}(?:[ .,']\d{3}(?!\d)){1,3}|\d{1,9})"
    r"(?:[.,](\d{1,2})(?!\d))?(k(?!\w))?(?![\d/:])",
    re.IGNORECASE,
)
_SIGN_BEFORE = re.compile(r"€\s?$")
_SIGN_AFTER = re.compile(r"\s?€")
_CENTS_AFTER = re.compile(r"\s?€(\d{2})(?!\d)")


@dataclass(frozen=True)
class FoundAmount:
    """A sum in euros, its span in the cleaned text, and the fact it states when a word nearby says so."""

    value: Decimal
    start: int
    end: int
    fact: str | None


def amounts_in(tokens: Tokens, lexicons: Sequence[Lexicon]) -> Iterator[FoundAmount]:
    """Sums with a currency, or announced by a word such as «loyer» or «je dois»; dates and counts are not
    sums."""
    taken = -1
    for match in _SUM.finditer(tokens.text):
        found = _written(match, tokens, lexicons)
        if found is not None:
            taken = found.end
            yield found
    yield from (found for found in _spelled(tokens, lexicons) if found.start > taken)


def lone_sum(text: str) -> Decimal | None:
    """The only number of an answer, read as a sum («1 200,50»); None when there are several or none."""
    found = [_value(match) for match in _SUM.finditer(text)]
    return found[0] if len(found) == 1 else None


def sums_in(tokens: Tokens) -> Iterator[tuple[Decimal, int, int]]:
    """Every number in digits as a sum, with its first token and the one after it."""
    for match in _SUM.finditer(tokens.text):
        value = _value(match)
        if value is not None:
            yield value, tokens.at_char(match.start()), tokens.at_char(match.end())


def _written(match: re.Match[str], tokens: Tokens, lexicons: Sequence[Lexicon]) -> FoundAmount | None:
    value = _value(match)
    first, after = tokens.at_char(match.start()), tokens.at_char(match.end())
    signed = _SIGN_BEFORE.search(tokens.text[: match.start()]) or _SIGN_AFTER.match(tokens.text, match.end())
    named = _currency_size(tokens, after, lexicons)
    cents = _CENTS_AFTER.match(tokens.text, match.end())
    place = AmountPlace(tokens, lexicons, first, after + named, bool(signed or named))
    fact = place.fact()
    money = place.money or bool(match[3]) or place.each_month()
    if value is None or not (money or (fact and _bare_sum(value, fact, tokens, after, lexicons))):
        return None
    if cents and not match[2]:
        value += Decimal(cents[1]) / 100
    return FoundAmount(value, match.start(), cents.end() if cents else match.end(), fact)


def _bare_sum(value: Decimal, fact: str, tokens: Tokens, after: int, lexicons: Sequence[Lexicon]) -> bool:
    """A number without currency is a sum only when it is large, is no year, and counts nothing else."""
    least = 5 if fact == "charges" else LEAST_BARE
    if value < least or (1990 <= value <= 2035 and value == value.to_integral_value()):
        return False
    return not any(
        table.at(tokens.words, after)
        for lex in lexicons
        for table in (lex.units, lex.counts["children"], lex.months)
    )


def _currency_size(tokens: Tokens, index: int, lexicons: Sequence[Lexicon]) -> int:
    hits = (lexicon.amounts["currency"].at(tokens.words, index) for lexicon in lexicons)
    return max((hit[1] for hit in hits if hit), default=0)


def _spelled(tokens: Tokens, lexicons: Sequence[Lexicon]) -> Iterator[FoundAmount]:
    """«six cents euros»: only with the currency said."""
    index = 0
    while index < len(tokens):
        number = None if tokens.items[index].number is not None else number_at(tokens, index, lexicons)
        if number is None:
            index += 1
            continue
        stop = index + number[1]
        named = _currency_size(tokens, stop, lexicons)
        if named and len(tokens.words[stop]) > 1:
            start, end = tokens.span(index, stop)
            fact = AmountPlace(tokens, lexicons, index, stop + named, True).fact()
            yield FoundAmount(Decimal(number[0]), start, end, fact)
        index = stop


def _value(match: re.Match[str]) -> Decimal | None:
    value = plain_decimal(match[1], match[2])
    return value * 1000 if value is not None and match[3] else value


def plain_decimal(whole: str, cents: str | None) -> Decimal | None:
    """«1 200» and «50» → Decimal("1200.50")."""
    try:
        return Decimal(re.sub(r"\D", "", whole) + (f".{cents}" if cents else ""))
    except InvalidOperation:
        return None
