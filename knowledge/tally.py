"""How facts are coarsened before they are counted, so that no counter can point at somebody."""

from knowledge.territory import Territory

_INSEE_LENGTH = 5
_BOUNDS = ((7, "0_7"), (14, "8_14"), (21, "15_21"), (30, "22_30"), (60, "31_60"))


def bucket(days: int) -> str:
    """A number of days: a week or less, two, three, a month, two, more; negative ones are `past`."""
    if days < 0:
        return "past"
    return next((name for bound, name in _BOUNDS if days <= bound), "61_more")


def area(commune_insee: str, territory: Territory) -> str:
    """The intercommunality of a commune, else its département; "" where the commune is unknown.

    A month and a commune may be enough to know who. The SIREN is cut in threes: nine digits in a row would be
    taken for a telephone number wherever those are refused.
    """
    commune = territory.by_insee(commune_insee) if commune_insee else None
    if commune is None:
        return ""
    if commune.epci is None:
        return commune.departement
    return "-".join(commune.epci[start : start + 3] for start in range(0, len(commune.epci), 3))


def area_name(code: str, territory: Territory) -> str | None:
    """What an area is called; None where nobody knows it. A commune goes by its intercommunality."""
    plain = code.replace("-", "")
    commune = territory.by_insee(plain) if len(plain) == _INSEE_LENGTH else None
    if commune is not None:
        plain = commune.epci or commune.departement
    return territory.register.names.get(plain)
