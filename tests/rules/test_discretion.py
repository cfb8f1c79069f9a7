"""The worksheet: what was ticked decides what may be chosen, inside the law and with its reasons."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.catalog.discretion import DiscretionPack
from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.library import compile_pack
from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.discretion import ORDER, decide, describe, worksheet
from inspector_app.rules.penalty_facts import read_facts
from tests.rules.law_facts import book

RETAIL = {"violation": "drug-117-retail-inferior", "value": 35, "channel": "retail"}


def sheet(ticks=(), facts=None, punished=(), law=None):
    given_ticks = ticks if isinstance(ticks, dict) else dict.fromkeys(ticks, True)
    return worksheet(law or book(), read_facts(facts or RETAIL), given_ticks, punished=punished)


def allowed(found):
    return [one.id for one in found.bands if one.allowed and not one.approval]


@pytest.mark.parametrize(
    ("ticks", "free", "suggested"),
    [
        ([], ["normal"], "normal"),
        (["ls-remedy"], ["lenient"], "lenient"),
        (["lm-cooperate"], ["lenient", "normal"], "lenient"),
        (["ls-remedy", "lm-cooperate"], ["lenient"], "lenient"),
        (["ss-drug-injury"], ["severe"], "severe"),
        (["sm-repeat"], ["normal", "severe"], "severe"),
        (["ls-remedy", "ss-drug-injury"], ["lenient", "normal", "severe"], None),
        (["lm-slight", "sm-repeat"], ["lenient", "normal", "severe"], None),
    ],
)
def test_must_goes_before_may(ticks, free, suggested):
    found = sheet(ticks)
    assert allowed(found) == free
    assert found.suggested == suggested
    assert found.conflict == (suggested is None)
    assert describe(found).startswith("给予处罚")


def test_the_amount_lies_in_the_degree():
    found = sheet(["ls-remedy"])
    made = decide(book(), found, band="lenient", fine=Decimal(120000))
    assert (made.outcome, made.amount, made.band) == ("fined", 120000, "lenient")
    assert "《中华人民共和国行政处罚法》第三十二条第一款第（一）项" in made.citations
    assert any("主动消除或者减轻危害后果" in one and "应当从轻或者减轻处罚" in one for one in made.reasons)
    assert any("罚款120000元" in one for one in made.reasons)
    for fine, words in ((130000, "不在“从轻”的范围"), (99999, "超出法定幅度"), (200001, "超出法定幅度")):
        with pytest.raises(Fault, match=words):
            decide(book(), found, band="lenient", fine=Decimal(fine))
    with pytest.raises(UsageFault, match="最多到分"):
        decide(book(), found, band="lenient", fine=Decimal("120000.001"))
    with pytest.raises(UsageFault, match="缺少 fine"):
        decide(book(), found, band="lenient")


@given(st.sampled_from(ORDER), st.decimals(min_value=0, max_value=300000, places=2))
@settings(max_examples=200, deadline=None)
def test_nothing_outside_the_law_gets_through(band, fine):
    found = sheet(["lm-slight", "sm-repeat"])
    try:
        made = decide(book(), found, band=band, fine=fine, reason="综合权衡", approved_by="李某")
    except Fault:
        assert not found.band(band).range.holds(fine)
        return
    assert found.band(band).range.holds(made.amount)
    assert made.amount == fine
    assert (fine < 100000) == (band == "mitigate")


def test_mitigation_needs_the_leader():
    found = sheet(["ls-merit"])
    with pytest.raises(Fault, match="主要负责人批准"):
        decide(book(), found, band="mitigate", fine=Decimal(5000))
    made = decide(book(), found, band="mitigate", fine=Decimal(5000), approved_by="王局长")
    assert made.approved_by == "王局长"
    assert any("减轻处罚已由王局长批准" in one for one in made.reasons)
    assert sheet(["ls-merit"], {"violation": "impl-85-2"}).band("mitigate").why == "没有法定下限，谈不上减轻"
    with pytest.raises(Fault, match="没有法定的减轻情节"):
        decide(book(), sheet(), band="mitigate", fine=Decimal(5000), approved_by="王局长")


def test_a_departure_from_the_benchmark_needs_approval():
    with pytest.raises(Fault, match="集体讨论"):
        decide(book(), sheet(), band="lenient", fine=Decimal(110000))
    assert decide(book(), sheet(), band="lenient", fine=Decimal(110000), approved_by="王局长").amount == 110000


def test_a_conflict_needs_a_reason():
    found = sheet(["ls-remedy", "ss-drug-injury"])
    assert any("没有法定抵消公式" in one for one in found.hints)
    with pytest.raises(Fault, match="综合裁量的理由"):
        decide(book(), found, band="normal", fine=Decimal(150000))
    made = decide(book(), found, band="normal", fine=Decimal(150000), reason="主动召回全部产品，伤害轻微。")
    assert "主动召回全部产品，伤害轻微" in made.reasons


def test_a_must_cannot_be_overridden():
    with pytest.raises(Fault, match="应当从重处罚"):
        decide(book(), sheet(["ss-drug-injury"]), band="normal", fine=Decimal(150000))
    with pytest.raises(Fault, match="应当不予处罚"):
        decide(
            book(),
            sheet(["np-no-fault"]),
            band="normal",
            fine=Decimal(150000),
            reason="仍要处罚",
            punish_all_the_same=True,
        )


def test_no_penalty_keeps_the_gains_and_asks_for_education():
    found = sheet(["np-minor-corrected"])
    assert (found.outcome, found.keeps_gains) == ("no_penalty_shall", True)
    assert "不予处罚的应当对当事人教育" in found.hints
    made = decide(book(), found)
    assert any("不再没收违法所得" in one for one in made.reasons)
    assert sheet(["np-no-fault"]).keeps_gains is False
    with pytest.raises(Fault, match="没有不予处罚"):
        decide(book(), sheet())


def test_first_offence_needs_all_three():
    part = sheet({"np-first-offence": (True, True, False)})
    assert part.outcome == "penalty"
    assert any("缺：及时改正" in one for one in part.hints)
    full = sheet({"np-first-offence": (True, True, True)})
    assert full.outcome == "no_penalty_may"
    with pytest.raises(Fault, match="请写明理由"):
        decide(book(), full, band="normal", fine=Decimal(150000))
    made = decide(
        book(), full, band="normal", fine=Decimal(150000), punish_all_the_same=True, reason="一年内多次被约谈"
    )
    assert made.amount == 150000
    with pytest.raises(UsageFault, match="有 3 项条件"):
        sheet({"np-first-offence": (True,)})


def test_only_what_fits_is_offered():
    ids = {one.id for one in sheet().options}
    assert "exempt-drug-no-knowledge" in ids
    assert "ss-drug-injury" in ids
    assert not {"exempt-device-87", "ss-cosmetic-serious", "no-penalty-cosmetic-gmp-minor"} & ids
    with pytest.raises(UsageFault, match="没有“exempt-device-87”"):
        sheet(["exempt-device-87"])
    first = sheet((), {"violation": "cosmetic-60-3-gmp", "value": 1})
    assert "ss-cosmetic-serious" not in {one.id for one in first.options}
    serious = sheet((), {"violation": "cosmetic-60-3-gmp", "stage": "serious", "value": 1, "person_income": 1})
    assert {"ss-cosmetic-serious", "no-penalty-cosmetic-gmp-minor"} <= {one.id for one in serious.options}
    assert "lenient-device-ae" in {one.id for one in sheet((), {"violation": "device-89-5"}).options}


def test_not_knowing_frees_the_dealer_since_may_2026():
    before = sheet((), {**RETAIL, "act_date": "2026-05-14", "decision_date": "2026-05-14"})
    assert "exempt-drug-no-knowledge" not in {one.id for one in before.options}
    found = sheet({"exempt-drug-no-knowledge": (True, True)}, {**RETAIL, "act_date": "2026-05-15"})
    made = decide(book(), found)
    assert made.outcome == "exempt"
    assert any("应当收缴假药劣药" in one for one in made.reasons)
    with pytest.raises(Fault, match="应当免予处罚"):
        decide(book(), found, band="normal", fine=Decimal(150000))


def test_the_licence_rule_of_2024_mitigates():
    facts = {"violation": "dist-68-permit-change-or-expired", "value": 100}
    found = sheet({"mitigate-gsp-license": (True, True, True)}, facts)
    assert [one.id for one in found.bands if one.allowed] == ["mitigate"]
    assert decide(book(), found, band="mitigate", fine=Decimal(20000), approved_by="王局长").amount == 20000


def test_a_foreign_medicine_may_be_freed_or_mitigated():
    facts = {"violation": "drug-124-1-1-import", "value": 100}
    found = sheet({"mitigate-overseas-drug": (True,) * 4}, facts)
    assert decide(book(), found).outcome == "exempt"
    assert decide(book(), found, band="mitigate", fine=Decimal(1), approved_by="王局长").amount == 1


def test_what_was_punished_by_itself_does_not_count_again():
    found = sheet(["sm-obstruct"], punished=["sm-obstruct"])
    assert allowed(found) == ["normal"]
    assert any("不再作为从重情节" in one for one in found.hints)
    with pytest.raises(UsageFault, match="不属于"):
        sheet(["sm-repeat"], punished=["sm-repeat"])


def test_a_stage_without_fine_has_no_amount():
    found = sheet((), {"violation": "drug-126-gsp"})
    assert decide(book(), found, band="normal").amount is None
    with pytest.raises(UsageFault, match="没有罚款"):
        decide(book(), found, band="normal", fine=Decimal(1))
    optional = sheet((), {"violation": "drug-117-2-decoction"})
    assert any("不并处罚款" in one for one in decide(book(), optional, band="normal").reasons)


def test_an_unknown_range_blocks_the_amount():
    with pytest.raises(Fault, match="缺少 value"):
        decide(book(), sheet((), {"violation": "drug-117-retail-inferior"}), band="normal", fine=Decimal(150000))


PROVINCE = """
meta: {code: jiangnan, title: 江南省裁量规则, version: '1', as_of: '2026-11-21'}
extends: national
province: 江南省
bands:
- {id: mitigate, name: 减轻, definition: 低于下限, range: {below_minimum: true, floor_share: 0.1}, verified: false}
- {id: lenient, name: 从轻, definition: 较低, range: {lower: 0, upper: 0.25, upper_open: true}, verified: true}
- {id: normal, name: 一般, definition: 中间, range: {lower: 0.25, upper: 0.75}, verified: true}
- {id: severe, name: 从重, definition: 较高, range: {lower: 0.75, lower_open: true, upper: 1}, verified: true}
hearing_amounts: {organization: 50000, natural_person: 5000, sole_trader_as: organization}
minor_list:
- {id: jn-1, level: may, violations: [drug-130-records], conditions: [首次被发现, 当场改正], source: 第一批第1项, verified: false}
exemptions:
- {id: jn-2, name: 小微店, conditions: [主动报告], effect: 可以免予处罚, violations: [drug-117-retail-inferior],
   refs: [{law: admin-penalty-law, article: 33, paragraph: 1}], level: may, outcome: exempt, verified: true}
