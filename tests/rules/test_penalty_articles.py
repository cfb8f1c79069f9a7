"""Which articles a result stands on: those for persons only where persons are punished, and each step its own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from inspector_app.rules.discretion import decide, worksheet
from inspector_app.rules.penalty_facts import read_facts
from tests.rules.law_facts import book, penalty

FIRM = "药品管理法117条1款"
PERSONS = "药品管理法118条1款"
PARTED = [one for one in book().violations if one.persons_by]


def cited(found, start):
    return {book().cite(ref) for step in found.trail if step.key.startswith(start) for ref in step.refs}


def test_a_firm_alone_is_not_punished_by_the_article_for_persons():
    found = penalty("drug-117-retail-inferior", value=35)
    assert found.persons == ()
    assert found.article == (FIRM, PERSONS)
    assert found.basis == (FIRM,)
    assert PERSONS not in cited(found, "")


def test_in_a_serious_case_the_persons_have_their_own_article():
    found = penalty("drug-117-retail-inferior", stage="serious", value=35, person_income=30000)
    assert found.basis == (FIRM, PERSONS)
    assert cited(found, "person1") == {PERSONS}
    assert cited(found, "statutory") == cited(found, "kinds") == cited(found, "stage") == {FIRM}


@pytest.mark.parametrize(("stage", "persons"), [("base", False), ("serious", True)])
def test_the_decision_cites_what_its_stage_rests_on(stage, persons):
    facts = read_facts({"violation": "drug-117-retail-inferior", "stage": stage, "value": 35, "person_income": 0})
    made = decide(book(), worksheet(book(), facts, {}), band="normal", fine=Decimal(150000))
    assert "《中华人民共和国药品管理法》第一百一十七条第一款" in made.citations
    assert ("《中华人民共和国药品管理法》第一百一十八条第一款" in made.citations) is persons
    assert "一百一十八条" not in "".join(made.reasons)


def test_fake_medicine_punishes_persons_from_the_start():
    found = penalty("drug-116-produce-fake", value=1, person_income=1000)
    assert found.basis == found.article == ("药品管理法116条1款", PERSONS, "药品管理法118条2款")
    assert cited(found, "person1") == {PERSONS}
    assert cited(found, "kinds") == {"药品管理法116条1款", "药品管理法118条2款"}


def test_the_articles_for_persons_alone_as_read():
    assert {book().cite(ref) for one in PARTED for ref in one.persons_by} == {
        PERSONS,
        "疫苗管理法80条3款",
        "疫苗管理法85条2款",
    }
    parted = {one.id for one in PARTED}
    for one in book().violations:
        named = {book().cite(ref) for ref in one.penalized_by} & {PERSONS, "疫苗管理法80条3款", "疫苗管理法85条2款"}
        assert (one.id in parted) is bool(named), one.id


@pytest.mark.parametrize("one", PARTED, ids=lambda one: one.id)
def test_no_stage_without_persons_rests_on_their_article(one):
    for stage in one.stages:
        punished = bool(one.punished_at(stage))
        assert (set(one.persons_by) <= set(one.basis_at(stage))) is punished
        assert set(one.party_by) <= set(one.basis_at(stage))
