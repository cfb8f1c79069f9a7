"""Taking a photo in: what is accepted, what is refused and in which words, and what the camera said."""

from __future__ import annotations

import io
import struct
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from inspector_app.evidence.exif import clock_note
from inspector_app.evidence.intake import MAX_BYTES, examine
from inspector_app.fault import Fault
from tests.evidence.photos import HEIC, ROTATED_HEIC, camera_exif, drawing, jpeg, jpeg_header, png, png_header

CHINA = timezone(timedelta(hours=8))
JPEG, PNG = jpeg(exif=camera_exif()), png()


def refused(source, code, name="照片 1.jpg") -> str:
    with pytest.raises(Fault) as caught:
        examine(source, name)
    assert caught.value.code == code
    sentence = str(caught.value)
    assert "原文件未改动" in sentence
    assert "\n" not in sentence
    return sentence


def outcome(content: bytes) -> str:
    try:
        examine(content)
    except Fault as fault:
        return fault.code
    return "taken in"


def test_a_photo_with_a_chinese_name_keeps_its_bytes_its_name_and_its_metadata(tmp_path):
    path = tmp_path / "新建 文件夹" / "冷库 温度计（二）.JPG"
    path.parent.mkdir()
    path.write_bytes(JPEG)
    photo = examine(path)
    assert photo.content == JPEG == path.read_bytes()
    assert photo.original_name == "冷库 温度计（二）.JPG"
    assert (photo.media_type, photo.extension) == ("image/jpeg", "jpg")
    assert (photo.width, photo.height, photo.size) == (320, 240, len(JPEG))
    assert photo.file_modified_at is not None
    exif = photo.exif
    assert exif is not None
    assert (exif.datetime_original, exif.offset) == ("2026:03:05 09:12:33", "+08:00")
    assert (exif.make, exif.model) == ("Fictional", "Phone 1")
    assert exif.latitude == pytest.approx(31.237, abs=1e-6)
    assert exif.longitude == pytest.approx(121.474, abs=1e-6)
    assert (exif.altitude, exif.gps_accuracy) == (12.5, 4.8)
    assert exif.raw["GPS.GPSLatitude"] == "31 14 66/5"
    assert exif.raw["Exif.DateTimeOriginal"] == "2026:03:05 09:12:33"


@pytest.mark.parametrize(
    ("content", "media_type", "extension", "size"),
    [
        (PNG, "image/png", "png", (320, 240)),
        (HEIC.read_bytes(), "image/heic", "heic", (96, 64)),
        (jpeg(progressive=True), "image/jpeg", "jpg", (320, 240)),
        (jpeg(drawing().convert("CMYK")), "image/jpeg", "jpg", (320, 240)),
    ],
)
def test_the_type_comes_from_the_content_never_from_the_name(content, media_type, extension, size):
    photo = examine(content, "随便.txt")
    assert (photo.media_type, photo.extension, (photo.width, photo.height)) == (media_type, extension, size)


def test_a_heic_says_its_time_and_place():
    exif = examine(HEIC).exif
    assert exif is not None
    assert exif.datetime_original == "2026:03:05 09:12:33"
    assert exif.latitude == pytest.approx(31.237, abs=1e-6)
    assert exif.altitude == 12.5


def test_the_orientation_of_a_heic_is_kept_as_the_camera_wrote_it():
    photo = examine(ROTATED_HEIC)
    assert (photo.width, photo.height) == (64, 96)
    assert photo.exif is not None
    assert photo.exif.orientation == 6
    assert photo.exif.raw["Image.Orientation"] == "6"


def test_a_png_with_exif_says_its_time():
    exif = examine(png(exif=camera_exif(gps=False)), "截图.png").exif
    assert exif is not None
    assert exif.datetime_original == "2026:03:05 09:12:33"
    assert exif.latitude is None


def test_the_size_is_as_stored_whatever_the_orientation_says():
    photo = examine(jpeg(exif=camera_exif(orientation=6)))
    assert (photo.width, photo.height) == (320, 240)
    assert photo.exif is not None
    assert photo.exif.orientation == 6


def test_no_metadata_is_none():
    assert examine(jpeg()).exif is None


def with_place(latitude, longitude, north="N", east="E") -> bytes:
    exif = camera_exif()
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = north, latitude, east, longitude
    return jpeg(exif=exif)


@pytest.mark.parametrize(
    "content",
    [
        with_place((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
        with_place((91.0, 0.0, 0.0), (121.0, 0.0, 0.0)),
        with_place((31.0, 0.0, 0.0), (121.0, 0.0, 0.0), north=""),
        with_place((31.0, 14.0), (121.0, 28.0)),
    ],
    ids=["no fix", "impossible", "no hemisphere", "two parts"],
)
def test_a_place_that_is_none_is_none_and_what_was_written_is_kept(content):
    exif = examine(content).exif
    assert exif is not None
    assert exif.latitude is None
    assert exif.longitude is None
    assert exif.raw["GPS.GPSLongitude"]


def test_south_and_west_are_negative():
    exif = examine(with_place((33.0, 30.0, 0.0), (70.0, 15.0, 0.0), "S", "W")).exif
    assert exif is not None
    assert (exif.latitude, exif.longitude) == (-33.5, -70.25)


def test_broken_metadata_does_not_refuse_the_photo_and_warns_nobody():
    content = jpeg(exif=camera_exif())
    broken = content.replace(b"2026:03:05", b"\xff\x00\x01\xfe26:03:05"[:10])
    start = broken.find(b"Exif\x00\x00") + 14
    torn = bytearray(broken)
    torn[start : start + 2] = b"\xff\x7f"  # an entry count far beyond the block
    photo = examine(bytes(torn))
    assert photo.width == 320


def test_a_text_file_named_jpg_is_refused_by_what_it_is(tmp_path):
    path = tmp_path / "现场 照片.jpg"
    path.write_text("这不是照片，是一段文字。" * 400, encoding="utf-8")
    sentence = refused(path, "photo_wrong_type", "")
    assert "现场 照片.jpg" in sentence
    assert "文字" in sentence
    assert "文字" in refused("记录".encode("gb18030"), "photo_wrong_type")


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"%PDF-1.7\n", "PDF"), (b"GIF89a..", "GIF"), (b"\x00\x00\x00\x18ftypmp42", "视频"), (bytes(100), "不认识")],
)
def test_other_files_are_named(content, word):
    assert word in refused(content, "photo_wrong_type")


