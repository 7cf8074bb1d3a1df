"""QR codes, as squares to draw and as a picture to show on a screen."""

import io
from collections.abc import Iterator

import segno

PIXELS_A_SQUARE = 12
BORDER = 4
"""The quiet zone around a code, in squares (ISO/IEC 18004: four)."""


def squares(address: str) -> tuple[int, list[tuple[int, int]]]:
    """How many squares a side has, the quiet zone left out, and which are dark (column, row)."""
    matrix = segno.make(address, error="m", micro=False).matrix
    return len(matrix), list(_dark(matrix))


def _dark(matrix: tuple[bytearray, ...]) -> Iterator[tuple[int, int]]:
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            if dark:
                yield column, row


def picture(address: str) -> bytes:
    """The code as a PNG, large enough to be read from another phone's screen."""
    kept = io.BytesIO()
    segno.make(address, error="m", micro=False).save(kept, kind="png", scale=PIXELS_A_SQUARE, border=BORDER)
    return kept.getvalue()
