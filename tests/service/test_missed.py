"""What was not understood, through service and database: kept masked, and tied to nobody."""

from datetime import date
from pathlib import Path

from storage.phrases import Phrase
from tests.service.house import House


def kept(house: House) -> list[Phrase]:
    """Every masked sentence."""
    return house.database.read(lambda tx: tx.phrases.since())


def test_a_strange_message_is_kept_without_whose_it_was(tmp_path: Path) -> None:
    """Once no meaning offered is right: masked, dated by its day, in its language, and no more."""
    house = House(tmp_path)
    house.says("comment je fais pour avoir le zouglou de Dupont le 12")
    assert kept(house) == []
    house.presses("Aucun de ceux-là")
    (phrase,) = kept(house)
    assert phrase.text == "comment je fais pour avoir le [mot] de [mot] le [nombre]"
    assert (phrase.language, phrase.day) == ("fr", date(2026, 11, 21))


def test_danger_is_never_kept(tmp_path: Path) -> None:
    """Neither the screen's message nor the one it opens gently."""
    house = House(tmp_path)
    house.says("je veux mourir ce soir zouaf patati")
    house.says("mon mari me frappe encore")
    assert kept(house) == []
