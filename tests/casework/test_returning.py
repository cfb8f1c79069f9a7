"""Signed pages come back by themselves: to their document and page, whole, straight, and never taken for another."""

from __future__ import annotations

import msgspec
import pytest
from PIL import Image

from inspector_app.casework import evidencing, inspecting, issuing, office, returning, verifying
from inspector_app.documents import qr
from inspector_app.evidence.codes import read_codes
from inspector_app.evidence.paper import Pile
from inspector_app.evidence.paper_straight import straighten
from inspector_app.fault import Fault
from inspector_app.records.case import Case
from inspector_app.records.document import Document
from inspector_app.records.evidence import Derivative
from inspector_app.vault.vault import Act

from .papers import blank_pdf, code_picture, issue, jpeg, locked, photo, pictures, scan


@pytest.fixture
def ready(desk, inspection):
    inspecting.set_value(desk, inspection.id, "ended_at", desk.now().replace(hour=11))
    inspecting.answer(desk, inspection.id, "gsp-retail-16107", "non_compliant")
    inspecting.write_text(desk, inspection.id, "gsp-retail-16107", "外用药与内服药混放" * 3)
    return inspection.id


@pytest.fixture
def issued(desk, ready):
    made = issue(desk, ready)
    assert made.pages == 2
    return made


@pytest.fixture
def pages(desk, issued):
    return pictures(issuing.frozen(desk, issued.id))


@pytest.fixture
def put(tmp_path):
    def write(name: str, content: bytes | Image.Image):
        path = tmp_path / "回 传" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else jpeg(content))
        return path

    return write


@pytest.mark.parametrize("turn", [4, -93, 178])
def test_a_phone_photo_finds_its_page_and_stands_upright(desk, issued, pages, put, turn):
    path = put("签字 页.jpg", photo(pages[1], turn=turn))
    (result,) = returning.file_pages(desk, [path])
    assert (result.filed, result.verified.standing, result.verified.page) == (True, "matches", 2)
    assert "第2页" in result.sentence
    (kept,) = evidencing.photos(desk, issued.inspection_id, f"document:{issued.id}")
    assert (kept.link.label, kept.link.note) == (result.label, "第2页")
    assert evidencing.original(desk, kept.evidence.sha256) == path.read_bytes()
    straight = returning.straightened(desk, kept.evidence.sha256)
    with Pile(straight, "直.jpg") as pile:
        (code,) = read_codes(pile.sheet(1).image)
    assert abs(code.turn) < 1.5
    (row,) = [
        d for d in desk.read.find(Derivative, "parent_sha256 = ?", (kept.evidence.sha256,)) if "straight" in d.recipe
    ]
    assert row.media_type == "image/jpeg"
    state = returning.state(desk, issued.id)
    assert (state.back, state.missing) == ({2: (kept.link.label,)}, (1,))


def test_the_camera_says_which_way_is_up(desk, issued, pages, put):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = put("横拍.jpg", jpeg(pages[0].transpose(Image.Transpose.ROTATE_90), exif=exif))
    (result,) = returning.file_pages(desk, [path])
    assert result.verified.page == 1
    sha256 = evidencing.photos(desk, issued.inspection_id)[0].evidence.sha256
    with Pile(returning.straightened(desk, sha256), "直.jpg") as pile:
        assert pile.sheet(1).image.height > pile.sheet(1).image.width


def test_a_scan_of_several_pages_is_filed_page_by_page_and_kept_whole(desk, issued, pages, put):
    content = scan([pages[1].rotate(180), pages[0]])
    results = returning.file_pages(desk, [put("扫描 件.pdf", content)])
    assert [r.verified.page for r in results] == [2, 1]
    assert all(r.filed for r in results)
    assert returning.state(desk, issued.id).complete
    first = evidencing.photos(desk, issued.inspection_id)[0].evidence
    (row,) = desk.read.find(Derivative, "id = ?", (first.sha256,))
    assert desk.vault.files.read(row.parent_sha256) == content
    assert row.recipe.startswith("pdf-page;page=1;")
    assert desk.vault.broken_chains() == []


def test_the_blank_back_of_a_sheet_is_called_so(desk, issued, pages, put):
    blank = Image.new("RGB", pages[0].size, (246, 244, 240))
    content = scan([pages[0], blank, pages[1]])
    results = returning.file_pages(desk, [put("双面 扫描.pdf", content)])
    assert [one.filed for one in results] == [True, False, True]
    assert "空白页" in results[1].sentence
    assert returning.state(desk, issued.id).complete


