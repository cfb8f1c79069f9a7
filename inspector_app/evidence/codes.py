"""The code reader: finds QR codes in a picture of a page, however skewed, dim or turned, and says where they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import msgspec
from PIL import Image, ImageFilter, ImageOps

Point = tuple[float, float]

_LARGE = 3000
"""From this many pixels a side the harder ways work on half the size: that takes the grain out too, and costs a quarter."""


class Code(msgspec.Struct, frozen=True):
    """A code that was read: its text and its corners in pixels of the picture.

    Corners follow the code itself, not the picture: upper left, upper right, lower right, lower left when the page is upright.
    """

    text: str
    corners: tuple[Point, Point, Point, Point]

    @property
    def turn(self) -> float:
        """Degrees by which the page is turned clockwise, over -180 up to 180; read from all four edges."""
        upper_left, upper_right, lower_right, lower_left = self.corners
        across = [(upper_left, upper_right), (lower_left, lower_right)]
        down = [(upper_left, lower_left), (upper_right, lower_right)]
        x = sum(b[0] - a[0] for a, b in across) + sum(b[1] - a[1] for a, b in down)
        y = sum(b[1] - a[1] for a, b in across) - sum(b[0] - a[0] for a, b in down)
        return math.degrees(math.atan2(y, x))


def read_codes(image: Image.Image, wanted: Callable[[str], bool] = lambda _: True) -> list[Code]:
    """Return the QR codes of a picture; the harder ways are tried until one has a ``wanted`` text.

    Each text comes once, the wanted ones first. An empty list means that no way found any.
    """
    found: dict[str, Code] = {}
    for picture, scale, whole in _ways(image):
        for code in _read(picture, scale, whole=whole):
            found.setdefault(code.text, code)
        if any(wanted(text) for text in found):
            break
    return sorted(found.values(), key=lambda code: not wanted(code.text))


def _ways(image: Image.Image) -> Iterator[tuple[Image.Image, float, bool]]:
    """Yield pictures to look at, cheapest first, with the factor by which they are larger than the original.

    The last value says that one threshold for the whole picture is used in place of one for each neighbourhood.
    """
    grey = image if image.mode == "L" else image.convert("L")
    yield grey, 1.0, False
    scale = 1.0
    if max(grey.size) > _LARGE:
        grey, scale = grey.reduce(2), 0.5
    clear = ImageOps.autocontrast(grey, cutoff=1)
    yield clear, scale, False
    yield clear.filter(ImageFilter.GaussianBlur(1.5)), scale, False  # grain of poor light
    # Two pixels a square, or out of focus: enlarged, then the edges drawn out again.
    large = clear.resize((clear.width * 2, clear.height * 2), Image.Resampling.BICUBIC)
    sharp = large.filter(ImageFilter.GaussianBlur(1.5)).filter(ImageFilter.UnsharpMask(6, 300, 0))
    yield sharp, scale * 2, False
    yield sharp, scale * 2, True


def _read(picture: Image.Image, scale: float, *, whole: bool) -> Iterator[Code]:
    import zxingcpp

    binarizer = zxingcpp.Binarizer.GlobalHistogram if whole else zxingcpp.Binarizer.LocalAverage
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    for one in zxingcpp.read_barcodes(picture, formats=formats, binarizer=binarizer):
        place = one.position
        upper_left, upper_right, lower_right, lower_left = (
            (point.x / scale, point.y / scale)
            for point in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        )
        yield Code(one.text, (upper_left, upper_right, lower_right, lower_left))
