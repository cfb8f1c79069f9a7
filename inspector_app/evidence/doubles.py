"""Nearly the same photo taken in twice: a 64-bit difference hash to warn by, never to decide by."""

from __future__ import annotations

from PIL import Image

from inspector_app.evidence.derive import small_upright

NEAR = 6
"""Up to this many of 64 differing bits two photos are shown to the inspector as possibly the same."""


def dhash(original: bytes) -> int:
    """Return the difference hash (each bit: is a grey cell darker than its right neighbour, 8 rows of 8)."""
    grey = small_upright(original, 128).convert("L").resize((9, 8), Image.Resampling.BOX)
    cells = grey.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (cells[row * 9 + column] < cells[row * 9 + column + 1])
    return bits


def distance(one: int, other: int) -> int:
    """Return in how many of the 64 bits two hashes differ."""
    return (one ^ other).bit_count()
