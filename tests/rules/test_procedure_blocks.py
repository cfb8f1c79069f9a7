"""What an option and a block say, field by field, so that a screen can show the step, its limit, its papers and its articles."""

from __future__ import annotations

import datetime as dt

import pytest

from inspector_app.catalog.procedure_clock import Citation
from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.gate import read_facts
from inspector_app.rules.procedure import Override, Step, advance, blocked, options, replay

from .procedure_pack import book

AT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def machine(code):
    return book().machine(code)


def option(code, step, facts, *history):
    taken = [Step(transition=one, at=AT) for one in history]
    return next(one for one in options(book(), machine(code), taken, facts) if one.transition == step)


def block(found, id_):
    return next(one for one in found.blocks if one.id == id_)


def test_an_option_says_what_the_step_is():
    found = option("ordinary", "checking.filed", {"expired": []}, "clue.checking")
    step = machine("ordinary").transition("checking.filed")
    assert (found.event, found.to.id, found.to.name) == ("批准立案", "filed", "已立案（办案期限起算）")
    assert (found.actor, found.actor_name) == ("leader", book().terms.roles["leader"])
    assert (found.documents, found.legal) == (step.documents, step.legal)
    assert (found.limit, found.starts) == ("ordinary.file_decision", ("ordinary.case_period",))
    assert (found.enters, found.note, found.to_make) == ("", "", ("case_filing_approval",))
    assert option("ordinary", "clue.checking", {}).limit == ""
    noted = option("hearing", "notified.abandoned", {}, "requested.host_assigned", "host_assigned.notified")
    assert noted.note.startswith("另有撤回")
    entered = option("evidence_preservation", "preserved.to_testing", {}, "proposed.preserved")
    assert entered.enters == "sampling_testing.sampled"


def test_reminders_carry_words_and_articles():
    found = option("evidence_preservation", "proposed.preserved", {})
    [kept] = [one for one in found.reminders if one.id == "kept_safe"]
    assert kept.text.startswith("登记保存期间")
    assert kept.basis == (Citation(law="CX", articles=("34(2)",), verified=True),)


def test_missing_papers_are_listed_with_the_articles_of_the_step():
    found = option("ordinary", "checking.filed", {"expired": []}, "clue.checking")
    lacking = block(found, "documents")
    assert (lacking.kind, lacking.text, lacking.documents) == ("document", "缺少必需的文书", ("case_filing_approval",))
    assert lacking.basis == machine("ordinary").transition("checking.filed").legal
    assert (lacking.overridable, lacking.unknown) == (False, ())
    with pytest.raises(Fault, match=r"“批准立案”现在不能进行：缺少必需的文书（《行政处罚法》第54条.*；请先制作文书"):
        raise blocked(book(), found, lacking)


def test_one_of_several_papers_is_enough():
    path = ("planned.notified", "notified.opened")
    papers = ("site_inspection_record", "cosmetic_inspection_record", "device_inspection_record")
    none = option("drug_inspection", "opened.onsite", {}, *path)
    lacking = block(none, "one_of")
    assert (lacking.kind, lacking.text, lacking.documents) == ("document", "以下文书至少要有一份", papers)
    assert lacking.basis == machine("drug_inspection").transition("opened.onsite").legal
    assert none.to_make == papers
    for one in papers:
        made = option("drug_inspection", "opened.onsite", {"documents": [one]}, *path)
        assert made.to_make == ()
        assert "one_of" not in [each.id for each in made.blocks]


def test_a_limit_nobody_looked_at_blocks_and_asks():
    found = option("evidence_preservation", "preserved.to_testing", {}, "proposed.preserved")
    unknown = block(found, "evidence_preservation.seven")
    assert (unknown.kind, unknown.text) == ("limit", "不知道期限“登记保存处理期限”是否已经届满")
    assert (unknown.unknown, unknown.overridable, unknown.note) == (("expired",), False, "")
    assert unknown.basis == (machine("evidence_preservation").clock("seven").citation,)
    assert "请先填写：已届满的期限" in str(blocked(book(), found, unknown))


