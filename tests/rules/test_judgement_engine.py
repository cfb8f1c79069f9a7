"""The engine against a second judgement from the packs' text, and where it must refuse whatever the figures say."""

from __future__ import annotations

from fractions import Fraction

import pytest

from inspector_app.fault import UsageFault
from inspector_app.rules.judgement import ItemAnswer, judge, ruleset_ids
from tests.catalog.packs import load, tiny, when
from tests.rules.checklist_oracle import CODES, counted, drawn, figures_of, holds, judged, raw, shipped


def compare(pack, checklist, ruleset, answers):
    found = judge(checklist, answers, ruleset=ruleset["id"])
    verdict, hit, still_open = judged(pack, ruleset, answers)
    assert (found.verdict, found.rule_index, found.provisional) == (verdict, hit, still_open)
    assert found.automatic is (verdict is not None) is (not found.refusal)
    assert (found.checklist, found.version) == (pack["meta"]["code"], str(pack["meta"]["version"]))
    levels, defects, by_annex = counted(pack, answers)
    assert found.items == tuple(defects)
    key = "" if ruleset["id"] in ("legal", "qualitative_risk") else f"（{ruleset['id']}）"
    assert found.because[0].startswith(f"规则集：{ruleset['title']}{key}，")
    if hit is not None:
        assert found.label == ruleset["rules"][hit]["label"]
        assert f"命中第 {hit + 1} 条规则：" in "".join(found.because)
        assert found.label in found.headline or found.headline.startswith("暂不能得出结论")
    else:
        assert found.refusal in found.because
    unchecked = levels["overall"]["not_checked"] + levels["overall"]["unanswered"]
    assert (f"还有 {unchecked} 项未检查或未作答" in found.headline) is still_open
    left = [one for one in found.because if f"{levels['overall']['not_checked']} 项未检查、" in one]
    assert len(left) == (unchecked > 0)
    items = {one["id"]: one for chapter in pack["chapters"] for one in chapter["items"]}
    fallen = [
        f"项目 {items[id_]['no']}（{items[id_]['title']}）因附录“{annex}”不符合而计为不符合" for id_, annex in by_annex
    ]
    assert [one for one in found.because if "因附录“" in one] == fallen
    rule = pack["judgement"].get("annex_rule")
    assert (rule is not None and rule["text"] in found.because) is bool(fallen)
    figures = figures_of(pack, levels)
    hints = [
        one["id"]
        for one in pack["judgement"].get("hints", ())
        if one.get("ruleset", ruleset["id"]) == ruleset["id"]
        and (not one.get("verdict") or (one["verdict"] == verdict and not still_open))
        and all(holds(condition, figures) for condition in one.get("when", ()))
    ]
    assert [one.id for one in found.hints] == hints
    told = {one["id"]: one for one in pack["judgement"].get("hints", ())}
    for one in found.hints:
        assert (one.text, one.law_ref) == (told[one.id]["text"], told[one.id].get("law_ref", ""))
        assert one.verified == told[one.id]["verified"]
    if pack.get("severity_assignment") == "per_finding_by_inspector":
        assert found.percentages == {}
    else:
        assert set(found.percentages) == set(levels) - {"overall", "ungraded"}
    for level, share in found.percentages.items():
        assert share.numerator == levels[level]["non_compliant"]
        exact = figures[f"{level}_pct"]
        assert abs(Fraction(share.percent) - exact) <= Fraction(1, 200)
        assert Fraction(share.numerator * 100, share.denominator or 1) == exact
    check_lines(pack, ruleset, found, levels, figures)
    check_suggestion(pack, ruleset, found, answers)
    return found


def check_lines(pack, ruleset, found, levels, figures):
    """Every level has its line with its own figures, and only these."""
    labels = {one["code"]: one["label"] for one in pack["severity_levels"]} | {"ungraded": "未定级"}
    lines = []
    for level, count in levels.items():
        bad, away, total = count["non_compliant"], count["not_applicable"], sum(count.values())
        if level == "overall":
            continue
        if pack.get("severity_assignment") == "per_finding_by_inspector":
            lines.append(f"{labels[level]} {bad} 项")
            continue
        flaws = f"，瑕疵 {count['flaw']} 项" if count["flaw"] else ""
        lines.append(f"{labels[level]}：不符合 {bad} 项{flaws}，适用 {total - away} 项（共 {total} 项，")
        if ruleset.get("basis") == "percent":
            share = found.percentages[level]
            lines[-1] += f"{named_not_applicable(pack)} {away} 项），比例 {bad}/{share.denominator}＝{share.percent}%"
    shown = found.because[1 + ruleset.get("legacy", False) :]
    assert all(line.startswith(start) for line, start in zip(shown, lines, strict=False))
    assert ("，比例 " in "".join(shown)) is (ruleset.get("basis") == "percent")
    whole = levels["overall"]
    total = f"共 {sum(whole.values())} 项：符合 {whole['compliant']} 项，不符合 {whole['non_compliant']} 项，"
    by_finding = pack.get("severity_assignment") == "per_finding_by_inspector"
    assert any(one.startswith(total) for one in shown) is (len(levels) == 1 or by_finding)


