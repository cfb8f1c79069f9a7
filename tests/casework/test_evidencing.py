"""Photos: one file for the same bytes, the original untouched, a refused one named."""

from __future__ import annotations

import io
from datetime import timedelta, timezone

import pytest
from PIL import Image

from inspector_app.casework import evidencing, inspecting, reviewing
from inspector_app.casework.demo_pictures import picture
from inspector_app.fault import Fault

ITEM = "gsp-retail-15501"


@pytest.fixture
def photo(desk):
    return picture("货架", "近景", desk.now())


def test_the_same_photo_twice_is_one_file_with_two_links(desk, inspection, photo):
    first = evidencing.take_in(desk, inspection.id, ITEM, photo, name="a.jpg")
    other = evidencing.take_in(desk, inspection.id, "gsp-retail-15201", photo, name="b.jpg")
    again = evidencing.take_in(desk, inspection.id, ITEM, photo, name="c.jpg")
    assert first.photo.evidence == other.photo.evidence
    assert again.photo.link.id == first.photo.link.id
    assert other.already
    assert [p.link.label for p in evidencing.photos(desk, inspection.id)] == ["P-001", "P-002"]
    assert evidencing.original(desk, first.photo.evidence.sha256) == photo
    assert first.photo.evidence.exif.make == "Demo"


def test_a_refused_file_is_named_and_the_others_go_on(desk, inspection, photo, tmp_path):
    good, torn, text = tmp_path / "好 照片.jpg", tmp_path / "半截.jpg", tmp_path / "文字.jpg"
    good.write_bytes(photo)
    torn.write_bytes(photo[: len(photo) // 2])
    text.write_text("不是照片", "utf-8")
    seen = []
    results = evidencing.take_in_many(
        desk, inspection.id, ITEM, [torn, text, good], progress=lambda done, total: seen.append((done, total))
    )
    assert [bool(r.fault) for r in results] == [True, True, False]
    assert "半截.jpg" in results[0].fault
    assert seen == [(3, 3)] or seen[-1] == (3, 3)
    assert len(evidencing.photos(desk, inspection.id)) == 1
    assert good.read_bytes() == photo


def test_cancelling_keeps_what_is_whole(desk, inspection, photo, tmp_path):
    paths = []
    for n in range(4):
        paths.append(tmp_path / f"{n}.jpg")
        paths[-1].write_bytes(picture("货架", str(n), desk.now()))
    calls = iter([False, False, True])
    results = evidencing.take_in_many(desk, inspection.id, ITEM, paths, cancelled=lambda: next(calls))
    assert len(results) == len(evidencing.photos(desk, inspection.id)) == 2


def test_a_photo_that_looks_the_same_is_pointed_out(desk, inspection, photo):
    evidencing.take_in(desk, inspection.id, ITEM, photo)
    target = io.BytesIO()
    Image.open(io.BytesIO(photo)).save(target, "JPEG", quality=70)
    assert evidencing.take_in(desk, inspection.id, ITEM, target.getvalue()).near == "P-001"


def test_withdrawing_keeps_the_file_and_says_why(desk, inspection, photo):
    taken = evidencing.take_in(desk, inspection.id, ITEM, photo)
    with pytest.raises(Fault):
        evidencing.withdraw(desk, taken.photo.link.id, "")
    evidencing.withdraw(desk, taken.photo.link.id, "拍错了货架")
    assert evidencing.photos(desk, inspection.id) == []
    (kept,) = evidencing.photos(desk, inspection.id, withdrawn=True)
    assert kept.link.withdrawn_reason == "拍错了货架"
    assert evidencing.original(desk, taken.photo.evidence.sha256) == photo


def test_photos_count_for_their_finding(desk, inspection, photo):
    inspecting.answer(desk, inspection.id, ITEM, "non_compliant")
    assert any(lack.field == "photo" for lack in reviewing.lacks(desk, inspection.id)[5])
    evidencing.take_in(desk, inspection.id, ITEM, photo)
    assert not any(lack.field == "photo" for lack in reviewing.lacks(desk, inspection.id)[5])
    (finding,) = reviewing.findings(desk, inspection.id)
    assert finding.labels == ("P-001",)
    assert len(evidencing.thumbnail(desk, evidencing.photos(desk, inspection.id)[0].evidence.sha256)) < 60_000


def test_the_cameras_own_zone_is_minded_before_its_clock_is_doubted(desk, inspection):
    # The desk's clock stands at nine in UTC; the same moment on a camera in China reads seventeen.
    moment = desk.now().astimezone(timezone(timedelta(hours=8)))
    honest = evidencing.take_in(desk, inspection.id, ITEM, picture("货架", "本地时间", moment))
    ahead = evidencing.take_in(desk, inspection.id, ITEM, picture("货架", "快一天", moment + timedelta(days=1)))
    assert honest.photo.evidence.clock_note == ""
    assert "晚于" in ahead.photo.evidence.clock_note
