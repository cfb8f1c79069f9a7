"""What paper goes through before it comes back: a desk, a camera held askew, poor light, a seal and a pen over the code, a fax.

Everything is drawn with Pillow from a page at :data:`DPI`, and the same every time: a ``seed`` moves what chance would move.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from inspector_app.evidence.codes import read_codes

DPI = 200
MM = DPI / 25.4
LARGE, SMALL = (3024, 4032), (1200, 1600)
"""What a camera of 12 and of 2 megapixels makes."""
Box = tuple[float, float, float, float]


def code_box(page: Image.Image) -> Box:
    """Where the page's code is, in pixels."""
    if "code" not in page.info:
        (code,) = read_codes(page)
        xs, ys = zip(*code.corners, strict=True)
        page.info["code"] = min(xs), min(ys), max(xs), max(ys)
    box: Box = page.info["code"]
    return box


# The camera


def solve(rows: list[list[float]]) -> list[float]:
    """Solve linear equations, the right side last in each row."""
    size = len(rows)
    rows = [list(row) for row in rows]
    for at in range(size):
        best = max(range(at, size), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        for row in range(size):
            if row != at:
                factor = rows[row][at] / rows[at][at]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[at], strict=True)]
    return [rows[at][size] / rows[at][at] for at in range(size)]