def test_nothing_a_folder_and_a_missing_file_are_refused(tmp_path):
    empty = tmp_path / "空.jpg"
    empty.touch()
    assert "0 字节" in refused(empty, "photo_empty")
    refused(b"", "photo_empty")
    assert "文件夹" in refused(tmp_path, "photo_is_folder")
    refused(tmp_path / "没有.jpg", "photo_missing")
    refused(Path("坏\0名.jpg"), "photo_unreadable")


def test_a_huge_file_is_refused_by_its_size(tmp_path):
    path = tmp_path / "大.jpg"
    with path.open("wb") as stream:
        stream.write(JPEG)
        stream.truncate(MAX_BYTES + 1)
    assert "200 MB" in refused(path, "photo_too_large")


def heic_header(width: int, height: int) -> bytes:
    content = bytearray(HEIC.read_bytes())
    place = content.find(b"ispe")
    content[place + 8 : place + 16] = struct.pack(">II", width, height)
    return bytes(content)


@pytest.mark.parametrize(
    "content", [png_header(30_000, 30_000), jpeg_header(30_000, 30_000), heic_header(30_000, 30_000)]
)
def test_thirty_thousand_pixels_square_are_refused_before_decoding(content, monkeypatch):
    def decoded(*_):
        raise AssertionError("decoded")

    monkeypatch.setattr("inspector_app.evidence.intake.open_picture", decoded)
    assert "30000×30000" in refused(content, "photo_too_many_pixels")


def test_a_photo_of_a_hundred_megapixels_is_taken_in_without_a_warning():
    before = Image.MAX_IMAGE_PIXELS
    photo = examine(jpeg(Image.new("L", (12_000, 8_400), 128)), "一亿像素.jpg")
    assert photo.width == 12_000
    assert before == Image.MAX_IMAGE_PIXELS


@pytest.mark.parametrize(
    "whole", [JPEG, jpeg(progressive=True), PNG, HEIC.read_bytes()], ids=["jpeg", "progressive", "png", "heic"]
)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_photo_cut_anywhere_is_refused(whole, data):
    cut = data.draw(st.integers(16, len(whole) - 1))
    with pytest.raises(Fault) as caught:
        examine(whole[:cut], "断了.jpg")
    assert caught.value.code == "photo_damaged"


@settings(max_examples=150, deadline=None)
@given(
    content=st.one_of(
        st.binary(max_size=400),
        st.binary(max_size=400).map(lambda b: JPEG[:200] + b),
        st.binary(max_size=300).map(lambda b: HEIC.read_bytes()[:500] + b),
    )
)
def test_any_bytes_are_a_photo_or_a_sentence(content):
    assert outcome(content) in {"taken in", "photo_empty", "photo_wrong_type", "photo_too_many_pixels", "photo_damaged"}


@settings(max_examples=80, deadline=None)
@given(place=st.integers(0, 330), value=st.integers(0, 255))
def test_any_byte_of_the_metadata_may_be_wrong(place, value):
    content = bytearray(JPEG)
    content[24 + place] = value
    assert outcome(bytes(content)) in {"taken in", "photo_too_many_pixels", "photo_damaged"}


AT = datetime(2026, 3, 5, 9, 30, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("when", "offset", "expected"),
    [
        ("2026:03:05 09:12:33", "+08:00", ""),
        ("2026:03:05 09:12:33", None, ""),
        ("2026:03:05 01:12:33", "+00:00", ""),
        ("2026:03:05 09:40:00", "+08:00", "晚于"),
        ("2026:03:05 09:40:00", "+09:00", ""),
        ("2027:01:01 00:00:00", None, "晚于"),
        ("0000:00:00 00:00:00", None, "无法识别"),
        ("2026:03:05 09:12:33", "东八区", "无法识别"),
    ],
)
def test_clocks_that_disagree_are_said_not_corrected(when, offset, expected):
    exif = examine(jpeg(exif=camera_exif(when=when, offset=None))).exif
    assert exif is not None
    assert exif.datetime_original == when
    note = clock_note(type(exif)(datetime_original=when, offset=offset), AT)
    assert (expected in note) if expected else note == ""


def test_no_metadata_gives_no_clock_note():
    assert clock_note(None, AT) == ""


def test_a_pasted_picture_has_a_name_of_its_own():
    target = io.BytesIO()
    drawing().save(target, "PNG")
    assert examine(target.getvalue()).original_name == "粘贴的图片"