def named_not_applicable(pack):
    return next(one["label"] for one in pack["answer_options"] if one["code"] == "not_applicable")


def check_suggestion(pack, ruleset, found, answers):
    """What is advised comes from a hint, or from the verdict of the ruleset that is mapped to the conclusions in force."""
    hints = {one["id"]: one for one in pack["judgement"].get("hints", ())}
    rulesets = {one["id"]: one for one in pack["judgement"].get("rulesets", ())}
    fits, target = next(
        ((tuple(hints[one.id]["suggest"]), None) for one in found.hints if hints[one.id].get("suggest")), ((), None)
    )
    if not fits:
        for source in rulesets.values():
            mapping = source.get("suggestion")
            if mapping and ruleset["id"] in (source["id"], mapping["ruleset"]):
                verdict, _, still_open = judged(pack, source, answers)
                if verdict and not still_open:
                    fits, target = (mapping["by_verdict"][verdict],), rulesets[mapping["ruleset"]]
                break
    if not fits:
        assert found.suggestion is None
        return
    assert (found.suggestion.fits, found.suggestion.preselect) == (fits, fits[0] if len(fits) == 1 else "")
    assert set(fits) <= {one.code for one in found.suggestion.options}
    if target:
        assert (found.suggestion.ruleset, found.suggestion.title) == (target["id"], target["title"])
        assert [one.code for one in found.suggestion.options] == [one["code"] for one in target["verdicts"]]
    else:
        assert found.suggestion.ruleset == ruleset["id"]
        assert found.suggestion.note.startswith("产品建议，不是法规规定：")


@pytest.mark.parametrize("code", CODES)
def test_every_ruleset_judged_a_second_time_gives_the_same(code):
    pack = raw(code)
    rulesets = pack["judgement"].get("rulesets") or [
        {"id": basis, "title": title, "requires_inspector_decision": True}
        for basis, title in (("legal", "仅列违法事项"), ("qualitative_risk", "按风险定性评定"))
        if basis == pack["judgement"]["basis"]
    ]
    assert ruleset_ids(shipped(code)) == tuple(one["id"] for one in rulesets)
    default = next((one["id"] for one in rulesets if one.get("default")), rulesets[0]["id"])
    assert judge(shipped(code), {}).ruleset.id == judge(shipped(code), {}, ruleset="").ruleset.id == default
    for ruleset in rulesets:
        for seed in range(3):
            compare(pack, shipped(code), ruleset, drawn(code, seed))


def few(code, number, seed):
    """A list answered through but for some findings, so that the middle verdicts come up too."""
    found = {key: ItemAnswer(code="compliant") for key in (one.id for one in shipped(code).checkable_items())}
    for key in list(drawn(code, seed))[seed::7][:number]:
        found[key] = ItemAnswer(code="non_compliant")
    return found


@pytest.mark.parametrize("code", ["gsp-wholesale", "gsp-retail", "gsp-ivd"])
def test_few_findings_judged_a_second_time_give_the_same(code):
    verdicts = set()
    for ruleset in raw(code)["judgement"]["rulesets"]:
        for number in (0, 1, 2, 4, 9, 20):
            for seed in (0, 3):
                verdicts.add(compare(raw(code), shipped(code), ruleset, few(code, number, seed)).verdict)
    assert len(verdicts) >= 4


def sound():
    pack = tiny()
    pack["answer_options"].append({"code": "not_checked", "label": "未查", "counts_as_defect": False})
    return pack


def answered(first="compliant", rest="compliant"):
    return {"tiny-01": ItemAnswer(code=first), "tiny-02": ItemAnswer(code=rest), "tiny-03": ItemAnswer(code=rest)}


REFUSED = {
    "a threshold that nobody read": ({}, {"thresholds": {"sum": None}}, "有 1 个判定数值未取得来源（未核实）"),
    "a ruleset left to people": ({}, {"requires_inspector_decision": True}, "不得仅凭项数自动下结论"),
    "a list left to people": ({"requires_inspector_decision": True}, {}, "不得仅凭项数自动下结论"),
}


