"""Documents: filled from the records, checked, numbered once, frozen."""

from __future__ import annotations

import pytest

from inspector_app.casework import evidencing, inspecting, issuing, office, reviewing
from inspector_app.casework.demo_pictures import picture
from inspector_app.fault import Fault

ITEM = "gsp-retail-16107"


@pytest.fixture
def ready(desk, inspection):
    inspecting.set_value(desk, inspection.id, "ended_at", desk.now().replace(hour=11))
    inspecting.set_value(desk, inspection.id, "task_no", "第117号")
    inspecting.answer(desk, inspection.id, ITEM, "non_compliant")
    inspecting.write_text(desk, inspection.id, ITEM, "外用药与内服药混放")
    evidencing.take_in(desk, inspection.id, ITEM, picture("货架", "近景", desk.now()))
    return inspection.id


def complete_list(desk, inspection_id):
    document = issuing.draft(desk, inspection_id, "deficiency_list")
    issuing.set_value(desk, document.id, "unit_opinion", "无异议")
    issuing.set_value(desk, document.id, "date", "2026-11-21")
    return document.id


def test_values_come_from_the_records_and_say_from_where(desk, ready):
    document = issuing.draft(desk, ready, "deficiency_list")
    filled = {f.key: f for f in issuing.fill(desk, document.id)}
    assert filled["unit_name"].value == "A&B<药业>𠮷野大药房"
    assert filled["unit_name"].source == "企业档案"
    assert filled["unit_opinion"].missing
    issuing.set_value(desk, document.id, "unit_name", "改过的名字")
    filled = {f.key: f for f in issuing.fill(desk, document.id)}
    assert (filled["unit_name"].value, filled["unit_name"].source) == ("改过的名字", "手工填写")
    issuing.clear_value(desk, document.id, "unit_name")
    assert {f.key: f for f in issuing.fill(desk, document.id)}["unit_name"].value == "A&B<药业>𠮷野大药房"


def test_a_document_with_gaps_is_not_issued_and_burns_no_number(desk, ready):
    block = office.add_number_block(desk, "检", year=2026, first=7, last=9)
    document = issuing.draft(desk, ready, "deficiency_list")
    with pytest.raises(Fault) as caught:
        issuing.issue(desk, document.id)
    assert caught.value.code == "document_errors"
    assert office.number_blocks(desk) == [block]


def test_numbers_are_burnt_in_order_and_never_again(desk, ready):
    office.add_number_block(desk, "检", year=2026, first=7, last=8)
    first = issuing.issue(desk, complete_list(desk, ready))
    issuing.void(desk, first.id, "填错了")
    second = issuing.issue(desk, complete_list(desk, ready))
    assert (first.number, second.number) == ("滨药监检〔2026〕7号", "滨药监检〔2026〕8号")
    with pytest.raises(Fault) as caught:
        issuing.issue(desk, complete_list(desk, ready))
    assert caught.value.code == "numbers_used_up"


def test_two_blocks_that_overlap_are_refused(desk):
    office.add_number_block(desk, "检", year=2026, first=1, last=10)
    with pytest.raises(Fault) as caught:
        office.add_number_block(desk, "检", year=2026, first=10, last=20)
    assert caught.value.code == "number_overlap"
    office.add_number_block(desk, "检", year=2027, first=10, last=20)


def test_issued_means_frozen(desk, ready, tmp_path):
    office.add_number_block(desk, "检", year=2026, first=1, last=10)
    key = complete_list(desk, ready)
    issued = issuing.issue(desk, key)
    before = issuing.frozen(desk, key)
    inspecting.write_text(desk, ready, ITEM, "后来改写的内容")
    assert issuing.preview(desk, key) == issuing.frozen(desk, key) == before
    assert issuing.write_pdf(desk, key, tmp_path / "清 单.pdf").read_bytes() == before
    for change in (lambda: issuing.set_value(desk, key, "date", "2026-11-22"), lambda: issuing.discard(desk, key)):
        with pytest.raises(Fault) as caught:
            change()
        assert caught.value.code == "issued"
    assert issued.pages >= 1
    entry = desk.read.journal(ready)[-2]
    assert issued.pdf_sha256 in str(entry)


def test_a_draft_has_no_number_and_says_so(desk, ready):
    import pypdfium2

    document = issuing.draft(desk, ready, "deficiency_list")
    pdf = pypdfium2.PdfDocument(issuing.preview(desk, document.id))
    text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    pdf.close()
    assert "A&B<药业>𠮷野大药房" in text.replace("\r\n", "")
    assert "〔2026〕" not in text


