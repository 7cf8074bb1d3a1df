"""Sums of money and counts (months of arrears, children) found in a message."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from intents.lexicon import Lexicon
from intents.numbers import number_at
from intents.tokens import Tokens

_SUM = re.compile(r"(?<![\d.,/:€-])(\d{1,3}(?:[ .']\d{3}){1,3}|\d{1,9})(?:[.,](\d{1,2})(?!\d))?(?![\d/:])")
_SIGN_BEFORE = re.compile(r"€\s?$")
_SIGN_AFTER = re.compile(r"\s?€")
_CENTS_AFTER = re.compile(r"\s?€(\d{2})(?!\d)")
_KINDS = ("charges", "aide_logement", "ressources", "dette", "loyer")
_REACH = 5
"""How many words back a sum may be from the word that says what it is."""


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
    found = [plain_decimal(match[1], match[2]) for match in _SUM.finditer(text)]
    return found[0] if len(found) == 1 else None


def _written(match: re.Match[str], tokens: Tokens, lexicons: Sequence[Lexicon]) -> FoundAmount | None:
    value = plain_decimal(match[1], match[2])
    first = tokens.at_char(match.start())
    after = tokens.at_char(match.end())
    signed = _SIGN_BEFORE.search(tokens.text[: match.start()]) or _SIGN_AFTER.match(tokens.text, match.end())
    named = _currency_at(tokens, after, lexicons)
    cents = _CENTS_AFTER.match(tokens.text, match.end())
    fact = fact_before(tokens, first, lexicons) or (
        fact_after(tokens, after, lexicons) if signed or named else None
    )
    if value is None or not (signed or named or (fact and _bare_sum(value, tokens, after, lexicons))):
        return None
    if cents and not match[2]:
        value += Decimal(cents[1]) / 100
    return FoundAmount(value, match.start(), cents.end() if cents else match.end(), fact)


def _bare_sum(value: Decimal, tokens: Tokens, after: int, lexicons: Sequence[Lexicon]) -> bool:
    """A number without currency is a sum only when it is large, is no year, and counts nothing else."""
    if value < 50 or (1990 <= value <= 2035 and value == value.to_integral_value()):
        return False
    return not any(
        table.at(tokens.words, after)
        for lex in lexicons
        for table in (lex.units, lex.counts["children"], lex.months)
    )


def _currency_at(tokens: Tokens, index: int, lexicons: Sequence[Lexicon]) -> bool:
    return any(lexicon.amounts["currency"].at(tokens.words, index) for lexicon in lexicons)


def _spelled(tokens: Tokens, lexicons: Sequence[Lexicon]) -> Iterator[FoundAmount]:
    """«six cents euros»: only with the currency said."""
    index = 0
    while index < len(tokens):
        number = None if tokens.items[index].number is not None else number_at(tokens, index, lexicons)
        if number is None:
            index += 1
            continue
        stop = index + number[1]
        if _currency_at(tokens, stop, lexicons) and len(tokens.words[stop]) > 1:
            start, end = tokens.span(index, stop)
            yield FoundAmount(Decimal(number[0]), start, end, fact_before(tokens, index, lexicons))
        index = stop


def fact_before(tokens: Tokens, index: int, lexicons: Sequence[Lexicon]) -> str | None:
    """Which fact the words just before a sum announce, the nearest first, within the same clause."""
    for end in range(index, max(index - _REACH, 0), -1):
        if end < index and tokens.breaks_after(end - 1) and ":" not in tokens.gap(end - 1):
            return None
        fact = _kind_ending(tokens, end, lexicons)
        if fact:
            return fact
    return None


def fact_after(tokens: Tokens, index: int, lexicons: Sequence[Lexicon]) -> str | None:
    """«600 euros de loyer»: the fact named right after the currency."""
    for start in range(index, min(index + 4, len(tokens))):
        for lexicon in lexicons:
            for kind in _KINDS:
                if lexicon.amounts.get(kind) and lexicon.amounts[kind].at(tokens.words, start):
                    return kind
        if tokens.breaks_after(start):
            return None
    return None


def _kind_ending(tokens: Tokens, end: int, lexicons: Sequence[Lexicon]) -> str | None:
    for lexicon in lexicons:
        for kind in _KINDS:
            if lexicon.amounts.get(kind) and lexicon.amounts[kind].ending_at(tokens.words, end):
                return kind
    return None


def plain_decimal(whole: str, cents: str | None) -> Decimal | None:
    """«1 200» and «50» → Decimal("1200.50")."""
    try:
        return Decimal(re.sub(r"\D", "", whole) + (f".{cents}" if cents else ""))
    except InvalidOperation:
        return None


def months_of_arrears(tokens: Tokens, lexicons: Sequence[Lexicon]) -> int | None:
    """«2 mois de retard», «trois loyers impayés», «pas payé depuis 2 mois»: how many months are owed."""
    for index in range(len(tokens)):
        for lexicon in lexicons:
            months = _months_at(tokens, index, lexicon)
            if months is not None and 0 < months <= 120 and _arrears_near(tokens, index, lexicon):
                return months
    return None


def _months_at(tokens: Tokens, index: int, lexicon: Lexicon) -> int | None:
    dual = lexicon.duals.at(tokens.words, index)
    if dual is not None:
        return 2 if dual[0] == "month" else None
    number = number_at(tokens, index, (lexicon,))
    if number is None or (index and tokens.items[index - 1].number is not None):
        return None
    if tokens.breaks_after(index + number[1] - 1):
        return None
    unit = lexicon.units.at(tokens.words, index + number[1])
    if unit is not None and unit[0] == "month":
        return number[0]
    return number[0] if lexicon.counts["rents"].at(tokens.words, index + number[1]) else None


def _arrears_near(tokens: Tokens, index: int, lexicon: Lexicon) -> bool:
    window = tokens.words[max(0, index - 6) : index + 7]
    return any(True for _ in lexicon.counts["arrears"].all_in(window))


def children(tokens: Tokens, lexicons: Sequence[Lexicon]) -> int | None:
    """«2 enfants», «un bébé et 3 gosses» → the number of children said (summed); None when none is said."""
    found = 0
    index = 0
    while index < len(tokens):
        step = _children_at(tokens, index, lexicons)
        if step is None:
            index += 1
        else:
            found += step[0]
            index += step[1]
    return found or None


def _children_at(tokens: Tokens, index: int, lexicons: Sequence[Lexicon]) -> tuple[int, int] | None:
    for lexicon in lexicons:
        number = number_at(tokens, index, (lexicon,))
        if number is None or not 0 < number[0] <= 20:
            continue
        for skipped in (0, 1):
            child = lexicon.counts["children"].at(tokens.words, index + number[1] + skipped)
            if child is not None:
                return number[0], number[1] + skipped + child[1]
    return None
