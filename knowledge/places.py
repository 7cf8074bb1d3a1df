"""Where permanences and the territory join the content: two functions of their own modules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge import directory, directory_checks, intake, territory
from knowledge.directory import Permanence
from knowledge.errors import ContentError
from knowledge.reading import Reader
from knowledge.territory import Territory
from knowledge.wording import sentence


@dataclass(frozen=True)
class Places:
    """Who receives whom, and where: the permanences by id, and the communes (None when they are damaged)."""

    permanences: Mapping[str, Permanence] = field(default_factory=dict)
    territory: Territory | None = None


def read_places(reader: Reader) -> Places:
    """The permanences and communes of the content folder; their problems are written in `reader`."""
    permanences = _received(reader, directory.load(reader))
    try:
        communes = territory.load(reader)
    except ContentError as error:
        reader.problems += [problem for problem in error.problems if problem not in reader.problems]
        return Places(permanences)
    directory_checks.check_places(reader, permanences, communes)
    return Places(permanences, communes)


def _received(reader: Reader, ours: Mapping[str, Permanence]) -> Mapping[str, Permanence]:
    """Our own records, and those of the JSON and CSV directories dropped beside them."""
    found = dict(ours)
    folder = reader.root / directory.FOLDER
    for path in sorted((*folder.glob("*.json"), *folder.glob("*.csv"))):
        imported = intake.from_bytes(path.read_bytes(), f"{directory.FOLDER}/{path.name}")
        reader.problems += imported.problems
        for permanence in imported.permanences:
            if permanence.id in found:
                reader.add(
                    path,
                    f"permanence.{permanence.id}",
                    permanence.id,
                    sentence("double_id", found=permanence.id),
                )
            found.setdefault(permanence.id, permanence)
    return found
