"""Which degree the circumstances allow and which amount lies in it, against the sentences of the law written down once more."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain, combinations

import msgspec
import pytest

from inspector_app.fault import Fault
from inspector_app.rules.discretion import decide, worksheet
from inspector_app.rules.penalty_facts import read_facts
from tests.rules import penalty_oracle as oracle
from tests.rules.test_penalty_dates import altered

BELOW_MUST, BELOW_MAY = "mitigate-gsp-license", "mitigate-overseas-drug"
LIGHT_MUST, LIGHT_MAY, HEAVY_MUST, HEAVY_MAY = "ls-remedy", "lm-cooperate", "ss-drug-injury", "sm-repeat"
TICKS = (BELOW_MUST, BELOW_MAY, LIGHT_MUST, LIGHT_MAY, HEAVY_MUST, HEAVY_MAY)
SETS = list(chain.from_iterable(combinations(TICKS, number) for number in range(len(TICKS) + 1)))
DEGREES = ("mitigate", "lenient", "normal", "severe")
CASES = {
    "drug-117-retail-inferior": {"value": 35},
    "impl-85-2": {},
    "drug-126-gsp": {},
    "drug-117-2-decoction": {},
}
"""A minimum and a maximum; no minimum; no fine at all; a fine that may be left out."""
CENT = Decimal("0.01")


def law_of(violation):
    """The law with every circumstance open to one violation."""
    injury = next(one for one in oracle.raw("discretion/national")["severe"]["shall"] if one["id"] == HEAVY_MUST)
    assert all(ref["law"] == "drug-admin-law" for ref in injury["refs"])
    named = tuple(ref for one in altered().discretion().severe.shall if one.id == HEAVY_MUST for ref in one.refs)
    return altered(**{violation: {"exemptions": (BELOW_MUST, BELOW_MAY), "aggravating": named}})


def allowed(ticks):
    """Must goes before may, 减轻 or 免予 alone is no 从轻, and where both sides weigh all is open."""
    light, heavy = set(ticks) - {HEAVY_MUST, HEAVY_MAY}, set(ticks) & {HEAVY_MUST, HEAVY_MAY}
    if light and heavy:
        return set(DEGREES)
    if light:
        if BELOW_MUST in light:
            return {"mitigate"}
        return {"mitigate", "lenient"} if LIGHT_MUST in light else {"mitigate", "lenient", "normal"}
    if heavy:
        return {"severe"} if HEAVY_MUST in heavy else {"normal", "severe"}
    return {"normal"}


def begins_with(ticks, degrees):
    light, heavy = set(ticks) - {HEAVY_MUST, HEAVY_MAY}, set(ticks) & {HEAVY_MUST, HEAVY_MAY}
    if light and heavy:
        return None
    wanted = ["severe"] if heavy else ["normal"]
    if light:
        wanted = ["lenient", "mitigate"] if light & {LIGHT_MUST, LIGHT_MAY} else ["mitigate", "normal"]
    return next((one for one in wanted if one in degrees), None)


def inside(spread, fine):
    above = fine > spread.low or (fine == spread.low and not spread.low_open)
    return above and (fine < spread.high or (fine == spread.high and not spread.high_open))


def decided(law, found, degree, fine):
    try:
        return decide(law, found, band=degree, fine=fine, reason="综合权衡", approved_by="王局长")
    except Fault:
        return None


@pytest.mark.parametrize("violation", CASES)
def test_only_what_the_circumstances_and_the_range_allow_is_decided(violation):
    law, facts = law_of(violation), read_facts({"violation": violation, **CASES[violation]})
    text = next(one for pack in oracle.packs() for one in oracle.violations(pack) if one["id"] == violation)
    fine, _ = oracle.fine_at(text, "base")
    whole = oracle.legal(fine, CASES[violation])[0] if fine else None
    for ticks in SETS:
        found = worksheet(law, facts, dict.fromkeys(ticks, True))
        degrees = allowed(ticks) - ({"mitigate"} if whole and not whole.low else set())
        by_leave = set() if ticks else {"lenient", "severe"}
        assert {one.id for one in found.bands if one.allowed} == degrees | by_leave, ticks
        assert {one.id for one in found.bands if one.allowed and one.approval} == (degrees & {"mitigate"}) | by_leave
        assert found.suggested == begins_with(ticks, degrees), ticks
        for degree in DEGREES:
            if whole is None:
                made = decided(law, found, degree, None)
                assert (made is not None) is (degree in degrees | by_leave)
                assert made is None or made.amount is None
                continue
            spread = None
            if degree != "mitigate" or whole.low:
                spread = oracle.degree(whole, degree)
                assert found.band(degree).range.low == spread.low
                assert found.band(degree).range.high == spread.high
            ends = (spread or whole)[:2]
            for amount in {max(Decimal(0), Decimal(int(end)) + step) for end in ends for step in (-CENT, 0, CENT)}:
                right = degree in degrees | by_leave and spread is not None and inside(spread, oracle.exact(amount))
                made = decided(law, found, degree, amount)
                assert (made is not None) is right, (ticks, degree, amount)
                if made:
                    assert (made.amount, made.band) == (amount, degree)
                    assert made.circumstances == tuple(sorted(ticks, key=[one.id for one in found.options].index))
            without = decided(law, found, degree, None)
            optional = not fine["mandatory"] or degree == "mitigate"
            assert (without is not None) is (optional and degree in degrees | by_leave)


def test_a_must_to_mitigate_or_free_leaves_no_choice_of_a_lighter_degree():
    """应当减轻或者免予 is no 从轻: only what lies below the minimum, or no penalty."""
    rules = altered().discretion()
    musts = tuple(msgspec.structs.replace(one, level="shall") for one in rules.exemptions if one.id == BELOW_MAY)
    law = altered({"exemptions": musts}, drug_117_retail_inferior={"exemptions": (BELOW_MAY,)})
    facts = read_facts({"violation": "drug-117-retail-inferior", "value": 35})
    found = worksheet(law, facts, {BELOW_MAY: True})
    assert [one.id for one in found.bands if one.allowed] == ["mitigate"]
    assert found.suggested == "mitigate"
    assert found.band("lenient").why.startswith("应当减轻或者免予处罚（")
    assert decide(law, found).outcome == "exempt"


@pytest.mark.parametrize(
    ("ticks", "degree", "why"),
    [
        ((), "normal", "没有从轻、减轻或者从重的情节"),
        ((), "lenient", "没有相应的情节"),
        ((), "severe", "没有相应的情节"),
        ((), "mitigate", "没有法定的减轻情节"),
        ((LIGHT_MAY,), "lenient", "可以从轻或者减轻处罚（"),
        ((BELOW_MAY,), "mitigate", "可以减轻或者免予处罚（"),
        ((LIGHT_MAY, BELOW_MAY), "normal", "可以减轻或者免予处罚、可以从轻或者减轻处罚（"),
        ((LIGHT_MUST, LIGHT_MAY), "normal", "应当从轻或者减轻处罚（"),
        ((BELOW_MUST,), "lenient", "应当减轻处罚（"),
        ((HEAVY_MAY,), "severe", "可以从重处罚（"),
        ((HEAVY_MUST, HEAVY_MAY), "normal", "应当从重处罚（"),
    ],
)
def test_each_degree_says_by_which_word_of_the_law(ticks, degree, why):
    facts = read_facts({"violation": "drug-117-retail-inferior", "value": 35})
    found = worksheet(law_of(facts.violation), facts, dict.fromkeys(ticks, True))
    assert found.band(degree).why.startswith(why)
    assert all(one.text in found.band(degree).why for one in found.found)