"""


def province_book(text=PROVINCE):
    local = compile_pack("discretion", text.encode(), "jiangnan.yaml", DiscretionPack)
    national = book().discretion()
    return LawBook(book().catalogue, book().packs, [national, local])


def test_a_provinces_rules_take_the_place_of_the_national_ones():
    law = province_book()
    assert list(law.problems()) == []
    facts = {**RETAIL, "rules": "jiangnan"}
    found = sheet(["ls-remedy"], facts, law=law)
    assert found.band("lenient").range.high == 125000
    assert found.band("mitigate").range.low == 10000
    with pytest.raises(Fault, match="不在“减轻”的范围"):
        decide(law, found, band="mitigate", fine=Decimal(9999), approved_by="王局长")
    assert "jn-2" in {one.id for one in found.options}
    listed = sheet({"jn-1": (True, True)}, {"violation": "drug-130-records", "rules": "jiangnan"}, law=law)
    assert listed.outcome == "no_penalty_may"
    assert any("未核实" in one for one in listed.unverified)
    assert law.discretion("jiangnan").amounts().organization == 50000


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("upper: 0.25,", "upper: 0.2,", "空隙或者重叠"),
        ("upper_open: true}, verified: true}", "upper_open: false}, verified: true}", "空隙或者重叠"),
        ("floor_share: 0.1", "floor_share: 1.1", "下限比例"),
        ("province: 江南省\n", "", "province"),
        ("id: jn-1,", "id: jn-2,", "jn-2 重复"),
        ("level: may, violations", "lvl: may, violations", "不认识的键 lvl"),
        ("article: 33", "article: 0", "从 1 数起"),
    ],
)
def test_a_wrong_provincial_pack_is_named_with_its_line(old, new, words):
    assert old in PROVINCE
    with pytest.raises(Fault, match=r"jiangnan\.yaml") as caught:
        province_book(PROVINCE.replace(old, new, 1))
    assert words in caught.value.what
