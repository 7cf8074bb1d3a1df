"""Public holidays of France, with the local ones of Alsace-Moselle and of the overseas départements.

They are computed by the `holidays` library, never written by hand. They only ever move the *later* date
of a deadline (CPC 642), and close sessions of a permanence; a prudent date never depends on them.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

import holidays

# Good Friday and 26 December: ordonnance of 16 August 1892, code du travail L. 3134-13.
_ALSACE_MOSELLE = {"57": "57", "67": "6AE", "68": "6AE"}
# Only the day of the abolition of slavery is a legal holiday there; the library also lists customary days.
_OVERSEAS = frozenset({"971", "972", "973", "974", "976"})
_ABOLITION = "Abolition"
_SATURDAY = 5


def departement_of(insee: str) -> str:
    """The département or overseas collectivity of an INSEE code: «57463» → «57», «97411» → «974»."""
    return insee[:3] if insee.startswith(("97", "98")) else insee[:2]


class Holidays:
    """Holidays by commune. `insee` is a commune's INSEE code; None means the national calendar alone."""

    def is_holiday(self, day: date, insee: str | None = None) -> bool:
        """Whether `day` is a public holiday in that commune."""
        return self.name(day, insee) is not None

    def name(self, day: date, insee: str | None = None) -> str | None:
        """The French name of the holiday («Vendredi saint»), or None on an ordinary day."""
        return _year(_region(insee), day.year).get(day)

    def is_working_day(self, day: date, insee: str | None = None) -> bool:
        """Neither a Saturday, nor a Sunday, nor a holiday: the days CPC 642 lets a deadline end on."""
        return day.weekday() < _SATURDAY and not self.is_holiday(day, insee)

    def next_working_day(self, day: date, insee: str | None = None) -> date:
        """`day` itself when it is a working day, else the first one after it (CPC 642, second paragraph)."""
        while not self.is_working_day(day, insee):
            day += timedelta(days=1)
        return day


def _region(insee: str | None) -> str:
    departement = departement_of(insee) if insee else ""
    if departement in _OVERSEAS:
        return departement
    return _ALSACE_MOSELLE.get(departement, "")


@cache
def _year(region: str, year: int) -> Mapping[date, str]:
    national = dict(holidays.country_holidays("FR", years=[year], language="fr"))
    if not region:
        return national
    local = dict(holidays.country_holidays("FR", subdiv=region, years=[year], language="fr"))
    if region in _OVERSEAS:
        local = {day: name for day, name in local.items() if _ABOLITION in name}
    return national | local
