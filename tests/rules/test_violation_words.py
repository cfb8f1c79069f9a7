"""What a violation brings, in words: nothing lost, nothing invented, nothing of the machine in it."""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec
import pytest

from inspector_app.catalog.violation import STAGES, Fine, Tier
from inspector_app.rules import violation_words
from inspector_app.rules.tiers import Range
from inspector_app.rules.violation_words import brief, correction_words, fine_of, fine_words, money, person_words

from .law_facts import book


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("100000", "10万元"),
        ("15000", "1.5万元"),
        ("10000", "1万元"),
        ("5000", "5000元"),
        ("12345", "12345元"),
        ("9999.50", "9999.5元"),
        ("20000000", "2000万元"),
    ],
)
def test_amounts_are_written_as_laws_do(amount, words):
    assert money(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("violation", "words"),
    [
        ("drug-126-gsp", "责令改正、警告；逾期 10万–50万元；情节严重 50万–200万元"),
        (
            "drug-117-retail-inferior",
            "没收违法产品、没收违法所得、货值10–20倍；情节严重 责令停产停业、吊销批准证明文件、吊销许可证",
        ),
    ],
)
def test_one_line_says_kinds_and_ranges_of_every_stage(violation, words):
    assert brief(book().violation(violation)) == words


def test_every_violation_has_words_and_every_bound_is_in_them():
    for violation in book().violations:
        said = [brief(violation), correction_words(violation), *(person_words(one) for one in violation.persons)]
        for name in STAGES:
            fine = fine_of(violation, name)
            if fine is None:
                continue
            tiers = fine_words(fine)
            assert len(tiers) == len(fine.tiers)
            for tier, words in zip(fine.tiers, tiers, strict=True):
                for amount in (tier.min, tier.max, tier.floor_value):
                    assert not amount or money(amount) in words, violation.id
                for multiple in (tier.min_multiple, tier.max_multiple):
                    shown = f"{multiple.normalize():f}倍" if multiple and multiple >= 1 else ""
                    assert shown in words, violation.id
            said += tiers
        for words in said:
            assert words, violation.id
            assert not re.search(r"None|True|False|E\+|always|value|income|channel", words), words


def test_a_stage_with_the_fine_of_another_stage_has_that_fine():
    violation = book().violation("drug-117-retail-inferior")
    assert fine_of(violation, "serious") == fine_of(violation, "base")
    assert fine_of(violation, "overdue") is None


def test_conditions_stand_before_their_range():
    fine = Fine(
        basis="货值金额",
        tiers=(
            Tier(when="value<10000", min=Decimal(10000), max=Decimal(50000)),
            Tier(when="value>=10000", min_multiple=Decimal(5), max_multiple=Decimal(20)),
        ),
    )
    assert fine_words(fine) == (
        "货值金额不足10000元的，1万元以上5万元以下",
        "货值金额达到10000元的，货值金额5倍以上20倍以下",
    )


def test_a_range_from_nothing_has_no_lower_end():
    violation = book().violation("drug-126-gsp")
    tier = Tier(when="always", min=Decimal(0), max=Decimal(30000))
    stage = msgspec.structs.replace(violation.base, fine=Fine(basis="固定", tiers=(tier,)))
    assert brief(msgspec.structs.replace(violation, base=stage)).startswith("责令改正、警告、3万元以下；")
    assert fine_words(Fine(basis="固定", tiers=(tier,))) == ("3万元以下",)


def test_units_are_left_out_only_where_both_ends_share_them():
    assert violation_words._start(Decimal(100000), Decimal(500000)) == "10万"
    assert violation_words._start(Decimal(5000), Decimal(50000)) == "5000元"


