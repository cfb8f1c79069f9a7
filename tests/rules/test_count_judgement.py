"""Rules without a list: the fourteen worked examples of the device guides, what stays open, what is refused."""

from __future__ import annotations

import json
import re
from functools import cache

import msgspec
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from inspector_app import places
from inspector_app.catalog.count_rules import CountRules
from inspector_app.catalog.library import Library, compile_pack
from inspector_app.commands.judge import judge
from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.count_judgement import CountSheet, judge_counts

LICENCE, RENEWAL, SUPERVISION = "registration_or_licence_2015", "licence_renewal_2015", "supervision_2015"
AFFECTS = "may_directly_affect_quality"
CONFIRMED = {"confirmed_by": "王芳", "reason": "本局确认沿用"}
CASES = [
    (LICENCE, 0, 0, None, "pass"),
    (LICENCE, 1, 0, None, "fail"),
    (LICENCE, 0, 1, True, "fail"),
    (LICENCE, 0, 5, False, "rectify_recheck"),
    (LICENCE, 0, 5, None, None),
    (LICENCE, 2, 3, False, "fail"),
    (RENEWAL, 0, 0, None, "pass"),
    (RENEWAL, 1, 0, None, "rectify"),
    (RENEWAL, 0, 2, None, "rectify"),
    (SUPERVISION, 0, 0, None, "pass"),
    (SUPERVISION, 1, 0, False, "stop_rectify"),
    (SUPERVISION, 0, 3, True, "stop_rectify"),
    (SUPERVISION, 0, 3, False, "rectify"),
    (SUPERVISION, 0, 3, None, None),
]


@cache
def rules():
    return Library(places.forms_folder()).definition("judgement", "device-gmp-2015")


def judged(ruleset, key, general, affects=None, **more):
    return judge_counts(
        rules(),
        CountSheet(
            ruleset=ruleset, counts={"key": key, "general": general}, answers={AFFECTS: affects}, **CONFIRMED | more
        ),
    )


@pytest.mark.parametrize(("ruleset", "key", "general", "affects", "expect"), CASES)
def test_worked_example(ruleset, key, general, affects, expect):
    found = judged(ruleset, key, general, affects)
    assert found.verdict == expect
    assert found.missing == ((AFFECTS,) if expect is None else ())
    assert (found.label == "由检查组判定") is (expect is None)


def test_it_is_switched_off_and_says_so_wherever_it_shows():
    assert rules().meta.enabled is False
    with pytest.raises(Fault, match=r"默认停用，未核实.*是否仍适用须先确认") as caught:
        judged(SUPERVISION, 0, 0, confirmed_by="", reason="")
    assert (caught.value.code, caught.value.exit_code) == ("rules-disabled", 1)
    for lacking in ({"confirmed_by": " "}, {"reason": " "}):
        with pytest.raises(Fault, match="默认停用"):
            judged(SUPERVISION, 0, 0, **lacking)
    found = judged(SUPERVISION, 0, 0)
    assert (found.enabled, found.confirmed_by) == (False, "王芳")
    assert found.headline == "未发现不符合项（默认停用的规则，未核实）"
    assert any("王芳确认适用，理由：本局确认沿用" in line for line in found.because)
    [entry] = [one for one in Library(places.forms_folder()).entries() if one.kind == "judgement"]
    assert (entry.unverified, entry.counts) == (1, {"rulesets": 3})
    assert entry.verified_note.startswith("默认停用，未核实")


def test_what_follows_is_said_only_where_something_is_wrong():
    assert judged(LICENCE, 0, 0).followup == ()
    followup = judged(LICENCE, 0, 1, affects=False).followup
    assert followup[:2] == ("注册核查的整改期限 6 个月", "生产许可检查的整改期限 30 天")
    assert judged(LICENCE, 0, 0).output_is.startswith("建议结论")
    assert judged(RENEWAL, 0, 1).followup == ("整改后仍不符合要求的，不予延续",)


def test_the_facts_of_the_guides_are_there():
    meta = rules().meta
    assert (meta.doc_no, meta.published) == ("食药监械监〔2015〕218号", "2015-09-25")
    assert meta.guides == ("通用", "无菌医疗器械", "植入性医疗器械", "体外诊断试剂")
    [ivd] = meta.item_counts
    assert (ivd.guide, ivd.total, ivd.by_level, ivd.verified) == (
        "体外诊断试剂",
        218,
        {"key": 42, "general": 176},
        "secondary_source",
    )
    assert [(one.code, one.marker) for one in rules().severity_levels] == [("key", "*"), ("general", "")]


HEAD = "规则集：{}（{}），依据 食药监械监〔2015〕218号"
TAIL = "{}；王芳确认适用，理由：本局确认沿用"
ASKED = "检查组判断：一般项目不符合是否可能对产品质量产生直接影响：{}"


