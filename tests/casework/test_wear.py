"""Paper after real life: recognised or unknown, filed where it belongs, and never taken for another page."""

from __future__ import annotations

import io
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from inspector_app.casework import evidencing, inspecting, issuing, returning, verifying
from inspector_app.documents import qr
from inspector_app.documents.model import Stamp
from inspector_app.evidence.codes import read_codes
from inspector_app.evidence.paper import DPI, Pile
from inspector_app.evidence.paper_outline import Place, outline
from inspector_app.evidence.paper_straight import straighten
from inspector_app.records.document import Document
from inspector_app.vault.vault import Act

from . import wear
from .papers import issue, jpeg, pictures, scan

HEIC = Path(__file__).parents[1] / "evidence" / "data" / "page.heic"
READ = (
    "fax, standard",
    "tilt 20 both",
    "tilt 25 both, 2 MP",
    "upside down",
    "EXIF 6",
    "shadow over the code",
    "focus 3 px",
    "JPEG 15, 2 MP",
    "screen, moiré, 2 MP",
    "folded through the code",
    "seal over half of it",
    "seal, grey scan",
    "pen, blue",
    "in a hurry, 12 MP",
)
"""Each of another sort; all of them are in ``benchmarks/bench_paper.py``."""


@pytest.fixture(scope="module")
def sheet():
    """A page of a form that fills it, its mark, and where its code belongs."""
    from datetime import date

    from inspector_app import places
    from inspector_app.catalog.library import Library
    from inspector_app.documents.render import render

    form = Library(places.forms_folder()).form("case_filing_approval")
    stamp = Stamp("0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", 1, "issued", None, "ab" * 32, date(2026, 11, 21))
    made = render(form, form.sample, stamp, validate=False)
    page = pictures(made.pdf, wear.DPI)[0].convert("RGB")
    left, top, right, _ = (value / wear.MM for value in wear.code_box(page))
    return page, qr.mark(stamp, 1, made.pages, made.facts_digest), Place(210.0, 297.0, left, top, right - left)


@pytest.mark.parametrize("kind", READ)
def test_worn_pages_are_read(sheet, kind):
    page, mark, _ = sheet
    with Pile(wear.KINDS[kind](page, 1), kind) as pile:
        assert verifying.read_page(pile, 1).mark == mark


@pytest.mark.parametrize("kind", sorted(wear.HOPELESS))
def test_what_cannot_be_read_is_unknown(sheet, kind):
    page, _, _ = sheet
    with Pile(wear.KINDS[kind](page, 1), kind) as pile:
        read = verifying.read_page(pile, 1)
    assert (read.mark, "没有认出二维码" in read.problem) == (None, True)


@pytest.mark.parametrize(
    "held",
    [
        {"pitch": 10, "roll": 3},
        {"yaw": 15, "roll": -5, "ground": "grey"},
        {"pitch": 25, "yaw": 15, "size": wear.SMALL, "fill": 0.94},
        {"pitch": -20, "yaw": 12, "roll": 98, "ground": "black"},
    ],
    ids=["10", "15 aside", "25 both", "on its side"],
)
def test_a_photo_taken_askew_is_laid_flat(sheet, held):
    page, mark, place = sheet
    seen = wear.shot(page, **held)
    (code,) = read_codes(seen)
    content, recipe = straighten(seen, code, place)
    assert "corners=" in recipe
    flat = Image.open(io.BytesIO(content))
    (again,) = read_codes(flat)
    assert qr.parse(again.text) == mark
    mm = 25.4 / 200
    for (x, y), (left, top) in zip(again.corners, place.corners(), strict=True):
        assert (x * mm - 3, y * mm - 3) == pytest.approx((left, top), abs=0.6)
    # The frame of the form, far from the code: where the page as issued has it, within a millimetre.
    inner = flat.convert("L").crop([round(3 / mm), round(3 / mm), round(213 / mm), round(300 / mm)])
    for axis in (0, 1):
        ours, theirs = _rules(inner, axis), _rules(page.convert("L"), axis)
        assert len(theirs) > 3
        assert all(min(abs(one - other) for other in ours) < 1.0 for one in theirs)
    assert straighten(seen, code, place)[0] == content


