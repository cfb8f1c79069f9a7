"""Procedures that a step of another settles."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inspector_app.casework import case_check, case_clocks, case_following, case_papers, case_timeline

from . import case_flow
from .case_flow import DAY


@pytest.fixture
def clock():
    return case_flow.Setting(DAY)


@pytest.fixture
def desk(tmp_path, clock):
    opened = case_flow.new_desk(tmp_path / "李 敏", clock)
    yield opened
    opened.close()


@pytest.fixture
def case(desk):
    return case_flow.open_case(desk)


def states(desk, case):
    return {one.key: one.standing.state.id for one in case_timeline.timeline(desk, case.id).tracks}


def told(desk, case, clock, **more):
    case_flow.decide(desk, case.id)
    case_flow.to_investigation(desk, case.id, clock)
    at = DAY + timedelta(days=10)
    clock.now = at + timedelta(hours=5)
    for code in ("investigation_final_report", "case_review_form", "service_receipt"):
        case_flow.paper(desk, case.id, code, at)
    notice = case_flow.paper(
        desk,
        case.id,
        "penalty_prior_notice",
        at,
        with_hearing="告知听证",
        facts="事实",
        penalty_items="罚款",
        penalty_law="第117条",
    )
    case_timeline.take_step(desk, case.id, "ordinary", "investigating.concluded", at=at)
    case_timeline.take_step(desk, case.id, "ordinary", "concluded.reviewing", at=at)
    facts = {"reviewer_independent": True, "review_opinion": "agree"} | more
    case_timeline.take_step(desk, case.id, "ordinary", "reviewing.noticed", at=at, facts=facts)
    return notice, at


def test_the_review_ends_with_the_step_that_rests_on_it(desk, case, clock):
    told(desk, case, clock, reviewer_first_time=False)
    assert states(desk, case)["legal_review"] == "passed"
    # The ten days of the review are over with it: nothing is blamed for them later.
    clock.now += timedelta(days=40)
    assert "legal_review.review10" not in {one.rule for one in case_clocks.deadlines(desk, clock.now.date(), case.id)}
    assert not [one for one in case_check.check(desk, case.id).contradictions if "审核期限" in one.text]


def test_what_its_own_gate_does_not_let_through_stays_open(desk, case, clock):
    # Nobody said whether the reviewer is new to it: the review is not declared passed.
    told(desk, case, clock)
    assert states(desk, case)["legal_review"] == "submitted"
    assert states(desk, case)["ordinary"] == "noticed"


def test_a_registered_service_moves_the_notice_and_the_days_of_the_party_end_it(desk, case, clock):
    notice, at = told(desk, case, clock, reviewer_first_time=False)
    assert states(desk, case)["notice_and_pleading"] == "drafted"
    case_papers.serve(desk, case.id, notice.id, "direct", at + timedelta(hours=3), receiver="陈喆")
    assert states(desk, case)["notice_and_pleading"] == "served"
    # Registering it again moves nothing.
    case_papers.serve(desk, case.id, notice.id, "direct", at + timedelta(hours=3), receiver="陈喆")
    assert states(desk, case)["notice_and_pleading"] == "served"
    case_flow.to_deciding(desk, case.id, clock)
    assert states(desk, case)["notice_and_pleading"] == "lapsed"


def test_a_service_registered_before_its_step_counts_as_well(desk, case, clock):
    case_flow.decide(desk, case.id)
    case_flow.to_investigation(desk, case.id, clock)
    at = DAY + timedelta(days=10)
    clock.now = at + timedelta(hours=5)
    for code in ("investigation_final_report", "case_review_form", "service_receipt"):
        case_flow.paper(desk, case.id, code, at)
    told = {"with_hearing": "告知听证", "facts": "事实", "penalty_items": "罚款", "penalty_law": "第117条"}
    old = case_flow.paper(desk, case.id, "penalty_prior_notice", at, **told)
    notice = case_flow.paper(desk, case.id, "penalty_prior_notice", at + timedelta(minutes=5), **told)
    case_papers.serve(desk, case.id, old.id, "direct", at + timedelta(minutes=1), receiver="陈喆")
    for transition in ("investigating.concluded", "concluded.reviewing"):
        case_timeline.take_step(desk, case.id, "ordinary", transition, at=at)
    facts = {"reviewer_independent": True, "review_opinion": "agree"}
    # Of two notices the newer one counts.
    later = at + timedelta(hours=1)
    case_papers.serve(desk, case.id, notice.id, "direct", at + timedelta(minutes=30), receiver="陈喆")
    case_timeline.take_step(desk, case.id, "ordinary", "reviewing.noticed", at=later, facts=facts)
    assert states(desk, case)["notice_and_pleading"] == "served"


def test_what_a_step_settles_is_named_only_where_it_is_under_way(desk):
    book = desk.library.procedures()
    step = "ordinary.reviewing.noticed"
    assert case_following.settled(book, frozenset(), step) == []
    ((machine, transition),) = case_following.settled(book, frozenset({"legal_review"}), step)
    assert (machine, transition.id) == ("legal_review", "submitted.passed")


def test_every_step_that_settles_another_exists(desk):
    book = desk.library.procedures()
    for step, others in case_following.SETTLED.items():
        machine, _, transition = step.partition(".")
        assert book.machine(machine).transition(transition) is not None
        assert all(book.machine(code).transition(one) is not None for code, one in others)
