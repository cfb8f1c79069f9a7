"""更正 and 作废: the new one refers to the old one, the old one stays with its bytes, both know of each other."""

from __future__ import annotations

import pytest

from inspector_app.casework import issuing, paper_way, printing, returning, verifying
from inspector_app.documents import qr
from inspector_app.fault import Fault

from .papers import complete_list, pictures, scan, words_of


@pytest.fixture
def issued(desk, complete, block):
    return issuing.issue(desk, complete_list(desk, complete.id))


def corrected(desk, issued):
    draft = issuing.correct(desk, issued.id, "“无异议”误写")
    issuing.set_value(desk, draft.id, "unit_opinion", "有异议")
    issuing.set_value(desk, draft.id, "date", "2026-11-21")
    return issuing.issue(desk, draft.id)


def test_a_correction_is_filled_refers_to_the_old_one_and_replaces_it(desk, issued):
    before = issuing.frozen(desk, issued.id)
    draft = issuing.correct(desk, issued.id, "“无异议”误写")
    assert issuing.values(desk, draft)["unit_opinion"] == "无异议"
    assert issuing.load(desk, issued.id).status == "issued"
    assert issuing.correct(desk, issued.id, "再按一次").id == draft.id
    new = corrected(desk, issued)
    old = issuing.load(desk, issued.id)
    assert (old.status, old.corrected_by, new.corrects) == ("corrected", new.id, old.id)
    assert old.correction_reason == "“无异议”误写"
    assert issuing.frozen(desk, old.id) == before
    assert new.number != old.number
    text = words_of(issuing.frozen(desk, new.id))
    assert f"更正文书：本文书更正并取代{old.name}（{old.number}）。" in text
    assert "更正并取代" not in words_of(before)
    action = desk.read.journal(old.inspection_id)[-1]["action"]
    assert f"更正{old.name}（{old.number}）：“无异议”误写" in action


def test_both_are_seen_from_each_other_and_the_old_one_is_not_printed_again(desk, issued):
    new = corrected(desk, issued)
    assert paper_way.way(desk, new.id).corrects.id == issued.id
    assert paper_way.way(desk, issued.id).corrected_by.id == new.id
    with pytest.raises(Fault) as caught:
        printing.print_set(desk, [issued.id])
    assert caught.value.code == "void_printed"


def test_only_an_issued_document_is_corrected_and_with_a_reason(desk, complete, issued):
    with pytest.raises(Fault) as caught:
        issuing.correct(desk, issued.id, " ")
    assert caught.value.code == "reason_missing"
    for document_id in (complete_list(desk, complete.id), corrected(desk, issued).corrects):
        with pytest.raises(Fault) as caught:
            issuing.correct(desk, document_id, "再改")
        assert caught.value.code == "not_issued"


def test_a_correction_of_what_went_void_meanwhile_is_not_issued(desk, issued):
    draft = issuing.correct(desk, issued.id, "误写")
    issuing.set_value(desk, draft.id, "date", "2026-11-21")
    issuing.void(desk, issued.id, "整份错了")
    left = issuing.outlook(desk, issuing.form_of(desk, draft)).remaining
    with pytest.raises(Fault) as caught:
        issuing.issue(desk, draft.id)
    assert caught.value.code == "corrected_gone"
    assert issuing.outlook(desk, issuing.form_of(desk, draft)).remaining == left


def test_paper_of_a_corrected_document_is_told_and_does_not_count(desk, issued, tmp_path):
    new = corrected(desk, issued)
    mark = qr.PageMark(issued.id, 1, 1, issued.pages, issued.facts_digest[:16], issued.journal_head[:8])
    told = verifying.verify_text(desk, qr.build(mark))
    assert told.standing == "corrected"
    assert new.number in told.sentence
    path = tmp_path / "旧的.pdf"
    path.write_bytes(scan(pictures(issuing.frozen(desk, issued.id))))
    results = returning.file_pages(desk, [path])
    assert {one.verified.standing for one in results} == {"corrected"}
    assert all("不算签字页" in one.sentence for one in results)


def test_a_void_document_is_made_anew_from_what_it_said(desk, issued):
    with pytest.raises(Fault) as caught:
        issuing.make_anew(desk, issued.id)
    assert caught.value.code == "not_void"
    issuing.void(desk, issued.id, "当事人写错")
    again = issuing.make_anew(desk, issued.id)
    assert issuing.make_anew(desk, issued.id).id == again.id
    assert (again.remakes, again.corrects) == (issued.id, "")
    assert issuing.values(desk, again)["unit_opinion"] == "无异议"
    assert paper_way.way(desk, issued.id).remade_by.id == again.id
    assert "更正并取代" not in words_of(issuing.preview(desk, again.id))
