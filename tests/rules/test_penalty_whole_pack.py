"""Every violation at every stage for every kind of party: a lawful result, or a message that names the field. Nothing else."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.catalog.violation import STAGES
from inspector_app.catalog.violation_when import CHANNELS
from inspector_app.commands.penalty import answer_for, encode
from inspector_app.fault import Fault
from inspector_app.rules.penalty import assess
from inspector_app.rules.penalty_facts import AMOUNTS, Facts, read_facts
from inspector_app.rules.trail import Operation, replay
from tests.rules.law_facts import book

PARTIES = ("organization", "sole_trader", "natural_person")
IDS = [one.id for one in book().violations]
MONEY = st.one_of(
    st.none(),
    st.decimals(min_value=0, max_value=10**12, places=2),
    st.sampled_from([Decimal(0), Decimal("0.01"), Decimal("9999.99"), Decimal(10000), Decimal(99999), Decimal(100000)]),
)
ANY = st.one_of(
    MONEY, st.integers(), st.floats(), st.booleans(), st.text(max_size=8), st.lists(st.integers(), max_size=2)
)


def completed(violation, facts):
    """The answer once every fact it asks for was given, as a person would give them one after the other."""
    for _ in range(len(AMOUNTS) + 1):
        answer = answer_for(book(), facts)
        if not answer["missing"]:
            return answer
        for lack in answer["missing"]:
            assert lack["field"] in Facts.__struct_fields__
            assert lack["field"] not in facts
            assert lack["field"] in lack["say"]
            assert answer["fine_max"] is None or lack["field"] == "person_income"
            channel = violation.channels[0] if violation.channels else "retail"
            facts = {**facts, lack["field"]: channel if lack["field"] == "channel" else 20000}
    raise AssertionError(facts)


def tried(facts):
    """The answer, or the fault that refuses it."""
    try:
        answer = answer_for(book(), facts)
        encode(answer)
    except Fault as fault:
        return None, fault
    return answer, None


def lawful(violation, stage, answer):
    found = assess(book(), read_facts({key: answer[key] for key in ("violation", "stage")} | answer["facts"]))
    assert 0 <= answer["fine_min"] <= answer["fine_max"]
    assert (answer["fine_max"] > 0) is found.fined
    assert set(answer["kinds"]) <= {*violation.base.kinds, *violation.stage(stage).kinds}
    assert answer["basis"]
    assert set(answer["basis"]) <= set(answer["article"]) == set(book().cite_all(violation.penalized_by))
    assert len(answer["citations"]) == len(answer["basis"])
    assert answer["hearing"] in ("required", "depends_on_amount", "not_required")
    assert len(answer["persons"]) == len(violation.punished_at(stage))
    for person in answer["persons"]:
        if "fine_max" in person:
            assert 0 <= person["fine_min"] <= person["fine_max"]
    replay(found.trail)
    assert all(step.operation in get_args(Operation) and step.key and step.say for step in found.trail)
    assert {ref for step in found.trail if step.key.startswith("statutory") for ref in step.refs} <= set(
        violation.party_by
    )
    assert (
        json.loads(encode({key: value for key, value in answer.items() if key != "facts"}))["violation"] == violation.id
    )


@pytest.mark.parametrize("party", PARTIES)
def test_a_lawful_result_or_a_message_that_names_the_field(party):
    results = 0
    for violation in book().violations:
        for stage in STAGES:
            facts = {"violation": violation.id, "stage": stage, "party": party}
            if violation.until:
                with pytest.raises(Fault, match=r"只适用于 2026-05-14 以前的行为.*act_date"):
                    answer_for(book(), facts)
                facts["act_date"] = violation.until
            if stage not in violation.stages:
                with pytest.raises(Fault, match=f"没有 stage {stage}（.*）这一档") as caught:
                    answer_for(book(), facts)
                assert violation.id in str(caught.value)
                assert all(f"{one}（" in str(caught.value) for one in violation.stages)
                assert caught.value.exit_code == 2
                continue
            answer = completed(violation, facts)
            known = {"party": party, "value": 20000, "income": 20000, "genuine_price": 20000, "person_income": 20000}
            known["channel"] = violation.channels[0] if violation.channels else "retail"
            if violation.until:
                known["act_date"] = violation.until
            lawful(violation, stage, {**answer, "facts": known})
            results += 1
    assert results == 341 + 128 + 219 + 18


@pytest.mark.parametrize(("party", "words"), [("natural_person", "没有所在单位"), ("sole_trader", "经营者就是当事人")])
def test_a_party_without_a_unit_is_pointed_out_where_persons_are_punished(party, words):
    facts = {"violation": "drug-117-retail-inferior", "value": 35, "person_income": 0, "party": party}
    serious = answer_for(book(), {**facts, "stage": "serious"})
    assert any(words in note and "请法制机构核定" in note for note in serious["notes"])
    assert not any(words in note for note in answer_for(book(), facts)["notes"])
    unit = answer_for(book(), {**facts, "stage": "serious", "party": "organization"})
    assert not any("没有所在单位" in note or "经营者就是" in note for note in unit["notes"])


@given(
    st.fixed_dictionaries(
        {"violation": st.sampled_from(IDS), "stage": st.sampled_from(STAGES), "party": st.sampled_from(PARTIES)},
        optional={
            **dict.fromkeys(AMOUNTS, MONEY),
            "channel": st.sampled_from(CHANNELS),
            "band": st.sampled_from(["full", "mitigate", "lenient", "normal", "severe"]),
            "fine_stage": st.sampled_from(["base", "overdue"]),
            "act_date": st.dates().map(str),
            "decision_date": st.dates().map(str),
        },
    )
)
@settings(max_examples=400, deadline=None)
def test_any_facts_are_answered_or_refused(facts):
    answer, fault = tried(facts)
    if answer is None:
        assert any(one in str(fault) for one in Facts.__struct_fields__), fault
        return
    lacking = {one["field"] for one in answer["missing"]} - {"person_income"}
    assert (answer["fine_max"] is None) is bool(lacking)
    if answer["fine_max"] is not None:
        assert 0 <= answer["fine_min"] <= answer["fine_max"]
        assert answer["statutory_min"] <= answer["statutory_max"]
    encode(answer)


@given(st.dictionaries(st.sampled_from([*Facts.__struct_fields__, "extra"]), ANY, max_size=6), st.sampled_from(IDS))
@settings(max_examples=300, deadline=None)
def test_nonsense_is_a_fault_and_never_a_crash(facts, id_):
    for given_facts in (facts, {**facts, "violation": id_}):
        answer, fault = tried(given_facts)
        assert (answer is None) is (fault is not None)
        assert fault is None or (fault.exit_code in (1, 2) and fault.what)
