"""From the old law to the lighter one: both results, what may be chosen, what is kept; with the shipped packs and with a test pack."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal

import pytest

from inspector_app import places
from inspector_app.casework import case_check, case_facts, law_choice, penalising, vouching
from inspector_app.catalog.library import Library
from inspector_app.fault import Fault, UsageFault

from . import case_flow

OLD, NEW = "online-33-special", "impl-79-4-online-special"


@pytest.fixture
def desk(tmp_path):
    opened = case_flow.new_desk(tmp_path / "李 敏", case_flow.Setting(case_flow.DAY))
    yield opened
    opened.close()


@pytest.fixture
def case(desk):
    opened = case_flow.open_case(desk)
    case_facts.add_fact(desk, opened.id, "网络销售特殊管理药品", violation=OLD, act_date=date(2026, 3, 1))
    penalising.charge(
        desk, opened.id, OLD, facts={"act_date": "2026-03-01", "value": Decimal(30000), "channel": "retail"}
    )
    return opened


def changed_packs(folder, kinds, low, high):
    """Packs in which the rule that took the old one's place gives something else."""
    shutil.copytree(places.forms_folder(), folder)
    (folder / "manifest.sha256").unlink()
    file = folder / "laws" / "violations" / "drug.yaml"
    before, mark, after = file.read_text("utf-8").partition(f"- id: {NEW}\n")
    head, base, rest = after.partition("  base:\n")
    rest = rest[rest.index("  serious:\n") :]
    fine = f"    fine:\n      basis: 固定\n      tiers:\n      - {{when: always, min: {low}, max: {high}}}\n"
    file.write_text(f"{before}{mark}{head}{base}    kinds: [{kinds}]\n{fine}{rest}", "utf-8")
    return Library(folder)


def comparison(desk, case):
    return penalising.panel(desk, case.id, OLD).laws


def test_both_results_stand_side_by_side_and_a_heavier_rule_cannot_be_chosen(desk, case):
    found = comparison(desk, case)
    assert (found.act.rule.fine_min, found.act.rule.fine_max) == (50000, 100000)
    assert (found.decision.rule.fine_min, found.decision.rule.fine_max) == (300000, 600000)
    assert (found.suggested, found.clear, found.chosen) == ("act", True, None)
    assert (found.act.until, found.decision.since) == (date(2026, 5, 14), date(2026, 5, 15))
    assert found.basis == "《中华人民共和国行政处罚法》第三十七条第一款"
    assert "没收违法产品" in found.decision.rule.kinds
    with pytest.raises(Fault) as caught:
        law_choice.choose(desk, case.id, OLD, "decision", "我看新的好")
    assert "应当适用网售特殊管理药品" in str(caught.value)


def test_nothing_is_decided_before_a_rule_was_chosen_and_the_reasons_name_it(desk, case):
    with pytest.raises(Fault) as caught:
        penalising.decide(desk, case.id, OLD, band="normal", fine=Decimal(75000))
    assert caught.value.code == "law-choice"
    made = law_choice.choose(desk, case.id, OLD, "act")
    assert (made.law.violation, made.law.by, made.applied) == (OLD, "李敏", OLD)
    decided = penalising.decide(desk, case.id, OLD, band="normal", fine=Decimal(75000)).decided
    assert decided.reasons[0].startswith("行为之后规定有变更，依据《中华人民共和国行政处罚法》第三十七条第一款")
    assert "《药品网络销售监督管理办法》第三十三条第一款" in decided.reasons[0]
    assert "《中华人民共和国行政处罚法》第三十七条第一款" in decided.citations
    assert decided.trail[-1] == decided.reasons[0]


def test_a_fact_that_is_missing_for_the_later_rule_leaves_the_choice_open(desk, case):
    penalising.set_facts(desk, case.id, OLD, {"channel": None})
    found = comparison(desk, case)
    assert (found.known, found.suggested) == (False, "")
    with pytest.raises(Fault) as caught:
        law_choice.choose(desk, case.id, OLD, "act", "理由")
    assert "channel" in str(caught.value)


def test_a_lighter_later_rule_is_applied_with_its_own_range_and_articles(desk, case, tmp_path):
    desk.library = changed_packs(tmp_path / "forms", "责令改正, 罚款", 10000, 50000)
    found = comparison(desk, case)
    assert (found.suggested, found.clear) == ("decision", True)
    with pytest.raises(Fault):
        law_choice.choose(desk, case.id, OLD, "act")
    law_choice.choose(desk, case.id, OLD, "decision")
    panel = penalising.panel(desk, case.id, OLD)
    assert (panel.penalty.violation, panel.penalty.statutory_max) == (NEW, Decimal(50000))
    assert panel.name == desk.library.lawbook().violation(NEW).name
    with pytest.raises(Fault):
        penalising.decide(desk, case.id, OLD, band="normal", fine=Decimal(75000))
    decided = penalising.decide(desk, case.id, OLD, band="normal", fine=Decimal(30000)).decided
    assert "作出决定时的规定" in decided.reasons[0]
    cited = [one["text"] for one in vouching.penal(desk, case.id)]
    assert cited == ["《中华人民共和国药品管理法实施条例》第七十九条第一款第（四）项"]
    # The act is older than the rule that is applied: that is what was chosen, no contradiction.
    ids = {one.id for one in case_check.check(desk, case.id).contradictions}
    assert f"act-date:{OLD}" not in ids
    assert f"law:{OLD}" not in ids


def test_where_each_is_lighter_in_something_a_reason_decides(desk, case, tmp_path):
    desk.library = changed_packs(tmp_path / "forms", "责令改正, 没收违法所得, 罚款", 10000, 50000)
    found = comparison(desk, case)
    assert (found.suggested, found.clear) == ("act", False)
    with pytest.raises(Fault) as caught:
        law_choice.choose(desk, case.id, OLD, "decision")
    assert caught.value.code == "law-choice-reason"
    made = law_choice.choose(desk, case.id, OLD, "decision", "罚款低得多，没有违法所得可以没收")
    assert made.law.reason.startswith("罚款低得多")
    # Facts that change take the choice back: it rested on them.
    assert penalising.set_facts(desk, case.id, OLD, {"value": Decimal(1)}).law is None


def test_a_stage_the_later_rule_does_not_have_leaves_the_old_one_with_a_reason(desk, case):
    penalising.set_facts(desk, case.id, OLD, {"stage": "consequence"})
    found = comparison(desk, case)
    assert (found.comparable, found.known, found.clear) == (False, True, False)
    with pytest.raises(Fault):
        law_choice.choose(desk, case.id, OLD, "decision", "理由")
    assert law_choice.choose(desk, case.id, OLD, "act", "新规定没有这一档").law.time == "act"


def test_a_law_that_did_not_change_asks_for_no_choice(desk, case):
    penalising.charge(desk, case.id, case_flow.VIOLATION, facts={"channel": "retail"})
    assert penalising.panel(desk, case.id, case_flow.VIOLATION).laws is None
    with pytest.raises(UsageFault):
        law_choice.choose(desk, case.id, case_flow.VIOLATION, "act")
