"""The outline of a page on a photo: its four edges against what it lies on, proven by where the page's code must be."""

from __future__ import annotations

import math
from itertools import combinations

import msgspec
from PIL import Image, ImageChops, ImageFilter

from inspector_app.evidence.codes import Code, Point

_LOOK = 640
"""The longer side in pixels of the picture that is looked at; half a millimetre of a page that fills it."""
_LINES = 41
"""So many times each edge is looked for along its length."""
_STEP_MM = 5.0
"""Paper and what it lies on are compared over this width on both sides of an edge."""
_CONTRAST = 14
"""What it lies on is at least so much darker (of 255)."""
_AGREE = 0.6
"""This share of the places found lie on one straight line, or there is no edge."""
_OFF_MM = 1.0
"""The code must come out within this of its place on the page; an outline that puts it elsewhere is not the page's."""


class Place(msgspec.Struct, frozen=True):
    """Where the code of a page is: the paper's width and height, and the code's upper left corner and side, in millimetres."""

    width: float
    height: float
    left: float
    top: float
    side: float

    def corners(self) -> tuple[Point, Point, Point, Point]:
        """Return the code's corners on the page, from the upper left one clockwise."""
        right, bottom = self.left + self.side, self.top + self.side
        return (self.left, self.top), (right, self.top), (right, bottom), (self.left, bottom)

    def paper(self) -> tuple[Point, Point, Point, Point]:
        """Return the page's own corners, from the upper left one clockwise."""
        return (0.0, 0.0), (self.width, 0.0), (self.width, self.height), (0.0, self.height)


def outline(image: Image.Image, code: Code, place: Place) -> tuple[Point, Point, Point, Point] | None:
    """Return the page's corners in pixels, from its own upper left one clockwise, or None where they are not certain."""
    shrink = max(1.0, max(image.size) / _LOOK)
    small = _bright(image).resize(
        (max(1, round(image.width / shrink)), max(1, round(image.height / shrink))), Image.Resampling.BOX
    )
    ground = _Ground(small.filter(ImageFilter.BoxBlur(1)), code, place, shrink)
    edges = [ground.edge(side) for side in range(4)]
    if any(edge is None for edge in edges):
        return None
    corners = [_meet(edges[side - 1], edges[side]) for side in range(4)]  # type: ignore[arg-type]
    if any(corner is None for corner in corners):
        return None
    found = tuple((x * shrink, y * shrink) for x, y in corners)  # type: ignore[misc]
    numbers = homography(place.paper(), found)
    at = [_project(numbers, corner) for corner in code.corners]
    off = max(math.dist(a, b) for a, b in zip(at, place.corners(), strict=True))
    return found if off <= _OFF_MM else None  # type: ignore[return-value]


def homography(there: tuple[Point, ...], here: tuple[Point, ...]) -> list[float]:
    """Return the eight numbers that carry four points ``here`` to ``there`` (as ``Image.transform`` takes them: from new to old)."""
    rows = []
    for (x, y), (u, v) in zip(here, there, strict=True):
        rows.append([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u])
        rows.append([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v])
    for at in range(8):
        best = max(range(at, 8), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        for row in range(8):
            if row != at:
                factor = rows[row][at] / rows[at][at]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[at], strict=True)]
    return [rows[at][8] / rows[at][at] for at in range(8)]


def _project(numbers: list[float], point: Point) -> Point:
    a, b, c, d, e, f, g, h = numbers
    x, y = point
    under = g * x + h * y + 1
    return (a * x + b * y + c) / under, (d * x + e * y + f) / under


def _bright(image: Image.Image) -> Image.Image:
    """White paper is bright in every colour; wood and most tables are not in one of them."""
    if image.mode != "RGB":
        return image.convert("L")
    red, green, blue = image.split()
    return ImageChops.darker(ImageChops.darker(red, green), blue)


class _Line(msgspec.Struct, frozen=True):
    """Points with ``a x + b y = c``, ``a`` and ``b`` of length one."""

    a: float
    b: float
    c: float

    def far(self, point: Point) -> float:
        return abs(self.a * point[0] + self.b * point[1] - self.c)


