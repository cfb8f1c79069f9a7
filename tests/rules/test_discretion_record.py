"""What a worksheet hints at and what a decision keeps: every reason, article, circumstance and approval it rests on."""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec
import pytest

from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.discretion import decide, describe, worksheet
from inspector_app.rules.penalty_facts import read_facts
from tests.rules.law_facts import book
from tests.rules.test_discretion import PROVINCE, RETAIL, province_book, sheet

PENAL = "《中华人民共和国药品管理法》第一百一十七条第一款"
CHOOSE = book().discretion().lenient.choice
CONFLICT = book().discretion().conflict.rule
RECORD = book().discretion().first_offence.record_required


def test_the_worksheet_shows_the_whole_range_whatever_degree_was_asked_for():
    found = sheet((), {**RETAIL, "band": "severe"})
    assert (found.penalty.fine_min, found.penalty.fine_max) == (100000, 200000)
    assert [one.range.high for one in found.bands] == [100000, 130000, 170000, 200000]


@pytest.mark.parametrize(
    ("ticks", "hints"),
    [
        ([], []),
        (["ls-remedy"], [CHOOSE]),
        (["ss-drug-injury"], []),
        (["ls-remedy", "ss-drug-injury"], [CONFLICT, CHOOSE]),
        (["np-no-fault"], ["不予处罚的应当对当事人教育"]),
        (["np-first-offence"], ["不予处罚的应当对当事人教育", RECORD]),
        (["exempt-drug-no-knowledge"], ["不予处罚的应当对当事人教育"]),
        (
            ["np-no-fault", "ss-drug-injury"],
            ["不予处罚的应当对当事人教育", "既有不予处罚的情形又有从重情节，互相矛盾，请核对事实"],
        ),
    ],
)
def test_what_is_hinted_at(ticks, hints):
    assert list(sheet(ticks).hints) == hints


def test_a_must_goes_before_a_may_among_exemptions_too():
    may = {"violation": "device-86-1", "value": 1}
    found = sheet(["exempt-device-87"], may)
    assert (found.outcome, found.headline.startswith("可以免予处罚")) == ("exempt", True)
    made = decide(book(), found)
    assert (made.outcome, made.circumstances) == ("exempt", ("exempt-device-87",))
    assert made.citations == ("《医疗器械监督管理条例》第八十七条第一款",)
    # What may be left unpunished can be punished: by a reason and the word for it, not by one of them.
    band = found.band("normal")
    for words in ({"reason": "拒不配合"}, {"punish_all_the_same": True}, {"punish_all_the_same": True, "reason": " "}):
        with pytest.raises(Fault, match="仍要处罚的，请写明理由"):
            decide(book(), found, band="normal", fine=band.range.low, **words)
    made = decide(book(), found, band="normal", fine=band.range.low, punish_all_the_same=True, reason="拒不配合")
    assert (made.outcome, made.amount) == ("fined", band.range.low)
    # What must be exempted cannot be.
    must = sheet(["exempt-drug-no-knowledge"])
    with pytest.raises(Fault, match="应当免予处罚"):
        decide(book(), must, band="normal", fine=Decimal(150000), punish_all_the_same=True, reason="拒不配合")


def test_a_may_beside_a_must_that_only_lightens_binds_nobody():
    found = sheet(["np-first-offence", "ls-remedy"])
    assert found.outcome == "no_penalty_may"
    made = decide(book(), found, band="lenient", fine=Decimal(110000), punish_all_the_same=True, reason="曾被约谈")
    assert made.circumstances == ("np-first-offence", "ls-remedy")


def test_the_record_of_a_fine():
    found = sheet(["ls-remedy"])
    made = decide(book(), found, band="lenient", fine=Decimal(120000), reason="情节确较轻。")
    assert (made.outcome, made.band, made.amount, made.approved_by) == ("fined", "lenient", 120000, "")
    assert made.circumstances == ("ls-remedy",)
    assert made.unverified == found.unverified == ()
    assert len(made.reasons) == 4
    assert made.reasons[0] == f"依据{PENAL}，本案法定罚款幅度为100000元以上、200000元以下"
    assert made.reasons[1].startswith("经查明，当事人有“")
    assert made.reasons[1].endswith("，应当从轻或者减轻处罚")
    assert made.reasons[2:] == (
        "情节确较轻",
        "综合以上情形，给予从轻处罚，在100000元以上、不足130000元的范围内罚款120000元",
    )
    assert "主动消除或者减轻危害后果" in made.reasons[1]
    assert "《中华人民共和国行政处罚法》第三十二条第一款第（一）项" in made.reasons[1]
    assert made.citations[0] == PENAL
    assert any("裁量" in one for one in made.citations)


def test_the_record_without_circumstances_says_so():
    made = decide(book(), sheet(), band="normal", fine=Decimal(150000))
    assert made.reasons[1] == "没有查明从轻、减轻、从重或者不予处罚的情节"
    assert made.circumstances == ()
    assert not any(
        "没有查明" in one for one in decide(book(), sheet(["lm-slight"]), band="normal", fine=Decimal(150000)).reasons
    )


def test_the_record_of_a_penalty_without_a_fine():
    warned = decide(book(), sheet((), {"violation": "drug-126-gsp"}), band="normal")
    assert (warned.outcome, warned.amount) == ("penalty", None)
    assert warned.reasons == ("没有查明从轻、减轻、从重或者不予处罚的情节", "综合以上情形，给予一般处罚")
    optional = decide(book(), sheet((), {"violation": "drug-117-2-decoction"}), band="normal")
    assert (optional.outcome, optional.amount) == ("penalty", None)


