"""Reading the facts: nothing filled in, nothing lost after an empty one, each wrong one named where it stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.fault import UsageFault
from inspector_app.rules.penalty_facts import AMOUNTS, Facts, amount, band_name, day, doubts, read_facts

WHOLE = {
    "violation": "drug-116-sell-fake",
    "stage": "serious",
    "party": "sole_trader",
    "band": "severe",
    "value": 1,
    "income": 2.5,
    "illegal_income": Decimal("3.01"),
    "goods_on_hand": 4,
    "person_income": 5,
    "genuine_price": 6,
    "channel": "retail",
    "act_date": "2026-05-14",
    "decision_date": "2026-05-15",
    "aggravating": ["ss-a", "ss-b"],
    "fine_stage": "overdue",
    "rules": "national",
}
READ = WHOLE | {
    "income": Decimal("2.5"),
    "act_date": date(2026, 5, 14),
    "decision_date": date(2026, 5, 15),
    "aggravating": ("ss-a", "ss-b"),
}
NEEDED = ("violation", "stage", "party", "band", "rules")


@settings(deadline=None)
@given(st.permutations(list(WHOLE)), st.sets(st.sampled_from([one for one in WHOLE if one not in NEEDED])))
def test_an_empty_fact_stays_unknown_and_hides_no_other(order, empty):
    facts = read_facts({key: None if key in empty else WHOLE[key] for key in order})
    unknown = Facts(violation="x")
    for key in WHOLE:
        assert getattr(facts, key) == (getattr(unknown, key) if key in empty else READ[key]), key


def test_what_is_not_said_is_not_known():
    facts = read_facts({"violation": "drug-116-sell-fake"})
    assert (facts.stage, facts.party, facts.band, facts.rules) == ("base", "organization", "full", "national")
    others = [key for key in WHOLE if key not in (*NEEDED, "aggravating")]
    assert [getattr(facts, key) for key in others] == [None] * len(others)


@pytest.mark.parametrize("where", ["", "acts[1]："])
@pytest.mark.parametrize(
    "wrong",
    [
        *({key: None} for key in NEEDED),
        *({key: 7} for key in (*NEEDED, "channel", "fine_stage", "act_date", "decision_date", "aggravating")),
        *({key: -1} for key in AMOUNTS),
        *({key: "1"} for key in AMOUNTS),
        *({key: Decimal("sNaN")} for key in AMOUNTS),
        {"stage": "final"},
        {"party": "company"},
        {"band": "mild"},
        {"channel": "street"},
        {"fine_stage": "serious"},
        {"act_date": "1948-12-31"},
        {"act_date": "2100-01-01"},
        {"act_date": "20260514"},
        {"act_date": list("2026-05-14")},
        {"decision_date": "2026-05-13"},
        {"aggravating": ["ss-a", 7]},
    ],
    ids=str,
)
def test_a_wrong_fact_is_named_where_it_stands(wrong, where):
    with pytest.raises(UsageFault) as caught:
        read_facts(WHOLE | wrong, where)
    [key] = wrong
    assert caught.value.code == "facts-invalid"
    assert caught.value.what.startswith(where + key)


def test_what_is_lacking_or_unknown_is_named_where_it_stands():
    for wrong, said in (({}, "acts[1]：缺少 violation"), (WHOLE | {"colour": 1}, "acts[1]：不认识的事实“colour”")):
        with pytest.raises(UsageFault) as caught:
            read_facts(wrong, "acts[1]：")
        assert caught.value.what.startswith(said)
        assert caught.value.code == "facts-invalid"


def test_every_word_that_is_allowed_is_offered():
    for key, words in (
        ("stage", ("base", "overdue", "serious", "consequence")),
        ("party", ("organization", "natural_person", "sole_trader")),
        ("band", ("full", "mitigate", "lenient", "normal", "severe")),
        ("channel", ("produce", "wholesale", "retail", "use")),
        ("fine_stage", ("base", "overdue")),
    ):
        assert [getattr(read_facts(WHOLE | {key: one}), key) for one in words] == list(words)
        with pytest.raises(UsageFault) as caught:
            read_facts(WHOLE | {key: "?"})
        offered = [one.split("（")[0].removeprefix("可用的：") for one in caught.value.todo.split("、")]
        assert offered == list(words)
    named = [band_name(one) for one in ("full", "mitigate", "lenient", "normal", "severe")]
    assert named == ["全幅度", "减轻", "从轻", "一般", "从重"]


def test_amounts_and_days_at_their_limits():
    assert amount("value", 10**12) == 10**12
    assert amount("value", 0) == 0
    assert amount("value", 0.29) == Decimal("0.29")
    assert amount("value", Decimal("1E+3")) == 1000
    too_long = (10**5000, -(10**5000))
    for wrong in (*too_long, 10**12 + Decimal("0.01"), Decimal("-0.01"), Decimal("0.001"), float("inf"), True):
        with pytest.raises(UsageFault, match=r"^value（货值金额） ") as caught:
            amount("value", wrong)
        assert caught.value.code == "facts-invalid"
    with pytest.raises(UsageFault, match=r"^fine "):
        amount("fine", -1)
    assert (day("on", "1949-01-01"), day("on", "2099-12-31")) == (date(1949, 1, 1), date(2099, 12, 31))
    for wrong in ("2100-01-01", "1948-12-31"):
        with pytest.raises(UsageFault, match=f"^on {wrong} 不可能，应当在 1949 至 2099 年之间"):
            day("on", wrong)


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ({}, []),
        ({"goods_on_hand": 5, "illegal_income": 5}, []),
        ({"value": 5, "goods_on_hand": 5, "illegal_income": 5, "income": 5}, []),
        ({"value": 4.99, "goods_on_hand": 5}, ["goods_on_hand（没收的非法财物价值）大于 value"]),
        ({"value": 4.99, "illegal_income": 5}, ["illegal_income（没收的违法所得）大于 value"]),
        ({"value": 1, "goods_on_hand": 2, "illegal_income": 3}, ["goods_on_hand（", "illegal_income（"]),
        ({"income": 5}, []),
        ({"illegal_income": 5}, []),
        ({"income": 5, "illegal_income": 4}, ["income（罚款所依的违法所得）与 illegal_income"]),
    ],
    ids=str,
)
def test_amounts_that_do_not_go_together_are_pointed_out(amounts, said):
    found = doubts(read_facts({"violation": "drug-116-sell-fake", **amounts}))
    assert len(found) == len(said)
    assert all(one.startswith(start) for one, start in zip(found, said, strict=True))
