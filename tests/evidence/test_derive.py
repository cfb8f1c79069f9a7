"""Derivatives: small, upright, without metadata; and the hash that finds nearly the same photo."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageEnhance

from inspector_app.evidence.derive import preview, recipe, small_upright, thumbnail
from inspector_app.evidence.doubles import NEAR, dhash, distance
from inspector_app.fault import Fault
from tests.evidence.photos import HEIC, ROTATED_HEIC, camera_exif, drawing, jpeg, png


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def is_red(pixel) -> bool:
    return pixel[0] > 150 and pixel[1] < 90


def stored_turned(orientation: int) -> bytes:
    """The drawing as a camera held that way would store it."""
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    image = drawing((640, 480))
    return jpeg(image.transpose(undo) if undo is not None else image, camera_exif(orientation=orientation))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(orientation):
    small = opened(thumbnail(stored_turned(orientation), 128))
    assert small.size == (128, 96)
    assert is_red(small.getpixel((5, 5)))
    assert not is_red(small.getpixel((120, 5)))
    assert not is_red(small.getpixel((5, 90)))


def test_nothing_of_the_metadata_is_copied():
    small = thumbnail(jpeg(exif=camera_exif(orientation=6)), 128)
    assert b"Exif" not in small
    assert not dict(opened(small).getexif())


def test_a_heic_is_turned_by_its_decoder_only():
    small = opened(preview(HEIC.read_bytes(), 96))
    assert small.size == (96, 64)
    assert is_red(small.getpixel((20, 20)))


def test_a_heic_held_upright_is_turned_once():
    small = opened(preview(ROTATED_HEIC.read_bytes(), 96))
    assert small.size == (64, 96)
    assert is_red(small.getpixel((40, 20)))
    assert not is_red(small.getpixel((20, 20)))


def test_a_small_photo_is_not_blown_up():
    assert opened(preview(jpeg(drawing((60, 40))))).size == (60, 40)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "L", "I;16", "CMYK"])
def test_every_kind_of_pixel_becomes_a_jpeg(mode):
    if mode == "I;16":
        image = Image.new("I;16", (64, 64), 40_000)
    elif mode in ("RGBA", "LA"):
        image = drawing((64, 64)).convert(mode)
        image.putalpha(0)
    else:
        image = drawing((64, 64)).convert(mode)
    small = opened(thumbnail(jpeg(image) if mode == "CMYK" else png(image), 32))
    assert max(small.size) == 32
    if mode == "I;16":
        assert abs(small.getpixel((10, 10)) - 156) <= 2
    if mode in ("RGBA", "LA"):
        assert small.getpixel((10, 10)) == (255, 255, 255)


def test_what_is_no_picture_is_a_fault():
    with pytest.raises(Fault) as caught:
        thumbnail(b"text")
    assert caught.value.code == "not_a_picture"
    with pytest.raises(Fault) as caught:
        thumbnail(jpeg()[:300])
    assert caught.value.code == "picture_unreadable"


def test_a_recipe_says_what_was_done():
    assert recipe("thumbnail", 256) == "thumbnail;max=256;upright;jpeg"


def test_nearly_the_same_photo_is_near_and_another_is_far():
    original = jpeg(drawing((640, 480)))
    smaller = jpeg(ImageEnhance.Brightness(drawing((320, 240))).enhance(1.1))
    turned = stored_turned(6)
    gradient = jpeg(Image.linear_gradient("L").resize((640, 480)))
    assert distance(dhash(original), dhash(original)) == 0
    assert distance(dhash(original), dhash(smaller)) <= NEAR
    assert distance(dhash(original), dhash(turned)) <= NEAR
    assert distance(dhash(original), dhash(gradient)) > NEAR
    assert 0 <= dhash(original) < 2**64


def test_the_difference_hash_is_what_it_says():
    rising = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_90)
    assert dhash(png(rising)) == 2**64 - 1
    assert dhash(png(rising.transpose(Image.Transpose.FLIP_LEFT_RIGHT))) == 0


def test_the_upright_picture_fits_the_box():
    assert max(small_upright(stored_turned(8), 200).size) == 200