def _rules(page: Image.Image, axis: int) -> list[float]:
    """Where long rules lie across (0) or down (1) a page, in millimetres."""
    dark = page.point(lambda value: 255 if value < 150 else 0)
    size = (1, dark.height) if axis == 0 else (dark.width, 1)
    row = dark.resize(size, Image.Resampling.BOX).tobytes()
    return [
        at * 25.4 / DPI for at in range(1, len(row) - 1) if row[at] > 70 and row[at] >= max(row[at - 1], row[at + 1])
    ]


def test_an_outline_that_is_not_certain_is_none(sheet):
    page, _, place = sheet
    (code,) = read_codes(page)  # a scan: there is nothing around the page
    assert outline(page, code, place) is None
    # The page lies on a larger white sheet: that one's edges are not the page's.
    sheets = Image.new("RGB", (page.width * 6 // 5, page.height * 6 // 5), "white")
    sheets.paste(page, (page.width // 10, page.height // 10))
    seen = wear.shot(sheets, pitch=10)
    (code,) = read_codes(seen)
    assert outline(seen, code, place) is None
    assert "turn=" in straighten(seen, code, place)[1]


# Filing


@pytest.fixture
def ready(desk, inspection):
    inspecting.set_value(desk, inspection.id, "ended_at", desk.now().replace(hour=11))
    inspecting.answer(desk, inspection.id, "gsp-retail-16107", "non_compliant")
    inspecting.write_text(desk, inspection.id, "gsp-retail-16107", "外用药与内服药混放" * 3)
    return inspection.id


@pytest.fixture
def put(tmp_path):
    def write(name: str, content: bytes | Image.Image) -> Path:
        path = tmp_path / "回 传" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else jpeg(content))
        return path

    return write


def pages_of(desk, document: Document) -> list[Image.Image]:
    return [page.convert("RGB") for page in pictures(issuing.frozen(desk, document.id), wear.DPI)]


def test_a_photo_is_filed_and_laid_flat_from_the_frozen_page(desk, ready, put):
    issued = issue(desk, ready)
    page = pages_of(desk, issued)[1]
    path = put("斜.jpg", wear.jpeg(wear.shot(wear.sealed(page), pitch=18, yaw=8, roll=88)))
    (result,) = returning.file_pages(desk, [path])
    assert (result.verified.standing, result.verified.page) == ("matches", 2)
    (kept,) = evidencing.photos(desk, ready, f"document:{issued.id}")
    straight = returning.straightened(desk, kept.evidence.sha256)
    with Pile(straight, "直.jpg") as pile:
        image = pile.sheet(1).image
    assert image.width / image.height == pytest.approx((210 + 6) / (297 + 6), abs=0.005)
    assert evidencing.original(desk, kept.evidence.sha256) == path.read_bytes()


def test_a_page_is_filed_although_its_frozen_pdf_is_lost(desk, ready, put):
    issued = issue(desk, ready)
    page = pages_of(desk, issued)[0]
    lost = msgspec.structs.replace(issued, pdf_sha256="0" * 64)
    desk.record(lambda _: Act(action="丢失", chain=ready, puts=(lost,)))
    (result,) = returning.file_pages(desk, [put("一.jpg", wear.jpeg(wear.shot(page, size=wear.SMALL, fill=0.94)))])
    assert (result.filed, result.verified.standing) == (True, "matches")
    (kept,) = evidencing.photos(desk, ready, f"document:{issued.id}")
    assert returning.straightened(desk, kept.evidence.sha256)


def test_a_stack_in_any_order_finds_every_place(desk, ready, put):
    one, two = issue(desk, ready), issue(desk, ready, "珺喆")
    void, wrong = issue(desk, ready, "镕"), issue(desk, ready, "喆")
    a, b, c, d = (pages_of(desk, document) for document in (one, two, void, wrong))
    issuing.void(desk, void.id, "送错人了")
    issuing.issue(desk, issuing.correct(desk, wrong.id, "姓名写错").id)
    foreign = qr.PageMark("0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", 1, 1, 1, "0" * 16, "0" * 8)
    blank = Image.new("RGB", a[0].size, (244, 244, 240))
    stranger = _with_code(a[0], qr.build(foreign))
    stack = [b[1].rotate(180), a[0], blank, a[1], b[0], a[0], c[0], d[1].rotate(180), stranger]
    results = returning.file_pages(desk, [put("一叠.pdf", scan(stack))])
    said = [(r.verified.document_id, r.verified.page, r.verified.standing) for r in results]
    assert said == [
        (two.id, 2, "matches"),
        (one.id, 1, "matches"),
        ("", 0, "unreadable"),
        (one.id, 2, "matches"),
        (two.id, 1, "matches"),
        (one.id, 1, "matches"),
        (void.id, 1, "void"),
        (wrong.id, 2, "corrected"),
        (foreign.document_id, 1, "unknown"),
    ]
    assert results[5].twice or results[5].already
    assert [r.filed for r in results] == [True, True, False, True, True, True, True, True, False]
    for document in (one, two):
        state = returning.state(desk, document.id)
        assert (state.complete, state.aside) == (True, ())
    for document in (void, wrong):
        state = returning.state(desk, document.id)
        assert (state.back, len(state.aside)) == ({}, 1)
    assert desk.vault.broken_chains() == []


def _with_code(page: Image.Image, text: str) -> Image.Image:
    """The page with another code in place of its own."""
    left, top, right, bottom = (round(value) for value in wear.code_box(page))
    squares = qr.modules(text)
    code = Image.new("L", (len(squares), len(squares)))
    code.putdata([0 if dark else 255 for row in squares for dark in row])
    made = page.copy()
    made.paste(code.resize((right - left, bottom - top), Image.Resampling.NEAREST).convert("RGB"), (left, top))
    made.info.clear()
    return made


def test_two_pages_on_one_photo_are_never_filed_as_one(desk, ready, put):
    """Also where one of the two codes is much harder to read than the other."""
    issued = issue(desk, ready)
    first, second = pages_of(desk, issued)
    for name, other in (("并排", second), ("一页模糊", wear.unfocused(second, 2.0)), ("一页盖章", wear.sealed(second))):
        table = Image.new("RGB", (first.width * 2 + 300, first.height + 200), (90, 70, 60))
        table.paste(first, (100, 100))
        table.paste(other, (first.width + 200, 100))
        (result,) = returning.file_pages(desk, [put(f"{name}.jpg", table)])
        assert (result.filed, "2页文书的二维码" in result.sentence) == (False, True), name
    assert evidencing.photos(desk, ready) == []


def test_a_page_from_a_phone_that_writes_heic(desk, ready):
    issued = issue(desk, ready)
    mark = qr.PageMark("0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", 1, 1, 2, "ab" * 8, "cd" * 4)
    mine = msgspec.structs.replace(
        issued,
        id=mark.document_id,
        facts_digest="ab" * 32,
        journal_head="cd" * 32,
        pages=2,
        pdf_sha256=issued.pdf_sha256,
    )
    desk.record(lambda _: Act(action="收到", chain=ready, puts=(mine,)))
    (result,) = returning.file_pages(desk, [HEIC])
    assert (result.filed, result.verified.standing, result.verified.page) == (True, "matches", 1)
    (kept,) = evidencing.photos(desk, ready, f"document:{mark.document_id}")
    assert kept.evidence.media_type == "image/heic"
    assert evidencing.original(desk, kept.evidence.sha256) == HEIC.read_bytes()


# Verifying


def test_words_changed_on_paper_are_to_be_compared(desk, ready, put):
    """The code is old and right, the words are not: no program that reads the code can know, and none may say otherwise."""
    issued = issue(desk, ready)
    page = pages_of(desk, issued)[0]
    page.paste("white", (300, 500, 1200, 560))
    (found,) = verifying.verify(desk, put("涂改.jpg", page))
    assert found.standing == "matches"
    assert verifying.STANDINGS[found.standing] == "码与记录一致"
    assert "码不说明纸上的字改没改过" in found.sentence
    assert any(one.startswith("当事人：") and "堃祎" in one for one in found.compare)
    assert all(one in found.sentence for one in found.compare)


def test_altered_codes_are_found_out(desk, ready, put):
    issued = issue(desk, ready)
    other = issue(desk, ready, "珺喆")
    page, foreign = pages_of(desk, issued)[0], pages_of(desk, other)[0]
    box = tuple(round(value) for value in wear.code_box(foreign))
    pasted = page.copy()
    pasted.paste(foreign.crop(box), box[:2])
    (found,) = verifying.verify(desk, put("贴来的码.jpg", pasted))
    # What is told is the document of the code, by its name and party: it is not the paper in the hand.
    assert (found.document_id, found.standing) == (other.id, "matches")
    assert any("珺喆" in one for one in found.compare)
    mark = qr.mark(_stamp(issued), 1, issued.pages, issued.facts_digest)
    changes = {
        "facts": "f" * 16,
        "revision": 2,
        "pages": 9,
        "journal": "0" * 8,
        "document_id": "e" * 32,
    }
    standings = {}
    for key, value in changes.items():
        text = qr.build(msgspec.structs.replace(mark, **{key: value}))
        (one,) = verifying.verify(desk, put(f"{key}.jpg", _with_code(page, text)))
        standings[key] = one.standing
        assert not one.compare
    assert standings == {
        "facts": "differs",
        "revision": "differs",
        "pages": "differs",
        "journal": "draft",
        "document_id": "unknown",
    }
    torn = qr.build(mark)[:-3] + "***"
    assert verifying.verify_text(desk, torn).standing == "unreadable"
    assert verifying.verify_text(desk, qr.build(mark).replace("IX1", "IX9")).standing == "unreadable"


def test_draft_void_corrected_and_not_yet_merged(desk, ready, put):
    draft = issuing.draft(desk, ready, "site_record")
    (found,) = verifying.verify(desk, put("草稿.jpg", pictures(issuing.preview(desk, draft.id))[0]))
    assert (found.standing, "还没有印发" in found.sentence) == ("draft", True)
    void, wrong = issue(desk, ready), issue(desk, ready, "珺喆")
    papers = put("作废.jpg", pages_of(desk, void)[0]), put("更正.jpg", pages_of(desk, wrong)[0])
    issuing.void(desk, void.id, "送错人了")
    right = issuing.issue(desk, issuing.correct(desk, wrong.id, "姓名写错").id)
    (gone,), (corrected,) = (verifying.verify(desk, path) for path in papers)
    assert (gone.standing, "送错人了" in gone.sentence) == ("void", True)
    assert (corrected.standing, "更正并取代" in corrected.sentence) == ("corrected", True)
    (now,) = verifying.verify(desk, put("新.jpg", pages_of(desk, right)[0]))
    assert now.standing == "matches"


def test_a_paper_of_a_form_that_changed_since_is_still_told(desk, ready, put):
    """The record keeps the form it was made with; the paper of an older version matches it."""
    issued = issue(desk, ready)
    page = pages_of(desk, issued)[0]
    old = msgspec.structs.replace(issued, form_version="2019.1")
    desk.record(lambda _: Act(action="旧版", chain=ready, puts=(old,)))
    (found,) = verifying.verify(desk, put("旧版.jpg", page))
    assert found.standing == "matches"


def _stamp(document: Document) -> Stamp:
    return Stamp(document.id, document.revision, "issued", document.number, document.journal_head)
