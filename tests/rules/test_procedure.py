"""Histories replayed, the law standing in the way by its article, and reasons where the law leaves room: written out by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.procedure import Step, advance, options, replay

from .procedure_pack import book

ZONE = dt.timezone(dt.timedelta(hours=8))


def at(day, hour=9):
    return dt.datetime(2026, 3, day, hour, 0, tzinfo=ZONE)


def machine(code):
    return book().machine(code)


def go(code, history, step, facts, day=2, **overrides):
    return advance(book(), machine(code), history, step, facts, at=at(day), overrides=overrides)


def walk(code, *steps):
    """Take the steps with their facts, one a day; facts stay known."""
    history, facts = [], {"expired": [], "documents": [], "served": []}
    for day, (step, new) in enumerate(steps, start=2):
        for name, value in new.items():
            facts[name] = [*facts[name], *value] if name in ("documents", "served") else value
        history.append(go(code, history, step, facts, day))
    return replay(machine(code), history)


ON_SITE = {
    "officers": 2,
    "certificates_valid": True,
    "certificates_shown": True,
    "rights_told": True,
    "party_refuses": False,
    "recorded": True,
}
FILE = {"evidence_of_violation": True, "penalty_due": True, "own_jurisdiction": True}
TO_NOTICE = (
    ("clue.checking", {"documents": ["case_source_registration"]}),
    ("checking.filed", {**FILE, "documents": ["case_filing_approval"]}),
    ("filed.investigating", ON_SITE),
    ("investigating.investigating", {"documents": ["site_record", "inquiry_record"]}),
    ("investigating.concluded", {"documents": ["investigation_final_report"]}),
    ("concluded.reviewing", {"documents": ["case_review_form"]}),
    (
        "reviewing.noticed",
        {
            "reviewer_independent": True,
            "review_opinion": "agree",
            "documents": ["penalty_prior_notice", "service_receipt"],
        },
    ),
)


def test_an_ordinary_case_from_clue_to_archive():
    standing = walk(
        "ordinary",
        *TO_NOTICE,
        (
            "noticed.deciding",
            {
                "served": ["penalty_prior_notice"],
                "hearing_applicable": False,
                "expired": ["notice_and_pleading.plead5"],
                "documents": ["disposition_approval"],
            },
        ),
        (
            "deciding.decided",
            {
                "outcome": "penalty",
                "legal_review_required": False,
                "complex_or_major": False,
                "documents": ["penalty_decision"],
            },
        ),
        ("decided.served", {}),
        ("served.enforcing", {}),
        ("enforcing.closed", {"enforcement_result": "done", "documents": ["case_closure_approval"]}),
        ("closed.archived", {"documents": ["dossier_cover", "dossier_index", "dossier_note"]}),
    )
    assert standing.state.name == "已归档"
    assert standing.finished
    assert standing.steps == 13


def test_a_major_case_is_heard_reviewed_and_discussed():
    standing = walk(
        "ordinary",
        *TO_NOTICE,
        (
            "noticed.hearing",
            {
                "served": ["penalty_prior_notice"],
                "hearing_applicable": True,
                "hearing_right_told": True,
                "documents": ["hearing_notice"],
            },
        ),
        ("hearing.reviewing", {"documents": ["hearing_record", "hearing_report"]}),
        (
            "reviewing.deciding",
            {
                "outcome": "penalty",
                "legal_review_required": True,
                "documents": ["disposition_approval", "hearing_record"],
            },
        ),
        ("deciding.discussing", {"documents": ["collective_discussion_record"]}),
        ("discussing.decided", {"documents": ["penalty_decision"]}),
    )
    assert standing.state.id == "decided"


def heard():
    return [
        *TO_NOTICE,
        (
            "noticed.hearing",
            {
                "served": ["penalty_prior_notice"],
                "hearing_applicable": True,
                "hearing_right_told": True,
                "documents": ["hearing_notice"],
            },
        ),
    ]


def test_a_penalty_is_not_put_up_for_approval_before_notice_and_hearing():
    asked = {"outcome": "penalty", "documents": ["disposition_approval"]}
    with pytest.raises(Fault, match=r"拟给予行政处罚的应当先告知.*第44条、第62条"):
        walk("ordinary", *TO_NOTICE[:-1], ("reviewing.deciding", asked))
    reviewed = ("hearing.reviewing", {"documents": ["hearing_record", "hearing_report"]})
    with pytest.raises(Fault, match="审核通过后提请审批"):
        walk("ordinary", *heard(), reviewed, ("reviewing.deciding", {**asked, "review_opinion": "correct"}))


def test_a_hearing_that_ends_before_it_is_held_lets_the_case_go_on():
    ended = {"hearing_end_reason": "withdrawn", "pleading_waived": True, "documents": ["disposition_approval"]}
    assert walk("ordinary", *heard(), ("hearing.deciding", ended)).state.id == "deciding"
    with pytest.raises(Fault, match="听证没有终止的，应当举行听证"):
        walk("ordinary", *heard(), ("hearing.deciding", {**ended, "hearing_end_reason": "none"}))
    for state in ("requested", "host_assigned", "postponed"):
        step = book().machines["hearing"].transition(f"{state}.abandoned")
        assert (step.to, [one.law for one in step.legal]) == ("abandoned", ["TZ"])


def test_a_case_found_to_be_anothers_can_still_be_transferred():
    told = ("reviewing.deciding", {"outcome": "transfer", "documents": ["disposition_approval"]})
    other = {"own_jurisdiction": False, "documents": ["case_transfer_letter"]}
    assert walk("ordinary", *TO_NOTICE[:-1], told, ("deciding.transferred_admin", other)).finished
    crime = ("deciding.crime_transfer", {"documents": ["crime_transfer_letter"]})
    assert walk("ordinary", *TO_NOTICE[:-1], told, crime).state.id == "crime_transfer"
    papers = ["case_transfer_letter", "crime_transfer_letter"]
    for step in ("transferred_admin", "crime_transfer"):
        wrong = (f"deciding.{step}", {**other, "outcome": "no_penalty", "documents": papers})
        with pytest.raises(Fault, match=r"只有决定移送的才按移送处理.*第60条"):
            walk("ordinary", *TO_NOTICE[:-1], told, wrong)


def test_extended_seizures_follow_the_crime_and_spoil_like_others():
    machine = book().machines["coercive_measure"]
    for name in ("moved_police", "disposed_early"):
        late, early = (machine.transition(f"{state}.{name}") for state in ("extended", "in_force"))
        assert (late.documents, late.legal, late.actor) == (early.documents, early.legal, early.actor)
        assert [one.id for one in machine.gates_on(late.id)] == [one.id for one in machine.gates_on(early.id)]


def test_an_agreement_carried_out_at_once_needs_no_paper_and_neither_does_one_both_gave_up():
    """Either of the two is enough (投诉举报处理办法第24条第一款): one question asks for both."""
    assert "，或者双方同意" in book().fact("performed_at_once").label


def test_preserved_evidence_is_dealt_with_or_lapses():
    keep = {
        "officers": 2,
        "evidence_may_vanish": True,
        "listed_on_spot": True,
        "documents": ["case_matter_approval", "evidence_preservation_notice", "property_list"],
    }
    kept = ("proposed.preserved", keep)
    assert walk("evidence_preservation", kept).state.id == "preserved"
    released = walk(
        "evidence_preservation",
        kept,
        ("preserved.released", {"no_need_to_keep": True, "documents": ["evidence_preservation_release"]}),
    )
    assert released.finished
    history = [go("evidence_preservation", [], "proposed.preserved", keep)]
    late = {"expired": ["evidence_preservation.seven"], "seizure_ground": True}
    late["documents"] = ["coercive_measure_decision", "property_list"]
    with pytest.raises(Fault, match=r"已经届满.*第56条、第85条"):
        go("evidence_preservation", history, "preserved.to_seizure", late, 12)
    with pytest.raises(UsageFault, match="不能凭理由放行"):
        go(
            "evidence_preservation",
            history,
            "preserved.to_seizure",
            late,
            12,
            **{"evidence_preservation.seven": "忘了"},
        )
    lapsed = go("evidence_preservation", history, "preserved.lapsed", late, 12)
    assert replay(machine("evidence_preservation"), [*history, lapsed]).state.name == "逾期自动解除"
    with pytest.raises(Fault, match=r"没有届满.*程序规定》第35条\(2\)"):
        go("evidence_preservation", history, "preserved.lapsed", {"expired": []}, 5)


SUMMARY = {
    "officers": 2,
    "facts_certain": True,
    "rights_told": True,
    "pleading_heard": True,
    "reconsider_first_told": True,
    "documents": ["on_spot_penalty_decision"],
}


@pytest.mark.parametrize(
    ("party", "amount", "sound"),
    [
        ("person", 200, True),
        ("person", 201, False),
        ("organisation", 3000, True),
        ("organisation", 3001, False),
        ("organisation", 201, True),
    ],
)
def test_how_much_may_be_fined_on_the_spot(party, amount, sound):
    told = [go("summary", [], "found.told", {"officers": 2, "certificates_valid": True, "certificates_shown": True})]
    facts = {**SUMMARY, "summary_penalty": "fine", "party_kind": party, "fine_amount": amount}
    if sound:
        assert go("summary", told, "told.issued", facts).transition == "told.issued"
    else:
        with pytest.raises(Fault, match=r"200元.*《行政处罚法》第51条"):
            go("summary", told, "told.issued", facts)


def test_one_officer_is_not_enough():
    with pytest.raises(Fault, match=r"不少于两人（《行政处罚法》第42条"):
        go("summary", [], "found.told", {"officers": 1, "certificates_valid": True, "certificates_shown": True})


def test_an_expired_certificate_stops_the_inspection():
    facts = {
        "officers": 2,
        "certificates_valid": False,
        "certificates_shown": True,
        "documents": ["meeting_attendance"],
    }
    history = [Step(transition="planned.notified", at=at(2))]
    with pytest.raises(Fault, match=r"有效期内的执法证件.*《药品管理法》第99条\(4\)"):
        go("drug_inspection", history, "notified.opened", facts)


def test_no_decision_before_the_notice_is_served():
    history = [Step(transition=step, at=at(day)) for day, (step, _) in enumerate(TO_NOTICE, start=2)]
    facts = {
        "expired": ["notice_and_pleading.plead5"],
        "hearing_applicable": False,
        "documents": ["disposition_approval"],
    }
    with pytest.raises(Fault, match=r"告知书没有送达.*《行政处罚法》第62条"):
        go("ordinary", history, "noticed.deciding", facts, 20)


def test_a_required_document_is_named():
    with pytest.raises(Fault, match="缺少必需的文书") as caught:
        go("ordinary", [], "clue.checking", {})
    assert "请先制作文书" in str(caught.value)
    (option,) = options(book(), machine("ordinary"), [], {})
    assert option.to_make == ("case_source_registration",)
    assert option.actor_name == "办案机构负责人"
    assert [one.id for one in option.reminders] == ["before_filing"]


def test_an_unknown_fact_is_asked_for_and_no_reason_replaces_it():
    history = [Step(transition=step, at=at(2)) for step in ("clue.checking", "checking.filed", "filed.investigating")]
    facts = {name: value for name, value in ON_SITE.items() if name != "recorded"}
    with pytest.raises(Fault, match="请先填写：是否已按规定拍照、录音、录像"):
        go("ordinary", history, "investigating.investigating", facts)
    with pytest.raises(UsageFault, match="不能凭理由放行"):
        go("ordinary", history, "investigating.investigating", facts, recorded="来不及")


def test_a_reason_goes_with_the_step():
    history = [Step(transition=step, at=at(2)) for step in ("clue.checking", "checking.filed", "filed.investigating")]
    facts = {**ON_SITE, "recorded": False}
    taken = next(
        one
        for one in options(book(), machine("ordinary"), history, facts)
        if one.transition == "investigating.investigating"
    )
    assert not taken.allowed
    assert taken.with_reason
    with pytest.raises(UsageFault, match="没有写明理由"):
        go("ordinary", history, "investigating.investigating", facts, recorded=" 　")
    step = go("ordinary", history, "investigating.investigating", facts, recorded=" 执法记录仪没电 ")
    assert [(one.block, one.reason) for one in step.overrides] == [("recorded", "执法记录仪没电")]


def test_a_decision_after_ninety_days_needs_a_reason():
    path = [*(step for step, _ in TO_NOTICE), "noticed.deciding"]
    history = [Step(transition=step, at=at(2)) for step in path]
    facts = {
        "expired": ["ordinary.case_period"],
        "outcome": "penalty",
        "served": ["penalty_prior_notice"],
        "legal_review_required": False,
        "complex_or_major": False,
        "documents": ["disposition_approval", "penalty_decision"],
    }
    with pytest.raises(Fault, match=r"办案期限.*已经届满.*《行政处罚法》第60条"):
        go("ordinary", history, "deciding.decided", facts)
    late = advance(
        book(),
        machine("ordinary"),
        history,
        "deciding.decided",
        facts,
        at=at(3),
        overrides={"ordinary.case_period": "等待检验结论，延期手续在卷"},
    )
    assert late.overrides[0].block == "ordinary.case_period"


def test_a_reason_nobody_asked_for_is_refused():
    facts = {"documents": ["case_source_registration"]}
    with pytest.raises(UsageFault, match="不用写理由"):
        go("ordinary", [], "clue.checking", facts, recorded="多余")


def test_what_a_step_begins():
    history = [Step(transition="clue.checking", at=at(2))]
    found = {one.transition: one for one in options(book(), machine("ordinary"), history, {})}
    assert found["checking.filed"].starts == ("ordinary.case_period",)
    assert found["checking.filed"].limit == "ordinary.file_decision"
    report = [Step(transition=one, at=at(2)) for one in ("received.registered", "registered.checking")]
    entered = {one.transition: one.enters for one in options(book(), machine("report"), report, {})}
    assert entered["checking.filed"] == "ordinary.filed"


def test_before_the_first_step_and_at_the_end():
    start = replay(machine("recusal"), [])
    assert (start.state.id, start.since, start.steps, start.finished) == ("raised", None, 0, False)
    done = [Step(transition="raised.granted", at=at(2))]
    assert options(book(), machine("recusal"), done, {}) == ()
    with pytest.raises(UsageFault, match="已经终结"):
        go("recusal", done, "raised.denied", {})


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([("checking.filed", at(2))], "第 1 步"),
        ([("clue.checking", at(2)), ("clue.checking", at(3))], "第 2 步"),
        ([("clue.nowhere", at(2))], "接不上"),
        ([("clue.checking", at(3)), ("checking.filed", at(2))], "早于上一步"),
    ],
)
def test_a_history_that_does_not_hold_together(steps, words):
    with pytest.raises(Fault, match=words):
        replay(machine("ordinary"), [Step(transition=one, at=when) for one, when in steps])


def test_times_need_a_zone_and_go_forward():
    naive = dt.datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - the very thing that is refused
    facts = {"documents": ["case_source_registration"]}
    with pytest.raises(UsageFault, match="时区"):
        advance(book(), machine("ordinary"), [], "clue.checking", facts, at=naive)
    history = [Step(transition="clue.checking", at=at(5))]
    with pytest.raises(UsageFault, match="早于上一步"):
        go("ordinary", history, "checking.filed", {}, 4)


def test_a_step_from_elsewhere_lists_what_is_possible():
    with pytest.raises(UsageFault, match=r"没有步骤 served.closed.*clue.checking"):
        go("ordinary", [], "served.closed", {})


def test_an_unknown_machine_lists_what_exists():
    with pytest.raises(UsageFault, match="evidence_preservation"):
        book().machine("nothing")