@pytest.mark.parametrize("case", REFUSED)
@pytest.mark.parametrize("first", ["compliant", "non_compliant"])
def test_what_is_left_to_people_has_no_verdict_whatever_the_figures(case, first):
    on_list, on_ruleset, said = REFUSED[case]
    pack = sound()
    pack["judgement"] |= on_list
    pack["judgement"]["rulesets"][0] |= on_ruleset
    found = judge(load(pack), answered(first))
    assert (found.verdict, found.automatic, found.rule_index, found.provisional) == (None, False, None, False)
    assert said in found.refusal
    assert (found.label, found.headline) == ("由检查组判定", "由检查组判定")
    assert [one.code for one in found.choices] == ["good", "bad"]
    half = judge(load(pack), {"tiny-01": ItemAnswer(code=first), "tiny-02": ItemAnswer(code="not_checked")})
    assert half.headline == "由检查组判定（还有 2 项未检查或未作答）"
    assert "还有 1 项未检查、1 项未作答，检查尚未完成" in half.because


def test_an_unread_bound_refuses_even_where_another_rule_would_hit():
    pack = sound()
    pack["judgement"]["rulesets"][0]["rules"][1]["when"][0]["value"] = None
    for first in ("compliant", "non_compliant"):
        found = judge(load(pack), answered(first))
        assert (found.verdict, found.automatic) == (None, False)
        assert "有 1 个判定数值未取得来源" in found.refusal


def test_figures_that_no_rule_meets_are_left_to_people():
    pack = sound()
    pack["judgement"]["rulesets"][0]["rules"] = [
        {"verdict": "bad", "label": "差", "when": [when("general_count", ">=", 3)]},
        {"verdict": "good", "label": "好", "when": [when("general_count", "==", 0)]},
    ]
    found = judge(load(pack), answered(rest="non_compliant"))
    assert (found.verdict, found.automatic, found.provisional) == (None, False, False)
    assert found.refusal == "规则集“简单”没有一条与这组数相符，不能自动判定，由检查组写明结论和理由"


def test_a_finding_without_a_level_stops_all_but_the_worst_verdict():
    pack = sound()
    pack["chapters"][1]["items"][0] |= {"severity": None, "severity_verified": False}
    bad = ItemAnswer(code="non_compliant")
    ungraded = judge(load(pack), answered() | {"tiny-02": bad})
    assert (ungraded.verdict, ungraded.rule_index) == (None, None)
    assert ungraded.refusal == "有 1 项不符合尚未定级，不能自动判定，请先评定等级"
    assert judge(load(pack), answered("non_compliant") | {"tiny-02": bad}).verdict == "bad"
    assert judge(load(pack), answered() | {"tiny-02": ItemAnswer(code="compliant")}).verdict == "good"
    open_too = judge(load(pack), {"tiny-01": ItemAnswer(code="compliant"), "tiny-02": bad})
    assert (open_too.verdict, open_too.provisional) == (None, True)


@pytest.mark.parametrize(
    ("basis", "title", "label", "said"),
    [
        ("legal", "仅列违法事项", "不判级", "本检查表不判级，只列违法事项，由检查组逐项依法处理"),
        (
            "qualitative_risk",
            "按风险定性评定",
            "由检查组判定",
            "没有可以计数的判定规则，不得仅凭项数自动下结论，由检查组选择结论并写明理由",
        ),
    ],
)
def test_a_list_without_rules_says_by_what_it_is_judged(basis, title, label, said):
    pack = sound()
    pack["judgement"] = {"basis": basis, "verified": True}
    found = judge(load(pack), answered("non_compliant"))
    assert (found.verdict, found.automatic, found.label, found.refusal) == (None, False, label, said)
    assert (found.ruleset.id, found.ruleset.title, found.ruleset.verified) == (basis, title, True)
    assert [one.code for one in found.choices] == ["not_graded"]
    with_rules = sound()
    with_rules["judgement"]["basis"] = basis
    assert judge(load(with_rules), answered()).verdict == "good"


def test_an_unknown_ruleset_is_wrong_use():
    with pytest.raises(UsageFault, match="检查表 tiny 没有规则集“nope”") as caught:
        judge(load(sound()), {}, ruleset="nope")
    assert (caught.value.code, caught.value.todo) == ("ruleset-unknown", "可用的规则集：simple（简单）")