def homography(there: list[tuple[float, float]], here: list[tuple[float, float]]) -> list[float]:
    """The eight numbers by which Pillow finds for each point ``here`` the one it comes from, ``there``."""
    rows = []
    for (x, y), (u, v) in zip(here, there, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return solve(rows)


def desk(size: tuple[int, int], ground: str, seed: int) -> Image.Image:
    """A table top: wood, grey laminate, black, or nearly white."""
    colour = {"wood": (128, 92, 62), "grey": (140, 142, 146), "black": (38, 38, 42), "white": (214, 214, 210)}[ground]
    top = Image.new("RGB", size, colour)
    draw, chance = ImageDraw.Draw(top), Random(seed)
    for _ in range(60 if ground == "wood" else 12):
        y, shift = chance.randrange(size[1]), chance.randrange(-16, 16)
        tone = tuple(max(0, c + shift) for c in colour)
        draw.line((0, y, size[0], y + chance.randrange(-90, 90)), fill=tone, width=chance.randrange(2, 14))
    return top


def shot(
    page: Image.Image,
    *,
    size: tuple[int, int] = LARGE,
    pitch: float = 0.0,
    yaw: float = 0.0,
    roll: float = 0.0,
    fill: float = 0.86,
    ground: str = "wood",
    seed: int = 1,
) -> Image.Image:
    """The page on a table through a pinhole: ``pitch``, ``yaw`` and ``roll`` in degrees, ``fill`` of the frame's height."""
    wide, high = size
    a, b, c = (math.radians(one) for one in (pitch, yaw, roll))
    ratio = page.width / page.height
    far = 2.2  # page heights: a phone held at some 65 cm
    seen = []
    for x, y in ((-ratio / 2, -0.5), (ratio / 2, -0.5), (ratio / 2, 0.5), (-ratio / 2, 0.5)):
        across, down = x * math.cos(c) - y * math.sin(c), x * math.sin(c) + y * math.cos(c)
        z = down * math.sin(a) + across * math.sin(b)
        seen.append((across * math.cos(b) * far / (far + z), down * math.cos(a) * far / (far + z)))
    xs, ys = [p[0] for p in seen], [p[1] for p in seen]
    scale = fill * min(wide / (max(xs) - min(xs)), high / (max(ys) - min(ys)))
    middle = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    corners = [(wide / 2 + (x - middle[0]) * scale, high / 2 + (y - middle[1]) * scale) for x, y in seen]
    source = [(0.0, 0.0), (page.width, 0.0), (page.width, page.height), (0.0, page.height)]
    numbers = homography(source, corners)
    lying = page.transform(size, Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BICUBIC)
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon(corners, fill=255)
    table = desk(size, ground, seed)
    shade = Image.new("L", size, 0)
    ImageDraw.Draw(shade).polygon([(x + wide * 0.008, y + wide * 0.008) for x, y in corners], fill=110)
    table.paste((20, 18, 16), mask=shade.filter(ImageFilter.BoxBlur(wide * 0.008)))
    table.paste(lying, mask=mask)
    return table


# Light and lens


def dim(image: Image.Image, light: float = 0.25) -> Image.Image:
    """Poor light, and the grain that comes with it."""
    return grain(ImageEnhance.Brightness(image).enhance(light), 14)


def grain(image: Image.Image, sigma: float) -> Image.Image:
    """Noise of a sensor; one tile over and over."""
    tile = Image.effect_noise((512, 512), sigma)
    noise = Image.new("L", image.size)
    for x in range(0, image.width, 512):
        for y in range(0, image.height, 512):
            noise.paste(tile, (x, y))
    noise = noise if image.mode == "L" else Image.merge("RGB", [noise] * 3)
    return ImageChops.add(image, noise, offset=-128)


def uneven(image: Image.Image, low: float = 0.25) -> Image.Image:
    """A lamp at one side: the far corner has ``low`` of the light."""
    ramp = Image.linear_gradient("L").rotate(30, expand=False, fillcolor=255).resize(image.size)
    ramp = ramp.point(lambda value: round(255 * (low + (1 - low) * (255 - value) / 255)))
    return ImageChops.multiply(image, Image.merge("RGB", [ramp] * 3))


def shadow(page: Image.Image, depth: float = 0.3) -> Image.Image:
    """The shadow of a hand over half of the code, its edge across it."""
    left, top, right, _ = code_box(page)
    veil = Image.new("L", page.size, 255)
    edge = [
        ((left + right) / 2 - 40, top - 500),
        (page.width, top - 700),
        (page.width, page.height),
        ((left + right) / 2 + 30, page.height),
    ]
    ImageDraw.Draw(veil).polygon(edge, fill=round(255 * depth))
    return ImageChops.multiply(page, Image.merge("RGB", [veil.filter(ImageFilter.BoxBlur(6))] * 3))


def moved(image: Image.Image, length: int = 9) -> Image.Image:
    """The hand moved while the picture was taken, ``length`` pixels aslant."""
    total, count = image, 1
    for step in range(1, length):
        total = Image.blend(total, ImageChops.offset(image, step, step // 2), 1 / (count + 1))
        count += 1
    return total


def unfocused(image: Image.Image, radius: float = 3.0) -> Image.Image:
    """Out of focus."""
    return image.filter(ImageFilter.GaussianBlur(radius))


def moire(image: Image.Image, period: float = 3.3) -> Image.Image:
    """A page shown on a screen and photographed: stripes that beat with the pixels."""
    row = Image.new("L", (image.width, 1))
    row.putdata([round(188 + 67 * math.sin(2 * math.pi * x / period)) for x in range(image.width)])
    column = Image.new("L", (1, image.height))
    column.putdata([round(210 + 45 * math.sin(2 * math.pi * y / (period * 1.07))) for y in range(image.height)])
    weave = ImageChops.multiply(row.resize(image.size), column.resize(image.size))
    return ImageChops.multiply(
        image, Image.merge("RGB", [weave, ImageChops.offset(weave, 1, 0), ImageChops.offset(weave, 2, 0)])
    )


# What happens to the paper


def fold(page: Image.Image, shift: int = 3) -> Image.Image:
    """Folded once through the middle of the code: a shade on one side, a bright crease, and the halves out of step."""
    _, top, _, bottom = code_box(page)
    y = round((top + bottom) / 2)
    lower = page.crop((0, y, page.width, page.height))
    made = page.copy()
    made.paste(ImageEnhance.Brightness(lower).enhance(0.72), (shift, y - 1))
    draw = ImageDraw.Draw(made)
    draw.line((0, y, page.width, y), fill=(250, 250, 250), width=2)
    draw.line((0, y + 3, page.width, y + 3), fill=(120, 120, 120), width=1)
    return made


def sealed(page: Image.Image, share: float = 0.5) -> Image.Image:
    """A round red seal of 42 mm over ``share`` of the code: a ring, a star, characters' worth of strokes."""
    left, top, right, bottom = code_box(page)
    radius, ink = 21 * MM, (206, 34, 40)
    x, y = left + (right - left) * share - radius, (top + bottom) / 2 - radius * 0.3
    sheet = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(sheet)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=ink, width=round(1.2 * MM))
    star = [
        (
            x + (7 if n % 2 == 0 else 2.8) * MM * math.sin(n * math.pi / 5),
            y - (7 if n % 2 == 0 else 2.8) * MM * math.cos(n * math.pi / 5),
        )
        for n in range(10)
    ]
    draw.polygon(star, fill=ink)
    for n in range(14):
        angle = math.radians(-150 + n * 300 / 13)
        cx, cy = x + 16.5 * MM * math.sin(angle), y - 16.5 * MM * math.cos(angle)
        for k in range(-2, 3):
            draw.line((cx - 2 * MM, cy + k * MM * 0.9, cx + 2 * MM, cy + k * MM * 0.9), fill=ink, width=3)
        draw.line((cx, cy - 2 * MM, cx, cy + 2 * MM), fill=ink, width=4)
    stamped = ImageChops.multiply(page, sheet)
    stamped.info["code"] = left, top, right, bottom
    return stamped


def scribbled(page: Image.Image, ink: tuple[int, int, int] = (24, 40, 150), strokes: int = 3) -> Image.Image:
    """Somebody signed across the code with a pen of 0.7 mm."""
    left, top, right, bottom = code_box(page)
    sheet, chance = Image.new("RGB", page.size, "white"), Random(strokes)
    draw = ImageDraw.Draw(sheet)
    for _ in range(strokes):
        points = [(left - 30 + n * (right - left + 60) / 5, chance.uniform(top, bottom)) for n in range(6)]
        draw.line(points, fill=ink, width=round(0.7 * MM), joint="curve")
    return ImageChops.multiply(page, sheet)


def torn(page: Image.Image) -> Image.Image:
    """A corner is gone, with a third of the code."""
    left, top, right, bottom = code_box(page)
    made = page.copy()
    ImageDraw.Draw(made).polygon(
        [(right + 9, top - 60), (right + 9, bottom + 9), (left + (right - left) * 0.2, bottom + 9)], fill=(128, 92, 62)
    )
    return made


# Machines


def fax(page: Image.Image, across: int = 204, down: int = 196) -> Image.Image:
    """As a fax comes out: black and white, the lines of the machine."""
    wide, high = round(page.width * across / DPI), round(page.height * down / DPI)
    grey = (
        page.convert("L")
        .resize((wide, high), Image.Resampling.BOX)
        .rotate(0.7, Image.Resampling.BILINEAR, fillcolor=255)
    )
    return grain(grey, 22).point(lambda value: 255 if value > 140 else 0).convert("1")


def jpeg(image: Image.Image, quality: int = 70, orientation: int = 0) -> bytes:
    """As a camera writes it."""
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    kept = io.BytesIO()
    (image if image.mode in ("L", "RGB") else image.convert("RGB")).save(kept, "JPEG", quality=quality, exif=exif)
    return kept.getvalue()


def png(image: Image.Image) -> bytes:
    """Without loss; a fax has one bit a dot."""
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


_AS_STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def held(image: Image.Image, orientation: int) -> bytes:
    """A camera that writes how it was held beside a picture that lies."""
    return jpeg(image.transpose(_AS_STORED[orientation]) if orientation in _AS_STORED else image, 80, orientation)


Kind = Callable[[Image.Image, int], bytes]
KINDS: dict[str, Kind] = {
    "scan, 150 dpi": lambda p, _: jpeg(
        p.reduce(1).resize((p.width * 3 // 4, p.height * 3 // 4), Image.Resampling.BOX), 75
    ),
    "scan, 100 dpi grey": lambda p, _: jpeg(p.convert("L").reduce(2), 60),
    "scan, black and white": lambda p, _: png(fax(p, 200, 200)),
    "fax, fine": lambda p, _: png(fax(p)),
    "fax, standard": lambda p, _: png(fax(p, 204, 98)),
    "photo, upright": lambda p, s: jpeg(shot(p, seed=s)),
    "tilt 10": lambda p, s: jpeg(shot(p, pitch=10, roll=3, seed=s)),
    "tilt 15 aside": lambda p, s: jpeg(shot(p, yaw=15, roll=-5, ground="grey", seed=s)),
    "tilt 20 both": lambda p, s: jpeg(shot(p, pitch=-20, yaw=12, roll=8, ground="black", seed=s)),
    "tilt 25": lambda p, s: jpeg(shot(p, pitch=25, roll=-2, seed=s)),
    "tilt 25 both, 2 MP": lambda p, s: jpeg(shot(p, pitch=25, yaw=15, size=SMALL, fill=0.94, seed=s), 80),
    "white desk": lambda p, s: jpeg(shot(p, pitch=12, roll=4, ground="white", seed=s)),
    "on its side": lambda p, s: jpeg(shot(p, pitch=8, roll=90, seed=s)),
    "upside down": lambda p, s: jpeg(shot(p, pitch=8, roll=181, seed=s)),
    "on the other side": lambda p, s: jpeg(shot(p, yaw=8, roll=-88, seed=s)),
    "EXIF 3": lambda p, s: held(shot(p, pitch=10, seed=s), 3),
    "EXIF 6": lambda p, s: held(shot(p, pitch=10, seed=s), 6),
    "EXIF 8": lambda p, s: held(shot(p, pitch=10, seed=s), 8),
    "lamp at one side": lambda p, s: jpeg(uneven(shot(p, pitch=10, seed=s))),
    "shadow over the code": lambda p, s: jpeg(shot(shadow(p), pitch=10, seed=s)),
    "dim": lambda p, s: jpeg(dim(shot(p, pitch=10, seed=s)), 60),
    "very dim, 2 MP": lambda p, s: jpeg(dim(shot(p, pitch=6, size=SMALL, fill=0.94, seed=s), 0.12), 75),
    "moved 9 px": lambda p, s: jpeg(moved(shot(p, pitch=8, seed=s))),
    "moved 16 px": lambda p, s: jpeg(moved(shot(p, pitch=8, seed=s), 16)),
    "moved 5 px, 2 MP": lambda p, s: jpeg(moved(shot(p, size=SMALL, fill=0.94, seed=s), 5)),
    "focus 3 px": lambda p, s: jpeg(unfocused(shot(p, pitch=8, seed=s))),
    "focus 6 px": lambda p, s: jpeg(unfocused(shot(p, pitch=8, seed=s), 6.0)),
    "focus 2 px, 2 MP": lambda p, s: jpeg(unfocused(shot(p, size=SMALL, fill=0.94, seed=s), 2.0)),
    "JPEG 20": lambda p, s: jpeg(shot(p, pitch=10, seed=s), 20),
    "JPEG 8": lambda p, s: jpeg(shot(p, pitch=10, seed=s), 8),
    "JPEG 15, 2 MP": lambda p, s: jpeg(shot(p, pitch=6, size=SMALL, fill=0.94, seed=s), 15),
    "2 MP": lambda p, s: jpeg(shot(p, pitch=10, yaw=5, size=SMALL, seed=s), 80),
    "0.5 MP (sent by chat)": lambda p, s: jpeg(shot(p, pitch=5, size=(720, 960), fill=0.96, seed=s), 60),
    "screen, moiré": lambda p, s: jpeg(moire(shot(p, pitch=6, seed=s))),
    "screen, moiré, 2 MP": lambda p, s: jpeg(moire(shot(p, pitch=6, size=SMALL, fill=0.94, seed=s), 2.3)),
    "folded through the code": lambda p, s: jpeg(shot(fold(p), pitch=10, seed=s)),
    "folded, out of step": lambda p, s: jpeg(shot(fold(p, 5), pitch=10, seed=s)),
    "seal over half of it": lambda p, s: jpeg(shot(sealed(p), pitch=8, seed=s)),
    "seal over all of it": lambda p, s: jpeg(shot(sealed(p, 1.2), pitch=8, seed=s)),
    "seal, grey scan": lambda p, _: jpeg(sealed(p).convert("L"), 70),
    "pen, blue": lambda p, s: jpeg(shot(scribbled(p), pitch=8, seed=s)),
    "pen, black, one stroke": lambda p, s: jpeg(shot(scribbled(p, (20, 20, 24), 1), pitch=8, seed=s)),
    "pen, black, three": lambda p, s: jpeg(shot(scribbled(p, (20, 20, 24)), pitch=8, seed=s)),
    "seal and pen, dim": lambda p, s: jpeg(dim(shot(scribbled(sealed(p)), pitch=12, seed=s), 0.4), 60),
    "corner torn off": lambda p, s: jpeg(shot(torn(p), seed=s)),
    "in a hurry, 12 MP": lambda p, s: jpeg(
        moved(unfocused(uneven(shot(p, pitch=16, yaw=9, roll=11, ground="grey", seed=s), 0.4), 1.5), 5), 45
    ),
    "in a hurry, 2 MP": lambda p, s: jpeg(
        unfocused(uneven(shot(p, pitch=14, yaw=7, roll=7, size=SMALL, fill=0.94, ground="grey", seed=s), 0.4), 1.0), 45
    ),
}
HOPELESS = frozenset({"corner torn off"})
"""Kinds where no code can be read: the page must be unknown."""
