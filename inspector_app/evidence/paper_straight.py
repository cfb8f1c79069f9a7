"""A page photo set upright: turned by what its code says, then by the lines of the page itself; a derivative, never the original."""

from __future__ import annotations

from itertools import pairwise

from PIL import Image, ImageChops, ImageFilter, ImageMath, ImageOps

from inspector_app.evidence.codes import Code, Point
from inspector_app.evidence.paper import as_jpeg
from inspector_app.evidence.paper_outline import Place, homography, outline

MAX_PX = 2400
"""The longer side of a straightened page in pixels: about 200 dpi on A4."""
_FINE = 1.5
"""The code is 18 mm wide, and a pixel at its corner is a third of a degree: the lines of the page settle the rest."""
_LOOK = 640
_FLAT_DPI = 200
_BESIDE_MM = 3.0
"""So much of what the page lies on stays in the picture, so that everyone sees that nothing of the page was cut off."""
_QUALITY = 85
_QUARTERS = {1: Image.Transpose.ROTATE_90, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_270}


def straighten(image: Image.Image, code: Code, place: Place | None = None) -> tuple[bytes, str]:
    """Return a JPEG of the page upright and clearer, and the recipe that its row keeps.

    Where ``place`` says where the code belongs on the page and the page's four edges are seen, a photo taken askew is laid
    flat, with a rim of the desk around it, and its light made even. Otherwise the page is turned and nothing is cut off: where
    the turned picture has no points there is white.
    """
    if place is not None and (corners := outline(image, code, place)) is not None:
        return _flattened(image, place, corners)
    quarter = round(code.turn / 90) % 4
    rest = (code.turn + 45) % 90 - 45
    page = image.transpose(_QUARTERS[quarter]) if quarter else image
    if max(page.size) > MAX_PX:
        page = page.copy()
        page.thumbnail((MAX_PX, MAX_PX), Image.Resampling.LANCZOS, reducing_gap=2.0)
    rest += fine_turn(page, rest)
    # Before the white of the corners comes in: it would pass for the brightest of the page.
    page = ImageOps.autocontrast(page, cutoff=(0.2, 0.5), preserve_tone=True)
    if abs(rest) >= 0.05:
        page = page.rotate(rest, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    turn = round(quarter * 90 + rest, 2) + 0.0  # no minus zero
    turn = turn - 360 if turn > 180 else turn
    return as_jpeg(page, _QUALITY), f"page-straight;turn={turn:.2f};contrast;max={MAX_PX};jpeg"


def _flattened(image: Image.Image, place: Place, corners: tuple[Point, Point, Point, Point]) -> tuple[bytes, str]:
    dots = _FLAT_DPI / 25.4
    dots = min(dots, MAX_PX / (max(place.width, place.height) + 2 * _BESIDE_MM))
    size = round((place.width + 2 * _BESIDE_MM) * dots), round((place.height + 2 * _BESIDE_MM) * dots)
    here = tuple(((x + _BESIDE_MM) * dots, (y + _BESIDE_MM) * dots) for x, y in place.paper())
    numbers = homography(corners, here)
    flat = image.transform(size, Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BICUBIC)
    page = ImageOps.autocontrast(_even(flat, dots), cutoff=(0.2, 0.0), preserve_tone=True)
    said = " ".join(f"{x:.0f},{y:.0f}" for x, y in corners)
    return as_jpeg(
        page, _QUALITY
    ), f"page-straight;corners={said};beside={_BESIDE_MM:g}mm;light;contrast;max={MAX_PX};jpeg"


def _even(page: Image.Image, dots: float) -> Image.Image:
    """Make the paper equally white everywhere: each point is divided by the paper's brightness around it, 30 mm wide."""
    bright = page if page.mode == "L" else None
    if bright is None:
        red, green, blue = page.split()
        bright = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    shrink = max(1, round(5 * dots))
    small = bright.filter(ImageFilter.BoxBlur(1)).reduce(shrink)
    paper = (
        small.filter(ImageFilter.MaxFilter(7))
        .filter(ImageFilter.BoxBlur(2))
        .resize(page.size, Image.Resampling.BICUBIC)
    )
    lit = [
        ImageMath.lambda_eval(
            lambda of: of["convert"](of["min"](of["band"] * 250 / of["max"](of["paper"], 24), 255), "L"),
            band=band,
            paper=paper,
        )
        for band in page.split()
    ]
    return lit[0] if len(lit) == 1 else Image.merge("RGB", lit)


def fine_turn(page: Image.Image, rest: float) -> float:
    """Return the degrees still to add to ``rest`` so that lines of text and rules lie level; 0 where the page says nothing."""
    small = page.convert("L")
    small.thumbnail((_LOOK, _LOOK), Image.Resampling.BOX)
    best, at = _levelness(small, rest), 0.0
    for step, span in ((0.3, _FINE), (0.1, 0.2)):
        middle = at
        count = round(span / step)
        for number in range(-count, count + 1):
            extra = middle + number * step
            score = _levelness(small, rest + extra)
            # A tie is no reason to turn.
            if score > best * 1.0001:
                best, at = score, extra
    return at


def _levelness(small: Image.Image, turn: float) -> float:
    """How strongly the rows of a turned picture differ from their neighbours: most, when its lines lie level."""
    turned = small.rotate(turn, Image.Resampling.BILINEAR)
    width, height = turned.size
    # The middle only: what the turn brought into the corners is no part of the page.
    inner = turned.crop((width // 8, height // 8, width - width // 8, height - height // 8))
    rows = inner.resize((1, inner.height), Image.Resampling.BOX).tobytes()
    return float(sum((a - b) ** 2 for a, b in pairwise(rows)))