@pytest.mark.parametrize(
    ("first", "rest", "headline", "final"),
    [
        ("compliant", "compliant", "好", True),
        ("non_compliant", "not_checked", "差", True),
        ("not_checked", "compliant", "暂不能得出结论（还有 1 项未检查或未作答）", False),
        ("compliant", "", "暂不能得出结论（还有 2 项未检查或未作答）", False),
    ],
)
def test_a_good_verdict_waits_for_the_last_item_and_the_worst_for_none(first, rest, headline, final):
    found = judge(load(sound()), answered(first, rest))
    assert (found.headline, found.provisional) == (headline, not final)


def test_a_middle_verdict_is_shown_as_provisional():
    pack = sound()
    pack["judgement"]["rulesets"][0]["rules"].insert(
        2, {"verdict": "fair", "label": "中", "when": [when("general_count", ">=", 1)]}
    )
    found = judge(load(pack), {"tiny-01": ItemAnswer(code="compliant"), "tiny-02": ItemAnswer(code="non_compliant")})
    assert (found.verdict, found.headline) == ("fair", "暂定：中（还有 1 项未检查或未作答）")
    assert found.because[-1] == "还有 0 项未检查、1 项未作答：只出暂定结论，不得由部分项目的计数得出“好”"


@pytest.mark.parametrize(
    ("bad", "of", "percent"), [(0, 3, "0.00"), (1, 3, "33.33"), (2, 3, "66.67"), (3, 3, "100.00"), (1, 200, "0.50")]
)
def test_a_share_is_rounded_for_reading_only(bad, of, percent):
    pack = sound()
    items = [{**pack["chapters"][1]["items"][0], "id": f"tiny-{at:03}", "no": f"{at:03}"} for at in range(of)]
    pack["chapters"][1]["items"] = [one | {"seq": at} for at, one in enumerate(items, start=2)]
    answers = {one["id"]: ItemAnswer(code="non_compliant" if at < bad else "compliant") for at, one in enumerate(items)}
    share = judge(load(pack), answers).percentages["general"]
    assert (share.numerator, share.denominator, share.percent) == (bad, of, percent)


def test_a_rule_is_spelt_with_its_level_its_bound_and_what_was_found():
    pack = sound()
    pack["answer_options"].append({"code": "flaw", "label": "瑕疵", "counts_as_defect": True})
    pack["severity_levels"][0] |= {"code": "key_critical", "label": "关键缺陷"}
    pack["chapters"][0]["items"][0]["severity"] = "key_critical"
    conditions = [
        when("key_critical_count", "==", 0),
        when("key_critical_flaw_count", ">=", 1),
        when("general_pct", "<=", "62.5"),
        when("unchecked_count", "<", 4),
    ]
    pack["judgement"]["rulesets"][0] |= {
        "basis": "percent",
        "rules": [
            {"verdict": "bad", "label": "差", "when": [when("key_critical_count", ">=", 1)]},
            {"verdict": "fair", "label": "中", "when": conditions},
        ],
    }
    answers = {"tiny-01": ItemAnswer(code="flaw"), "tiny-02": ItemAnswer(code="non_compliant")}
    found = judge(load(pack), answers | {"tiny-03": ItemAnswer(code="compliant")})
    assert (
        "命中第 2 条规则：关键缺陷＝0项（实际 0 项），关键缺陷≥1项（实际 1 项），一般缺陷≤62.5%（实际 50.00%），"
        "unchecked＜4项（实际 0 项），结论为“中”"
    ) in found.because


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(("bad", "fits"), [(0, "meets"), (2, "fails")])
def test_a_verdict_suggests_the_conclusion_in_force_wherever_its_ruleset_stands(first, bad, fits):
    pack = sound()
    [simple] = pack["judgement"]["rulesets"]
    simple |= {
        "default": True,
        "suggestion": {"ruleset": "final", "by_verdict": {"bad": "fails", "good": "meets"}, "note": "建议"},
    }
    final = {
        "id": "final",
        "title": "结论",
        "basis": "qualitative",
        "verified": True,
        "requires_inspector_decision": True,
        "verdicts": [{"code": "meets", "label": "符合"}, {"code": "fails", "label": "不符合"}],
    }
    pack["judgement"]["rulesets"] = [simple, final] if first else [final, simple]
    answers = {f"tiny-0{at}": ItemAnswer(code="non_compliant" if at > 3 - bad else "compliant") for at in (1, 2, 3)}
    for ruleset in ("simple", "final"):
        found = judge(load(pack), answers, ruleset=ruleset)
        assert (found.suggestion.ruleset, found.suggestion.title) == ("final", "结论")
        assert (found.suggestion.fits, found.suggestion.preselect) == ((fits,), fits)
        assert [one.code for one in found.choices] == ["meets", "fails"]
