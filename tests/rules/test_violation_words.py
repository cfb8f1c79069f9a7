"""What a violation brings, in words: nothing lost, nothing invented, nothing of the machine in it."""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec
import pytest

from inspector_app.catalog.violation import STAGES, Fine, Tier
from inspector_app.rules import violation_words
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
