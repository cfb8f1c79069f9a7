"""Adopting official sentences: a synthetic official file is typeset here, read back, and laid over a form of ours."""

from __future__ import annotations

import copy

import msgspec
import pytest

from inspector_app.catalog.form import DocumentForm
from inspector_app.catalog.wording import WordingPack, apply, read_wording, write_wording
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
from inspector_app.documents.wording_adopt import adopt_form, adopt_wording
from inspector_app.documents.wording_official import plain, read_lines, read_official
from inspector_app.fault import Fault, UsageFault

EMPTY = Stamp("0" * 32, 1, "empty")
DRAFT = Stamp("0" * 32, 1, "draft")


def field(key, label, kind="text", **more):
    return {"key": key, "label": label, "type": kind, "required": False, "source": "manual", **more}


BODY = [
    {"block": "title", "lines": ["{org_title:4|药品监督管理局}", "试验物品移送告知书"]},
    {"block": "number", "text": "{doc_no}", "empty": "_1药监试〔_2〕_1号"},
    {"block": "space", "lines": 1},
    {"block": "paragraph", "indent": 0, "text": "{party_name:10}："},
    {
        "block": "paragraph",
        "when": {"legal": "-"},
        "text": "{act_date}，本局依据《试验物品管理办法》第五条，对你（单位）的物品实施了{measure}，存放在{place:6}。",
    },
    {
        "block": "paragraph",
        "extra": True,
        "when": {"legal": "*"},
        "text": "{act_date}，本局依据{legal}，对你（单位）的物品实施了{measure}，存放在{place:6}。",
    },
    {
        "block": "paragraph",
        "text": "请在收到本告知书后前来办理。",
        "parts": [
            {"text": "需要翻译的，由{interpreter:4}担任翻译。", "when": {"interpreter": "*"}},
        ],
    },
    {"block": "paragraph", "text": "特别提醒：本局的告知不影响你（单位）的其他权利，也不改变办理的期限和地点。"},
    {"block": "info", "rows": [[{"label": "联系人：", "text": "{contact}", "at": 11}]]},
    {"block": "space", "lines": 2},
    {"block": "closing"},
]
FACTS = {
    "code": "trial_notice",
    "version": "2026.1",
    "name": "试验物品移送告知书",
    "set": "penalty",
    "stage": "试验",
    "kind": "告知书",
    "layout": "narrative",
    "audience": "party",
    "numbered": {"has_number": True, "label": "文号"},
    "fields": [
        field("org_title", "机关名称"),
        field("doc_no", "文号"),
        field("party_name", "当事人", "party"),
        field("act_date", "实施日期", "date"),
        field("legal", "依据", "law_refs"),
        field("measure", "措施", "choice", options=["查封", "扣押"]),
        field("place", "存放地点"),
        field("interpreter", "翻译"),
        field("contact", "联系人"),
        field("issue_date", "成文日期", "date"),
    ],
    "copies": {"total": 2, "served": 1, "file": 1, "verified": True},
    "verification": {"name_and_no": True, "page_count": True, "fields": "own", "why": "试验"},
    "verified": True,
    "body": BODY,
}
OFFICIAL = {
    1: {"block": "number", "text": "{doc_no}", "empty": "_2市监试〔_3〕_2号"},
    4: {
        "block": "paragraph",
        "text": "本局于{place:3}年{place:2}月{place:2}日根据《试验物品管理办法》第五条的规定，对你（单位）有关物品采取"
        "{measure}措施。有关物品已经存放在{place:9}，请你（单位）在{place:4}日内核对。",
    },
    6: {
        "block": "paragraph",
        "text": "请你（单位）在收到本告知书之后尽快前来本局办理。",
        "parts": [{"text": "由于需要翻译，本局指定{interpreter:5}担任翻译人员。", "when": {"interpreter": "*"}}],
    },
    7: {"block": "space", "lines": 3},
}


def form_of(changes=None):
    facts = copy.deepcopy(FACTS)
    if changes:
        facts["body"] = [changes.get(at, block) for at, block in enumerate(facts["body"])]
        facts["body"] = [block for block in facts["body"] if not block.get("extra")]
        facts["fields"] = [{**one, "in_form": False} for one in facts["fields"]]
    return msgspec.convert(facts, DocumentForm)


@pytest.fixture(scope="module")
def official_pdf(tmp_path_factory):
    path = tmp_path_factory.mktemp("官方 文件") / "格式范本.pdf"
    path.write_bytes(render(form_of(OFFICIAL), {}, EMPTY).pdf)
    return path


@pytest.fixture(scope="module")
def adoption(official_pdf):
    return adopt_wording(official_pdf, [form_of()], code="office", name="试验局用语")


def lines(form, values, stamp):
    return [line for page in read_lines(render(form, values, stamp).pdf) for line in page]


def text(form, values, stamp):
    return plain("".join(line.text for line in lines(form, values, stamp)))


def test_the_trial_forms_are_sound():
    assert form_of().validate() == []


def test_the_empty_form_reads_and_stands_like_the_official_page(official_pdf, adoption):
    (account,) = adoption.forms
    worded = apply(adoption.pack, form_of())
    ours = lines(worded, {}, EMPTY)
    theirs = read_official(official_pdf)[0].pages[0]
    assert [plain(one.text) for one in ours] == [plain(one.text) for one in theirs]
    assert max(abs(one.top - other.top) for one, other in zip(ours, theirs, strict=True)) < 1.5
    starts = [abs(a.pieces[0].x0 - b.pieces[0].x0) for a, b in zip(ours, theirs, strict=True)]
    assert max(starts) < 1.5
    assert account.sentences >= 2
    assert any("特别提醒" in one and "成品照印" in one for one in account.kept)