def test_an_unverified_citation_needs_a_name_and_a_reason(desk, ready):
    document = issuing.draft(desk, ready, "order_correction_notice")
    cited = [{"law": "某办法", "articles": ["3"], "verified": False}]
    issuing.set_value(desk, document.id, "basis_law", cited)
    assert any(p.key == "basis_law" and p.level == "error" for p in issuing.problems(desk, document.id))
    with pytest.raises(Fault):
        issuing.confirm_unverified(desk, document.id, "basis_law", 0, " ")
    issuing.confirm_unverified(desk, document.id, "basis_law", 0, "已核对公报原文")
    assert not any(p.key == "basis_law" and p.level == "error" for p in issuing.problems(desk, document.id))
    assert "已核对公报原文" in str(desk.read.journal(ready)[-1])


@pytest.mark.parametrize("name", ["𠮷野堃祎", "㐂珺喆镕", "𬭚𫟅𪨧"])
def test_rare_names_pass_the_archive_check_when_issued(desk, ready, name):
    document = issuing.draft(desk, ready, "site_record")
    for key, value in (
        ("party_name", name),
        ("confirm", "属实"),
        ("ans_cert", "看清楚了"),
        ("ans_recusal", "不申请"),
        ("presence_notice", "到场"),
    ):
        issuing.set_value(desk, document.id, key, value, reason="按证照原件填写")
    assert issuing.issue(desk, document.id).status == "issued"


def test_every_shipped_document_can_be_drafted_from_an_inspection(desk, ready):
    for form in issuing.forms(desk, ready):
        document = issuing.draft(desk, ready, form.code)
        assert {f.key for f in issuing.fill(desk, document.id)} <= {f.key for f in form.fields}
        filled = issuing.values(desk, issuing.load(desk, document.id))
        wrong = [p for p in issuing.problems(desk, document.id) if p.level == "error" and p.key in filled]
        assert wrong == [], form.code


def test_the_site_inspection_record_lists_what_was_checked(desk, ready):
    document = issuing.draft(desk, ready, "site_inspection_record")
    rows = [f.value for f in issuing.fill(desk, document.id) if f.type == "table" and f.value]
    assert any("外用药与内服药混放" in str(row) and "P-001" in str(row) for row in rows)


def test_looking_at_what_is_typed_commits_nothing(desk, ready):
    document = issuing.draft(desk, ready, "deficiency_list")
    entries = len(desk.read.journal(ready))
    typed = {"unit_name": "ABC PHARMACY", "unit_opinion": "无异议"}
    filled = {one.key: one for one in issuing.fill(desk, document.id, typed)}
    assert (filled["unit_name"].value, filled["unit_opinion"].missing) == ("ABC PHARMACY", False)
    assert not any(one.key == "unit_opinion" for one in issuing.problems(desk, document.id, typed))
    assert issuing.preview(desk, document.id, typed) != issuing.preview(desk, document.id)
    assert len(desk.read.journal(ready)) == entries
    assert issuing.load(desk, document.id) == document


def test_a_refusal_to_sign_is_noted_beside_the_frozen_bytes(desk, ready):
    office.add_number_block(desk, "检", year=2026, first=1, last=10)
    key = complete_list(desk, ready)
    with pytest.raises(Fault) as caught:
        issuing.note_refusal(desk, key, "拒绝签字")
    assert caught.value.code == "not_issued"
    issued = issuing.issue(desk, key)
    before = issuing.frozen(desk, key)
    with pytest.raises(Fault) as caught:
        issuing.note_refusal(desk, key, "  ")
    assert caught.value.code == "reason_missing"
    noted = issuing.note_refusal(desk, key, " 当事人看过后拒绝签字 ", "社区工作人员赵一")
    assert (noted.refusal, noted.refusal_witness) == ("当事人看过后拒绝签字", "社区工作人员赵一")
    assert (noted.status, noted.pdf_sha256) == ("issued", issued.pdf_sha256)
    assert issuing.frozen(desk, key) == before == issuing.preview(desk, key, {"unit_name": "别的"})
    assert "社区工作人员赵一" in str(desk.read.journal(ready)[-1])
    issuing.void(desk, key, "填错了")
    with pytest.raises(Fault):
        issuing.note_refusal(desk, key, "拒绝签字")


def test_a_refused_signature_is_noted_and_no_longer_waited_for(desk, ready):
    office.add_number_block(desk, "检", year=2026, first=1, last=3)
    key = complete_list(desk, ready)
    issuing.issue(desk, key)
    waiting = [lack.item_id for lack in reviewing.lacks(desk, ready)[7]]
    assert waiting == [f"document:{key}"]
    with pytest.raises(Fault):
        issuing.note_refusal(desk, key, " ")
    issuing.note_refusal(desk, key, "负责人看过后拒绝签字", "社区工作者周某")
    assert reviewing.lacks(desk, ready)[7] == []
    assert "负责人看过后拒绝签字" in str(desk.read.journal(ready)[-1])