@pytest.mark.parametrize(
    ("ruleset", "key", "general", "affects", "told"),
    [
        (LICENCE, 1, 0, None, ["关键项目有一项以上不符合，结论为“未通过检查”"]),
        (LICENCE, 0, 1, True, [ASKED.format("是"), "仅一般项目不符合，且可能直接影响产品质量，结论为“未通过检查”"]),
        (LICENCE, 0, 5, False, [ASKED.format("否"), "仅一般项目不符合，且不直接影响产品质量，结论为“整改后复查”"]),
        (LICENCE, 0, 5, None, ["undetermined"]),
        (SUPERVISION, 0, 0, None, ["没有不符合项，结论为“未发现不符合项”（原文未为监督检查规定名称，标签自拟）"]),
    ],
)
def test_a_result_says_what_was_counted_answered_and_hit(ruleset, key, general, affects, told):
    found = judged(ruleset, key, general, affects)
    [rule] = [one for one in rules().rulesets if one.id == ruleset]
    counted = [f"关键项目不符合 {key} 项", f"一般项目不符合 {general} 项"]
    told = [rules().undetermined if one == "undetermined" else one for one in told]
    assert found.because == (HEAD.format(rule.title, ruleset), *counted, *told, TAIL.format(rules().standing))
    assert (found.rules, found.version, found.ruleset, found.title) == (
        "device-gmp-2015",
        rules().meta.version,
        ruleset,
        rule.title,
    )
    assert (found.standing, found.confirmed_by, found.reason) == (rules().standing, "王芳", "本局确认沿用")
    assert (found.enabled, found.headline) == (False, f"{found.label}（默认停用的规则，未核实）")


def altered(**meta):
    return msgspec.structs.replace(rules(), meta=msgspec.structs.replace(rules().meta, **meta))


def test_rules_that_stand_need_nobody_to_confirm_them():
    standing = altered(enabled=True)
    for given_ in ({}, CONFIRMED):
        found = judge_counts(standing, CountSheet(ruleset=RENEWAL, counts={"key": 0, "general": 0}, **given_))
        assert (found.enabled, found.headline, found.standing) == (True, "通过检查", "")
        assert (found.confirmed_by, found.reason) == ("", "")
        assert found.because[-1] == "没有不符合项，结论为“通过检查”"


def test_counts_that_no_rule_meets_are_left_to_the_team():
    [renewal] = [one for one in rules().rulesets if one.id == RENEWAL]
    lacking = msgspec.structs.replace(rules(), rulesets=(msgspec.structs.replace(renewal, rules=renewal.rules[:1]),))
    found = judge_counts(lacking, CountSheet(ruleset=RENEWAL, counts={"key": 0, "general": 0}, **CONFIRMED))
    assert (found.verdict, found.label, found.missing) == (None, "由检查组判定", ())
    assert found.because[-2] == "没有一条规则与这组数相符，由检查组写明结论和理由"


def test_the_switch_is_opened_by_a_name_and_a_reason_together():
    sheet = {"ruleset": RENEWAL, "counts": {"key": 0, "general": 0}}
    for who, why in (("", ""), ("王芳", ""), ("", "沿用"), (" ", "沿用"), ("王芳", " ")):
        with pytest.raises(Fault) as caught:
            judge_counts(rules(), CountSheet(**sheet, confirmed_by=who, reason=why))
        assert (caught.value.code, caught.value.kept) == ("rules-disabled", "不出结论")
        assert rules().standing in caught.value.what
    found = judge_counts(rules(), CountSheet(**sheet, confirmed_by=" 王芳 ", reason=" 沿用 "))
    assert (found.confirmed_by, found.reason) == ("王芳", "沿用")


@pytest.mark.parametrize(
    ("sheet", "code", "offered"),
    [
        ({"ruleset": ""}, "ruleset-unknown", [LICENCE, RENEWAL, SUPERVISION]),
        ({"ruleset": "gmp"}, "ruleset-unknown", [LICENCE, RENEWAL, SUPERVISION]),
        ({"counts": {"key": 0, "general": 0, "minor": 0}}, "counts-invalid", ["key", "general"]),
        ({"counts": {"key": 0}}, "counts-invalid", []),
        ({"counts": {"key": -1, "general": 0}}, "counts-invalid", []),
        ({"counts": {"key": 0, "general": 10_001}}, "counts-invalid", []),
        ({"counts": {"key": 0, "general": True}}, "counts-invalid", []),
        ({"answers": {"why": True}}, "counts-invalid", [AFFECTS]),
    ],
)
def test_a_wrong_sheet_is_wrong_use_and_offers_what_there_is(sheet, code, offered):
    sound = {"ruleset": RENEWAL, "counts": {"key": 0, "general": 0}, **CONFIRMED}
    with pytest.raises(UsageFault) as caught:
        judge_counts(rules(), CountSheet(**sound | sheet))
    assert caught.value.code == code
    assert re.findall("[a-z][a-z0-9_]+", caught.value.todo) == offered


