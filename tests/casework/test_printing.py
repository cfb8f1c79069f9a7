"""Paper: how many of each, empty forms, the editable copy."""

from __future__ import annotations

import io

import docx
import msgspec
import pypdfium2
import pytest

from inspector_app.casework import issuing, printing
from inspector_app.fault import Fault, UsageFault


@pytest.fixture
def document(desk, inspection):
    return issuing.draft(desk, inspection.id, "order_correction_notice")


@pytest.fixture
def form(desk):
    return desk.library.form("order_correction_notice")


def test_copies_are_what_the_document_says_else_the_form(form):
    def copies(values=None, **facts):
        changed = msgspec.structs.replace(form.copies, **{"total": None, "served": None, "file": 1} | facts)
        return printing.copies_of(msgspec.structs.replace(form, copies=changed), values or {})

    assert (copies(), copies(served=3), copies(served=0, file=0), copies(total=5)) == (2, 4, 1, 5)
    assert copies({"copies_total": "5"}, total=2) == 5
    assert copies({"copies_total": "三份"}) == 3
    assert copies({"copies_total": "若干"}, total=4) == 4
    assert copies({"copies_total": "9999"}, total=4) == 4


def test_a_set_names_each_document_once_with_its_copies(desk, inspection, document):
    other = issuing.draft(desk, inspection.id, "site_record")
    found = printing.print_set(desk, [document.id, other.id, document.id], {other.id: 3})
    assert [(one.document.id, one.copies) for one in found] == [(document.id, 1), (other.id, 3)]


def test_senseless_sets_are_refused(desk, document):
    for copies in (0, -1, 100):
        with pytest.raises(UsageFault, match="份数"):
            printing.print_set(desk, [document.id], {document.id: copies})
    with pytest.raises(UsageFault, match="不在这一批"):
        printing.print_set(desk, [document.id], {"another": 2})
    with pytest.raises(UsageFault, match="没有编号"):
        printing.print_set(desk, ["another"])


def test_a_void_document_is_not_printed_again(desk, document):
    gone = msgspec.structs.replace(document, status="void", number="滨药监责改〔2026〕7号")
    from inspector_app.vault.vault import Act

    desk.record(lambda _: Act(action="作废", chain=document.chain, puts=(gone,)))
    with pytest.raises(Fault, match="已经作废"):
        printing.print_set(desk, [document.id])


def test_the_copy_of_a_document_is_a_file_of_its_own(desk, document, tmp_path):
    path = tmp_path / "法制 审核.docx"
    assert printing.editable_copy(desk, document.id, path) == path
    read = docx.Document(io.BytesIO(path.read_bytes()))
    assert "副本" in read.sections[0].header.paragraphs[0].text
    assert any("A&B<药业>𠮷野大药房" in one.text for one in read.paragraphs)
    with pytest.raises(Fault, match="不存在"):
        printing.editable_copy(desk, document.id, tmp_path / "没有" / "x.docx")
    assert [one.name for one in tmp_path.iterdir() if one.suffix in {".part", ".partial"}] == []


def test_empty_forms_for_a_paper_day(desk, tmp_path):
    written = printing.empty_forms(desk, ["site_record", "case_filing_approval", "site_record"], tmp_path / "空白 文书")
    assert [one.name for one in written] == ["09 现场笔录.pdf", "07 立案、不予立案审批表.pdf"]
    for path in written:
        assert len(pypdfium2.PdfDocument(path)) >= 1
    with pytest.raises(UsageFault, match="没有代码为“x”"):
        printing.empty_forms(desk, ["x"], tmp_path / "另")
    assert not (tmp_path / "另").exists()
    (tmp_path / "文件").write_text("x")
    with pytest.raises(Fault, match="不是文件夹"):
        printing.empty_forms(desk, ["site_record"], tmp_path / "文件")
