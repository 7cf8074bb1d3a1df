"""Phrases, dates and amounts in the reader's language.

Templates come from `locales/<lang>/LC_MESSAGES/bot.po` and may hold `**bold**` and `{name}`.
What is filled in is always escaped, so that nothing a person writes can become markup. Where the reader's
script runs from right to left, what is filled in and every Latin word or number is set apart (`bidi`).
"""

import html
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from bot import catalogue
from bot.bidi import RIGHT_TO_LEFT, isolate, isolate_runs
from bot.errors import PhraseMissing

LOCALES = Path(__file__).parent / "locales"
SOURCE_LANGUAGE = catalogue.FRENCH
_BOLD = re.compile(r"\*\*(.+?)\*\*")


class Safe(str):
    """A text already escaped: HTML with the tags b, i, blockquote and code only."""


def rich(prose: str) -> Safe:
    """Content prose as safe HTML: escaped, with `**bold**` kept as bold."""
    return Safe(_BOLD.sub(r"<b>\1</b>", html.escape(prose, quote=False)))


@dataclass(frozen=True)
class Voice:
    """How the bot speaks one language. A phrase not yet translated is said in French."""

    language: str
    phrases: dict[str, str]
    source: dict[str, str]

    def say(self, key: str, /, **values: object) -> Safe:
        """The phrase `key` as safe HTML. Raises PhraseMissing where no catalogue has it."""
        template = self.set_apart(rich(self._template(key)))
        return Safe(template.format_map({name: self._fill(value) for name, value in values.items()}))

    def _template(self, key: str) -> str:
        template = self.phrases.get(key) or self.source.get(key)
        if template is None:
            raise PhraseMissing(f"Phrase « {key} » absente de bot/locales/fr : ajoutez-la.")
        return template

    def set_apart(self, text: Safe) -> Safe:
        """The text with its Latin words and numbers set apart where this language runs right to left."""
        return Safe(isolate_runs(text)) if self.language in RIGHT_TO_LEFT else text

    def has(self, key: str) -> bool:
        """Whether the phrase is written, in this language or in French."""
        return key in self.phrases or key in self.source

    def label(self, key: str, /, **values: object) -> str:
        """The phrase `key` as plain text, for a button."""
        return html.unescape(re.sub(r"</?b>", "", self.say(key, **values)))

    def _fill(self, value: object) -> str:
        text = value if isinstance(value, Safe) else html.escape(str(value), quote=False)
        return isolate(text) if self.language in RIGHT_TO_LEFT else text

    def day(self, day: date) -> str:
        """A date in full with its weekday: « mardi 22 décembre 2026 », « vendredi 1er janvier 2027 »."""
        return self._day(day, "format.day")

    def near_day(self, day: date) -> str:
        """A date with its weekday and no year: « mardi 24 novembre »."""
        return self._day(day, "format.near_day")

    def month(self, day: date) -> str:
        """The month of a date, with its year: « janvier 2027 »."""
        return format_date(day, "LLLL y", locale=_locale(self.language))

    def _day(self, day: date, pattern: str) -> str:
        written = format_date(day, self._template(pattern), locale=_locale(self.language))
        return re.sub(r"\b1 (?=\w)", "1er ", written) if self.language == "fr" and day.day == 1 else written

    def hour(self, moment: datetime) -> str:
        """A time of day, on 24 hours as in France: « 14 h », « 9 h 30 »; « 14:00 » in other languages."""
        if self.language == SOURCE_LANGUAGE:
            return f"{moment.hour} h" + (f" {moment.minute:02d}" if moment.minute else "")
        return f"{moment:%H:%M}"

    def euros(self, amount: Decimal | int) -> str:
        """An amount in euros, written as on the reader's papers whatever the language: « 1 920 € ».

        Cents are shown when there are any.
        """
        pattern = "#,##0" if amount == int(amount) else "#,##0.00"
        return format_decimal(amount, pattern, locale=_locale(SOURCE_LANGUAGE)) + "\u00a0€"


def _locale(language: str) -> Locale:
    return Locale.parse(language)


@dataclass(frozen=True)
class Catalogues:
    """Every language the bot speaks."""

    phrases: dict[str, dict[str, str]]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages with a catalogue, French first."""
        return tuple(sorted(self.phrases, key=lambda language: (language != SOURCE_LANGUAGE, language)))

    def voice(self, language: str) -> Voice:
        """The voice for a language; French where there is no catalogue for it."""
        spoken = language if language in self.phrases else SOURCE_LANGUAGE
        return Voice(spoken, self.phrases[spoken], self.phrases[SOURCE_LANGUAGE])


def load_catalogues(root: Path = LOCALES) -> Catalogues:
    """Read every catalogue below `root`. Raises OSError or PoFileError where one cannot be read."""
    found = catalogue.read(root)
    french = found[SOURCE_LANGUAGE]
    return Catalogues({language: catalogue.spoken(phrases, french) for language, phrases in found.items()})