def test_the_largest_count_is_counted_and_levels_keep_their_order():
    found = judge_counts(rules(), CountSheet(ruleset=RENEWAL, counts={"general": 10_000, "key": 10_000}, **CONFIRMED))
    assert found.verdict == "rectify"
    assert found.because[1:3] == ("关键项目不符合 10000 项", "一般项目不符合 10000 项")


@given(
    st.sampled_from([LICENCE, RENEWAL, SUPERVISION]),
    st.integers(0, 300),
    st.integers(0, 300),
    st.sampled_from([True, False, None]),
)
def test_a_verdict_or_the_question_that_is_open(ruleset, key, general, affects):
    found = judged(ruleset, key, general, affects)
    assert (found.verdict == "pass") is (key == general == 0)
    assert (found.verdict is None) is (ruleset != RENEWAL and key == 0 and general > 0 and affects is None)
    if key:
        assert found.verdict in ("fail", "rectify", "stop_rectify")


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ({}, "counts 写法不对"),
        ({"counts": {"key": 0, "general": 0}}, "没有写 ruleset"),
        ({"ruleset": "gmp", "counts": {"key": 0, "general": 0}}, "没有规则集“gmp”"),
        ({"ruleset": RENEWAL, "counts": {"key": 0}}, "缺少 counts.general（一般项目不符合的项数）"),
        ({"ruleset": RENEWAL, "counts": {"key": 0, "general": 0, "minor": 1}}, "没有“minor”这一级"),
        ({"ruleset": RENEWAL, "counts": {"key": -1, "general": 0}}, "counts.key（关键项目不符合的项数）应当是 0 至"),
        ({"ruleset": RENEWAL, "counts": {"key": 10001, "general": 0}}, "counts.key"),
        ({"ruleset": RENEWAL, "counts": {"key": "1", "general": 0}}, "写法不对"),
        ({"ruleset": RENEWAL, "counts": {"key": True, "general": 0}}, "写法不对"),
        ({"ruleset": RENEWAL, "counts": {"key": 0, "general": 0}, "answers": {"x": True}}, "没有“x”这个问题"),
        ({"ruleset": RENEWAL, "counts": {"key": 0, "general": 0}, "answers": {AFFECTS: "是"}}, "写法不对"),
        ({"ruleset": RENEWAL, "counts": {"key": 0, "general": 0}, "why": 1}, "不认识的键“why”"),
    ],
)
def test_wrong_counts_are_named(tmp_path, sheet, words):
    path = tmp_path / "计 数.json"
    path.write_text(json.dumps(CONFIRMED | sheet), "utf-8")
    done = CliRunner().invoke(judge, ["device-gmp-2015", str(path), "--json"], standalone_mode=False)
    assert isinstance(done.exception, UsageFault)
    assert words in str(done.exception)
    assert done.output == ""


def test_the_command_prints_it_as_text_and_as_json(tmp_path):
    path = tmp_path / "计 数.json"
    path.write_text(json.dumps(CONFIRMED | {"counts": {"key": 0, "general": 2}, "answers": {AFFECTS: True}}), "utf-8")
    runner = CliRunner()
    told = json.loads(runner.invoke(judge, ["device-gmp-2015", str(path), "--ruleset", LICENCE, "--json"]).stdout)
    assert (told["verdict"], told["enabled"], told["missing"]) == ("fail", False, [])
    said = runner.invoke(judge, ["device-gmp-2015", str(path), "--ruleset", LICENCE]).stdout
    assert "结论：未通过检查（默认停用的规则，未核实）" in said
    assert "性质：建议结论" in said
    path.write_text(json.dumps({"ruleset": LICENCE, "counts": {"key": 0, "general": 2}}), "utf-8")
    refused = runner.invoke(judge, ["device-gmp-2015", str(path)], standalone_mode=False)
    assert refused.exception.exit_code == 1
    assert refused.output == ""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("  disabled_because: ", "  numbering: ", "停用的规则集要写明为什么停用"),
        ("op: '>=', value: 1}]}", "op: '>=', value: 2}]}", "没有一条规则适用"),
        ("metric: key_count, op: '>='", "metric: key_pct, op: '>='", "条件 key_pct 无法判断"),
        ("{may_directly_affect_quality: true}", "{may_hurt: true}", "没有 may_hurt 这个问题"),
        ("- {code: general, label: 一般项目", "- {code: key, label: 一般项目", "代码重复"),
        ("- id: supervision_2015", "- id: Supervision 2015", "只能用小写字母"),
    ],
)
def test_a_contradiction_in_the_pack_is_named(old, new, words):
    path = places.forms_folder() / "judgements" / "device-gmp-2015.yaml"
    text = path.read_text("utf-8")
    assert old in text
    changed = text.replace(old, new, 1)
    if new.startswith("  numbering"):
        changed = changed.replace("  numbering: X1", "  item_counts_note: X1").replace(
            "  item_counts_note: 其", "  # ", 1
        )
    with pytest.raises(Fault, match=words):
        compile_pack("judgement", changed.encode(), path.name, CountRules)
