"""Counting the answers of a checklist: by level and over all, the annex rule applied, nothing judged yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import msgspec

from inspector_app.catalog.checklist import FLAW, NOT_APPLICABLE, NOT_CHECKED, Checklist, Item
from inspector_app.catalog.ruleset import UNGRADED
from inspector_app.fault import UsageFault

OVERALL = "overall"
_NON_COMPLIANT = "non_compliant"
_UNANSWERED = "unanswered"


class ItemAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was answered to one item: an answer code or nothing yet, the inspector's severity, answers of annex checks by key."""

    code: str = ""
    severity: str = ""
    annex: dict[str, str] = {}


class LevelCount(msgspec.Struct, kw_only=True):
    """How the items of one level were answered; every item is in exactly one of the six last figures.

    Where the inspector gives severities, only defects have a level and ``total`` is their number.
    """

    label: str
    total: int = 0
    applicable: int = 0
    compliant: int = 0
    non_compliant: int = 0
    flaw: int = 0
    not_applicable: int = 0
    not_checked: int = 0
    unanswered: int = 0

    @property
    def unchecked(self) -> int:
        """Items whose answer may still change the result."""
        return self.not_checked + self.unanswered

    def add(self, status: str) -> None:
        """Count one item more."""
        self.total += 1
        self.applicable += status != NOT_APPLICABLE
        setattr(self, status, getattr(self, status) + 1)


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """The counts by level code and under ``overall``; ``defects`` and ``by_annex`` name the items, in their order."""

    counts: dict[str, LevelCount]
    defects: tuple[str, ...]
    by_annex: tuple[tuple[str, str], ...]
    deducts_not_applicable: bool

    @property
    def overall(self) -> LevelCount:
        """All items together."""
        return self.counts[OVERALL]

    @property
    def ungraded_defects(self) -> int:
        """Defects whose severity neither the pack nor the inspector has stated."""
        count = self.counts.get(UNGRADED)
        return count.non_compliant + count.flaw if count else 0

    def denominator(self, level: str) -> int:
        """What the nonconforming items of a level are divided by."""
        count = self.counts[level]
        return count.applicable if self.deducts_not_applicable else count.total

    def metrics(self) -> dict[str, Fraction]:
        """Every figure a condition may ask for, exactly; a percentage of nothing is 0."""
        figures = {
            f"{UNGRADED}_count": Fraction(0),
            f"{UNGRADED}_flaw_count": Fraction(0),
            "unchecked_count": Fraction(self.overall.unchecked),
        }
        for level, count in self.counts.items():
            below = self.denominator(level)
            figures[f"{level}_count"] = Fraction(count.non_compliant)
            figures[f"{level}_flaw_count"] = Fraction(count.flaw)
            figures[f"{level}_pct"] = Fraction(count.non_compliant * 100, below) if below else Fraction(0)
        return figures


def tally(checklist: Checklist, answers: Mapping[str, ItemAnswer]) -> Tally:
    """Count the answers; an unknown item, answer, severity or annex check is a ``UsageFault`` naming it."""
    unknown = [one for one in answers if not checklist.has_item(one)]
    if unknown:
        named = "、".join(unknown[:5]) + (f" 等 {len(unknown)} 个" if len(unknown) > 5 else "")
        raise UsageFault(f"检查表 {checklist.code} 没有项目 {named}", code="item-unknown")
    counts = {OVERALL: LevelCount(label="合计")}
    counts |= {level.code: LevelCount(label=level.label) for level in checklist.severity_levels}
    defects: list[str] = []
    by_annex: list[tuple[str, str]] = []
    for item in checklist.items():
        answer = answers.get(item.id, _NOTHING)
        _check(checklist, item, answer)
        if not item.checkable:
            continue
        failed = list(_failed_annexes(checklist, item, answer))
        status = _status(checklist, answer, failed)
        if status in (_NON_COMPLIANT, FLAW):
            defects.append(item.id)
            by_annex += [(item.id, annex) for annex in failed]
        counts[OVERALL].add(status)
        level = item.severity or answer.severity
        if checklist.severity_by_inspector and status != _NON_COMPLIANT:
            continue
        if checklist.severity_levels:
            counts.setdefault(level or UNGRADED, LevelCount(label="未定级")).add(status)
    deducts = any(one.excluded_from_denominator for one in checklist.answer_options if one.code == NOT_APPLICABLE)
    return Tally(counts=counts, defects=tuple(defects), by_annex=tuple(by_annex), deducts_not_applicable=deducts)


_NOTHING = ItemAnswer()


def _check(checklist: Checklist, item: Item, answer: ItemAnswer) -> None:
    known = {option.code for option in checklist.answer_options}
    annexes = {check.key for check in item.annex_checks}
    for annex, code in answer.annex.items():
        if annex not in annexes:
            raise UsageFault(f"项目 {item.id} 没有附录“{annex}”的要点", code="annex-unknown")
        if code and code not in known:
            raise _unknown_answer(checklist, f"项目 {item.id} 的附录“{annex}”", code)
    if answer.code and answer.code not in known:
        raise _unknown_answer(checklist, f"项目 {item.id} ", answer.code)
    if answer.severity and checklist.level(answer.severity) is None:
        levels = "、".join(f"{one.code}（{one.label}）" for one in checklist.severity_levels) or "无"
        raise UsageFault(
            f"项目 {item.id} 的等级“{answer.severity}”不在检查表里",
            todo=f"可用的等级：{levels}",
            code="severity-unknown",
        )


def _unknown_answer(checklist: Checklist, where: str, code: str) -> UsageFault:
    known = "、".join(f"{one.code}（{one.label}）" for one in checklist.answer_options)
    return UsageFault(f"{where}的答案“{code}”不在检查表里", todo=f"可用的答案：{known}", code="answer-unknown")


def _failed_annexes(checklist: Checklist, item: Item, answer: ItemAnswer) -> Iterator[str]:
    if checklist.judgement.annex_rule is None:
        return
    for check in item.annex_checks:
        code = answer.annex.get(check.key)
        if code and checklist.option(code).counts_as_defect:
            yield check.key


def _status(checklist: Checklist, answer: ItemAnswer, failed: list[str]) -> str:
    """Which of the six figures the item goes into; any failed annex check makes it nonconforming."""
    if failed:
        return _NON_COMPLIANT
    if not answer.code:
        return _UNANSWERED
    if answer.code == FLAW:
        return FLAW
    if checklist.option(answer.code).counts_as_defect:
        return _NON_COMPLIANT
    if checklist.judgement.annex_rule is not None and NOT_CHECKED in answer.annex.values():
        # An item is checked together with its annex: one part not looked at leaves the whole open.
        return NOT_CHECKED
    return answer.code
