"""The one judgement engine: answers in, verdict out, with every figure and the rule that hit.

Rules stand in the pack, worst verdict first; the first whose conditions all hold decides, in exact fractions. Where the pack leaves
the verdict to people (a threshold nobody has read, a qualitative assessment, a list of legal duties) the engine refuses and says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import msgspec

from inspector_app.catalog.checklist import Checklist
from inspector_app.catalog.ruleset import UNGRADED, Choice, Condition, Hint, Ruleset, Verified
from inspector_app.fault import UsageFault
from inspector_app.rules.tally import OVERALL, ItemAnswer, LevelCount, Tally, tally

__all__ = ["ItemAnswer", "Judgement", "LevelCount", "judge", "ruleset_ids"]

NOT_GRADED = Choice(code="not_graded", label="不判级，如实记录检查情况并依法处理")
"""The product's own words for a conclusion where no official choice of verdicts is known."""

_OPS = {"==": "＝", "<": "＜", "<=": "≤", ">": "＞", ">=": "≥"}
_BASES = {"legal": "仅列违法事项", "qualitative_risk": "按风险定性评定"}


class RulesetUsed(msgspec.Struct, frozen=True, kw_only=True):
    """Which rules a result was reached by; ``legacy`` rules are kept for old records only."""

    id: str
    title: str
    legacy: bool
    verified: Verified | None


class Percentage(msgspec.Struct, frozen=True, kw_only=True):
    """The share of nonconforming items of a level: exact as ``numerator/denominator``, ``percent`` rounded for reading only."""

    numerator: int
    denominator: int
    percent: str


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """What the product suggests to choose; advice, never law. ``preselect`` is empty where more than one choice fits."""

    ruleset: str
    title: str
    options: tuple[Choice, ...]
    fits: tuple[str, ...]
    preselect: str
    note: str


class HintShown(msgspec.Struct, frozen=True, kw_only=True):
    """Something the team should read about this result."""

    id: str
    text: str
    law_ref: str
    verified: Verified


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """A result and its trail.

    ``verdict`` is None where the engine refuses (``automatic`` false): ``refusal`` says why. ``choices`` are the conclusions the team
    may take, with its reasons, in place of or beside the verdict; never empty. ``provisional``: items are unchecked or unanswered and could still change the verdict. ``headline`` is the
    sentence to show; ``rule_index`` counts from 0; ``items`` are the nonconforming ones.
    """

    checklist: str
    version: str
    ruleset: RulesetUsed
    verdict: str | None
    label: str
    headline: str
    provisional: bool
    automatic: bool
    refusal: str
    choices: tuple[Choice, ...]
    counts: dict[str, LevelCount]
    percentages: dict[str, Percentage]
    because: tuple[str, ...]
    rule_index: int | None
    items: tuple[str, ...]
    suggestion: Suggestion | None
    hints: tuple[HintShown, ...]


def ruleset_ids(checklist: Checklist) -> tuple[str, ...]:
    """The rulesets a checklist can be judged by; the way of judging itself where the pack has none."""
    return tuple(one.id for one in checklist.judgement.rulesets) or (checklist.judgement.basis,)


def judge(checklist: Checklist, answers: Mapping[str, ItemAnswer], *, ruleset: str | None = None) -> Judgement:
    """Judge the answers by a ruleset of the checklist, or by its default one (``None`` or empty).

    Items that are absent are unanswered. An unknown ruleset, item, answer, severity or annex check is a ``UsageFault``.
    """
    chosen = _choose(checklist, ruleset)
    counted = tally(checklist, answers)
    return _Engine(checklist, chosen, counted).result()


def _choose(checklist: Checklist, wanted: str | None) -> Ruleset:
    rules = checklist.judgement
    known = {one.id: one for one in rules.rulesets}
    if not known:
        known[rules.basis] = Ruleset(
            id=rules.basis,
            title=_BASES.get(rules.basis, rules.basis),
            basis="qualitative",
            verified=bool(rules.verified),
            verdicts=rules.verdicts,
        )
    found = known.get(wanted or checklist.default_ruleset)
    if found is None:
        listed = "、".join(f"{one.id}（{one.title}）" for one in known.values())
        raise UsageFault(
            f"检查表 {checklist.code} 没有规则集“{wanted}”", todo=f"可用的规则集：{listed}", code="ruleset-unknown"
        )
    return found


