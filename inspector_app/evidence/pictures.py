"""Opening photo bytes as a Pillow image without touching Pillow's global limits and without a word on stderr."""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, JpegImagePlugin, PngImagePlugin

from inspector_app.evidence.signature import Kind

_filters = threading.Lock()  # the warning filters belong to the whole process


@contextmanager
def quiet() -> Iterator[None]:
    """Silence Pillow's remarks about odd metadata; what matters becomes a Fault, the rest is kept as given."""
    with _filters, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def open_picture(content: bytes, kind: Kind) -> Image.Image:
    """Return the image with its header read and its pixels not yet decoded (HEIC: decoded, as it knows no halfway).

    The plug-ins are called by name: ``Image.open`` would apply a process-wide pixel limit that warns at sizes which
    today's phones make. The caller has compared the claimed size with :data:`inspector_app.evidence.intake.MAX_PIXELS`.
    Raises whatever Pillow or libheif raise for bytes that are not what they claim.
    """
    with quiet():
        if kind == "jpeg":
            return JpegImagePlugin.JpegImageFile(io.BytesIO(content))
        if kind == "png":
            return PngImagePlugin.PngImageFile(io.BytesIO(content))
    import pi_heif

    heif = pi_heif.open_heif(content)
    as_written = heif.info.get("exif")
    image = heif.to_pillow()
    assert isinstance(image, Image.Image)
    if as_written:  # the decoder turns the picture and says so in its own copy; evidence wants the camera's words
        image.info["exif"] = as_written
    return image


def upright(image: Image.Image, kind: Kind, orientation: int | None) -> Image.Image:
    """Return the image turned as its EXIF asks; libheif has already turned a HEIC, and twice would be wrong."""
    turn = _TURNS.get(orientation or 1)
    return image if kind == "heic" or turn is None else image.transpose(turn)


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
