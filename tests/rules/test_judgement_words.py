"""The words of a verdict: each figure with its unit, the rules it came from, and what was not verified said to be so."""

from __future__ import annotations

from functools import cache

import msgspec
import pytest

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.rules.judgement import ItemAnswer, judge


@cache
def checklist(code):
    return Library(places.forms_folder()).checklist(code)


def judged(code, ruleset=None, default="compliant", **bad):
    answers = {one.id: ItemAnswer(code=default) for one in checklist(code).checkable_items()}
    for level, number in bad.items():
        for item in [one for one in checklist(code).items() if one.severity == level][:number]:
            answers[item.id] = ItemAnswer(code="non_compliant")
    return judge(checklist(code), answers, ruleset=ruleset)


def test_shares_are_spelt_in_percent_with_the_share_that_was_found():
    found = judged("gsp-retail", "certification_2016", major=2, general=3)
    assert found.because[-1] == (
        "命中第 5 条规则：主要缺陷＞0%（实际 3.77%），主要缺陷＜10%（实际 3.77%），一般缺陷＜20%（实际 2.61%），"
        "结论为“限期整改后复核检查”"
    )
    assert found.because[1] == "这是历史规则，只为对照和查阅旧记录保留，不作为现行结论"
    assert "主要缺陷：不符合 2 项，适用 53 项（共 53 项，合理缺项 0 项），比例 2/53＝3.77%" in found.because
    assert (found.ruleset.legacy, found.ruleset.verified, found.suggestion, found.hints) == (True, True, None, ())
    assert [one.code for one in found.choices] == ["pass", "rectify_recheck", "fail"]


def test_counts_are_spelt_in_items_with_the_number_that_was_found():
    found = judged("gsp-retail", major=2, general=3)
    assert found.because[-1] == (
        "命中第 5 条规则：严重缺陷＝0项（实际 0 项），主要缺陷1项至4项（实际 2 项），一般缺陷＜23项（实际 3 项），"
        "结论为“违反药品经营质量管理规范，限期整改”"
    )
    assert "主要缺陷：不符合 2 项，适用 53 项（共 53 项，合理缺项 0 项）" in found.because
    # The team chooses among the three conclusions in force, not among the verdicts of 2016.
    assert [one.code for one in found.choices] == ["compliant", "pending_rectification", "non_compliant"]
    assert found.suggestion.preselect == "pending_rectification"
    assert found.suggestion.note.endswith("（依“监督检查结果判定(按项数)”：违反药品经营质量管理规范，限期整改）")


@pytest.mark.parametrize(
    ("ruleset", "critical", "shown"),
    [
        ("supervision_2016", 1, ["serious_violation_law"]),
        ("supervision_2016", 0, []),
        ("certification_2016", 1, []),
        ("inspection_conclusion_2021", 1, []),
    ],
)
def test_what_concerns_one_ruleset_and_verdict_is_shown_with_them_only(ruleset, critical, shown):
    assert [one.id for one in judged("gsp-retail", ruleset, critical=critical).hints] == shown


def test_the_suggestion_is_the_same_from_either_side():
    one = judged("gsp-retail", critical=1).suggestion
    other = judged("gsp-retail", "inspection_conclusion_2021", critical=1).suggestion
    assert one == other
    assert one.preselect == "non_compliant"


def test_a_list_of_duties_names_its_way_of_judging():
    found = judged("vac-cc")
    assert (found.ruleset.id, found.ruleset.title, found.ruleset.legacy) == ("legal", "仅列违法事项", False)
    assert found.ruleset.verified is True
    gmp = judged("gmp-2010")
    assert (gmp.ruleset.title, gmp.ruleset.verified) == ("按风险定性评定", False)


def test_an_article_nobody_verified_says_so():
    sound = checklist("vac-cc")
    first = sound.checkable_items()[0]
    answer = {first.id: ItemAnswer(code="non_compliant")}
    line = f"“{first.title}”不符合，涉及：{'、'.join(first.law_refs)}"
    assert line in judge(sound, answer).because
    doubtful = msgspec.structs.replace(first, law_refs_verified=False)
    chapters = tuple(
        msgspec.structs.replace(one, items=tuple(doubtful if item.id == first.id else item for item in one.items))
        for one in sound.chapters
    )
    assert f"{line}（未核实）" in judge(msgspec.structs.replace(sound, chapters=chapters), answer).because
