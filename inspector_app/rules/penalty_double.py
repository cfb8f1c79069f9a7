"""Several violations together: for one act the rule with the higher fine (行政处罚法第29条, 一事不二罚), several acts each by itself.

The higher upper limit decides, at equal ones the higher lower limit; the law says only 数额高, so the choice shows every candidate.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from inspector_app.catalog.lawbook import LawBook
from inspector_app.fault import UsageFault
from inspector_app.rules.penalty import Penalty, assess, range_words
from inspector_app.rules.penalty_facts import Facts
from inspector_app.rules.trail import Step, Trail


class OneFine(msgspec.Struct, frozen=True, kw_only=True):
    """Which of several rules fines one act, and what each of them would give."""

    chosen: str
    fine_min: Decimal
    fine_max: Decimal
    equal: bool
    candidates: tuple[Penalty, ...]
    kinds: tuple[str, ...]
    article: tuple[str, ...]
    notes: tuple[str, ...]
    trail: tuple[Step, ...]

    @property
    def penalty(self) -> Penalty:
        """The chosen candidate."""
        return next(one for one in self.candidates if one.violation == self.chosen)


class Together(msgspec.Struct, frozen=True, kw_only=True):
    """Several acts of one party, each with its own rule; the sums are what the fines add up to."""

    acts: tuple[OneFine, ...]
    fine_min: Decimal
    fine_max: Decimal
    kinds: tuple[str, ...]
    trail: tuple[Step, ...]


def choose(book: LawBook, candidates: Sequence[Facts]) -> OneFine:
    """Choose the rule for one act that meets several; a candidate whose fine is not determined is a ``UsageFault`` naming the fact."""
    if not candidates:
        raise UsageFault("candidates 里没有违法行为", code="facts-invalid")
    names = [one.violation for one in candidates]
    if len(set(names)) < len(names):
        raise UsageFault("candidates 里同一违法行为写了两次", code="facts-invalid")
    found = [assess(book, one) for one in candidates]
    for one in found:
        for lack in one.missing:
            if lack.field != "person_income":
                raise UsageFault(f"{one.violation}：{lack.say}", code="facts-missing")
    rules = book.discretion(candidates[0].rules)
    assert rules.no_double_fine is not None
    best = max(found, key=_height)
    trail = Trail()
    for one in found:
        trail.say("candidate", f"{one.name}（{one.violation}）：{range_words(one)}，依据{'、'.join(one.basis)}")
    trail.say("rule", rules.no_double_fine.rule, rules.no_double_fine.refs)
    low, high = _height(best)[1], _height(best)[0]
    trail.compute("fine_min", "given", low, say=f"适用 {best.violation}，下限 {{}}", refs=rules.no_double_fine.refs)
    trail.compute("fine_max", "given", high, say="上限 {}", refs=rules.no_double_fine.refs)
    equal = sum(_height(one) == _height(best) for one in found) > 1
    notes = [rules.no_double_fine.algorithm_note] if len(found) > 1 else []
    if equal:
        notes.append("有数额完全相同的规定，请按上位法优先、特别法优先选定")
    return OneFine(
        chosen=best.violation,
        fine_min=low,
        fine_max=high,
        equal=equal,
        candidates=tuple(found),
        # Only the fine is imposed once: the other kinds of every rule stay possible.
        kinds=tuple(dict.fromkeys(kind for one in (best, *found) for kind in one.kinds)),
        article=tuple(dict.fromkeys((*best.basis, *book.cite_all(rules.no_double_fine.refs)))),
        notes=tuple(notes),
        trail=tuple(trail.steps),
    )


def combine(book: LawBook, acts: Sequence[Sequence[Facts]]) -> Together:
    """Several acts: for each the one rule, then the sums. Kinds are listed once."""
    if not acts:
        raise UsageFault("acts 里没有违法行为", code="facts-invalid")
    found = [choose(book, candidates) for candidates in acts]
    trail = Trail()
    for number, one in enumerate(found, start=1):
        penalty = one.penalty
        trail.compute(f"act{number}_min", "given", one.fine_min, say=f"第{number}项 {penalty.name}：下限 {{}}")
        trail.compute(f"act{number}_max", "given", one.fine_max, say=f"第{number}项 {penalty.name}：上限 {{}}")
    keys = range(1, len(found) + 1)
    low = trail.compute("fine_min", "plus", *(f"act{number}_min" for number in keys), say="各项分别裁量，下限合计 {}")
    high = trail.compute("fine_max", "plus", *(f"act{number}_max" for number in keys), say="上限合计 {}")
    return Together(
        acts=tuple(found),
        fine_min=low,
        fine_max=high,
        kinds=tuple(dict.fromkeys(kind for one in found for kind in one.kinds)),
        trail=tuple(trail.steps),
    )


def _height(one: Penalty) -> tuple[Decimal, Decimal]:
    assert one.fine_max is not None
    assert one.fine_min is not None
    return one.fine_max, one.fine_min
