"""Every violation, stage, party and degree against a second working-out from the text of the packs: figures, articles, trail."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import cycle

import pytest
from msgspec import UNSET

from inspector_app.fault import UsageFault
from inspector_app.rules.penalty import assess, range_words
from inspector_app.rules.penalty_facts import read_facts
from tests.rules import penalty_oracle as oracle
from tests.rules.law_facts import book

PARTIES = ("organization", "natural_person", "sole_trader")
BANDS = ("full", "mitigate", "lenient", "normal", "severe")
CENT = Decimal("0.01")
INCOMES = (Decimal(0), Decimal("3333.33"), Decimal("9999.99"), Decimal(10000), Decimal("33333.33"), Decimal(400000))


def edges(fine):
    """Amounts at and on either side of every bound and floor of a fine, and some far from them."""
    found = {Decimal(0), CENT, Decimal("12345.67"), Decimal(10) ** 9}
    for tier in fine["tiers"]:
        bounds = [*re.findall(r"\d+", tier["when"]), *([tier["floor_value"]] if "floor_value" in tier else [])]
        for bound in map(Decimal, bounds):
            found |= {one for one in (bound - CENT, bound, bound + CENT) if one >= 0}
    return sorted(found)


def situations(violation, stage, turn):
    """The facts to try: every degree, every edge; the parties, channels and incomes of persons take turns."""
    fine, _ = oracle.fine_at(violation, stage)
    field = oracle.FIELDS.get(fine["basis"], "value") if fine else "value"
    varies = fine is not None and any("max_multiple" in one or one["when"] != "always" for one in fine["tiers"])
    amounts = cycle(edges(fine) if varies else [Decimal(4711)])
    for at in range(max(len(BANDS), len(edges(fine)) if varies else 0)):
        parties, channels = cycle(PARTIES), violation.get("channels", ("produce", "wholesale", "retail"))
        amount, number = next(amounts), turn + at
        yield {
            "value": Decimal(777),
            "income": Decimal(888),
            "genuine_price": Decimal(999),
            field: amount,
            **({"illegal_income": (Decimal(4000), Decimal(60000))[number % 2]} if number % 3 else {}),
            "goods_on_hand": (Decimal("5999.99"), Decimal(6000), Decimal(40000), Decimal(0))[number % 4],
            "person_income": INCOMES[number % len(INCOMES)],
            "party": [next(parties) for _ in range(number % 3 + 1)][-1],
            "channel": channels[number % len(channels)],
            "band": BANDS[at % len(BANDS)],
        }


def spread_of(low, high, low_open, high_open):
    return None if high == 0 else oracle.Spread(*map(oracle.exact, (low, high)), low_open, high_open)


def said(spread, *, optional):
    """The range as a sentence of a document says it: 以上 and 以下 hold their number, 超过 and 不足 do not."""
    if spread is None:
        return "不罚款"
    low, high = (f"{Decimal(one.numerator) / one.denominator:f}" for one in spread[:2])
    upper = f"不足{high}元" if spread.high_open else f"{high}元以下"
    lower = f"超过{low}元、" if spread.low_open else f"{low}元以上、"
    return ("可以并处罚款：" if optional else "罚款：") + (
        upper if spread.low_open and not spread.low else lower + upper
    )


def check_persons(found, wanted):
    assert len(found.persons) == len(wanted)
    for one, want in zip(found.persons, wanted, strict=True):
        assert (one.who, one.hearing) == (want["who"], want["hearing"])
        assert (one.other, one.by) == (want["other"] or UNSET, want["by"] or UNSET)
        assert (one.ban or UNSET) == (want["ban"] or UNSET)
        assert one.confiscate_income is (want["taken"] is not None)
        assert one.confiscated_income_amount == (UNSET if want["taken"] is None else want["taken"])
        if want["spread"] is None:
            assert (one.fine_min, one.fine_max, one.fine_min_exclusive) == (UNSET, UNSET, UNSET)
        else:
            assert (one.fine_min, one.fine_max) == want["spread"][:2]
            assert one.fine_min_exclusive is (True if want["spread"].low_open else UNSET)
        if want["days"]:
            assert one.detention.endswith("由公安机关处{}至{}日拘留".format(*want["days"]))
        else:
            assert one.detention is UNSET


def check_trail(found, wanted):
    figures = oracle.recompute(found.trail)
    if wanted["spread"]:
        assert (figures["fine_min"], figures["fine_max"]) == wanted["spread"][:2]
        assert (figures["statutory_min"], figures["statutory_max"]) == wanted["whole"][:2]
        assert figures.get("basis_amount") == wanted["basis_amount"]
    else:
        assert not {"fine_min", "fine_max", "statutory_min", "statutory_max", "basis_amount"} & set(figures)
    for number, person in enumerate(wanted["persons"], start=1):
        if person["spread"]:
            assert [figures[f"person{number}_fine_{end}"] for end in ("min", "max")] == list(person["spread"][:2])
    assert figures.get("confiscated") == wanted["confiscated"]
    discussed = oracle.raw("discretion/national")["collective_discussion"]
    for step in found.trail:
        articles = tuple(book().cite(ref) for ref in step.refs)
        if step.key in ("stage", "kinds", "tier", "basis_amount", "statutory_min", "statutory_max"):
            assert articles == wanted["party"], step.key
        elif step.key.startswith("person") and not step.key.endswith("_income"):
            assert articles == wanted["person_articles"], step.key
        elif step.key in ("fine_min", "fine_max"):
            assert articles == wanted["degree_articles"]
        elif step.key == "hearing":
            assert articles == wanted["hearing_articles"]
        elif step.key == "collective_discussion":
            assert (step.say, articles) == (discussed["rule"], tuple(map(oracle.cite, discussed["refs"])))
        if step.result is not None:
            assert f"{step.result}元" in step.say
    keys = [step.key for step in found.trail]
    assert ("tier" in keys) is (wanted["tiers"] > 1)
    assert {"stage", "kinds", "hearing", "collective_discussion"} <= set(keys)
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("pack", oracle.packs())
def test_the_law_worked_out_a_second_time_gives_the_same(pack):
    tried = refused = 0
    for turn, violation in enumerate(oracle.violations(pack)):
        for stage in (one for one in oracle.STAGES if one in violation):
            for facts in situations(violation, stage, turn):
                given = {**facts, "violation": violation["id"], "stage": stage}
                if "until" in violation:
                    given |= {"act_date": violation["until"], "decision_date": violation["until"]}
                tried += 1
                try:
                    wanted = oracle.worked_out(violation, stage, facts)
                except oracle.NoFigureError as reason:
                    with pytest.raises(UsageFault, match=str(reason)):
                        assess(book(), read_facts(given))
                    refused += 1
                    continue
                found = assess(book(), read_facts(given))
                shown = (found.fine_min, found.fine_max, found.fine_min_exclusive, found.fine_max_exclusive)
                assert spread_of(*shown) == wanted["spread"], given
                whole = found.legal_range
                assert spread_of(whole.low, whole.high, whole.low_open, whole.high_open) == wanted["whole"], given
                assert found.basis_amount == wanted["basis_amount"]
                assert (found.fine_optional, found.kinds) == (wanted["optional"], wanted["kinds"])
                assert range_words(found) == said(wanted["spread"], optional=wanted["optional"])
                assert found.hearing == wanted["hearing"], given
                assert found.legal_review == (
                    "case_review" if wanted["hearing"] == "not_required" else "if_hearing_held"
                )
                assert (found.article, found.basis) == (wanted["article"], wanted["basis"])
                assert (found.application_ban_years, found.correction) == (wanted["ban_years"], wanted["correction"])
                assert (found.missing, found.choices, found.stage) == ((), (), stage)
                check_persons(found, wanted["persons"])
                check_trail(found, wanted)
    assert tried > 5 * refused
