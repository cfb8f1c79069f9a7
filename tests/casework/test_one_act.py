"""One act, one fine: violations held together, the higher one fines, apart again, several acts add up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inspector_app.casework import charges, one_act, penalising
from inspector_app.fault import Fault, UsageFault

from . import case_flow

HIGH, LOW, NONE = "drug-117-retail-inferior", "drug-126-gsp", "drug-130-records"


@pytest.fixture
def desk(tmp_path):
    opened = case_flow.new_desk(tmp_path / "李 敏", case_flow.Setting(case_flow.DAY))
    yield opened
    opened.close()


@pytest.fixture
def case(desk):
    opened = case_flow.open_case(desk)
    penalising.charge(desk, opened.id, HIGH, facts={"channel": "retail", "value": Decimal(50000), "illegal_income": 0})
    penalising.charge(desk, opened.id, LOW, facts={"stage": "overdue"})
    penalising.charge(desk, opened.id, NONE)
    return opened


def grouped(desk, case):
    (found,) = one_act.groups(desk.library.lawbook(), penalising.charges(desk, case.id))
    return found


def test_the_higher_rule_fines_the_other_does_not_and_both_say_why(desk, case):
    one_act.group(desk, case.id, [LOW, HIGH])
    found = grouped(desk, case)
    assert (found.act, found.fines, found.equal) == ("行为1", HIGH, ())
    with pytest.raises(Fault) as caught:
        penalising.decide(desk, case.id, LOW, band="normal", fine=Decimal(300000))
    assert caught.value.code == "one-act-one-fine"
    low = penalising.decide(desk, case.id, LOW, band="normal").decided
    assert (low.outcome, low.amount, low.items) == ("penalty", None, ())
    assert "已按零售劣药(含过期药品)处以罚款" in low.reasons[0]
    high = penalising.decide(desk, case.id, HIGH, band="normal", fine=Decimal(750000)).decided
    assert "按照罚款数额高的本规定处以罚款" in high.reasons[0]
    assert "《中华人民共和国行政处罚法》第二十九条" in "".join(high.citations)
    assert any("同一违法行为不得两次以上罚款" in line for line in high.trail)
    assert penalising.money_total(desk, case.id) == Decimal(750000)
    assert penalising.panel(desk, case.id, LOW).fined_elsewhere


def test_what_was_decided_is_open_again_when_acts_or_facts_change(desk, case):
    penalising.decide(desk, case.id, HIGH, band="normal", fine=Decimal(750000))
    act = one_act.group(desk, case.id, [LOW, HIGH])
    assert all(one.decided is None for one in penalising.charges(desk, case.id))
    penalising.decide(desk, case.id, LOW, band="normal")
    # A smaller value lets the other rule fine the act: what was decided there rested on this one.
    penalising.set_facts(desk, case.id, HIGH, {"value": Decimal(35)})
    assert charges.load(desk, case.id, LOW).decided is None
    assert grouped(desk, case).fines == LOW
    one_act.ungroup(desk, case.id, act)
    assert one_act.groups(desk.library.lawbook(), penalising.charges(desk, case.id)) == []
    with pytest.raises(UsageFault):
        one_act.ungroup(desk, case.id, act)


def test_several_acts_add_up(desk, case):
    book = desk.library.lawbook()
    apart = one_act.together(book, penalising.charges(desk, case.id))
    assert (len(apart.acts), apart.fine_min, apart.fine_max) == (3, Decimal(600000), Decimal(1500000))
    one_act.group(desk, case.id, [LOW, HIGH])
    held = one_act.together(book, penalising.charges(desk, case.id))
    assert (len(held.acts), held.fine_min, held.fine_max) == (2, Decimal(500000), Decimal(1000000))


def test_a_violation_leaves_its_act_for_another_and_nobody_stays_alone(desk, case):
    one_act.group(desk, case.id, [LOW, HIGH])
    assert one_act.group(desk, case.id, [HIGH, NONE]) == "行为2"
    acts = {one.violation: one.act for one in penalising.charges(desk, case.id)}
    assert acts == {HIGH: "行为2", NONE: "行为2", LOW: ""}
    with pytest.raises(UsageFault):
        one_act.group(desk, case.id, [HIGH, HIGH])


def test_a_missing_fact_leaves_open_which_rule_fines(desk, case):
    penalising.set_facts(desk, case.id, HIGH, {"value": None})
    one_act.group(desk, case.id, [LOW, HIGH])
    found = grouped(desk, case)
    assert (found.one, found.fines) == (None, "")
    assert "value" in found.fault
    with pytest.raises(Fault):
        penalising.decide(desk, case.id, LOW, band="normal")
    with pytest.raises(UsageFault):
        penalising.compete(desk, case.id)


def test_where_two_rules_give_the_same_the_officer_chooses(desk, case):
    same = "drug-126-gmp"
    penalising.charge(desk, case.id, same, facts={"stage": "overdue"})
    one_act.group(desk, case.id, [LOW, same])
    found = grouped(desk, case)
    assert set(found.equal) == {LOW, same}
    other = next(one for one in found.equal if one != found.fines)
    one_act.choose_fining(desk, case.id, other)
    assert grouped(desk, case).fines == other
    with pytest.raises(UsageFault):
        one_act.choose_fining(desk, case.id, HIGH)


def test_dropping_a_violation_opens_the_rest_of_its_act(desk, case):
    one_act.group(desk, case.id, [LOW, HIGH])
    penalising.decide(desk, case.id, LOW, band="normal")
    penalising.drop_charge(desk, case.id, HIGH)
    assert charges.load(desk, case.id, LOW).decided is None
    assert not penalising.panel(desk, case.id, LOW).fined_elsewhere
