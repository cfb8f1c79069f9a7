"""Made-up photos for the demonstration: drawn, marked as such, with the EXIF a camera would write."""

from __future__ import annotations

import io
import random
from datetime import datetime

from inspector_app import places

_SIZE = (1600, 1200)


def picture(title: str, caption: str, taken: datetime) -> bytes:
    """Draw a shelf with boxes as a JPEG, the same for the same words, taken at the given time."""
    from PIL import Image, ImageDraw, ImageFont

    dice = random.Random(title + caption)  # noqa: S311 - a drawing, not a secret
    image = Image.new("RGB", _SIZE, (214, 219, 224))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 1010, *_SIZE), fill=(168, 160, 148))
    for shelf in range(4):
        top = 90 + shelf * 230
        x = 120
        while x < 1420:
            width, height = dice.randint(50, 120), dice.randint(90, 170)
            shade = dice.choice([(242, 244, 246), (196, 214, 232), (226, 205, 190), (204, 224, 208), (236, 226, 190)])
            box = (x, top + 180 - height, x + width, top + 180)
            draw.rectangle(box, fill=shade, outline=(120, 126, 134), width=2)
            draw.rectangle((x + 8, top + 192 - height, x + width - 8, top + 214 - height), fill=(70, 110, 160))
            x += width + dice.randint(4, 26)
        draw.rectangle((90, top + 180, 1510, top + 200), fill=(142, 134, 122))
    font_file = next(places.resources_folder().joinpath("fonts").glob("window.*"), None)
    font = ImageFont.truetype(str(font_file), 44) if font_file else ImageFont.load_default(44)
    draw.rectangle((0, 1080, 1600, 1200), fill=(32, 38, 46))
    draw.text((40, 1110), f"演示照片 · {title} · {caption}", font=font, fill=(236, 240, 244))
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Demo", "Inspector Demo"
    exif[0x0132] = taken.strftime("%Y:%m:%d %H:%M:%S")
    details = exif.get_ifd(0x8769)
    details[0x9003] = taken.strftime("%Y:%m:%d %H:%M:%S")
    offset = taken.strftime("%z")
    if offset:
        details[0x9011] = f"{offset[:3]}:{offset[3:]}"
    target = io.BytesIO()
    image.save(target, "JPEG", quality=88, exif=exif)
    return target.getvalue()
