"""What types cannot see in a checklist: names that name nothing, figures that do not add up, rules with gaps between them."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from inspector_app.catalog.packfile import Problem
from inspector_app.catalog.ruleset import UNGRADED, Condition, Ruleset

if TYPE_CHECKING:
    from inspector_app.catalog.checklist import Checklist

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_METRIC = re.compile(r"(.+?)_(flaw_count|count|pct)")
_DEFECTS = {"non_compliant", "defect", "flaw"}
_NO_DEFECTS = {"compliant", "not_applicable", "not_checked"}
_MAX_COMBINATIONS = 50_000


def problems(checklist: Checklist) -> Iterator[Problem]:
    """Every contradiction of the checklist, with the path of its key."""
    yield from _head(checklist)
    yield from _items(checklist)
    yield from _options(checklist)
    yield from _totals(checklist)
    yield from _judgement(checklist)
    yield from _hints(checklist)


def _twice(path: str, key: str, values: Iterable[str], what: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield Problem(f"{path}[{index}].{key}", f"{what} {value} 重复")
        seen.add(value)


def _head(checklist: Checklist) -> Iterator[Problem]:
    if not CODE.fullmatch(checklist.code):
        yield Problem("$.meta.code", f"代码 {checklist.code} 只能用小写字母、数字和连字符")
    if not checklist.version:
        yield Problem("$.meta.version", "没有写明版本")
    yield from _twice("$.chapters", "code", (one.code for one in checklist.chapters), "章")
    yield from _twice("$.severity_levels", "code", (one.code for one in checklist.severity_levels), "等级")
    for index, level in enumerate(checklist.severity_levels):
        if level.code == UNGRADED:
            yield Problem(f"$.severity_levels[{index}].code", f"{UNGRADED} 是保留名")


def _items(checklist: Checklist) -> Iterator[Problem]:
    levels = {level.code for level in checklist.severity_levels}
    seen: set[str] = set()
    for c, chapter in enumerate(checklist.chapters):
        if not chapter.items:
            yield Problem(f"$.chapters[{c}].items", f"章 {chapter.code} 没有项目")
        for i, item in enumerate(chapter.items):
            path = f"$.chapters[{c}].items[{i}]"
            if not item.id or item.id in seen:
                yield Problem(f"{path}.id", f"项目 {item.id} 重复" if item.id else "项目没有 id")
            seen.add(item.id)
            if item.severity is not None and item.severity not in levels:
                yield Problem(f"{path}.severity", f"项目 {item.id} 的等级 {item.severity} 不在 severity_levels 里")
            if item.severity is not None and checklist.severity_by_inspector:
                yield Problem(f"{path}.severity", f"等级由检查员逐项评定，项目 {item.id} 不应预先写等级")
            if item.verified and not (item.no_verified and item.severity_verified):
                yield Problem(f"{path}.verified", f"项目 {item.id} 的序号或等级未核实，verified 不能为 true")
            yield from _twice(f"{path}.annex_checks", "annex", (one.annex for one in item.annex_checks), "附录")


def _options(checklist: Checklist) -> Iterator[Problem]:
    options = checklist.answer_options
    yield from _twice("$.answer_options", "code", (one.code for one in options), "答案")
    if "compliant" not in {one.code for one in options}:
        yield Problem("$.answer_options", "缺少 compliant（符合）这个答案")
    if not any(one.counts_as_defect and one.code != "flaw" for one in options):
        yield Problem("$.answer_options", "缺少表示不符合的答案（non_compliant 或 defect）")
    for index, option in enumerate(options):
        path = f"$.answer_options[{index}]"
        if option.code not in _DEFECTS | _NO_DEFECTS:
            yield Problem(f"{path}.code", f"不认识的答案 {option.code}")
        elif option.counts_as_defect != (option.code in _DEFECTS):
            yield Problem(f"{path}.counts_as_defect", f"与答案 {option.code} 的含义不符")
        if option.excluded_from_denominator and option.code != "not_applicable":
            yield Problem(f"{path}.excluded_from_denominator", "只有 not_applicable 可以从分母扣除")
        if checklist.severity_by_inspector and option.counts_as_defect and "severity" not in option.requires:
            yield Problem(f"{path}.requires", "等级由检查员评定时，缺陷必须要求 severity")


def _totals(checklist: Checklist) -> Iterator[Problem]:
    meta, items = checklist.meta, checklist.items()
    counted = Counter(item.severity for item in items)
    pairs = [
        ("$.meta.item_total", meta.item_total, len(items)),
        ("$.meta.checkable_total", meta.checkable_total, len(checklist.checkable_items())),
        ("$.meta.coverage.items", meta.coverage.items if meta.coverage else None, len(items)),
    ]
    pairs += [
        (f"$.meta.severity_totals.{level}", stated, counted[level])
        for level, stated in (meta.severity_totals or {}).items()
    ]
    if items and None not in counted:
        # Where severities are still unread the official figure stands beside what was read, and cannot be compared.
        pairs += [
            (f"$.severity_levels[{index}].official_count", level.official_count, counted[level.code])
            for index, level in enumerate(checklist.severity_levels)
        ]
    for path, stated, actual in pairs:
        if stated is not None and stated != actual:
            yield Problem(path, f"写明 {stated} 项，实际 {actual} 项")


def _judgement(checklist: Checklist) -> Iterator[Problem]:
    rules = checklist.judgement
    yield from _twice("$.judgement.rulesets", "id", (one.id for one in rules.rulesets), "规则集")
    if sum(one.default for one in rules.rulesets) > 1:
        yield Problem("$.judgement.rulesets", "只能有一个规则集标为 default")
    if not rules.rulesets and not rules.basis:
        yield Problem("$.judgement", "既没有规则集，也没有写明判定方式 basis")
    if checklist.severity_by_inspector and rules.defect_classification is None:
        yield Problem("$.judgement.defect_classification", "等级由检查员评定，却没有评定标准")
    known = {one.code for one in rules.verdicts}
    for index, support in enumerate(rules.decision_support):
        if support.suggest not in known:
            yield Problem(f"$.judgement.decision_support[{index}].suggest", f"没有结论 {support.suggest}")
    for index, ruleset in enumerate(rules.rulesets):
        yield from _ruleset(checklist, ruleset, f"$.judgement.rulesets[{index}]")


def _ruleset(checklist: Checklist, ruleset: Ruleset, path: str) -> Iterator[Problem]:
    manual = ruleset.requires_inspector_decision or checklist.judgement.requires_inspector_decision
    if not ruleset.rules and not manual:
        yield Problem(f"{path}.rules", f"规则集 {ruleset.id} 没有规则，又没有写明由检查组决定")
    if ruleset.rules and manual:
        yield Problem(f"{path}.rules", f"规则集 {ruleset.id} 由检查组决定，不应再有自动规则")
    labels: dict[str, str] = {}
    sound = True
    for r, rule in enumerate(ruleset.rules):
        if labels.setdefault(rule.verdict, rule.label) != rule.label:
            yield Problem(f"{path}.rules[{r}].label", f"结论 {rule.verdict} 有两种写法")
        for w, condition in enumerate(rule.when):
            for problem in _condition(checklist, condition, f"{path}.rules[{r}].when[{w}]", extra=frozenset()):
                sound = False
                yield problem
    if ruleset.suggestion is not None:
        yield from _suggestion(checklist, ruleset, path)
    if ruleset.rules and sound and not ruleset.unread_thresholds:
        yield from _coverage(checklist, ruleset, path)


def _suggestion(checklist: Checklist, ruleset: Ruleset, path: str) -> Iterator[Problem]:
    suggestion = ruleset.suggestion
    assert suggestion is not None
    target = next((one for one in checklist.judgement.rulesets if one.id == suggestion.ruleset), None)
    if target is None:
        yield Problem(f"{path}.suggestion.ruleset", f"没有规则集 {suggestion.ruleset}")
        return
    choices = {one.code for one in target.choices}
    own = {rule.verdict for rule in ruleset.rules}
    for verdict, choice in suggestion.by_verdict.items():
        if verdict not in own or choice not in choices:
            yield Problem(f"{path}.suggestion.by_verdict.{verdict}", f"{verdict} 或 {choice} 不是已有的结论")
    for verdict in sorted(own - set(suggestion.by_verdict)):
        yield Problem(f"{path}.suggestion.by_verdict", f"结论 {verdict} 没有对应的建议")


def _condition(checklist: Checklist, condition: Condition, path: str, *, extra: frozenset[str]) -> Iterator[Problem]:
    levels = {level.code for level in checklist.severity_levels}
    found = _METRIC.fullmatch(condition.metric)
    if condition.metric not in extra and (found is None or found[1] not in levels):
        yield Problem(f"{path}.metric", f"指标 {condition.metric} 没有对应的等级")
    if not condition.well_formed():
        yield Problem(f"{path}.value", f"取值 {condition.value} 与比较 {condition.op} 不配")


def _hints(checklist: Checklist) -> Iterator[Problem]:
    rules = checklist.judgement
    rulesets = {one.id: one for one in rules.rulesets}
    extra = frozenset({f"{UNGRADED}_count", f"{UNGRADED}_flaw_count", "unchecked_count"})
    yield from _twice("$.judgement.hints", "id", (one.id for one in rules.hints), "提示")
    for h, hint in enumerate(rules.hints):
        path = f"$.judgement.hints[{h}]"
        if hint.ruleset and hint.ruleset not in rulesets:
            yield Problem(f"{path}.ruleset", f"没有规则集 {hint.ruleset}")
            continue
        ruleset = rulesets.get(hint.ruleset)
        if hint.verdict and (ruleset is None or hint.verdict not in {one.code for one in ruleset.choices}):
            yield Problem(f"{path}.verdict", f"没有结论 {hint.verdict}")
        choices = {one.code for one in (ruleset.choices if ruleset else rules.verdicts)}
        for code in hint.suggest:
            if code not in choices:
                yield Problem(f"{path}.suggest", f"没有结论 {code}")
        for w, condition in enumerate(hint.when):
            yield from _condition(checklist, condition, f"{path}.when[{w}]", extra=extra)


def _coverage(checklist: Checklist, ruleset: Ruleset, path: str) -> Iterator[Problem]:
    """Try one representative of every region the thresholds cut out: each must have a verdict, and more defects never a better one."""
    axes = _axes(checklist, ruleset)
    if math.prod(len(points) for _, points in axes) > _MAX_COMBINATIONS:
        yield Problem(f"{path}.rules", f"规则集 {ruleset.id} 的界限太多，无法逐一核对")
        return
    ranks: dict[tuple[int, ...], int] = {}
    for place in itertools.product(*(range(len(points)) for _, points in axes)):
        metrics = {
            name: value for at, (_, points) in zip(place, axes, strict=True) for name, value in points[at].items()
        }
        hit = ruleset.first_match(metrics)
        if hit is None:
            yield Problem(f"{path}.rules", f"规则集 {ruleset.id} 有漏洞：{_spell(metrics)} 时没有结论")
            return
        ranks[place] = ruleset.rank(ruleset.rules[hit].verdict)
    for place, rank in ranks.items():
        for axis in range(len(place)):
            worse = (*place[:axis], place[axis] + 1, *place[axis + 1 :])
            if ranks.get(worse, rank) > rank:
                yield Problem(
                    f"{path}.rules", f"规则集 {ruleset.id} 自相矛盾：{axes[axis][0]} 的不符合项增加，结论反而变好"
                )
                return


def _axes(checklist: Checklist, ruleset: Ruleset) -> list[tuple[str, list[dict[str, Fraction]]]]:
    """For each level, representative metrics from none to all nonconforming; count and percent of a level move together."""
    bounds: dict[str, dict[str, set[Fraction]]] = {}
    for rule in ruleset.rules:
        for condition in rule.when:
            found = _METRIC.fullmatch(condition.metric)
            assert found is not None
            bounds.setdefault(found[1], {}).setdefault(found[2], set()).update(condition.bounds)
    axes: list[tuple[str, list[dict[str, Fraction]]]] = []
    for level, kinds in bounds.items():
        graded = sum(item.severity == level for item in checklist.checkable_items())
        total = Fraction(graded or len(checklist.items()))
        if "pct" in kinds:
            shares = _around(kinds["pct"], Fraction(1, 1000), Fraction(100))
            points = [{f"{level}_count": Fraction(int(one > 0)), f"{level}_pct": one} for one in shares]
        else:
            points = [{f"{level}_count": one} for one in _around(kinds.get("count", set()), Fraction(1), total)]
        axes.append((level, points))
        if "flaw_count" in kinds:
            flaws = _around(kinds["flaw_count"], Fraction(1), total)
            axes.append((level, [{f"{level}_flaw_count": one} for one in flaws]))
    return axes


def _around(bounds: set[Fraction], step: Fraction, top: Fraction) -> list[Fraction]:
    """None, the least, all, and every bound with its neighbours, in order."""
    points = {Fraction(0), step, top} | {bound + nudge for bound in bounds for nudge in (-step, Fraction(0), step)}
    return sorted(one for one in points if 0 <= one <= top)


def _spell(metrics: dict[str, Fraction]) -> str:
    return "，".join(f"{name}={float(value):g}" for name, value in metrics.items())
