"""Documents the records have left behind: field by field, grown or changed, kept with a note."""

from __future__ import annotations

import pytest

from inspector_app.casework import differing, inspecting, issuing
from inspector_app.fault import Fault

from .papers import complete_list

ITEM, OTHER = "gsp-retail-16107", "gsp-retail-16801"


@pytest.fixture
def issued(desk, complete, block):
    return issuing.issue(desk, complete_list(desk, complete.id))


def test_nothing_differs_while_nothing_changed(desk, issued):
    assert differing.differences(desk, issued.id) == []
    assert differing.affected(desk, issuing.documents(desk)) == {}


def test_a_changed_record_is_told_field_by_field(desk, issued):
    inspecting.set_value(desk, issued.inspection_id, "enterprise.name", "改了名的药房")
    inspecting.write_text(desk, issued.inspection_id, ITEM, "处方药与非处方药混放")
    found = {one.label: one for one in differing.differences(desk, issued.id)}
    name = next(one for one in found.values() if one.new == "改了名的药房")
    assert (name.old, name.source, name.open) == ("A&B<药业>𠮷野大药房", "企业档案", True)
    assert any("处方药与非处方药混放" in one.new and not one.grown for one in found.values())
    assert set(differing.affected(desk, issuing.documents(desk))) == {issued.id}
    assert issuing.load(desk, issued.id).values["unit_name"] == "A&B<药业>𠮷野大药房"


def test_what_was_only_added_is_told_apart(desk, issued):
    inspecting.answer(desk, issued.inspection_id, OTHER, "non_compliant")
    inspecting.write_text(desk, issued.inspection_id, OTHER, "销售小票没有批号")
    tables = [one for one in differing.differences(desk, issued.id) if "销售小票没有批号" in one.new]
    assert tables
    assert all(one.grown and not one.open for one in tables if "外用药与内服药混放" in one.new)


def test_what_was_typed_by_hand_never_differs(desk, issued):
    inspecting.set_value(desk, issued.inspection_id, "party_statement", "又改口了")
    assert "unit_opinion" not in {one.key for one in differing.differences(desk, issued.id)}


def test_kept_with_a_note_until_the_record_changes_again(desk, issued):
    inspecting.set_value(desk, issued.inspection_id, "enterprise.name", "改了名的药房")
    with pytest.raises(Fault) as caught:
        differing.keep(desk, issued.id, ["unit_name"], "")
    assert caught.value.code == "reason_missing"
    with pytest.raises(Fault) as caught:
        differing.keep(desk, issued.id, ["date"], "那天是对的")
    assert caught.value.code == "difference_unknown"
    before = issuing.frozen(desk, issued.id)
    differing.keep(desk, issued.id, ["unit_name"], "印发那天用的是旧名")
    (one,) = [d for d in differing.differences(desk, issued.id) if d.key == "unit_name"]
    assert (one.open, one.kept.note) == (False, "印发那天用的是旧名")
    assert issuing.frozen(desk, issued.id) == before
    inspecting.set_value(desk, issued.inspection_id, "enterprise.name", "又改了名")
    (one,) = [d for d in differing.differences(desk, issued.id) if d.key == "unit_name"]
    assert one.open


def test_a_draft_tells_only_what_was_typed_against_the_records(desk, complete):
    key = complete_list(desk, complete.id)
    inspecting.set_value(desk, complete.id, "enterprise.name", "改了名的药房")
    assert differing.differences(desk, key) == []
    issuing.set_value(desk, key, "unit_name", "手写的名字", reason="补充细节")
    (one,) = differing.differences(desk, key)
    assert (one.old, one.new, one.moved, one.reason) == ("手写的名字", "改了名的药房", False, "补充细节")
    assert differing.affected(desk, issuing.documents(desk)) == {}
    inspecting.set_value(desk, complete.id, "enterprise.name", "又改了名")
    assert set(differing.affected(desk, issuing.documents(desk))) == {key}


def test_an_override_of_the_day_of_issue_is_compared_with_what_the_record_said_then(desk, complete, block):
    key = complete_list(desk, complete.id)
    issuing.set_value(desk, key, "unit_name", "照证照写的名字", reason="按证照原件填写")
    issued = issuing.issue(desk, key)
    assert differing.differences(desk, issued.id) == []
    inspecting.set_value(desk, complete.id, "enterprise.name", "照证照写的名字")
    assert differing.differences(desk, issued.id) == []
    inspecting.set_value(desk, complete.id, "enterprise.name", "第三个名字")
    (one,) = differing.differences(desk, issued.id)
    assert (one.old, one.new, one.reason) == ("照证照写的名字", "第三个名字", "按证照原件填写")


def test_void_documents_are_compared_with_nothing(desk, issued):
    inspecting.set_value(desk, issued.inspection_id, "enterprise.name", "改了名的药房")
    issuing.void(desk, issued.id, "填错")
    assert differing.differences(desk, issued.id) == []
    assert differing.affected(desk, issuing.documents(desk)) == {}
