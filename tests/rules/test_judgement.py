"""The engine beyond the worked examples: annexes, open items, refusals, advice, and what holds for any answers."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.fault import UsageFault
from inspector_app.rules.judgement import ItemAnswer, judge, ruleset_ids
from tests.catalog.packs import load, tiny, when

GSP = ("gsp-wholesale", "gsp-retail", "gsp-ivd")
LEVELS = ("critical", "major", "general")
LIMITS = {"gsp-wholesale": (10, 29, 43), "gsp-retail": (5, 23, 34), "gsp-ivd": (7, 22, 33)}


@cache
def library():
    return Library(places.forms_folder())


@cache
def ids(code, level):
    return [item.id for item in library().checklist(code).items() if item.severity == level]


def filled(code, answer="compliant", **changed):
    given_ = {item.id: ItemAnswer(code=answer) for item in library().checklist(code).checkable_items() if answer}
    return given_ | {key.replace("_", "-"): value for key, value in changed.items()}


def counted(code, figures, rest="compliant"):
    answers = filled(code, rest)
    for level, number in zip(LEVELS, figures, strict=True):
        answers |= {id_: ItemAnswer(code="non_compliant") for id_ in ids(code, level)[:number]}
    return answers


def by(code, answers, ruleset=None):
    return judge(library().checklist(code), answers, ruleset=ruleset)


# The table of 2016, written down once more as a function, against every count of the shortest list


def table(code, critical, major, general):
    majors, lower, upper = LIMITS[code]
    if critical or major >= majors or (major and general >= lower) or (not major and general >= upper):
        return "serious_violation"
    return "rectify" if major or general else "compliant"


@pytest.mark.parametrize("code", GSP)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_engine_agrees_with_the_table(code, data):
    figures = tuple(data.draw(st.integers(0, len(ids(code, level)))) for level in LEVELS)
    figures = (figures[0] if data.draw(st.booleans()) else 0, *figures[1:])
    assert by(code, counted(code, figures)).verdict == table(code, *figures)


def test_every_count_of_the_retail_list_has_the_verdict_of_the_table():
    ruleset = library().checklist("gsp-retail").judgement.rulesets[0]
    for critical in (0, 1, 8):
        for major in range(54):
            for general in range(116):
                figures = (Fraction(critical), Fraction(major), Fraction(general))
                metrics = {f"{level}_count": value for level, value in zip(LEVELS, figures, strict=True)}
                hit = ruleset.rules[ruleset.first_match(metrics)]
                assert hit.verdict == table("gsp-retail", critical, major, general)


@pytest.mark.parametrize("code", GSP)
@pytest.mark.parametrize("ruleset", ["supervision_2016", "certification_2016"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_one_more_nonconformity_never_betters_the_verdict(code, ruleset, data):
    checklist = library().checklist(code)
    all_ids = [item.id for item in checklist.items()]
    answers = filled(code)
    for level in LEVELS:
        number = data.draw(st.integers(0, min(45, len(ids(code, level)) - 1)))
        answers |= {
            id_: ItemAnswer(code="non_compliant") for id_ in ids(code, level)[: number if level != "critical" else 0]
        }
        away = data.draw(st.integers(0, 20))
        answers |= {id_: ItemAnswer(code="not_applicable") for id_ in ids(code, level)[len(ids(code, level)) - away :]}
    one = data.draw(st.sampled_from([id_ for id_ in all_ids if answers[id_].code != "non_compliant"]))
    rules = next(rule for rule in checklist.judgement.rulesets if rule.id == ruleset)
    before = judge(checklist, answers, ruleset=ruleset)
    after = judge(checklist, answers | {one: ItemAnswer(code="non_compliant")}, ruleset=ruleset)
    assert before.verdict is not None
    assert after.verdict is not None
    assert rules.rank(after.verdict) <= rules.rank(before.verdict)


@settings(max_examples=60, deadline=None)
@given(
    codes=st.lists(
        st.sampled_from(["compliant", "non_compliant", "not_applicable", "not_checked", ""]), min_size=176, max_size=176
    ),
    seed=st.integers(),
    ruleset=st.sampled_from(["supervision_2016", "certification_2016", "inspection_conclusion_2021"]),
)
def test_any_answers_in_any_order_give_one_result_and_never_a_final_good_one_while_open(codes, seed, ruleset):
    checklist = library().checklist("gsp-retail")
    pairs = [(item.id, ItemAnswer(code=code)) for item, code in zip(checklist.items(), codes, strict=True)]
    result = judge(checklist, dict(pairs), ruleset=ruleset)
    random.Random(seed).shuffle(pairs)
    assert judge(checklist, dict(pairs), ruleset=ruleset) == result
    assert (result.verdict is None) == (not result.automatic) == bool(result.refusal)
    still_open = any(code in ("", "not_checked") for code in codes)
    if still_open and result.verdict in ("compliant", "pass", "rectify", "rectify_recheck"):
        assert result.provisional
    for count in result.counts.values():
        parts = (
            count.compliant,
            count.non_compliant,
            count.flaw,
            count.not_applicable,
            count.not_checked,
            count.unanswered,
        )
        assert sum(parts) == count.total == count.applicable + count.not_applicable


# Open items


@pytest.mark.parametrize("code", ["not_checked", ""])
def test_one_open_item_makes_the_result_provisional(code):
    result = by("gsp-retail", filled("gsp-retail", gsp_retail_17701=ItemAnswer(code=code)))
    assert (result.verdict, result.provisional) == ("compliant", True)
    assert "暂不能得出结论（还有 1 项未检查或未作答）" in result.headline
    assert any("不得由部分项目的计数得出" in line for line in result.because)
    assert result.suggestion is None


def test_nothing_answered_concludes_nothing():
    result = by("gsp-retail", {})
    assert result.provisional
    assert result.counts["overall"].unanswered == 176
    assert result.headline.startswith("暂不能得出结论")


def test_a_serious_violation_stands_whatever_is_left_open():
    bad = ItemAnswer(code="non_compliant")
    result = by("gsp-retail", {ids("gsp-retail", "critical")[0]: bad})
    assert (result.verdict, result.provisional) == ("serious_violation", False)
    assert any("不会改变它" in line for line in result.because)
    assert result.hints[0].law_ref == "药品管理法第126条"
    assert result.suggestion.preselect == "non_compliant"
    assert result.counts["overall"].unanswered == 175


def test_limits_are_fixed_whatever_is_not_applicable_under_supervision_and_deducted_under_certification():
    answers = counted("gsp-wholesale", (0, 0, 24))
    answers |= {id_: ItemAnswer(code="not_applicable") for id_ in ids("gsp-wholesale", "general")[-23:]}
    supervision, certification = (
        by("gsp-wholesale", answers, one) for one in ("supervision_2016", "certification_2016")
    )
    assert supervision.verdict == "rectify"
    assert certification.verdict == "pass"
    assert (certification.percentages["general"].numerator, certification.percentages["general"].denominator) == (
        24,
        120,
    )
    assert any("24/120＝20.00%" in line for line in certification.because)
    assert any("历史规则" in line for line in certification.because)
    assert certification.ruleset.legacy


def test_everything_not_applicable_divides_by_nothing_and_still_answers():
    result = by("gsp-retail", filled("gsp-retail", "not_applicable"), "certification_2016")
    assert (result.verdict, result.percentages["major"].percent) == ("pass", "0.00")


# Annexes


def annex_item():
    checklist = library().checklist("gsp-wholesale")
    return next(item for item in checklist.items() if len(item.annex_checks) > 1 and item.severity == "major")


def test_any_annex_nonconformity_makes_the_item_nonconforming():
    item = annex_item()
    answers = filled("gsp-wholesale")
    answers[item.id] = ItemAnswer(
        code="compliant", annex={item.annex_checks[0].key: "compliant", item.annex_checks[1].key: "non_compliant"}
    )
    result = by("gsp-wholesale", answers)
    assert result.items == (item.id,)
    assert result.counts["major"].non_compliant == 1
    assert result.verdict == "rectify"
    assert any(item.number in line and item.annex_checks[1].annex in line for line in result.because)


def test_an_annex_nonconformity_is_enough_without_an_answer_to_the_item():
    item = annex_item()
    answers = filled("gsp-wholesale") | {item.id: ItemAnswer(annex={item.annex_checks[0].key: "non_compliant"})}
    assert by("gsp-wholesale", answers).items == (item.id,)


def test_an_annex_not_looked_at_leaves_the_item_open():
    item = annex_item()
    answers = filled("gsp-wholesale") | {
        item.id: ItemAnswer(code="compliant", annex={item.annex_checks[0].key: "not_checked"})
    }
    result = by("gsp-wholesale", answers)
    assert result.provisional
    assert result.counts["major"].not_checked == 1


# Refusing


def test_gmp_is_never_judged_by_counting_and_takes_the_inspectors_severity():
    answers = filled("gmp-2010") | {
        "gmp-2010-004": ItemAnswer(code="defect", severity="critical"),
        "gmp-2010-005": ItemAnswer(code="defect", severity="major"),
        "gmp-2010-006": ItemAnswer(code="defect"),
    }
    result = by("gmp-2010", answers)
    assert (result.verdict, result.automatic, result.provisional) == (None, False, False)
    assert result.refusal
    assert [one.code for one in result.choices] == ["compliant", "pending_rectification", "non_compliant"]
    assert {level: count.non_compliant for level, count in result.counts.items()} == {
        "overall": 3,
        "critical": 1,
        "major": 1,
        "general": 0,
        "ungraded": 1,
    }
    assert result.suggestion.preselect == "non_compliant"
    assert "产品建议" in result.suggestion.note


@pytest.mark.parametrize(
    ("severities", "fits", "asked"),
    [
        ([], ("compliant",), set()),
        (["general"], ("compliant", "pending_rectification"), set()),
        (["general"] * 3, ("compliant", "pending_rectification"), {"linked_general"}),
        (["major"], ("pending_rectification",), set()),
        (["major"] * 4, ("pending_rectification",), {"linked_major"}),
        (["critical"], ("non_compliant",), set()),
    ],
)
def test_what_gmp_findings_suggest(severities, fits, asked):
    found = {f"gmp-2010-{n:03}": ItemAnswer(code="defect", severity=s) for n, s in enumerate(severities, start=4)}
    result = by("gmp-2010", filled("gmp-2010") | found)
    assert result.suggestion.fits == fits
    assert result.suggestion.preselect == (fits[0] if len(fits) == 1 else "")
    assert {hint.id for hint in result.hints if hint.id.startswith("linked")} == asked
    assert result.verdict is None


def test_no_good_conclusion_is_suggested_from_a_part_of_the_list():
    result = by("gmp-2010", filled("gmp-2010") | {"gmp-2010-004": ItemAnswer(code="not_checked")})
    assert result.suggestion is None
    assert result.provisional


@pytest.mark.parametrize("ruleset", ["licence_2022", "supervision_2022"])
def test_an_unread_threshold_refuses(ruleset):
    result = by("cos-prod", filled("cos-prod"), ruleset)
    assert (result.verdict, result.automatic) == (None, False)
    assert "未取得来源" in result.refusal
    assert result.choices


def test_only_general_items_recall_the_article_that_spares_the_penalty():
    bad = ItemAnswer(code="non_compliant")
    general = filled("cos-prod") | {"cos-prod-s10": bad}
    assert [one.law_ref for one in by("cos-prod", general).hints] == ["化妆品生产经营监督管理办法第59条第2款"]
    unread = by("cos-prod", general | {"cos-prod-s01": bad})
    assert [one.id for one in unread.hints] == ["ungraded"]
    key = by("cos-prod", general | {"cos-prod-s25": ItemAnswer(code="flaw")})
    assert key.hints == ()
    assert key.counts["key"].flaw == 1
    assert key.items == ("cos-prod-s10", "cos-prod-s25")


def test_a_list_of_duties_grades_nothing_and_names_the_articles():
    result = by("cos-op", filled("cos-op") | {"cos-op-s03": ItemAnswer(code="non_compliant")})
    assert (result.verdict, result.label, result.automatic) == (None, "不判级", False)
    assert any("化妆品监督管理条例第31条" in line for line in result.because)
    assert result.choices


def test_the_three_conclusions_are_the_teams_with_a_suggestion():
    result = by("gsp-retail", counted("gsp-retail", (0, 1, 0)), "inspection_conclusion_2021")
    assert result.verdict is None
    assert result.suggestion.preselect == "pending_rectification"
    assert "不是法规规定" in result.suggestion.note
    assert by("gsp-retail", filled("gsp-retail")).suggestion.preselect == "compliant"


def test_an_ungraded_nonconformity_stops_a_verdict_that_is_not_the_worst():
    value = tiny()
    value["chapters"][0]["items"][0] |= {"severity": None, "severity_verified": False, "verified": False}
    value["severity_levels"][0]["official_count"] = None
    checklist = load(value)
    good = {one.id: ItemAnswer(code="compliant") for one in checklist.items()}
    result = judge(checklist, good | {"tiny-01": ItemAnswer(code="non_compliant")})
    assert result.verdict is None
    assert "尚未定级" in result.refusal
    graded = judge(checklist, good | {"tiny-01": ItemAnswer(code="non_compliant", severity="major")})
    assert graded.verdict == "bad"


def test_a_share_of_a_percent_is_compared_exactly():
    value = tiny()
    value["judgement"]["rulesets"][0] |= {
        "basis": "percent",
        "rules": [
            {"verdict": "bad", "label": "差", "when": [when("general_pct", ">=", "50.000001")]},
            {"verdict": "good", "label": "好", "when": [when("general_pct", "<", "50.000001")]},
        ],
    }
    checklist = load(value)
    assert checklist.validate() == []
    good = {one.id: ItemAnswer(code="compliant") for one in checklist.items()}
    assert judge(checklist, good | {"tiny-02": ItemAnswer(code="non_compliant")}).verdict == "good"


# Wrong questions


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"nope": ItemAnswer(code="compliant")}, "没有项目 nope"),
        ({"gsp-retail-17701": ItemAnswer(code="maybe")}, "gsp-retail-17701 的答案“maybe”"),
        ({"gsp-retail-17701": ItemAnswer(code="compliant", annex={"无": "compliant"})}, "没有附录“无”"),
        ({"gsp-retail-17701": ItemAnswer(code="non_compliant", severity="fatal")}, "等级“fatal”"),
    ],
)
def test_what_the_list_does_not_know_is_wrong_use(answers, said):
    with pytest.raises(UsageFault, match=said):
        by("gsp-retail", answers)


def test_an_unknown_ruleset_lists_the_known_ones():
    with pytest.raises(UsageFault, match="supervision_2016"):
        by("gsp-retail", {}, "nope")
    assert ruleset_ids(library().checklist("gmp-2010")) == ("qualitative_risk",)
    assert ruleset_ids(library().checklist("gsp-ivd"))[0] == "supervision_2016"
