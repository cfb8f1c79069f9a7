"""From a finding to possible violations, and what was found at the same item before."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from inspector_app.casework import finding_law, inspecting, law_index, office
from inspector_app.records.enterprise import Enterprise

from .conftest import ENTERPRISE

ITEM = "gsp-retail-15501"


def names(desk, inspection, text, item=ITEM, limit=3):
    inspecting.answer(desk, inspection.id, item, "non_compliant")
    inspecting.write_text(desk, inspection.id, item, text)
    return [one.name for one in finding_law.candidates(desk, inspection.id, item, limit)]


def test_the_regulation_of_the_checklist_is_always_named(desk, inspection):
    inspecting.answer(desk, inspection.id, ITEM, "non_compliant")
    (found,) = finding_law.candidates(desk, inspection.id, ITEM)
    assert (found.name, found.citation) == ("未遵守药品经营质量管理规范", "药品管理法126条1款")
    assert found.brief == "责令改正、警告；逾期 10万–50万元；情节严重 50万–200万元"
    assert found.verified
    assert found.why == ("检查表依据：药品经营质量管理规范",)


@pytest.mark.parametrize("text", ["货架上有过期药品3盒", "感冒灵（批号 A117）超过有效期仍在销售"])
def test_words_of_the_finding_come_before_the_regulation(desk, inspection, text):
    assert names(desk, inspection, text)[:2] == ["零售劣药(含过期药品)", "未遵守药品经营质量管理规范"]


def test_the_channel_leaves_out_what_a_pharmacy_cannot_do(desk, inspection):
    found = names(desk, inspection, "生产的药品过期，批发劣药", limit=50)
    assert "零售劣药(含过期药品)" in found
    assert "批发劣药" not in found


def test_goods_are_not_what_was_found_wrong(desk, inspection):
    assert names(desk, inspection, "到货的注射液（批号202608A1）2盒未测量温度") == ["未遵守药品经营质量管理规范"]


def test_the_same_question_is_answered_from_memory(desk, inspection, monkeypatch):
    first = names(desk, inspection, "货架上有过期药品3盒")
    monkeypatch.setattr(finding_law, "rank", None)
    assert [one.name for one in finding_law.candidates(desk, inspection.id, ITEM)] == first


def test_what_was_not_read_is_marked(desk):
    book = law_index.index(desk).book
    unread = msgspec.structs.replace(book.violation("drug-126-gsp"), violates_verified=False)
    assert finding_law.is_verified(book, book.violation("drug-126-gsp"))
    assert not finding_law.is_verified(book, unread)


CHECKLISTS = {
    "gmp-2010": ("", {"drug"}),
    "cos-prod": ("", {"cosmetic"}),
    "cos-op": ("经营过期的护手霜", {"cosmetic"}),
    "vac-cc": ("冷链温度记录缺失", {"vaccine", "drug"}),
    "gsp-ivd": ("", {"drug"}),
    "drug-di-2020": ("记录造假，数据可靠性存疑", {"drug"}),
}


def test_every_kind_of_checklist_leads_somewhere_in_its_own_domain(desk):
    book = law_index.index(desk).book
    for code, (text, domains) in CHECKLISTS.items():
        checklist = desk.library.checklist(code)
        item = checklist.checkable_items()[0]
        found = finding_law.rank(book, checklist, item, text, date(2026, 11, 21))
        assert found, code
        assert {book.violation(one.id).domain for one in found} <= domains, code


# The last inspection


def earlier(desk, enterprise, day, code="compliant", item=ITEM):
    made = inspecting.start(desk, enterprise)
    inspecting.set_value(desk, made.id, "started_at", datetime(2025, 6, day, 9, tzinfo=UTC))
    inspecting.choose_checklist(desk, made.id, "gsp-retail")
    if code:
        inspecting.answer(desk, made.id, item, code)
    return made


def test_the_last_inspection_of_the_same_enterprise_is_remembered(desk, inspection):
    assert inspecting.previous_answer(desk, inspection.id, ITEM) is None
    earlier(desk, ENTERPRISE, 3, "non_compliant")
    last = earlier(desk, msgspec.structs.replace(ENTERPRISE, name="改了名的药房"), 11)
    earlier(desk, ENTERPRISE, 20, "")
    earlier(desk, ENTERPRISE, 21, "not_checked")
    found = inspecting.previous_answer(desk, inspection.id, ITEM)
    assert (found.inspection_id, found.label, found.defect, found.by) == (last.id, "符合", False, desk.who)
    assert found.at.date().isoformat() == "2025-06-11"


def test_a_later_inspection_is_not_the_last_one(desk, inspection):
    made = earlier(desk, ENTERPRISE, 11, "non_compliant")
    inspecting.set_value(desk, made.id, "started_at", datetime(2027, 1, 1, tzinfo=UTC))
    assert inspecting.previous_answer(desk, inspection.id, ITEM) is None


def test_the_same_name_with_another_code_is_another_enterprise(desk, inspection):
    earlier(desk, msgspec.structs.replace(ENTERPRISE, uscc="91350100M000100Y44"), 11)
    assert inspecting.previous_answer(desk, inspection.id, ITEM) is None
    earlier(desk, msgspec.structs.replace(ENTERPRISE, uscc=""), 12)
    assert inspecting.previous_answer(desk, inspection.id, ITEM).at.day == 12


def test_a_nameless_enterprise_has_no_history(desk):
    nameless = Enterprise(id="", name="")
    earlier(desk, nameless, 11)
    here = inspecting.start(desk, office.new_enterprise())
    assert inspecting.previous_answer(desk, here.id, ITEM) is None


def test_an_annex_that_failed_makes_the_answer_a_defect(desk, inspection):
    item = next(i for i in desk.library.checklist("gsp-retail").items() if i.annex_checks)
    made = earlier(desk, ENTERPRISE, 11, item=item.id)
    inspecting.answer_annex(desk, made.id, item.id, item.annex_checks[0].key, "non_compliant")
    found = inspecting.previous_answer(desk, inspection.id, item.id)
    assert (found.label, found.defect) == ("不符合", True)
