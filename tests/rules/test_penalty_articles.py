"""Which articles a result stands on: those for persons only where persons are punished, and each step its own."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec import UNSET

from inspector_app.rules.discretion import decide, worksheet
from inspector_app.rules.penalty_facts import read_facts
from inspector_app.rules.penalty_hearing import hearing_for_party
from inspector_app.rules.trail import Trail
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


@pytest.mark.parametrize("stage", ["base", "serious"])
def test_the_decision_on_a_firm_never_cites_the_article_for_persons(stage):
    """Whoever is punished by it gets a decision of its own, in a case of its own."""
    facts = read_facts({"violation": "drug-117-retail-inferior", "stage": stage, "value": 35, "person_income": 0})
    made = decide(book(), worksheet(book(), facts, {}), band="normal", fine=Decimal(150000))
    assert "《中华人民共和国药品管理法》第一百一十七条第一款" in made.citations
    assert "《中华人民共和国药品管理法》第一百一十八条第一款" not in made.citations
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


BUSINESS = {"行政处罚法63条1款4项", "听证办法5条1款1项"}
LICENCE = {"行政处罚法63条1款3项", "听证办法5条1款2项"}
FINE = {"听证办法5条1款3项"}
CONFISCATION = {"听证办法5条1款4项"}
OTHER = {"听证办法5条1款5项", "听证办法5条1款6项"}


@pytest.mark.parametrize(
    ("violation", "facts", "articles"),
    [
        ("drug-116-sell-fake", {"value": 1, "person_income": 0}, BUSINESS | FINE),
        ("drug-117-retail-inferior", {"stage": "serious", "value": 35, "person_income": 0}, BUSINESS | LICENCE | FINE),
        ("drug-117-retail-inferior", {"value": 35}, FINE),
        ("cosmetic-61-1-5", {"value": 1}, FINE | CONFISCATION),
        ("drug-117-retail-inferior", {"value": 35, "party": "natural_person"}, FINE),
        ("cosmetic-61-1-5", {"value": 1, "illegal_income": 100000, "goods_on_hand": 0}, CONFISCATION),
    ],
)
def test_the_right_to_a_hearing_stands_on_the_grounds_that_are_there(violation, facts, articles):
    assert cited(penalty(violation, **facts), "hearing") == articles


def test_every_kind_that_always_brings_a_hearing_has_its_ground():
    grounds = {}
    for one in book().catalogue.kinds:
        if one.hearing == "always":
            duty_trail = Trail()
            hearing_for_party(
                book().discretion(),
                "organization",
                [one],
                None,
                optional=False,
                known=True,
                confiscated=(),
                trail=duty_trail,
            )
            grounds[one.name] = {book().cite(ref) for ref in duty_trail.steps[-1].refs}
    assert {name for name, found in grounds.items() if found == BUSINESS} == {"责令停产停业", "责令关闭", "限制从业"}
    assert {name for name, found in grounds.items() if found == LICENCE} == {
        "吊销许可证",
        "吊销批准证明文件",
        "吊销营业执照",
        "吊销执业许可证",
        "吊销执业证书",
        "吊销资质",
    }
    assert {name for name, found in grounds.items() if found == OTHER} == {"禁止开展活动"}


def test_each_step_for_persons_says_whom_what_and_why():
    found = penalty("drug-116-sell-fake", value=500, person_income=80000)
    whom = "法定代表人、主要负责人、直接负责的主管人员、其他责任人员"
    assert [
        (one.key, one.say, {book().cite(ref) for ref in one.refs}) for one in found.trail if "person1" in one.key
    ] == [
        ("person1_income", "责任人员违法期间自本单位所获收入 80000元", set()),
        ("person1_confiscation", f"对{whom}没收违法期间自本单位所获收入 80000元", {PERSONS}),
        ("person1_fine_min", "责任人员罚款下限：80000元×30%＝24000元", {PERSONS}),
        ("person1_fine_max", "责任人员罚款上限：80000元×3倍＝240000元", {PERSONS}),
        ("person1_ban", f"对{whom}终身禁止药品生产经营活动", {PERSONS}),
        ("person1_detention", f"对{whom}可以由公安机关处5至15日拘留", {PERSONS}),
    ]
    fixed = penalty("drug-122-forge-license", stage="serious", income=0, person_income=80000)
    [person] = fixed.persons
    assert (person.income, person.confiscated_income_amount, person.by) == (UNSET, UNSET, UNSET)
    assert (person.fine_min, person.fine_max) == (20000, 200000)
    assert not [one for one in fixed.trail if one.key in ("person1_income", "person1_confiscation")]


@pytest.mark.parametrize(
    ("income", "hearing"), [(3000, "not_required"), (9999, "depends_on_amount"), (10000, "required")]
)
def test_income_that_is_taken_counts_for_a_persons_hearing(income, hearing):
    [person] = penalty("device-90-1", stage="serious", person_income=income).persons
    assert (person.ban, person.confiscated_income_amount, person.hearing) == (UNSET, income, hearing)


def test_who_punishes_persons_beside_the_office_is_said():
    [person] = penalty("vaccine-85-coldchain-cdc").persons
    assert (person.by, person.fine_max, person.confiscate_income) == ("卫生健康主管部门", UNSET, False)
    assert person.other[0] == "警告直至撤职处分"


BENCHMARK = {"药监裁量规则39条1款"}


@pytest.mark.parametrize(
    ("band", "low", "high", "articles"),
    [
        ("mitigate", "减轻：不低于 0元", "减轻：低于法定下限 100000元", {"裁量指导意见10条1款2项", *BENCHMARK}),
        (
            "lenient",
            "从轻：法定幅度的0%至30%，下限 100000元",
            "从轻：法定幅度的0%至30%，上限 130000元",
            {"裁量指导意见10条1款3项", *BENCHMARK},
        ),
        ("normal", "一般：法定幅度的30%至70%，下限 130000元", "一般：法定幅度的30%至70%，上限 170000元", BENCHMARK),
        (
            "severe",
            "从重：法定幅度的70%至100%，下限 170000元",
            "从重：法定幅度的70%至100%，上限 200000元",
            {"裁量指导意见10条1款4项", *BENCHMARK},
        ),
    ],
)
def test_a_degree_says_its_share_and_its_articles(band, low, high, articles):
    found = penalty("drug-117-retail-inferior", value=35, band=band)
    said = {one.key: one.say for one in found.trail}
    assert (said["fine_min"], said["fine_max"]) == (low, high)
    assert cited(found, "fine_min") == cited(found, "fine_max") == articles