def test_the_record_of_no_penalty():
    found = sheet(["np-minor-corrected"])
    made = decide(book(), found)
    assert (made.outcome, made.circumstances) == ("no_penalty_shall", ("np-minor-corrected",))
    assert made.citations[0] == "《中华人民共和国行政处罚法》第三十三条第一款"
    assert made.reasons[0].startswith(
        "经查明，当事人有“违法轻微、及时改正且没有危害后果”的情形，依据《中华人民共和国行政处罚法》"
    )
    assert made.reasons[0].endswith("应当不予处罚")
    may = decide(book(), sheet(["np-first-offence"]))
    assert may.outcome == "no_penalty_may"


def test_an_exemption_says_its_effect_after_its_reason():
    made = decide(book(), sheet(["exempt-drug-no-knowledge"]))
    assert len(made.reasons) == 2
    assert made.reasons[0].endswith("应当免予处罚")
    assert made.reasons[1].startswith("免予处罚，但应当收缴假药劣药")


def test_a_refusal_names_circumstance_and_article():
    harmed = sheet(["ss-drug-injury"])
    named = re.escape(harmed.found[0].text)
    with pytest.raises(
        Fault, match=rf"不能选“从轻”：应当从重处罚（{named}）（《中华人民共和国药品管理法》第一百三十七条"
    ):
        decide(book(), harmed, band="lenient", fine=Decimal(110000), approved_by="王局长")
    with pytest.raises(Fault) as caught:
        decide(book(), sheet(), band="mitigate", fine=Decimal(1), approved_by="王局长")
    assert caught.value.what.endswith("没有法定的减轻情节")
    with pytest.raises(UsageFault, match="fine 不能是负数"):
        decide(book(), sheet(), band="normal", fine=Decimal(-1))


def test_no_degree_under_a_minimum_of_nothing():
    offer = sheet(["ls-merit"], {"violation": "impl-85-2"}).band("mitigate")
    assert (offer.name, offer.allowed, offer.range) == ("减轻", False, None)
    assert describe(sheet(["ls-remedy"])) == "给予处罚；可选：减轻、从轻"


def test_what_stands_unverified_goes_into_the_record():
    law = province_book()
    found = worksheet(
        law,
        read_facts({"violation": "drug-130-records", "rules": "jiangnan"}),
        {"jn-1": (True, True), "np-no-fault": False},
    )
    [listed] = found.found
    assert (listed.text, listed.verified, listed.keeps_gains, listed.refs) == ("免罚清单：第一批第1项", False, True, ())
    made = decide(law, found)
    assert made.unverified == found.unverified != ()
    assert any("不再没收违法所得" in one for one in made.reasons)
    fined = worksheet(law, read_facts({**RETAIL, "rules": "jiangnan"}), {"ls-remedy": True})
    assert decide(law, fined, band="mitigate", fine=Decimal(10000), approved_by="王").unverified == fined.unverified
    kept = msgspec.structs.replace(fined, unverified=("一项未核实",))
    assert decide(law, kept, band="mitigate", fine=Decimal(10000), approved_by="王").unverified == ("一项未核实",)


def test_a_tick_taken_back_is_no_tick():
    assert sheet({"ls-remedy": False}).found == ()
    with pytest.raises(UsageFault, match="有 3 项条件，勾选了 2 项"):
        sheet({"np-first-offence": (True, True)})


def test_options_say_what_they_are():
    known = {one.id: one for one in sheet().options}
    assert known["np-minor-corrected"].parts == ("违法行为轻微", "及时改正", "没有造成危害后果")
    assert (known["np-no-fault"].keeps_gains, known["np-first-offence"].keeps_gains) == (False, True)
    for one in known.values():
        assert one.text
        assert one.verified is True
        assert one.refs
    assert known["ls-merit"].words == "应当从轻或者减轻处罚"
    assert known["lm-slight"].words == "可以从轻或者减轻处罚"


@pytest.mark.parametrize(
    ("dates", "offered"),
    [
        ({"act_date": "2026-05-14"}, False),
        ({"act_date": "2026-05-15"}, True),
        ({"act_date": "2026-05-14", "decision_date": "2026-05-15"}, True),
        ({"decision_date": "2026-05-14"}, False),
        ({}, True),
    ],
)
def test_an_exemption_is_offered_from_its_day_on(dates, offered):
    assert ("exempt-drug-no-knowledge" in {one.id for one in sheet((), {**RETAIL, **dates}).options}) is offered


def test_a_stage_without_a_fine_offers_no_range():
    assert [one.range for one in sheet((), {"violation": "drug-126-gsp"}).bands] == [None] * 4


def test_only_the_aggravations_its_article_names_are_offered():
    """药品管理法第137条 does not reach every article with all of its items."""
    forged = sheet((), {"violation": "drug-122-forge-license", "income": 0})
    named = {(ref.article, ref.item) for ref in book().violation("drug-122-forge-license").aggravating}
    offered = {
        (ref.article, ref.item)
        for one in forged.options
        for ref in one.refs
        if ref.law == "drug-admin-law" and one.leads == "severe"
    }
    assert offered == named == {(137, 1), (137, 6)}
    every = {one.id for one in sheet().options if one.id.startswith("ss-drug")}
    assert len(every) > len([one for one in forged.options if one.id.startswith("ss-drug")])


def test_a_provinces_list_brings_its_own_article():
    refs = "source: 第一批第1项, refs: [{law: admin-penalty-law, article: 33, paragraph: 1}],"
    law = province_book(PROVINCE.replace("source: 第一批第1项,", refs))
    facts = read_facts({"violation": "drug-130-records", "rules": "jiangnan"})
    made = decide(law, worksheet(law, facts, {"jn-1": True}))
    assert made.citations == ("《中华人民共和国行政处罚法》第三十三条第一款",)
