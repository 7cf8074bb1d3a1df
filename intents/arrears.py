"""How many months of rent are owed, as a message says it."""

from collections.abc import Sequence

from intents.lexicon import Lexicon
from intents.numbers import is_article, number_at
from intents.tokens import Tokens

_MOST = 120
_NEAR = 6
_JOINERS = frozenset(
    {"et", "and", "y", "e", "si", "ve", "и", "і", "та", "و", "w", "de", "d", "le", "mois", "loyer"}
)


def months_of_arrears(tokens: Tokens, lexicons: Sequence[Lexicon]) -> int | None:
    """«2 mois de retard», «trois loyers impayés», «pas payé octobre et novembre»: how many months are owed.

    «Deux mois et demi» is three: the third rent is due already.
    """
    for index in range(len(tokens)):
        for lexicon in lexicons:
            found = _months_at(tokens, index, lexicon)
            if found and 0 < found[0] <= _MOST and _arrears_near(tokens, index, found[1], lexicon):
                return found[0]
    return next((named for lexicon in lexicons if (named := _named(tokens, lexicon))), None)


def _months_at(tokens: Tokens, index: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """The months or rents counted at a token, and the token after them."""
    dual = lexicon.duals.at(tokens.words, index)
    if dual is not None:
        stop = index + dual[1]
        return (2 + bool(_half(tokens, stop, lexicon)), stop) if dual[0] == "month" else None
    number = number_at(tokens, index, (lexicon,))
    if number is None or (index and tokens.items[index - 1].number is not None):
        return None
    stop = index + number[1]
    if tokens.breaks_after(stop - 1) or _is_a_rate(tokens, index, lexicon):
        return None
    half = _half(tokens, stop, lexicon)
    unit = lexicon.units.at(tokens.words, stop + half)
    if unit is not None and unit[0] == "month":
        stop += half + unit[1]
        return number[0] + bool(half or _half(tokens, stop, lexicon)), stop
    rents = lexicon.counts["rents"].at(tokens.words, stop)
    return (number[0], stop + rents[1]) if rents else None


def _is_a_rate(tokens: Tokens, index: int, lexicon: Lexicon) -> bool:
    """«650 euros a month»: how often, not how many."""
    return (
        index > 0
        and is_article(tokens.words[index])
        and lexicon.amounts["currency"].ending_at(tokens.words, index) is not None
    )


def _half(tokens: Tokens, index: int, lexicon: Lexicon) -> int:
    half = lexicon.counts.get("half")
    hit = half.at(tokens.words, index) if half is not None else None
    return hit[1] if hit else 0


def _arrears_near(tokens: Tokens, index: int, stop: int, lexicon: Lexicon) -> bool:
    """Whether words around say that they are owed; «un loyer» does not say so by itself."""
    arrears = lexicon.counts["arrears"]
    before, after = tokens.words[max(0, index - _NEAR) : index], tokens.words[stop : index + _NEAR + 1]
    own = () if is_article(tokens.words[index]) else tokens.words[index:stop]
    return any(True for words in (before, after, list(own)) for _ in arrears.all_in(words))


def _named(tokens: Tokens, lexicon: Lexicon) -> int | None:
    """«Pas payé octobre et novembre»: the months said by their names, right after."""
    unpaid = lexicon.counts.get("unpaid")
    if unpaid is None:
        return None
    for _value, _first, stop in unpaid.all_in(tokens.words):
        months: set[int] = set()
        index = stop
        while index < len(tokens):
            hit = lexicon.months.at(tokens.words, index)
            if hit is None and tokens.words[index] not in _JOINERS:
                break
            months |= {hit[0]} if hit else set()
            index += hit[1] if hit else 1
        if months:
            return len(months)
    return None
