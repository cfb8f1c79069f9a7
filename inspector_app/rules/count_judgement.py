"""A verdict from counted nonconformities and the team's own judgement, where a pack has rules and no list of items.

A pack that is switched off answers only to a person who says by name and reason that it still holds; its answer stays marked.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from inspector_app.catalog.count_rules import CountRules, CountRuleset, figures, holds
from inspector_app.fault import Fault, UsageFault

_MOST = 10_000


class CountSheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the team counted and judged; ``confirmed_by`` and ``reason`` let a switched-off pack be used."""

    ruleset: str = ""
    counts: dict[str, int]
    answers: dict[str, bool | None] = {}
    confirmed_by: str = ""
    reason: str = ""


class CountJudgement(msgspec.Struct, frozen=True, kw_only=True):
    """A result and its trail. ``verdict`` None: open, because the questions in ``missing`` are. ``standing`` is shown with it always."""

    rules: str
    version: str
    ruleset: str
    title: str
    verdict: str | None
    label: str
    headline: str
    output_is: str
    missing: tuple[str, ...]
    because: tuple[str, ...]
    followup: tuple[str, ...]
    enabled: bool
    standing: str
    confirmed_by: str = ""
    reason: str = ""


def judge_counts(rules: CountRules, sheet: CountSheet) -> CountJudgement:
    """Judge counts by a ruleset of the pack.

    An unknown ruleset, level or question, a missing or absurd count is a ``UsageFault`` naming it; a pack that is switched off and
    that nobody has confirmed is a ``Fault``.
    """
    ruleset = _ruleset(rules, sheet.ruleset)
    counts = _counts(rules, sheet.counts)
    answers = _answers(rules, sheet.answers)
    if not rules.meta.enabled and not (sheet.confirmed_by.strip() and sheet.reason.strip()):
        raise Fault(
            f"规则集“{rules.meta.title}”{rules.standing}",
            kept="不出结论",
            todo="确认仍然适用的，写明 confirmed_by（确认人）和 reason（理由）",
            code="rules-disabled",
        )
    labels = {one.code: one.label for one in rules.severity_levels}
    because = [f"规则集：{ruleset.title}（{ruleset.id}），依据 {rules.meta.doc_no}"]
    because += [f"{labels[level]}不符合 {number} 项" for level, number in counts.items()]
    because += [f"{one.label}：{'是' if answers[one.id] else '否'}" for one in rules.questions if one.id in answers]
    missing: tuple[str, ...] = ()
    hit = None
    for rule in ruleset.rules:
        found = holds(rule, counts, answers)
        if found is None:
            missing = tuple(one for one in rule.answers if one not in answers)
            break
        if found:
            hit = rule
            because.append(f"{rule.text}，结论为“{rule.label}”{f'（{rule.note}）' if rule.note else ''}")
            break
    if hit is None:
        because.append(rules.undetermined if missing else "没有一条规则与这组数相符，由检查组写明结论和理由")
    if rules.standing:
        because.append(f"{rules.standing}；{sheet.confirmed_by.strip()}确认适用，理由：{sheet.reason.strip()}")
    label = hit.label if hit else "由检查组判定"
    return CountJudgement(
        rules=rules.code,
        version=rules.meta.version,
        ruleset=ruleset.id,
        title=ruleset.title,
        verdict=hit.verdict if hit else None,
        label=label,
        headline=label if rules.meta.enabled else f"{label}（默认停用的规则，未核实）",
        output_is=ruleset.output_is,
        missing=missing,
        because=tuple(because),
        followup=tuple(ruleset.followup.words()) if ruleset.followup and figures(counts)["overall_count"] else (),
        enabled=rules.meta.enabled,
        standing=rules.standing,
        confirmed_by="" if rules.meta.enabled else sheet.confirmed_by.strip(),
        reason="" if rules.meta.enabled else sheet.reason.strip(),
    )


def _ruleset(rules: CountRules, wanted: str) -> CountRuleset:
    found = next((one for one in rules.rulesets if one.id == wanted), None)
    if found is None:
        listed = "、".join(f"{one.id}（{one.title}）" for one in rules.rulesets)
        what = f"{rules.code} 没有规则集“{wanted}”" if wanted else f"没有写 ruleset（用 {rules.code} 的哪一个规则集）"
        raise UsageFault(what, todo=f"可用的规则集：{listed}", code="ruleset-unknown")
    return found


def _counts(rules: CountRules, given: Mapping[str, int]) -> dict[str, int]:
    labels = {one.code: one.label for one in rules.severity_levels}
    for level in given:
        if level not in labels:
            known = "、".join(f"{code}（{label}）" for code, label in labels.items())
            raise UsageFault(f"counts 里没有“{level}”这一级", todo=f"可用的：{known}", code="counts-invalid")
    for level, label in labels.items():
        if level not in given:
            raise UsageFault(f"缺少 counts.{level}（{label}不符合的项数）", code="counts-invalid")
        if isinstance(given[level], bool) or not 0 <= given[level] <= _MOST:
            raise UsageFault(f"counts.{level}（{label}不符合的项数）应当是 0 至 {_MOST} 的整数", code="counts-invalid")
    return {level: given[level] for level in labels}


def _answers(rules: CountRules, given: Mapping[str, bool | None]) -> dict[str, bool]:
    known = [one.id for one in rules.questions]
    for one in given:
        if one not in known:
            raise UsageFault(
                f"answers 里没有“{one}”这个问题", todo=f"可用的：{'、'.join(known) or '无'}", code="counts-invalid"
            )
    return {one: said for one, said in given.items() if said is not None}
