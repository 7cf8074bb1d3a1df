"""How the name of a place is written down once it is stripped of what people get wrong.

«St Avold», «saint-avold» and «SAINT  AVOLD» are one key, «saintavold»; so are «Châlons s/ Marne» and
«chalons-sur-marne». Two names with the same key are homonyms.
"""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ł": "l", "ı": "i"})
_NOT_WORD = re.compile(r"[^\w]+|_")
_SLASHES = ((re.compile(r"\bs\s*/\s*s\b"), " sous "), (re.compile(r"\bs\s*/|/"), " sur "))
_WRITTEN_OUT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "lez": "les"}
ARTICLES = frozenset({"le", "la", "les", "l"})
# «au Havre», «du Mans», «aux Lilas»: the article hidden in the preposition.
CONTRACTED = {"au": "le", "du": "le", "aux": "les", "des": "les"}


def plain(text: str) -> str:
    """Lower case, without accents or ligatures; letters of other alphabets and digits are kept."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold())
    if folded.isascii():
        return folded
    return "".join([letter for letter in folded if not unicodedata.combining(letter)])


def words(text: str) -> list[str]:
    """The words of a name, abbreviations written out: «St Avold» → [saint, avold]."""
    lowered = plain(text)
    if "/" in lowered:
        for pattern, written_out in _SLASHES:
            lowered = pattern.sub(written_out, lowered)
    return [_WRITTEN_OUT.get(word, word) for word in _NOT_WORD.split(lowered) if word]


def key(text: str) -> str:
    """The name's key: its words run together, so that a forgotten hyphen or space changes nothing."""
    return "".join(words(text))


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"qu|q|ck|ch(?=[lrmn]|$)", "k"),
        (r"c(?=[aouklrtn]|$)", "k"),
        (r"c(?=[eiy])", "s"),
        (r"ch", "S"),
        (r"gn", "N"),
        (r"gu(?=[eiy])", "g"),
        (r"g(?=[eiy])", "j"),
        (r"eaux?|aux?|ot(?=$)", "o"),
        (r"(ai|ei)n|[iy][nm](?![aeiouymn])", "1"),
        (r"[ae][nm](?![aeiouymn])", "2"),
        (r"ai|ei|et(?=$)|er(?=$)|ez(?=$)", "e"),
        (r"y", "i"),
        (r"w", "v"),
        (r"z", "s"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
        (r"[stdxpe]+$", ""),
    )
)


def sound(name_key: str) -> str:
    """Roughly how a key is said in French: «montignylesmetz» and «montignilesmes» sound alike."""
    for pattern, replacement in _SOUNDS:
        name_key = pattern.sub(replacement, name_key)
    return name_key