@pytest.mark.parametrize(
    ("code", "step", "path", "limit", "overridable", "note"),
    [
        ("evidence_preservation", "preserved.to_testing", ["proposed.preserved"], "seven", False, ""),
        ("ordinary", "checking.filed", ["clue.checking"], "file_decision", True, "逾期办理的，写明逾期的原因"),
    ],
)
def test_a_limit_that_has_run_out(code, step, path, limit, overridable, note):
    rule = f"{code}.{limit}"
    late = block(option(code, step, {"expired": [rule]}, *path), rule)
    assert (late.kind, late.overridable, late.note) == ("limit", overridable, note)
    assert late.text.endswith("已经届满")
    assert rule not in [one.id for one in option(code, step, {"expired": []}, *path).blocks]


def test_a_gate_says_its_note_and_what_a_reason_can_do():
    facts = {"domain": "drug", "expired": ["sampling_testing.drug_retest"]}
    path = ("sampled.sent", "sent.reported", "reported.told")
    found = option("sampling_testing", "told.retest", facts, *path)
    late = block(found, "retest_in_time")
    assert (late.kind, late.overridable) == ("gate", True)
    assert late.note == "药品的七日没有写明是否工作日；仍受理的写明理由"
    assert (found.allowed, found.with_reason) == (False, True)
    refused = blocked(book(), found, late)
    assert (refused.code, refused.todo) == ("procedure-blocked", "确有理由的，写明理由后可以继续")
    history = [Step(transition=one, at=AT) for one in path]
    step = advance(
        book(),
        machine("sampling_testing"),
        history,
        "told.retest",
        facts,
        at=AT,
        overrides={"retest_in_time": " 末日是周日 "},
    )
    assert step.overrides == (Override(block="retest_in_time", reason="末日是周日"),)


def test_a_question_is_asked_by_its_label():
    found = option("evidence_preservation", "proposed.preserved", {"officers": 2})
    asked = blocked(book(), found, block(found, "necessary"))
    assert asked.todo == "请先填写：证据是否可能灭失或者以后难以取得"
    hard = block(option("evidence_preservation", "proposed.preserved", {"officers": 1}), "officers")
    assert blocked(book(), found, hard).todo == ""


def test_a_block_without_an_article_shows_no_empty_brackets():
    found = option("ordinary", "clue.checking", {})
    lacking = block(found, "documents")
    assert lacking.basis == ()
    assert (
        blocked(book(), found, lacking).what == "“登记并指派核查（举报线索由举报处理转入）”现在不能进行：缺少必需的文书"
    )


def test_a_broken_history_names_the_step():
    where = machine("ordinary")
    with pytest.raises(Fault) as caught:
        replay(where, [Step(transition="clue.checking", at=AT), Step(transition="deciding.decided", at=AT)])
    assert "普通程序的第 2 步对不上：“deciding.decided”接不上“立案前核查”" in caught.value.what
    assert (caught.value.kept, caught.value.todo, caught.value.code) == (
        "各步记录都在",
        "请运行自检",
        "procedure-history",
    )
    earlier = Step(transition="checking.filed", at=AT - dt.timedelta(seconds=1))
    with pytest.raises(Fault, match=r"第 2 步对不上：时间 .* 早于上一步"):
        replay(where, [Step(transition="clue.checking", at=AT), earlier])
    same = replay(where, [Step(transition="clue.checking", at=AT), Step(transition="checking.filed", at=AT)])
    assert (same.machine, same.state.id, same.since, same.steps) == ("ordinary", "filed", AT, 2)


def test_facts_that_are_not_known_do_not_hide_those_that_are():
    read = read_facts(book(), {"officers": None, "expired": None, "recorded": True, "party_kind": "person"})
    assert read == {"recorded": True, "party_kind": "person"}
    assert read_facts(book(), {"fine_amount": 10**15}) == {"fine_amount": 10**15}
    with pytest.raises(
        UsageFault,
        match=r"事实 party_kind（当事人是公民还是法人、其他组织）没有“robot”这个答案；可以是：person（公民）、organisation",
    ):
        read_facts(book(), {"party_kind": "robot"})