def test_the_same_page_twice_is_noticed(desk, issued, pages, put):
    path = put("一.jpg", pages[0])
    (first,) = returning.file_pages(desk, [path])
    (again,) = returning.file_pages(desk, [path])
    assert (again.already, again.label) == (True, first.label)
    head = desk.vault.journal_head(issued.inspection_id)
    returning.file_pages(desk, [path])
    assert desk.vault.journal_head(issued.inspection_id) == head
    (other,) = returning.file_pages(desk, [put("二.jpg", photo(pages[0]))])
    assert (other.filed, other.twice) == (True, first.label)
    assert f"已经有{first.label}" in other.sentence
    assert returning.state(desk, issued.id).missing == (2,)


def test_a_page_of_another_inspection_goes_where_it_belongs(desk, issued, pages, put):
    other = inspecting.start(desk, office.new_enterprise("别家药房"))
    (result,) = returning.file_pages(desk, [put("一.jpg", pages[0])])
    assert result.verified.inspection_id == issued.inspection_id
    assert evidencing.photos(desk, other.id) == []


def test_a_page_of_another_laptop_is_said_and_not_filed(desk, issued, put):
    mark = qr.PageMark("0190a1b2c3d47e5f8a9b0c1d2e3f4a5b", 1, 1, 1, "0" * 16, "0" * 8)
    (result,) = returning.file_pages(desk, [put("外来.jpg", code_picture(qr.build(mark)))])
    assert (result.filed, result.verified.standing) == (False, "unknown")
    assert "本机没有这份文书" in result.sentence
    assert evidencing.photos(desk, issued.inspection_id) == []


