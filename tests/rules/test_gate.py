"""The predicates of gates: what holds, what does not, and what nobody knows yet."""

from __future__ import annotations

from contextlib import suppress

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.catalog.procedure_gate import Check
from inspector_app.fault import UsageFault
from inspector_app.rules.gate import find, read_facts

from .procedure_pack import book

YES, NO = {"op": "true", "fact": "urgent"}, {"op": "false", "fact": "urgent"}
TWO = {"op": "at_least", "fact": "officers", "value": 2}
FINE = {"op": "at_most", "fact": "fine_amount", "value": 3000}
KIND = {"op": "in", "fact": "domain", "values": ["drug", "device"]}
DEMAND = "enforcement.demand10"
OTHER = {"op": "true", "fact": "perishable"}


def found(check, **facts):
    result = find(msgspec.convert(check, Check), read_facts(book(), facts))
    assert (result.holds is None) == bool(result.missing)
    return result.holds


@pytest.mark.parametrize(
    ("check", "facts", "holds"),
    [
        (YES, {"urgent": True}, True),
        (YES, {"urgent": False}, False),
        (YES, {}, None),
        (YES, {"urgent": None}, None),
        (NO, {"urgent": False}, True),
        (NO, {"urgent": True}, False),
        (TWO, {"officers": 2}, True),
        (TWO, {"officers": 1}, False),
        (TWO, {"officers": 0}, False),
        (TWO, {}, None),
        (FINE, {"fine_amount": 3000}, True),
        (FINE, {"fine_amount": 3001}, False),
        (KIND, {"domain": "drug"}, True),
        (KIND, {"domain": "cosmetic"}, False),
        ({"op": "made", "document": "site_record"}, {"documents": ["site_record"]}, True),
        ({"op": "made", "document": "site_record"}, {}, False),
        ({"op": "served", "document": "site_record"}, {"documents": ["site_record"]}, False),
        ({"op": "served", "document": "site_record"}, {"served": ["site_record"]}, True),
        ({"op": "expired", "clock": DEMAND}, {"expired": [DEMAND]}, True),
        ({"op": "expired", "clock": DEMAND}, {"expired": []}, False),
        ({"op": "expired", "clock": DEMAND}, {}, None),
        ({"op": "running", "clock": DEMAND}, {"expired": []}, True),
        ({"op": "running", "clock": DEMAND}, {"expired": [DEMAND]}, False),
        ({"op": "running", "clock": DEMAND}, {}, None),
        ({"op": "all", "checks": [YES, OTHER]}, {"urgent": True, "perishable": True}, True),
        ({"op": "all", "checks": [YES, OTHER]}, {"urgent": True}, None),
        ({"op": "all", "checks": [YES, OTHER]}, {"urgent": False}, False),
        ({"op": "any", "checks": [YES, OTHER]}, {"urgent": True}, True),
        ({"op": "any", "checks": [YES, OTHER]}, {"urgent": False}, None),
        ({"op": "any", "checks": [YES, OTHER]}, {"urgent": False, "perishable": False}, False),
        ({"op": "when", "if": YES, "then": OTHER}, {"urgent": False}, True),
        ({"op": "when", "if": YES, "then": OTHER}, {"urgent": True}, None),
        ({"op": "when", "if": YES, "then": OTHER}, {"urgent": True, "perishable": True}, True),
        ({"op": "when", "if": YES, "then": OTHER}, {"urgent": True, "perishable": False}, False),
        ({"op": "when", "if": YES, "then": OTHER}, {"perishable": True}, True),
        ({"op": "when", "if": YES, "then": OTHER}, {"perishable": False}, None),
        ({"op": "when", "if": YES, "then": OTHER}, {}, None),
    ],
)
def test_predicate(check, facts, holds):
    assert found(check, **facts) is holds


def test_missing_names_only_what_would_decide():
    check = msgspec.convert({"op": "all", "checks": [YES, OTHER, TWO]}, Check)
    assert find(check, read_facts(book(), {"urgent": True})).missing == ("perishable", "officers")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"colour": "red"}, "不认识的事实 colour"),
        ({"officers": "2"}, "事实 officers"),
        ({"officers": True}, "事实 officers"),
        ({"officers": -1}, "事实 officers"),
        ({"officers": 1.5}, "事实 officers"),
        ({"fine_amount": 10**18}, "事实 fine_amount"),
        ({"urgent": "yes"}, "事实 urgent"),
        ({"urgent": 1}, "事实 urgent"),
        ({"domain": "food"}, "事实 domain"),
        ({"domain": ["drug"]}, "事实 domain"),
        ({"documents": "site_record"}, "事实 documents"),
        ({"served": [1]}, "事实 served"),
        ({"expired": ["ordinary.nothing"]}, "ordinary.nothing"),
    ],
)
def test_bad_facts_are_named(facts, words):
    with pytest.raises(UsageFault) as caught:
        read_facts(book(), facts)
    assert words in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(["urgent", "officers", "domain", "documents", "served", "expired"]) | st.text(max_size=5)


@given(facts=st.dictionaries(NAMES, JSON, max_size=4))
def test_any_facts_are_read_or_refused(facts):
    with suppress(UsageFault):
        read = read_facts(book(), facts)
        assert set(read) <= set(facts)


CHECKS = [gate.check for machine in book().machines.values() for gate in machine.gates if gate.check]
BOOLS = [one.id for one in book().terms.facts if one.type == "bool"]
WORDS = {one.id: sorted(one.words) for one in book().terms.facts if one.type == "word"}
KNOWN = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.booleans() for name in BOOLS},
        **{name: st.sampled_from(words) for name, words in WORDS.items()},
        "officers": st.integers(0, 4),
        "expired": st.lists(st.sampled_from(sorted(book().clocks())), max_size=5),
    },
)


@given(check=st.sampled_from(CHECKS), facts=KNOWN, drop=st.integers(0, 200))
def test_forgetting_a_fact_never_turns_yes_into_no(check, facts, drop):
    whole = find(check, read_facts(book(), facts)).holds
    if facts:
        facts = dict(facts)
        facts.pop(sorted(facts)[drop % len(facts)])
    assert find(check, read_facts(book(), facts)).holds in (whole, None)
