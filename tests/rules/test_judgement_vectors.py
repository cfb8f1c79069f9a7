"""The forty-six worked examples of the 2016 rules, each by the engine over the shipped packs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.rules.judgement import ItemAnswer, judge

CASES = yaml.safe_load((Path(__file__).parent / "judgement_cases.yaml").read_text("utf-8"))["cases"]


@cache
def library():
    return Library(places.forms_folder())


def answers_for(checklist, non_compliant, not_applicable):
    given = {}
    for level in ("critical", "major", "general"):
        ids = [item.id for item in checklist.items() if item.severity == level]
        bad, away = non_compliant.get(level, 0), not_applicable.get(level, 0)
        for at, id_ in enumerate(ids):
            code = "non_compliant" if at < bad else "not_applicable" if at < bad + away else "compliant"
            given[id_] = ItemAnswer(code=code)
    return given


def name(case):
    figures = "-".join(str(case["non_compliant"][one]) for one in ("critical", "major", "general"))
    away = "".join(f"_na{value}" for value in case["not_applicable"].values())
    return f"{case['checklist']}-{case['ruleset']}-{figures}{away}"


def test_there_are_forty_six():
    assert len(CASES) == 46


@pytest.mark.parametrize("case", CASES, ids=name)
def test_vector(case):
    checklist = library().checklist(case["checklist"])
    result = judge(
        checklist, answers_for(checklist, case["non_compliant"], case["not_applicable"]), ruleset=case["ruleset"]
    )
    assert (result.verdict, result.label, result.provisional) == (case["expect"], case["label"], False)
    assert result.automatic
    assert result.ruleset.id == case["ruleset"]
    for level in ("critical", "major", "general"):
        count = result.counts[level]
        assert count.non_compliant == case["non_compliant"].get(level, 0)
        assert count.not_applicable == case["not_applicable"].get(level, 0)
        assert float(result.percentages[level].percent) == case["pct"][f"{level}_pct"]
    assert any(f"第 {result.rule_index + 1} 条" in line and case["label"] in line for line in result.because)
    assert "撤销" not in "".join(result.because) + result.label + "".join(hint.text for hint in result.hints)
