"""What is checked of the directory as a whole: places that exist, records somebody still reads."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from knowledge.directory import EVERYWHERE, FOLDER, Permanence
from knowledge.holidays import departement_of
from knowledge.reading import Reader
from knowledge.territory import Territory
from knowledge.wording import sentence

_READ_AGAIN = timedelta(days=365)


def check_places(
    reader: Reader,
    permanences: Mapping[str, Permanence],
    territory: Territory,
    file: Path | None = None,
) -> None:
    """Adds a problem for every commune, département or intercommunality code that does not exist.

    `file` is where the records were read, if not in the département's own file.
    """
    for permanence in permanences.values():
        path = file or reader.root / FOLDER / f"{departement_of(permanence.code_insee)}.toml"
        where = f"permanence.{permanence.id}"
        if territory.by_insee(permanence.code_insee) is None:
            found = permanence.code_insee
            reader.add(path, f"{where}.code_insee", found, sentence("unknown_commune", found=found))
        for code in (*permanence.zone_eligibilite, *permanence.zone_debordement):
            if code in EVERYWHERE or code in territory.register.names:
                continue
            commune = territory.by_insee(code)
            if commune is None:
                reader.add(path, f"{where}.zone_eligibilite", code, sentence("unknown_zone", found=code))
            elif commune.insee != code:
                said = sentence("former_zone", found=code, insee=commune.insee, commune=commune.nom)
                reader.add(path, f"{where}.zone_eligibilite", code, said)


def stale(reader: Reader, permanences: Mapping[str, Permanence], today: date) -> None:
    """Adds a warning for every record that is an example, or that nobody has read again for a year."""
    for permanence in permanences.values():
        path = reader.root / FOLDER / f"{departement_of(permanence.code_insee)}.toml"
        where, written = f"permanence.{permanence.id}", permanence.date_maj
        if permanence.exemple:
            reader.add(path, f"{where}.exemple", "true", sentence("example"), "warning")
        elif today - written > _READ_AGAIN:
            said = sentence("outdated", found=f"{written:%d/%m/%Y}")
            reader.add(path, f"{where}.date_maj", written, said, "warning")
