"""Paying a fine: in time, late with the surcharge, in parts, with days that do not count; the surcharge never above the fine."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.casework import case_papers, cases, paying, penalising
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Pause, Payment, PaymentPart

from . import case_flow

FINE = Decimal(150000)
DUE = date(2026, 11, 17)
RULE = case_flow.PACKS.lawbook().discretion().late_payment


@pytest.fixture(scope="module")
def module_desk(tmp_path_factory):
    opened = case_flow.new_desk(tmp_path_factory.mktemp("缴 款") / "李 敏", case_flow.Setting(case_flow.DAY))
    yield opened
    opened.close()


@pytest.fixture
def case(module_desk):
    """A decision with a fine, served on the 2nd of November: due on the 17th."""
    desk = module_desk
    opened = case_flow.open_case(desk)
    case_flow.decide(desk, opened.id)
    paper = case_flow.paper(desk, opened.id, "penalty_decision", case_flow.DAY)
    case_papers.serve(desk, opened.id, paper.id, "direct", case_flow.DAY, receiver="陈喆")
    return cases.load(desk, opened.id)


@pytest.fixture
def desk(module_desk):
    before = module_desk.clock
    yield module_desk
    module_desk.clock = before


def state(desk, case, on):
    return paying.state(desk, case.id, on)


def test_nothing_is_late_until_the_day_after_the_last(desk, case):
    found = state(desk, case, DUE)
    assert (found.due, found.fine, found.days_late) == (DUE, FINE, 0)
    assert (found.surcharge, found.owed) == (Decimal(0), FINE)
    # Confiscated gains are owed as well, but bear no surcharge.
    assert penalising.money_total(desk, case.id) == Decimal(150035)
    late = state(desk, case, DUE + timedelta(days=1))
    assert (late.surcharge, late.owed) == (Decimal(4500), Decimal(154500))
    assert "150000元×3%×1日＝4500元" in [one.say for one in late.late.trail]


def test_the_surcharge_stops_at_the_fine(desk, case):
    found = state(desk, case, DUE + timedelta(days=400))
    assert (found.surcharge, found.late.capped, found.owed) == (FINE, True, FINE * 2)


def test_a_fine_that_was_paid_owes_only_what_had_run_up(desk, case):
    desk.clock = lambda: case_flow.DAY + timedelta(days=40)
    paying.paid(desk, case.id, DUE + timedelta(days=2))
    found = state(desk, case, DUE + timedelta(days=20))
    assert (found.days_late, found.owed) == (2, Decimal(9000))
    with pytest.raises(UsageFault):
        paying.paid(desk, case.id, DUE + timedelta(days=4000))
    paying.paid(desk, case.id, None)
    assert state(desk, case, DUE + timedelta(days=20)).owed == FINE + FINE * Decimal("0.03") * 20


def test_days_of_a_review_do_not_count_and_want_their_notice(desk, case):
    first, last = DUE + timedelta(days=1), DUE + timedelta(days=5)
    with pytest.raises(Fault):
        paying.set_pauses(desk, case.id, (Pause(first=first, last=last, notice=" "),))
    with pytest.raises(UsageFault):
        paying.set_pauses(desk, case.id, (Pause(first=last, last=first, notice="复议受理通知"),))
    twice = tuple(Pause(first=first, last=last, notice=name) for name in ("复议受理通知", "立案通知"))
    paying.set_pauses(desk, case.id, twice)
    # Two proceedings on the same days take them off once.
    assert state(desk, case, DUE + timedelta(days=10)).surcharge == FINE * Decimal("0.03") * 5


def test_parts_need_an_approval_and_add_up_to_the_fine(desk, case):
    parts = (
        PaymentPart(amount=Decimal(50000), due=date(2026, 12, 31)),
        PaymentPart(amount=Decimal(100000), due=date(2027, 1, 31)),
    )
    with pytest.raises(Fault) as caught:
        paying.set_parts(desk, case.id, parts, "")
    assert caught.value.code == "payment-approval"
    approval = case_flow.paper(desk, case.id, "fine_deferral_notice", case_flow.DAY)
    assert [key for key, _ in paying.approvals(desk, case.id)] == [approval.id]
    with pytest.raises(UsageFault):
        paying.set_parts(desk, case.id, parts[:1], approval.id)
    with pytest.raises(UsageFault):
        paying.set_parts(desk, case.id, parts[::-1], approval.id)
    paying.set_parts(desk, case.id, parts, approval.id)
    # The day of the single payment no longer matters.
    assert state(desk, case, date(2026, 12, 31)).surcharge == 0
    late = state(desk, case, date(2027, 1, 2))
    assert (late.surcharge, late.owed) == (Decimal(3000), FINE + 3000)
    desk.clock = lambda: case_flow.DAY + timedelta(days=90)
    paying.paid(desk, case.id, date(2027, 1, 2), 0)
    assert state(desk, case, date(2027, 1, 20)).owed == Decimal(100000) + 3000
    with pytest.raises(UsageFault):
        paying.paid(desk, case.id, None, 7)
    paying.set_pauses(desk, case.id, (Pause(first=date(2027, 1, 1), last=date(2027, 1, 1), notice="立案通知"),))
    assert state(desk, case, date(2027, 1, 20)).surcharge == Decimal(1500)
    paying.set_parts(desk, case.id, (), "")
    assert cases.load(desk, case.id).payment.approval == ""


def test_without_a_fine_or_a_served_decision_there_is_nothing_to_pay(module_desk):
    opened = case_flow.open_case(module_desk)
    assert paying.state(module_desk, opened.id, DUE) is None
    case_flow.decide(module_desk, opened.id)
    assert paying.state(module_desk, opened.id, DUE) is None


@given(days=st.integers(0, 500), first=st.integers(-20, 300), length=st.integers(0, 60), fine=st.integers(1, 10**7))
def test_the_surcharge_grows_with_the_days_and_never_passes_the_fine(days, first, length, fine):
    pause = Pause(first=DUE + timedelta(days=first), last=DUE + timedelta(days=first + length), notice="立案通知")
    payment, amount = Payment(pauses=(pause,)), Decimal(fine)
    one, more = (
        paying.reckon(RULE, payment, amount, DUE, DUE + timedelta(days=late)).surcharge for late in (days, days + 1)
    )
    assert 0 <= one <= more <= amount
    free = sum(not first <= day <= first + length for day in range(1, days + 1))
    assert one == min(amount, amount * Decimal("0.03") * free)