@pytest.mark.parametrize(
    ("violation", "at", "words"),
    [
        (
            "drug-116-sell-fake",
            0,
            "首查：对法定代表人、主要负责人、直接负责的主管人员、其他责任人员，没收违法期间自本单位所获收入，"
            "处违法期间自本单位所获收入30%以上3倍以下罚款，终身禁止药品生产经营活动，可以由公安机关处5至15日拘留",
        ),
        (
            "drug-122-forge-license",
            0,
            "情节严重：对法定代表人、主要负责人、直接负责的主管人员、其他责任人员，处2万元以上20万元以下罚款，"
            "10年内禁止药品生产经营活动，可以由公安机关处5至15日拘留",
        ),
        (
            "drug-119-use-fake",
            1,
            "情节严重：对法定代表人、主要负责人、直接负责的主管人员、其他责任人员，有医疗卫生执业证书的，吊销执业证书",
        ),
        (
            "vaccine-85-coldchain-cdc",
            0,
            "首查：对主要负责人、直接负责的主管人员、其他直接责任人员（由卫生健康主管部门），警告直至撤职处分，"
            "负有责任的医疗卫生人员暂停执业1年以上18个月以下，造成严重后果的开除、吊销执业证书",
        ),
    ],
)
def test_what_persons_incur_in_one_sentence(violation, at, words):
    assert person_words(book().violation(violation).persons[at]) == words


def test_a_note_on_persons_is_said():
    noted = [one for violation in book().violations for one in violation.persons if one.note]
    assert noted
    for one in noted:
        assert person_words(one).endswith(f"（{one.note}）")
        assert not person_words(msgspec.structs.replace(one, note="")).endswith("）")


@pytest.mark.parametrize(
    ("tier", "words"),
    [
        (Tier(when="always", min=Decimal(0), max=Decimal(50000)), "5万元以下"),
        (Tier(when="always", min=Decimal(500), max=Decimal(500)), "500元"),
        (Tier(when="always", min=Decimal(500), max=Decimal(20000)), "500元以上2万元以下"),
        (Tier(when="always", min_multiple=Decimal(0), max_multiple=Decimal(3)), "货值金额3倍以下"),
        (Tier(when="always", min_multiple=Decimal("0.5"), max_multiple=Decimal(1)), "货值金额50%以上1倍以下"),
        (
            Tier(when="value<10000", min_multiple=Decimal(2), max_multiple=Decimal(5), floor_value=Decimal(10000)),
            "货值金额不足10000元的，货值金额2倍以上5倍以下（货值金额不足1万元的，按1万元计算）",
        ),
    ],
)
def test_a_tier_in_words(tier, words):
    [said] = fine_words(Fine(basis="货值金额", tiers=(tier,)))
    assert said == words


@pytest.mark.parametrize(
    ("tiers", "words"),
    [
        ((Tier(when="always", min=Decimal(0), max=Decimal(50000)),), "5万元以下"),
        ((Tier(when="always", min=Decimal(5000), max=Decimal(20000)),), "5000元–2万元"),
        ((Tier(when="always", min_multiple=Decimal(0), max_multiple=Decimal(3)),), "货值3倍以下"),
        (
            (
                Tier(when="value<10000", min=Decimal(50000), max=Decimal(150000)),
                Tier(when="value>=10000", min_multiple=Decimal(15), max_multiple=Decimal(30)),
            ),
            "5万–15万元 或 货值15–30倍",
        ),
    ],
)
def test_a_fine_on_one_line(tiers, words):
    plain = book().violation("drug-126-gsp")
    base = msgspec.structs.replace(plain.base, kinds=("罚款",), fine=Fine(basis="货值金额", tiers=tiers))
    assert brief(msgspec.structs.replace(plain, base=base, overdue=None, serious=None)) == words


def test_a_stage_that_is_not_there_has_no_kinds():
    assert violation_words.stage_kinds(book().violation("drug-117-retail-inferior"), "overdue") == ()
    assert violation_words.stage_kinds(book().violation("drug-126-gsp"), "overdue") == ("罚款",)


@pytest.mark.parametrize(
    ("opened", "words"),
    [
        ((False, False), "10元以上、20元以下"),
        ((True, False), "超过10元、20元以下"),
        ((False, True), "10元以上、不足20元"),
        ((True, True), "超过10元、不足20元"),
    ],
)
def test_a_range_says_which_ends_are_its_own(opened, words):
    low, high = opened
    found = Range(low=Decimal(10), high=Decimal(20), low_open=low, high_open=high)
    assert found.words() == words
    assert [found.holds(Decimal(one)) for one in (9, 10, 15, 20, 21)] == [False, not low, True, not high, False]
