"""Typing over the records: the reason, who and when, the way back, undo as a new entry."""

from __future__ import annotations

import pytest

from inspector_app.casework import inspecting, issuing
from inspector_app.fault import Fault

from .papers import complete_list


def field(desk, key, name):
    return next(one for one in issuing.fill(desk, key) if one.key == name)


def reasons_asked(desk, key):
    return [p.key for p in issuing.problems(desk, key) if "还没有写明理由" in p.message]


def test_a_value_against_the_records_asks_for_a_reason_and_is_not_issued_without(desk, complete, block):
    key = complete_list(desk, complete.id)
    issuing.set_value(desk, key, "unit_name", "另一个名字")
    one = field(desk, key, "unit_name")
    assert (one.contradicts, one.needs_reason) == (True, True)
    assert (one.record, one.record_source, one.typed_by) == ("A&B<药业>𠮷野大药房", "企业档案", desk.who)
    assert reasons_asked(desk, key) == ["unit_name"]
    with pytest.raises(Fault) as caught:
        issuing.issue(desk, key)
    assert caught.value.code == "document_errors"
    issuing.give_reason(desk, key, "unit_name", "按证照原件填写")
    assert reasons_asked(desk, key) == []
    issued = issuing.issue(desk, key)
    typed = issued.typed["unit_name"]
    assert (typed.reason, typed.by, typed.record) == ("按证照原件填写", desk.who, "A&B<药业>𠮷野大药房")
    assert "写明改写理由 unit_name" in [entry["action"] for entry in desk.read.journal(complete.id)]


def test_a_value_no_record_gives_needs_no_reason(desk, complete):
    key = complete_list(desk, complete.id)
    one = field(desk, key, "unit_opinion")
    assert (one.overridden, one.contradicts, one.source) == (True, False, "手工填写")
    assert reasons_asked(desk, key) == []


def test_typing_what_the_records_say_follows_them_again(desk, complete):
    key = complete_list(desk, complete.id)
    issuing.set_value(desk, key, "unit_name", "另一个名字", reason="补充细节")
    issuing.set_value(desk, key, "unit_name", " A&B<药业>𠮷野大药房 ")
    document = issuing.load(desk, key)
    assert "unit_name" not in document.overrides
    assert "unit_name" not in document.typed


def test_a_changed_record_is_shown_beside_what_was_typed(desk, complete):
    key = complete_list(desk, complete.id)
    issuing.set_value(desk, key, "unit_name", "另一个名字", reason="按证照原件填写")
    assert not field(desk, key, "unit_name").moved
    inspecting.set_value(desk, complete.id, "enterprise.name", "改了名的药房")
    one = field(desk, key, "unit_name")
    assert (one.moved, one.record, one.value) == (True, "改了名的药房", "另一个名字")
    issuing.clear_value(desk, key, "unit_name")
    assert field(desk, key, "unit_name").value == "改了名的药房"


def test_a_reason_is_kept_while_one_goes_on_typing_and_may_not_be_empty(desk, complete):
    key = complete_list(desk, complete.id)
    issuing.set_value(desk, key, "unit_name", "另一个", reason="补充细节")
    issuing.set_value(desk, key, "unit_name", "另一个名字")
    assert field(desk, key, "unit_name").reason == "补充细节"
    with pytest.raises(Fault) as caught:
        issuing.give_reason(desk, key, "unit_name", "  ")
    assert caught.value.code == "reason_missing"
    with pytest.raises(Fault):
        issuing.give_reason(desk, key, "address", "没有改写")


def test_undo_takes_edits_back_one_by_one_as_new_entries(desk, complete):
    document = issuing.draft(desk, complete.id, "deficiency_list")
    issuing.set_value(desk, document.id, "unit_opinion", "无异议")
    issuing.set_value(desk, document.id, "unit_name", "另一个名字")
    issuing.give_reason(desk, document.id, "unit_name", "补充细节")
    entries = len(desk.read.journal(complete.id))
    assert issuing.undo(desk, document.id) == "unit_name"
    assert field(desk, document.id, "unit_name").needs_reason
    assert issuing.undo(desk, document.id) == "unit_name"
    assert not field(desk, document.id, "unit_name").overridden
    assert issuing.undo(desk, document.id) == "unit_opinion"
    assert issuing.load(desk, document.id).overrides == {}
    assert issuing.undo(desk, document.id) is None
    journal = desk.read.journal(complete.id)
    assert len(journal) == entries + 3
    assert journal[-1]["reverses"] is not None
    assert desk.vault.broken_chains() == []


def test_undo_leaves_other_documents_and_answers_alone(desk, complete):
    mine = issuing.draft(desk, complete.id, "deficiency_list")
    other = issuing.draft(desk, complete.id, "deficiency_list")
    issuing.set_value(desk, mine.id, "unit_opinion", "无异议")
    issuing.set_value(desk, other.id, "unit_opinion", "有异议")
    inspecting.set_value(desk, complete.id, "topic", "专项检查")
    assert issuing.undo(desk, mine.id) == "unit_opinion"
    assert issuing.load(desk, other.id).overrides == {"unit_opinion": "有异议"}
    assert inspecting.load(desk, complete.id).topic == "专项检查"
