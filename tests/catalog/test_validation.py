"""Contradictions inside a checklist: each is said, with its key."""

from __future__ import annotations

import pytest

from tests.catalog.packs import item, load, tiny, when


def problems(change):
    value = tiny()
    change(value)
    return load(value).validate()


def rules(value):
    return value["judgement"]["rulesets"][0]


def set_in(path, new):
    def change(value):
        *way, last = path
        for step in way:
            value = value[step]
        value[last] = new

    return change


def test_a_sound_pack_has_no_problem():
    assert problems(lambda _: None) == []


@pytest.mark.parametrize(
    ("change", "key", "said"),
    [
        (set_in(["chapters", 1, "items", 1, "id"], "tiny-02"), "chapters[1].items[1].id", "tiny-02 重复"),
        (set_in(["chapters", 1, "code"], "tiny-ch1"), "chapters[1].code", "章 tiny-ch1 重复"),
        (set_in(["chapters", 0, "items", 0, "severity"], "fatal"), "chapters[0].items[0].severity", "fatal"),
        (set_in(["chapters", 0, "items", 0, "no_verified"], False), "chapters[0].items[0].verified", "未核实"),
        (set_in(["meta", "item_total"], 4), "meta.item_total", "写明 4 项，实际 3 项"),
        (set_in(["meta", "checkable_total"], 2), "meta.checkable_total", "写明 2 项"),
        (set_in(["meta", "severity_totals"], {"major": 2}), "meta.severity_totals.major", "写明 2 项，实际 1 项"),
        (set_in(["meta", "code"], "Tiny 表"), "meta.code", "小写字母"),
        (set_in(["severity_levels", 0, "official_count"], 9), "severity_levels[0].official_count", "写明 9 项"),
        (set_in(["severity_levels", 1, "code"], "major"), "severity_levels[1].code", "重复"),
        (set_in(["answer_options", 1, "code"], "broken"), "answer_options[1].code", "不认识的答案 broken"),
        (set_in(["answer_options", 1, "counts_as_defect"], False), "answer_options[1].counts_as_defect", "含义不符"),
        (set_in(["answer_options", 0, "excluded_from_denominator"], True), "answer_options[0]", "not_applicable"),
        (set_in(["severity_assignment"], "per_finding_by_inspector"), "judgement.defect_classification", "评定标准"),
        (set_in(["judgement", "rulesets", 0, "rules"], []), "judgement.rulesets[0].rules", "没有规则"),
        (set_in(["judgement", "rulesets"], []), "judgement", "没有规则集"),
        (
            set_in(["judgement", "requires_inspector_decision"], True),
            "judgement.rulesets[0].rules",
            "不应再有自动规则",
        ),
        (
            set_in(["judgement", "rulesets", 0, "rules", 0, "when", 0, "metric"], "huge_count"),
            "judgement.rulesets[0].rules[0].when[0].metric",
            "huge_count",
        ),
        (
            set_in(["judgement", "rulesets", 0, "rules", 0, "when", 0, "value"], [1, 2]),
            "judgement.rulesets[0].rules[0].when[0].value",
            "不配",
        ),
        (
            set_in(["judgement", "rulesets", 0, "rules", 0, "when", 0], when("major_count", "between", [4, 1])),
            "judgement.rulesets[0].rules[0].when[0].value",
            "不配",
        ),
        (
            set_in(["judgement", "rulesets", 0, "rules", 0, "label"], "糟"),
            "judgement.rulesets[0].rules[1].label",
            "两种写法",
        ),
        (
            set_in(["judgement", "rulesets", 0, "rules", 0, "when", 0, "value"], "１"),
            "judgement.rulesets[0].rules[0].when[0].value",
            "不配",
        ),
        (
            set_in(["judgement", "hints"], [{"id": "h", "text": "t", "verified": True, "ruleset": "none"}]),
            "judgement.hints[0].ruleset",
            "没有规则集 none",
        ),
        (
            set_in(["judgement", "hints"], [{"id": "h", "text": "t", "verified": True, "suggest": ["x"]}]),
            "judgement.hints[0].suggest",
            "没有结论 x",
        ),
    ],
)
def test_a_contradiction_is_named(change, key, said):
    found = problems(change)
    assert any(key in one and said in one for one in found), found


def test_a_gap_between_rules_is_found():
    found = problems(lambda value: rules(value)["rules"].pop(1))
    assert any("有漏洞" in one and "general_count=2" in one for one in found), found


def test_a_verdict_that_betters_with_more_defects_is_found():
    def change(value):
        rules(value)["rules"][1]["when"] = [when("general_count", "==", 1)]
        rules(value)["rules"][2]["when"] = []

    assert any("反而变好" in one for one in problems(change))


def test_a_gap_between_percentages_is_found():
    def change(value):
        rules(value)["basis"] = "percent"
        rules(value)["rules"] = [
            {"verdict": "bad", "label": "差", "when": [when("general_pct", ">", "12.5")]},
            {"verdict": "good", "label": "好", "when": [when("general_pct", "<", "12.5")]},
        ]

    assert any("有漏洞" in one and "general_pct=12.5" in one for one in problems(change))


def test_an_annex_may_stand_only_once_at_an_item():
    def change(value):
        annex = {"annex": "验证", "checks": ["看"]}
        value["chapters"][0]["items"][0]["annex_checks"] = [annex, annex]

    assert any("附录 验证 重复" in one for one in problems(change))


def test_only_one_ruleset_may_be_the_default():
    def change(value):
        value["judgement"]["rulesets"] = [rules(value) | {"id": name, "default": True} for name in ("a", "b")]

    assert any("只能有一个" in one for one in problems(change))


def test_a_suggestion_must_lead_somewhere():
    def change(value):
        rules(value)["suggestion"] = {"ruleset": "simple", "by_verdict": {"bad": "awful"}, "note": "建议"}

    found = problems(change)
    assert any("by_verdict.bad" in one for one in found)
    assert any("good 没有对应的建议" in one for one in found)


def test_items_that_are_only_explained_do_not_count_as_checkable():
    def change(value):
        value["chapters"][0]["items"].append(item("04", None, checkable=False, severity_verified=False, verified=False))
        value["meta"] |= {"item_total": 4, "checkable_total": 3}

    assert problems(change) == []
