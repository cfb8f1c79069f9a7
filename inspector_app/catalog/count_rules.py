"""Judgement rules without a list of items: the team counts the nonconforming ones by level and answers what figures cannot say.

A pack whose own standing is open is shipped switched off (``enabled`` false) and says why; nothing of it is lost and nothing is used unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import msgspec

from inspector_app.catalog.packfile import Problem
from inspector_app.catalog.ruleset import Condition, Fact, Verified

OVERALL = "overall"
_CODE = re.compile(r"[a-z][a-z0-9_-]*")


class ItemCount(Fact, frozen=True, kw_only=True):
    """How many items one of the guides has, by level."""

    guide: str
    total: int
    by_level: dict[str, int]
    verified: Verified


class CountMeta(Fact, frozen=True, kw_only=True):
    """Who issued the rules, for which guides, how far they were read, and why they are switched off. Dates are ISO text."""

    code: str
    title: str
    short_title: str
    version: str
    issuer: str
    doc_no: str
    published: str
    enabled: bool
    disabled_because: str = ""
    guides: tuple[str, ...] = ()
    rules_verified: bool
    rules_verified_note: str = ""
    item_counts: tuple[ItemCount, ...] = ()
    item_counts_note: str = ""
    numbering: str = ""


class CountLevel(Fact, frozen=True, kw_only=True):
    """One level of items, and the mark the official list prints before them."""

    code: str
    label: str
    marker: str


class Question(Fact, frozen=True, kw_only=True):
    """What only the team can judge; answered with yes or no, or left open."""

    id: str
    label: str


class CountRule(Fact, frozen=True, kw_only=True):
    """The verdict when every condition on the counts holds and the questions are answered as written."""

    verdict: str
    label: str
    text: str
    when: tuple[Condition, ...]
    answers: dict[str, bool] = msgspec.field(default_factory=dict)
    note: str = ""


class Followup(Fact, frozen=True, kw_only=True):
    """What comes after a verdict that asks for correction."""

    registration_deadline_months: int | None = None
    licence_deadline_days: int | None = None
    submit: str = ""
    recheck: str = ""
    outcome: str = ""

    def words(self) -> Iterator[str]:
        """What is to be said of it, each as one phrase."""
        if self.registration_deadline_months is not None:
            yield f"注册核查的整改期限 {self.registration_deadline_months} 个月"
        if self.licence_deadline_days is not None:
            yield f"生产许可检查的整改期限 {self.licence_deadline_days} 天"
        yield from (one for one in (self.submit, self.recheck, self.outcome) if one)


class CountRuleset(Fact, frozen=True, kw_only=True):
    """One way to judge: the first rule that holds decides."""

    id: str
    title: str
    applies_to: tuple[str, ...] = ()
    output_is: str = ""
    rules: tuple[CountRule, ...]
    followup: Followup | None = None


class CountRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole pack of such rules."""

    meta: CountMeta
    severity_levels: tuple[CountLevel, ...]
    questions: tuple[Question, ...] = ()
    undetermined: str
    rulesets: tuple[CountRuleset, ...]

    @property
    def code(self) -> str:
        """The pack's code."""
        return self.meta.code

    @property
    def standing(self) -> str:
        """What must be shown wherever it is used: ``默认停用`` and why; empty where nothing is open."""
        return "" if self.meta.enabled else f"默认停用，未核实：{self.meta.disabled_because}"

    def lines(self) -> Iterator[str]:
        """One line for each rule, after what its standing is."""
        if self.standing:
            yield self.standing
        for ruleset in self.rulesets:
            yield f"{ruleset.id}  {ruleset.title}"
            for rule in ruleset.rules:
                yield f"  {rule.text} → {rule.label}{f'（{rule.note}）' if rule.note else ''}"
            for words in ruleset.followup.words() if ruleset.followup else ():
                yield f"  其后：{words}"

    def problems(self) -> Iterator[Problem]:
        """Every contradiction inside the pack, with the path of its key; among them counts that no rule decides."""
        if not self.meta.enabled and not self.meta.disabled_because:
            yield Problem("$.meta.disabled_because", "停用的规则集要写明为什么停用")
        levels = [one.code for one in self.severity_levels]
        asked = {one.id for one in self.questions}
        for key, codes in (
            ("severity_levels", levels),
            ("questions", [one.id for one in self.questions]),
            ("rulesets", [one.id for one in self.rulesets]),
        ):
            yield from (
                Problem(f"$.{key}", f"代码 {one} 只能用小写字母、数字、_ 和 -")
                for one in codes
                if not _CODE.fullmatch(one)
            )
            if len(set(codes)) < len(codes) or (not codes and key != "questions"):
                yield Problem(f"$.{key}", "没有写，或者代码重复")
        metrics = {f"{one}_count" for one in (*levels, OVERALL)}
        for at, ruleset in enumerate(self.rulesets):
            path = f"$.rulesets[{at}]"
            sound = True
            for number, rule in enumerate(ruleset.rules):
                for place, condition in enumerate(rule.when):
                    if condition.metric not in metrics or not condition.well_formed() or not condition.bounds:
                        sound = False
                        yield Problem(f"{path}.rules[{number}].when[{place}]", f"条件 {condition.metric} 无法判断")
                for question in sorted(set(rule.answers) - asked):
                    sound = False
                    yield Problem(f"{path}.rules[{number}].answers", f"没有 {question} 这个问题")
            if sound and not _complete(ruleset, levels, sorted(asked)):
                yield Problem(f"{path}.rules", "有的不符合项数没有一条规则适用")


def figures(counts: dict[str, int]) -> dict[str, int]:
    """The metrics of a set of counts: each level's own, and their sum."""
    return {f"{one}_count": number for one, number in counts.items()} | {f"{OVERALL}_count": sum(counts.values())}


def _complete(ruleset: CountRuleset, levels: list[str], questions: list[str]) -> bool:
    """Whether some rule decides at every count on and beside every bound, however the questions are answered."""
    bounds = {int(one) for rule in ruleset.rules for condition in rule.when for one in condition.bounds}
    tried = sorted({0, 1, *(max(one + step, 0) for one in bounds for step in (-1, 0, 1))})
    return all(
        any(
            holds(rule, dict(zip(levels, numbers, strict=True)), dict(zip(questions, said, strict=True)))
            for rule in ruleset.rules
        )
        for numbers in product(tried, repeat=len(levels))
        for said in product((True, False), repeat=len(questions))
    )


def holds(rule: CountRule, counts: dict[str, int], answers: dict[str, bool]) -> bool | None:
    """Whether a rule decides; None: it would, if a question that is still open were answered its way."""
    from fractions import Fraction

    known = {metric: Fraction(number) for metric, number in figures(counts).items()}
    if not all(condition.holds(known) for condition in rule.when):
        return False
    if any(answers.get(one) is (not wanted) for one, wanted in rule.answers.items()):
        return False
    return None if any(one not in answers for one in rule.answers) else True