class _Engine:
    """One judgement under way."""

    def __init__(self, checklist: Checklist, ruleset: Ruleset, counted: Tally) -> None:
        self.checklist, self.ruleset, self.tally = checklist, ruleset, counted
        self.metrics = counted.metrics()
        self.unchecked = counted.overall.unchecked
        self.refusal = self._refusal()
        self.hit = None if self.refusal else ruleset.first_match(self.metrics)
        if not self.refusal and self.hit is None:
            self.refusal = f"规则集“{ruleset.title}”没有一条与这组数相符，不能自动判定，由检查组写明结论和理由"
        self.worst = self.hit is not None and ruleset.rank(ruleset.rules[self.hit].verdict) == 0
        if self.hit is not None and not self.worst and counted.ungraded_defects:
            self.hit = None
            self.refusal = f"有 {counted.ungraded_defects} 项不符合尚未定级，不能自动判定，请先评定等级"
        # More nonconformities never better a verdict, so the worst one is final whatever the open items turn out to be.
        self.provisional = bool(self.unchecked) and not self.worst

    def result(self) -> Judgement:
        rule = self.ruleset.rules[self.hit] if self.hit is not None else None
        hints = [hint for hint in self.checklist.judgement.hints if self._applies(hint)]
        label = rule.label if rule else self._refused_label()
        return Judgement(
            checklist=self.checklist.code,
            version=self.checklist.version,
            ruleset=RulesetUsed(
                id=self.ruleset.id,
                title=self.ruleset.title,
                legacy=self.ruleset.legacy,
                verified=self.ruleset.verified,
            ),
            verdict=rule.verdict if rule else None,
            label=label,
            headline=self._headline(label),
            provisional=self.provisional,
            automatic=rule is not None,
            refusal=self.refusal,
            choices=self._choices(),
            counts=self.tally.counts,
            percentages=self._percentages(),
            because=tuple(self._because()),
            rule_index=self.hit,
            items=self.tally.defects,
            suggestion=self._suggestion(hints),
            hints=tuple(
                HintShown(id=one.id, text=one.text, law_ref=one.law_ref, verified=one.verified) for one in hints
            ),
        )

    # Refusing

    def _refusal(self) -> str:
        rules, ruleset = self.checklist.judgement, self.ruleset
        unread = ruleset.unread_thresholds
        if unread:
            return f"规则集“{ruleset.title}”有 {len(unread)} 个判定数值未取得来源（未核实），不得自动判定，由检查组选择结论并写明理由"
        if rules.basis == "legal" and not rules.rulesets:
            return "本检查表不判级，只列违法事项，由检查组逐项依法处理"
        if ruleset.requires_inspector_decision or rules.requires_inspector_decision or not ruleset.rules:
            return "没有可以计数的判定规则，不得仅凭项数自动下结论，由检查组选择结论并写明理由"
        return ""

    def _refused_label(self) -> str:
        return "不判级" if self.checklist.judgement.basis == "legal" else "由检查组判定"

    def _choices(self) -> tuple[Choice, ...]:
        mapping = self.ruleset.suggestion
        linked = (one for one in self.checklist.judgement.rulesets if mapping and one.id == mapping.ruleset)
        return next(linked, self.ruleset).choices or (NOT_GRADED,)

    # Saying

    def _headline(self, label: str) -> str:
        if not self.provisional:
            return label
        left = f"还有 {self.unchecked} 项未检查或未作答"
        if self.hit is None:
            return f"{label}（{left}）"
        best = self.ruleset.rules[self.hit].verdict == self.ruleset.choices[0].code
        return f"暂不能得出结论（{left}）" if best else f"暂定：{label}（{left}）"

    def _percentages(self) -> dict[str, Percentage]:
        if self.checklist.severity_by_inspector:
            return {}
        return {
            level: _percentage(count.non_compliant, self.tally.denominator(level))
            for level, count in self.tally.counts.items()
            if level not in (OVERALL, UNGRADED)
        }

    def _because(self) -> Iterator[str]:
        ruleset = self.ruleset
        # A basis is no ruleset with a name of its own: its key is a word of the packs, not of the reader.
        named = ruleset.title if ruleset.id in _BASES else f"{ruleset.title}（{ruleset.id}）"
        yield f"规则集：{named}，检查表版本 {self.checklist.version}"
        if ruleset.legacy:
            yield "这是历史规则，只为对照和查阅旧记录保留，不作为现行结论"
        yield from self._count_lines()
        yield from self._annex_lines()
        yield from self._law_lines()
        if self.hit is not None:
            rule = ruleset.rules[self.hit]
            said = "，".join(self._spell(one) for one in rule.when)
            yield f"命中第 {self.hit + 1} 条规则：{said}，结论为“{rule.label}”"
            if self.tally.overall.not_applicable and ruleset.na_effect:
                yield f"{self._not_applicable}的处理：{ruleset.na_effect}"
        else:
            yield self.refusal
            if self.checklist.judgement.engine_rule:
                yield self.checklist.judgement.engine_rule
        if self.unchecked:
            overall = self.tally.overall
            left = f"{overall.not_checked} 项未检查、{overall.unanswered} 项未作答"
            if self.worst:
                yield f"另有 {left}；已达最重结论的界限，其余项目的结果不会改变它"
            elif self.hit is None:
                yield f"还有 {left}，检查尚未完成"
            else:
                yield f"还有 {left}：只出暂定结论，不得由部分项目的计数得出“{ruleset.choices[0].label}”"

    def _count_lines(self) -> Iterator[str]:
        for level, count in self.tally.counts.items():
            if level == OVERALL:
                continue
            if self.checklist.severity_by_inspector:
                yield f"{count.label} {count.non_compliant} 项"
                continue
            flaws = f"，瑕疵 {count.flaw} 项" if count.flaw else ""
            line = f"{count.label}：不符合 {count.non_compliant} 项{flaws}，适用 {count.applicable} 项"
            line += f"（共 {count.total} 项，{self._not_applicable} {count.not_applicable} 项）"
            if self.ruleset.basis == "percent":
                share = _percentage(count.non_compliant, self.tally.denominator(level))
                line += f"，比例 {share.numerator}/{share.denominator}＝{share.percent}%"
            yield line
        overall = self.tally.overall
        if len(self.tally.counts) == 1 or self.checklist.severity_by_inspector:
            yield (
                f"共 {overall.total} 项：符合 {overall.compliant} 项，不符合 {overall.non_compliant} 项，"
                f"{self._not_applicable} {overall.not_applicable} 项"
            )

    def _annex_lines(self) -> Iterator[str]:
        rule = self.checklist.judgement.annex_rule
        if rule is None or not self.tally.by_annex:
            return
        yield rule.text
        for id_, annex in self.tally.by_annex:
            item = self.checklist.item(id_)
            yield f"项目 {item.number or item.id}（{item.title}）因附录“{annex}”不符合而计为不符合"

    def _law_lines(self) -> Iterator[str]:
        """A list that grades nothing has one thing to say: which article each nonconformity touches."""
        if self.checklist.judgement.basis != "legal":
            return
        for id_ in self.tally.defects:
            item = self.checklist.item(id_)
            mark = "" if item.law_refs_verified else "（未核实）"
            yield f"“{item.title}”不符合，涉及：{'、'.join(item.law_refs)}{mark}"

    @property
    def _not_applicable(self) -> str:
        return next((one.label for one in self.checklist.answer_options if one.code == "not_applicable"), "不适用")

    def _spell(self, condition: Condition) -> str:
        level, _, kind = condition.metric.rpartition("_")
        is_percent = kind == "pct"
        level = level.removesuffix("_flaw")
        found = self.checklist.level(level)
        name = found.label if found else level
        unit = "%" if is_percent else "项"
        actual = self.metrics[condition.metric]
        share = self.tally.counts.get(level)
        figure = (
            f"{_percentage(share.non_compliant, self.tally.denominator(level)).percent}%"
            if is_percent and share
            else f"{actual} 项"
        )
        low, *high = (f"{_decimal(one)}{unit}" for one in condition.bounds)
        wanted = f"{low}至{high[0]}" if high else f"{_OPS[condition.op]}{low}"
        return f"{name}{wanted}（实际 {figure}）"

    # Advising

    def _applies(self, hint: Hint) -> bool:
        verdict = self.ruleset.rules[self.hit].verdict if self.hit is not None else ""
        if hint.ruleset and hint.ruleset != self.ruleset.id:
            return False
        if hint.verdict and (hint.verdict != verdict or self.provisional):
            return False
        return all(condition.holds(self.metrics) for condition in hint.when)

    def _suggestion(self, hints: list[Hint]) -> Suggestion | None:
        advised = next((one for one in hints if one.suggest), None)
        if advised is not None:
            return self._advise(self.ruleset, advised.suggest, f"产品建议，不是法规规定：{advised.text}")
        for source in self.checklist.judgement.rulesets:
            mapping = source.suggestion
            if mapping is None or self.ruleset.id not in (source.id, mapping.ruleset):
                continue
            target = next(one for one in self.checklist.judgement.rulesets if one.id == mapping.ruleset)
            judged = _Engine(self.checklist, source, self.tally)
            if judged.hit is None or judged.provisional:
                return None
            rule = source.rules[judged.hit]
            note = f"{mapping.note}（依“{source.title}”：{rule.label}）"
            return self._advise(target, (mapping.by_verdict[rule.verdict],), note)
        return None

    def _advise(self, target: Ruleset, fits: tuple[str, ...], note: str) -> Suggestion:
        return Suggestion(
            ruleset=target.id,
            title=target.title,
            options=target.choices,
            fits=fits,
            preselect=fits[0] if len(fits) == 1 else "",
            note=note,
        )


def _percentage(numerator: int, denominator: int) -> Percentage:
    hundredths = (numerator * 20000 + denominator) // (denominator * 2) if denominator else 0
    return Percentage(
        numerator=numerator, denominator=denominator, percent=f"{hundredths // 100}.{hundredths % 100:02d}"
    )


def _decimal(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
