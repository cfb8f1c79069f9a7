"""Answering, undoing, going on where one stood."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.casework import inspecting, office, opening, reviewing
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.enterprise import uscc_fault

from .conftest import PASSPHRASE


def test_every_field_is_there_after_reopening_without_a_save_button(desk, inspection):
    folder = desk.vault.folder
    inspecting.set_value(desk, inspection.id, "enterprise.phone", "0999-2")
    inspecting.set_value(desk, inspection.id, "notice.presence", "负责人到场")
    inspecting.remember_place(desk, inspection.id, 4, "gsp-retail-15501")
    desk.close()
    again = opening.open_desk(folder, PASSPHRASE)
    try:
        found = inspecting.load(again, inspection.id)
        assert (found.enterprise.phone, found.notice.presence) == ("0999-2", "负责人到场")
        assert found.enterprise.name == "A&B<药业>𠮷野大药房"
        assert inspecting.remembered_place(again, inspection.id) == (4, "gsp-retail-15501")
        assert office.find_enterprises(again, "0999") == []
        assert office.find_enterprises(again, "滨DA0001")[0].phone == "0999-2"
    finally:
        again.close()


def test_an_answer_an_undo_and_the_journal(desk, inspection):
    item = "gsp-retail-15501"
    inspecting.answer(desk, inspection.id, item, "non_compliant")
    inspecting.write_text(desk, inspection.id, item, "未附温度记录")
    assert inspecting.undo(desk, inspection.id) == item
    assert inspecting.answers(desk, inspection.id)[item].text == ""
    assert inspecting.undo(desk, inspection.id) == item
    assert item not in inspecting.answers(desk, inspection.id)
    entries = desk.read.journal(inspection.id)
    assert [e["reverses"] for e in entries[-2:]] == [entries[-3]["seq"], entries[-4]["seq"]]
    assert desk.vault.broken_chains() == []


def test_undo_stops_at_the_beginning(desk, inspection):
    for _ in range(50):
        if inspecting.undo(desk, inspection.id) is None:
            break
    else:
        pytest.fail("undo never came to an end")
    assert inspecting.load(desk, inspection.id).id == inspection.id


def test_the_checklist_stays_once_items_are_answered(desk, inspection):
    inspecting.choose_checklist(desk, inspection.id, "gsp-wholesale")
    inspecting.choose_checklist(desk, inspection.id, "gsp-retail")
    inspecting.answer(desk, inspection.id, "gsp-retail-15501", "compliant")
    with pytest.raises(Fault) as caught:
        inspecting.choose_checklist(desk, inspection.id, "gsp-wholesale")
    assert caught.value.code == "checklist_bound"


def test_keys_answer_in_the_same_places_on_every_checklist(desk):
    for checklist in desk.library.checklists():
        keys = inspecting.answer_keys(checklist)
        assert keys["1"] == "compliant"
        assert keys["2"] in {"non_compliant", "defect"}
        assert keys["3"] == "not_applicable"
        assert keys["0"] == ""
        assert set(keys.values()) - {""} == {o.code for o in checklist.answer_options}


def test_an_annex_check_that_fails_makes_the_item_a_defect(desk, inspection):
    item = "gsp-retail-15501"
    inspecting.answer(desk, inspection.id, item, "compliant")
    inspecting.answer_annex(desk, inspection.id, item, "药品收货与验收", "non_compliant")
    assert [f.item_id for f in reviewing.findings(desk, inspection.id)] == [item]
    checklist = inspecting.checklist_of(desk, inspection)
    assert sum(p.defects for p in inspecting.progress(checklist, inspecting.answers(desk, inspection.id))) == 1


def test_a_field_that_does_not_exist_is_wrong_use(desk, inspection):
    for field in ("nothing", "enterprise.nothing", "state", "id"):
        with pytest.raises(UsageFault):
            inspecting.set_value(desk, inspection.id, field, "x")


def test_a_finalised_inspection_is_not_changed_by_accident(desk, inspection):
    reviewing.finalise(desk, inspection.id)
    with pytest.raises(Fault) as caught:
        inspecting.answer(desk, inspection.id, "gsp-retail-15501", "compliant")
    assert caught.value.code == "finalised"
    with pytest.raises(Fault):
        reviewing.reopen(desk, inspection.id, " ")
    reviewing.reopen(desk, inspection.id, "漏查一项")
    inspecting.answer(desk, inspection.id, "gsp-retail-15501", "compliant")


def test_fewer_than_two_officers_are_named_with_the_article(desk, inspection):
    inspecting.choose_officers(desk, inspection.id, inspection.officers[:1])
    lacks = reviewing.lacks(desk, inspection.id)[2]
    assert any("第四十二条" in lack.text for lack in lacks)
    with pytest.raises(Fault) as caught:
        reviewing.finalise(desk, inspection.id)
    assert caught.value.code == "officers_two"


def test_names_are_found_by_pinyin_initials(desk):
    office.save_enterprise(desk, office.new_enterprise("恒瑞药物有限公司"))
    assert [e.name for e in office.find_enterprises(desk, "HRYW")] == ["恒瑞药物有限公司"]
    assert office.find_enterprises(desk, "%") == []


def test_a_full_inspection_judges_like_the_engine(desk, inspection):
    checklist = inspecting.checklist_of(desk, inspection)
    assert reviewing.verdict(desk, inspection.id).provisional
    for item in checklist.checkable_items():
        inspecting.answer(desk, inspection.id, item.id, "compliant")
    assert reviewing.verdict(desk, inspection.id).verdict == "compliant"
    assert not reviewing.verdict(desk, inspection.id).provisional
    assert reviewing.lacks(desk, inspection.id)[4] == []
    majors = [i.id for i in checklist.items() if i.severity == "major"][:5]
    for item_id in majors:
        inspecting.answer(desk, inspection.id, item_id, "non_compliant")
    assert reviewing.verdict(desk, inspection.id).verdict == "serious_violation"
    (summary,) = inspecting.summaries(desk)
    assert (summary.answered, summary.defects) == (176, 5)


def test_where_no_rule_may_judge_the_team_does_with_reasons(desk, inspection):
    gmp = inspecting.start(desk)
    inspecting.choose_checklist(desk, gmp.id, "gmp-2010")
    judgement = reviewing.verdict(desk, gmp.id)
    assert not judgement.automatic
    code = judgement.choices[0].code
    with pytest.raises(Fault) as caught:
        reviewing.decide(desk, gmp.id, code, "")
    assert caught.value.code == "verdict_reasons"
    with pytest.raises(UsageFault):
        reviewing.decide(desk, gmp.id, "nonsense", "理由")
    assert reviewing.decide(desk, gmp.id, code, "风险轻微").team_verdict.reasons == "风险轻微"


def test_the_published_code_checks_and_a_wrong_digit_does_not():
    assert uscc_fault("91350100M000100Y43") == ""
    assert "校验位" in uscc_fault("91350100M000100Y44")
    assert "18位" in uscc_fault("9135")
    assert "第5位" in uscc_fault("9135O100M000100Y43")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.sampled_from(["compliant", "non_compliant", "not_applicable", ""])), max_size=15
    )
)
def test_undoing_everything_gives_the_state_before(desk, inspection, presses):
    items = [i.id for i in inspecting.checklist_of(desk, inspection).checkable_items()]
    before = inspecting.answers(desk, inspection.id)
    length = len(desk.read.journal(inspection.id))
    for position, code in presses:
        inspecting.answer(desk, inspection.id, items[position], code)
    for _ in range(len(desk.read.journal(inspection.id)) - length):
        inspecting.undo(desk, inspection.id)
    assert inspecting.answers(desk, inspection.id) == before