class _Ground:
    """The small picture, with the page's millimetres as the code tells them: right near the code, roughly so at the far edge."""

    def __init__(self, small: Image.Image, code: Code, place: Place, shrink: float) -> None:
        self._dots, self._size = small.tobytes(), small.size
        self._place = place
        upper_left, upper_right, lower_right, lower_left = ((x / shrink, y / shrink) for x, y in code.corners)
        across = [(b[0] - a[0], b[1] - a[1]) for a, b in ((upper_left, upper_right), (lower_left, lower_right))]
        down = [(b[0] - a[0], b[1] - a[1]) for a, b in ((upper_left, lower_left), (upper_right, lower_right))]
        self._right = tuple(sum(one[axis] for one in across) / 2 / place.side for axis in (0, 1))
        self._down = tuple(sum(one[axis] for one in down) / 2 / place.side for axis in (0, 1))
        self._zero = tuple(
            sum(corner[axis] for corner in (upper_left, upper_right, lower_right, lower_left)) / 4 for axis in (0, 1)
        )

    def edge(self, side: int) -> _Line | None:
        """Return the page's upper (0), right (1), lower (2) or left (3) edge, or None where it cannot be told."""
        wide, high = self._place.width, self._place.height
        length, depth = (wide, high) if side in (0, 2) else (high, wide)
        found = []
        for number in range(_LINES):
            along = length * (0.06 + 0.88 * number / (_LINES - 1))
            if (point := self._step(side, along, depth)) is not None:
                found.append(point)
        return _through(found) if len(found) >= _AGREE * _LINES else None

    def _step(self, side: int, along: float, depth: float) -> Point | None:
        """Return where along one line from the middle of the page outward the paper ends."""
        wide, high = self._place.width, self._place.height
        count = round(depth * 0.9)  # a millimetre each; a page seen askew may be much longer than the code says
        points = []
        for out in range(count):
            from_edge = depth / 2 - out
            x, y = {
                0: (along, from_edge),
                1: (wide - from_edge, along),
                2: (along, high - from_edge),
                3: (from_edge, along),
            }[side]
            points.append(self._at(x, y))
        light = [self._light(point) for point in points]
        step, best, at, half = round(_STEP_MM), float(_CONTRAST), -1, 0.0
        for number in range(step, count - step):
            outside = [value for value in light[number : number + step] if value is not None]
            inside = [value for value in light[number - step : number] if value is not None]
            if len(outside) < step or len(inside) < step:
                break
            # The paper's own brightness: print and lines on it are darker, the paper beside them is not.
            drop = sorted(inside)[step * 3 // 4] - max(outside)
            if drop > best:
                best, at, half = drop, number, max(outside) + drop / 2
        if at < 0:
            return None
        # The step is as wide as the window lets it be: the edge is where the light has fallen by half.
        while at > 1 and (light[at - 1] or 0) < half:
            at -= 1
        inner, outer = float(light[at - 1] or 0), float(light[at] or 0)
        share = (inner - half) / (inner - outer) if inner > outer else 0.5
        (x0, y0), (x1, y1) = points[at - 1], points[at]
        return x0 + (x1 - x0) * share, y0 + (y1 - y0) * share

    def _at(self, x: float, y: float) -> Point:
        place = self._place
        right, down = x - place.left - place.side / 2, y - place.top - place.side / 2
        return (
            self._zero[0] + right * self._right[0] + down * self._down[0],
            self._zero[1] + right * self._right[1] + down * self._down[1],
        )

    def _light(self, point: Point) -> int | None:
        x, y = int(point[0]), int(point[1])
        if point[0] < 0 or point[1] < 0 or not (0 <= x < self._size[0] and 0 <= y < self._size[1]):
            return None
        return self._dots[y * self._size[0] + x]


def _through(points: list[Point]) -> _Line | None:
    """Return the line that most points lie on, fitted to those; None where too few agree."""
    near = 1.5
    best: list[Point] = []
    for first, second in combinations(points[:: max(1, len(points) // 20)], 2):
        if (line := _line(first, second)) is not None:
            close = [point for point in points if line.far(point) <= near]
            if len(close) > len(best):
                best = close
    if len(best) < _AGREE * _LINES:
        return None
    x, y = sum(point[0] for point in best) / len(best), sum(point[1] for point in best) / len(best)
    xx = sum((point[0] - x) ** 2 for point in best)
    yy = sum((point[1] - y) ** 2 for point in best)
    xy = sum((point[0] - x) * (point[1] - y) for point in best)
    turn = math.atan2(2 * xy, xx - yy) / 2
    a, b = -math.sin(turn), math.cos(turn)
    return _Line(a, b, a * x + b * y)


def _line(first: Point, second: Point) -> _Line | None:
    long = math.dist(first, second)
    if long < 20:
        return None
    a, b = (first[1] - second[1]) / long, (second[0] - first[0]) / long
    return _Line(a, b, a * first[0] + b * first[1])


def _meet(first: _Line, second: _Line) -> Point | None:
    under = first.a * second.b - second.a * first.b
    if abs(under) < 0.3:  # edges of a page meet at something like a right angle
        return None
    return (first.c * second.b - second.c * first.b) / under, (first.a * second.c - second.a * first.c) / under