def test_values_stand_where_the_official_blanks_are(adoption):
    worded = apply(adoption.pack, form_of())
    values = {
        "act_date": "2026-11-21",
        "measure": "扣押",
        "place": "第二仓库",
        "interpreter": "张珺",
        "party_name": "江州大药房",
    }
    said = text(worded, values, DRAFT)
    assert "本局于2026年11月21日根据《试验物品管理办法》第五条的规定,对你(单位)有关物品采取扣押措施" in said
    assert "有关物品已经存放在第二仓库,请你(单位)在" in said
    assert "本局指定张珺担任翻译人员" in said
    assert "特别提醒" in said
    assert "担任翻译" not in text(worded, values | {"interpreter": ""}, DRAFT)


def test_a_known_citation_takes_the_place_of_the_printed_one(adoption):
    values = {
        "legal": [{"law": "试验法(2026)", "articles": ["9"], "verified": True, "text": "《试验法》第九条"}],
        "act_date": "2026-11-21",
        "place": "第二仓库",
    }
    said = text(apply(adoption.pack, form_of()), values, DRAFT)
    assert "《试验法》第九条" in said
    assert "《试验物品管理办法》" not in said


def test_a_blank_of_the_office_alone_becomes_a_field_that_has_to_be_filled(adoption):
    worded = apply(adoption.pack, form_of())
    (own,) = [one for one in worded.fields if one.key.startswith("own_") and one.required]
    assert "在___日内核" in own.label
    assert "请你(单位)在15日内核对" in text(worded, {own.key: "15", "act_date": "2026-11-21"}, DRAFT)


def test_the_pack_is_a_file_that_reads_back(adoption, tmp_path):
    path = tmp_path / "office.yaml"
    path.write_bytes(write_wording(adoption.pack))
    assert read_wording(path) == adoption.pack
    assert write_wording(adoption.pack) == write_wording(read_wording(path))


def test_the_agency_can_be_our_own(official_pdf):
    adoption = adopt_wording(official_pdf, [form_of()], code="office", name="", agency="药监")
    assert b"\xe8\x8d\xaf\xe7\x9b\x91\xe8\xaf\x95" in write_wording(adoption.pack)
    assert "市监".encode() not in write_wording(adoption.pack)


def test_a_form_that_already_says_it_changes_no_word(tmp_path):
    path = tmp_path / "same.pdf"
    path.write_bytes(render(form_of(), {}, EMPTY).pdf)
    wording, _ = adopt_form(form_of(), read_official(path)[0])
    pack = WordingPack(code="same", version="1", name="", documents=[wording] if wording else [])
    assert text(apply(pack, form_of()), {}, EMPTY) == text(form_of(), {}, EMPTY)


@pytest.fixture
def put(tmp_path):
    def write(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def adopt(path):
    return adopt_wording(path, [form_of()], code="office", name="")


def test_what_is_no_official_file_is_said(tmp_path, put, official_pdf):
    with pytest.raises(UsageFault, match="读不出"):
        adopt(tmp_path / "没有.pdf")
    with pytest.raises(UsageFault, match="读不出"):
        adopt(tmp_path)
    with pytest.raises(Fault, match="不是能打开的 PDF"):
        adopt(put("照片.pdf", b"\x89PNG\r\n"))
    with pytest.raises(Fault, match="是空文件"):
        adopt(put("空.pdf", b""))
    with pytest.raises(Fault, match="没有文字层"):
        adopt(put("扫描.pdf", _page(lambda canvas: canvas.rect(50, 50, 300, 300))))
    with pytest.raises(Fault, match="没有找到任何一件文书的标题"):
        adopt(put("说明书.pdf", _page(lambda canvas: canvas.drawString(100, 700, "user manual"))))
    # The sentences are not read where only the body of the form is there, without its title.
    other = msgspec.structs.replace(form_of(OFFICIAL), body=form_of(OFFICIAL).body[1:])
    with pytest.raises(Fault, match="没有找到任何一件文书的标题"):
        adopt(put("无题.pdf", render(other, {}, EMPTY).pdf))


def test_a_file_with_a_password_says_so(put, official_pdf, tmp_path):
    import pikepdf

    locked = tmp_path / "锁.pdf"
    with pikepdf.open(official_pdf) as document:
        document.save(locked, encryption=pikepdf.Encryption(user="试", owner="试"))
    with pytest.raises(Fault, match="有密码，打不开"):
        adopt(locked)


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.95])
def test_a_file_cut_short_is_one_clear_sentence_or_read_whole(put, official_pdf, part):
    data = official_pdf.read_bytes()
    path = put("断.pdf", data[: int(len(data) * part)])
    with pytest.raises(Fault, match=r"断\.pdf (?:不完整或已损坏|的内容已损坏|里没有找到任何|没有文字层)"):
        adopt(path)


def test_adopting_is_told_step_by_step_and_stops_when_asked(official_pdf):
    told = []

    def step(done, of, what):
        told.append((done, of, what))
        return False

    adopt_wording(official_pdf, [form_of()], code="office", name="", step=step)
    assert told[-1][2] == "试验物品移送告知书"
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert all(done < of for done, of, _ in told)
    with pytest.raises(Fault, match="已取消采集") as caught:
        adopt_wording(official_pdf, [form_of()], code="office", name="", step=lambda *_: True)
    assert caught.value.code == "cancelled"


def _page(draw):
    import io

    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return target.getvalue()
