"""The code reader: finds QR codes in a picture of a page, however skewed, dim or turned, and says where they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from PIL import Image, ImageChops, ImageFilter, ImageMath, ImageOps

Point = tuple[float, float]

_LARGE = 3000
"""From this many pixels a side the harder ways work on half the size: that takes the grain out too, and costs a quarter."""
_LEVELS = (64, 100)
"""What is darker than this of the paper is ink of the printer; a seal on a grey scan and a pen are lighter."""
_CLOSE, _LEAST, _MOST = 200, 40, 6
"""A code looked at again is brought to so many pixels a side; smaller ones than the second hold nothing; so many places at most."""


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
    black = black_of(image)
    for picture, scale, whole in _ways(black):
        seen = _read(picture, whole=whole)
        for one in seen:
            if not one.error:
                found.setdefault(one.text, Code(one.text, _corners(one.position, scale)))
        # Two pages on one photo: the second code may be the harder one, and must not be overlooked for the first.
        for place in _apart(seen):
            for text, corners in _closer(picture, place):
                found.setdefault(text, Code(text, _scaled(corners, scale)))
        if any(wanted(text) for text in found):
            break
    return sorted(found.values(), key=lambda code: not wanted(code.text))


def black_of(image: Image.Image) -> Image.Image:
    """Return a picture as grey in which only black stays dark: what a red seal or a blue pen put over the code is gone."""
    if image.mode != "RGB":
        return image if image.mode == "L" else image.convert("L")
    red, green, blue = image.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _ways(black: Image.Image) -> Iterator[tuple[Image.Image, float, bool]]:
    """Yield pictures to look at, cheapest first, with the factor by which they are larger than the original.

    The last value says that one threshold for the whole picture is used in place of one for each neighbourhood.
    """
    yield black, 1.0, False
    scale = 1.0
    if max(black.size) > _LARGE:
        black, scale = black.reduce(2), 0.5
    even = _evenly_lit(black)
    for level in _LEVELS:
        yield even.point([255 if value > level else 0 for value in range(256)]), scale, False
    clear = ImageOps.autocontrast(black, cutoff=1)
    yield clear, scale, False
    yield clear.filter(ImageFilter.GaussianBlur(1.5)), scale, False  # grain of poor light
    # Two pixels a square, or out of focus: enlarged, then the edges drawn out again.
    large = clear.resize((clear.width * 2, clear.height * 2), Image.Resampling.BICUBIC)
    sharp = large.filter(ImageFilter.GaussianBlur(1.5)).filter(ImageFilter.UnsharpMask(6, 300, 0))
    yield sharp, scale * 2, False
    yield sharp, scale * 2, True


def _evenly_lit(black: Image.Image) -> Image.Image:
    """Return the picture with the paper equally white everywhere, shadow or not."""
    paper = black.reduce(8).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.BoxBlur(4)).resize(black.size)
    lit: Image.Image = ImageMath.lambda_eval(
        lambda of: of["convert"](of["min"](of["black"] * 255 / (of["paper"] + 1), 255), "L"), black=black, paper=paper
    )
    return lit


def _closer(picture: Image.Image, place: Any) -> Iterator[tuple[str, tuple[Point, ...]]]:
    """Look again at a place where a code was seen and not read: in one size, the blur of lens and hand taken out step by step."""
    corners = _corners(place, 1.0)
    xs, ys = zip(*corners, strict=True)
    side = max(max(xs) - min(xs), max(ys) - min(ys))
    if side < _LEAST:
        return
    left, top, edge = round(min(xs) - 0.3 * side), round(min(ys) - 0.3 * side), round(1.6 * side)
    size = round(1.6 * _CLOSE)
    part = picture.crop((left, top, left + edge, top + edge)).resize((size, size), Image.Resampling.BICUBIC)
    part = ImageOps.autocontrast(part, cutoff=1)
    for radius in (0.0, 2.5, 3.5, 5.0):
        for one in _read(_refocused(part, radius) if radius else part, whole=False):
            if not one.error:
                back = edge / size
                yield one.text, tuple((left + x * back, top + y * back) for x, y in _corners(one.position, 1.0))
                return


def _refocused(part: Image.Image, radius: float, rounds: int = 6) -> Image.Image:
    """Take a blur of ``radius`` out again (van Cittert): what blurring the guess would lose is added to it, some rounds long."""
    guess = part
    for _ in range(rounds):
        lost = ImageChops.subtract(part, guess.filter(ImageFilter.GaussianBlur(radius)), 1, 128)
        guess = ImageChops.add(guess, lost, 1, -128)
    return guess


def _read(picture: Image.Image, *, whole: bool) -> list[Any]:
    import zxingcpp

    binarizer = zxingcpp.Binarizer.GlobalHistogram if whole else zxingcpp.Binarizer.LocalAverage
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    return list(zxingcpp.read_barcodes(picture, formats=formats, binarizer=binarizer, return_errors=True))


def _apart(seen: list[Any]) -> list[Any]:
    """The places where something like a code was seen, none of them where one was read."""
    read = [_middle(one.position) for one in seen if not one.error]
    found = []
    for one in seen:
        x, y = _middle(one.position)
        reach = 2 * abs(one.position.top_left.x - x) + 2 * abs(one.position.top_left.y - y)
        if one.error and all(abs(x - a) + abs(y - b) > reach for a, b in read):
            found.append(one.position)
    return found[:_MOST]


def _middle(place: Any) -> Point:
    corners = _corners(place, 1.0)
    return sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4


def _corners(place: Any, scale: float) -> tuple[Point, Point, Point, Point]:
    return tuple(  # type: ignore[return-value]
        (point.x / scale, point.y / scale)
        for point in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    )


def _scaled(corners: tuple[Point, ...], scale: float) -> tuple[Point, Point, Point, Point]:
    return tuple((x / scale, y / scale) for x, y in corners)  # type: ignore[return-value]