def test_a_page_without_a_code_can_be_attached_by_hand(desk, issued, pages, put):
    bare = pages[1].copy()
    bare.paste("white", (0, bare.height * 9 // 10, bare.width, bare.height))
    path = put("没有码.jpg", bare)
    (result,) = returning.file_pages(desk, [path])
    assert not result.filed
    assert "没有认出二维码" in result.sentence
    (loose,) = returning.file_pages(desk, [path], to=issued.id)
    assert loose.filed
    state = returning.state(desk, issued.id)
    assert (state.missing, [link.id for link in state.loose]) == ((1, 2), [loose.link_id])
    returning.assign_page(desk, loose.link_id, 2)
    assert returning.state(desk, issued.id).missing == (1,)
    scanned = put("扫描.pdf", scan([bare, bare.rotate(180)]))
    taken = returning.attach(desk, issued.id, scanned, sheet=2, page=1)
    assert taken.photo.link.note == "第1页，手工指定"
    assert returning.state(desk, issued.id).complete
    returning.assign_page(desk, loose.link_id, 0)
    assert returning.state(desk, issued.id).missing == (2,)
    for wrong in (lambda: returning.assign_page(desk, loose.link_id, 3), lambda: returning.assign_page(desk, "x", 1)):
        with pytest.raises(Fault):
            wrong()


def test_paper_that_is_not_the_issued_one_is_kept_and_does_not_count(desk, ready, issued, pages, put):
    draft = issuing.draft(desk, ready, "site_record")
    unissued = pictures(issuing.preview(desk, draft.id))[0]
    (refused,) = returning.file_pages(desk, [put("草稿.jpg", unissued)])
    assert (refused.filed, refused.verified.standing) == (False, "draft")
    early = issuing.draft(desk, ready, "site_record")
    printed = pictures(issuing.preview(desk, early.id))[0]
    for key in ("confirm", "ans_cert", "ans_recusal", "presence_notice"):
        issuing.set_value(desk, early.id, key, "是")
    issuing.issue(desk, early.id)
    (other,) = returning.file_pages(desk, [put("改前.jpg", printed)])
    assert (other.filed, other.verified.standing) == (True, "differs")
    assert returning.state(desk, early.id).missing == (1, 2)
    assert len(returning.state(desk, early.id).aside) == 1
    issuing.void(desk, issued.id, "填错了")
    (void,) = returning.file_pages(desk, [put("作废.jpg", pages[0])])
    assert (void.filed, void.verified.standing) == (True, "void")
    assert "填错了" in void.sentence


def test_pages_of_a_case_lie_with_the_inspection_it_came_from_or_with_itself(desk, issued, put):
    case = Case(id="c1", created_at=desk.now(), created_by="李敏", inspection_id=issued.inspection_id)
    mine = msgspec.structs.replace(issued, id="d1", inspection_id="", case_id="c1")
    alone = msgspec.structs.replace(mine, id="d2", case_id="c2")
    lonely = msgspec.structs.replace(case, id="c2", inspection_id="")
    desk.record(lambda _: Act(action="立案", chain="c1", puts=(case, lonely, mine, alone)))
    marks = [qr.mark(_stamp(document), 1, issued.pages, issued.facts_digest) for document in (mine, alone)]
    files = [put(f"{n}.jpg", code_picture(qr.build(mark))) for n, mark in enumerate(marks)]
    filed, own = returning.file_pages(desk, files)
    assert (filed.filed, filed.verified.standing) == (True, "matches")
    assert returning.state(desk, "d1").missing == (2,)
    assert evidencing.photos(desk, issued.inspection_id, "document:d1")[0].link.note == "第1页"
    assert own.filed
    assert evidencing.photos(desk, "c2", "document:d2")[0].link.note == "第1页"


def test_a_paper_is_told_by_its_facts(desk, issued, pages, put):
    (right,) = verifying.verify(desk, put("一.jpg", pages[0]))
    assert right.standing == "matches"
    assert (right.name, right.page, right.pages) == ("现场笔录", 1, issued.pages)
    whole = verifying.verify(desk, issuing.frozen(desk, issued.id), "原件.pdf")
    assert [v.page for v in whole] == [1, 2]
    assert verifying.all_match(whole)
    mark = qr.mark(_stamp(issued), 1, issued.pages, issued.facts_digest)
    for change, standing in (
        ({}, "matches"),
        ({"facts": "f" * 16}, "differs"),
        ({"revision": 2}, "differs"),
        ({"page": 3}, "differs"),
        ({"pages": 9}, "differs"),
        ({"journal": "0" * 8}, "draft"),
        ({"document_id": "e" * 32}, "unknown"),
    ):
        text = qr.build(msgspec.structs.replace(mark, **change))
        assert verifying.verify_text(desk, f" {text}\n").standing == standing, change
    assert verifying.verify_text(desk, "https://example.com").standing == "unreadable"
    issuing.void(desk, issued.id, "填错了")
    assert verifying.verify_text(desk, qr.build(mark)).standing == "void"
    assert not verifying.all_match([])


def _stamp(document: Document):
    from inspector_app.documents.model import Stamp

    return Stamp(document.id, document.revision, "issued", document.number, document.journal_head)


def test_bad_input_is_one_clear_sentence_each(desk, issued, pages, put):
    two = Image.new("RGB", (pages[0].width * 2, pages[0].height))
    two.paste(pages[0], (0, 0))
    two.paste(pages[1], (pages[0].width, 0))
    cases = [
        (put("文字.jpg", "不是图片".encode()), "不是可接收的照片"),
        (put("空.png", b""), "空文件"),
        (put("没有.jpg", b"x").parent / "不存在.jpg", "找不到文件"),
        (put("夹.jpg", b"x").parent, "文件夹"),
        (put("撕.pdf", scan(pages)[:-900]), "不完整或已损坏"),
        (put("假.pdf", b"%PDF-1.7\nnothing\n%%EOF"), "不完整或已损坏"),
        (put("锁.pdf", locked()), "加了密码"),
        (put("厚.pdf", blank_pdf(500)), "有500页"),
        (put("白.pdf", blank_pdf(1)), "没有认出二维码"),
        (put("网址.jpg", code_picture("https://example.com/a?b=1")), "https://example.com/a?b=1"),
        (put("两页.jpg", two), "2页文书的二维码"),
        (put("断.jpg", jpeg(pages[0])[:20000]), "不完整或已损坏"),
    ]
    results = returning.file_pages(desk, [path for path, _ in cases])
    assert len(results) == len(cases)
    for result, (path, words) in zip(results, cases, strict=True):
        assert words in result.sentence, path.name
        assert result.sentence.count("。") == 1, result.sentence
        assert not result.filed
    assert evidencing.photos(desk, issued.inspection_id) == []


def test_our_code_is_found_beside_another(desk, issued, pages, put):
    beside = pages[0].convert("L")
    beside.paste(code_picture("https://example.com").crop((40, 280, 300, 540)), (60, 60))
    (result,) = returning.file_pages(desk, [put("贴纸.jpg", beside)])
    assert result.verified.standing == "matches"


def test_a_batch_stops_when_asked_and_counts_on(desk, issued, pages, put):
    told: list[tuple[int, int]] = []
    path = put("扫描.pdf", scan(pages))
    returning.file_pages(desk, [path], progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]
    assert returning.file_pages(desk, [path], cancelled=lambda: True) == []


def test_a_page_that_is_level_is_not_turned():
    page = Image.new("L", (800, 1100), 255)
    for y in range(100, 1000, 40):
        page.paste(0, (100, y, 700, y + 12))
    level = code_picture("X").crop((40, 280, 300, 540)).resize((90, 90))
    page.paste(level, (355, 1005))
    (code,) = read_codes(page)
    assert straighten(page, code)[1].startswith("page-straight;turn=0.00;")
    askew = page.rotate(2.4, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    (code,) = read_codes(askew)
    recipe = straighten(askew, code)[1]
    assert float(recipe.split("turn=")[1].split(";")[0]) == pytest.approx(-2.4, abs=0.15)
