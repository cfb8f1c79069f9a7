"""The penalty calculator: legal range, kinds, persons, hearing and review of one violation, each with its article.

Exact in ``Decimal`` 元. Nothing is shown that the law does not give: a fact that is needed and not known leaves the figure None and is
named in ``missing``; a fact that is wrong is a fault.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from inspector_app.catalog.discretion import DiscretionPack
from inspector_app.catalog.law import Ref
from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.violation import STAGE_NAMES, Fine, Stage, StageName, Violation
from inspector_app.fault import UsageFault
from inspector_app.rules.penalty_dates import check_in_force, date_notes, later_rule
from inspector_app.rules.penalty_facts import Facts, Punished, doubts
from inspector_app.rules.penalty_hearing import HearingAnswer, HearingDuty, hearing_for_party
from inspector_app.rules.penalty_must import KindMust, musts_of, words_of
from inspector_app.rules.penalty_persons import PersonResult, persons_of
from inspector_app.rules.tiers import ZERO, Missing, Range, Statutory, banded, statutory
from inspector_app.rules.trail import Step, Trail, yuan

GAINS = ("没收违法所得", "没收违法收入")
_NO_UNIT = {"natural_person": "当事人是自然人，没有所在单位", "sole_trader": "当事人是个体工商户，经营者就是当事人"}
GOODS = ("没收违法产品", "没收工具设备")


class RuleChoice(msgspec.Struct, frozen=True, kw_only=True):
    """One of two rules that may hold, at the time of the act or of the decision; ``applies`` marks the one the law prefers."""

    violation: str
    name: str
    time: Literal["act", "decision"]
    fine_min: Decimal | None
    fine_max: Decimal | None
    kinds: tuple[str, ...]
    applies: bool
    why: str


class Penalty(msgspec.Struct, frozen=True, kw_only=True):
    """What the law gives for one violation. Amounts are 元; ``trail`` computes again to each of them.

    ``article`` are all penal articles of the violation, ``basis`` those a decision at this stage rests on. ``punished`` person: fine, kinds
    and hearing are those of a responsible person.
    """

    violation: str
    name: str
    stage: StageName
    article: tuple[str, ...]
    basis: tuple[str, ...]
    fine_min: Decimal | None
    fine_max: Decimal | None
    fine_min_exclusive: bool
    fine_max_exclusive: bool
    fine_optional: bool
    basis_amount: Decimal | None
    statutory_min: Decimal | None
    statutory_max: Decimal | None
    kinds: tuple[str, ...]
    persons: tuple[PersonResult, ...]
    hearing: HearingAnswer
    hearing_reasons: tuple[str, ...]
    legal_review: Literal["if_hearing_held", "case_review"]
    collective_discussion: Literal["if_legal_review"] = "if_legal_review"
    application_ban_years: int | None = None
    correction: str = "none"
    missing: tuple[Missing, ...] = ()
    choices: tuple[RuleChoice, ...] = ()
    notes: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()
    musts: tuple[KindMust, ...] = ()
    trail: tuple[Step, ...] = ()
    punished: Punished = "party"

    @property
    def fined(self) -> bool:
        """Whether the stage sets a fine at all."""
        return self.fine_max is None or self.fine_max > 0

    @property
    def range(self) -> Range | None:
        """The range of the fine, None when it could not be determined."""
        if self.fine_min is None or self.fine_max is None:
            return None
        return Range(
            low=self.fine_min, high=self.fine_max, low_open=self.fine_min_exclusive, high_open=self.fine_max_exclusive
        )

    @property
    def legal_range(self) -> Range | None:
        """The whole legal range, whatever degree was asked for."""
        if self.statutory_min is None or self.statutory_max is None:
            return None
        return Range(low=self.statutory_min, high=self.statutory_max, low_open=self.fined and self.statutory_min == 0)


def assess(book: LawBook, facts: Facts) -> Penalty:
    """Compute the penalty of one violation from its facts (the law by the date of the act, 行政处罚法第37条).

    ``punished: person`` computes what a responsible person of the unit incurs, as the party of its own case.
    """
    if facts.punished == "person":
        # It is built from what is defined here.
        from inspector_app.rules.penalty_own import assess_person

        return assess_person(book, facts)
    violation = book.violation(facts.violation)
    rules = book.discretion(facts.rules)
    check_in_force(book, violation, facts)
    stage = stage_of(violation, facts)
    check_facts(violation, rules, facts)
    trail = Trail()
    refs = violation.party_by
    trail.say("stage", f"{violation.name}，{STAGE_NAMES[facts.stage]}档", refs)
    if rules.extends:
        trail.say("rules", f"裁量规则：{rules.meta.title}（{rules.province}，版本 {rules.meta.version}）")
    fine, notes = _fine(violation, stage, facts)
    legal = statutory(fine, facts, trail, refs) if fine else None
    lacking: list[Missing] = [legal] if isinstance(legal, Missing) else []
    found = legal if isinstance(legal, Statutory) else None
    shown = _shown(found, rules, facts, trail)
    kinds = _kinds(violation, stage)
    musts = musts_of(violation, stage, kinds)
    trail.say("kinds", "可以适用的种类：" + "、".join(kinds), refs)
    if any(one.must != "unsaid" for one in musts):
        trail.say("musts", "条文用词：" + "；".join(words_of(musts)), refs)
    persons, persons_lack = persons_of(violation, facts.stage, facts, rules, trail)
    hearing = _hearing(book, rules, facts, kinds=kinds, fine=fine, shown=shown, known=not lacking, trail=trail)
    assert rules.collective_discussion is not None
    trail.say("collective_discussion", rules.collective_discussion.rule, rules.collective_discussion.refs)
    nothing = None if lacking else ZERO
    return Penalty(
        violation=violation.id,
        name=violation.name,
        stage=facts.stage,
        article=book.cite_all(violation.penalized_by),
        basis=book.cite_all(violation.basis_at(facts.stage)),
        fine_min=shown.low if shown else nothing,
        fine_max=shown.high if shown else nothing,
        fine_min_exclusive=bool(shown and shown.low_open),
        fine_max_exclusive=bool(shown and shown.high_open),
        fine_optional=bool(fine and not fine.mandatory),
        basis_amount=found.basis if found else None,
        statutory_min=found.range.low if found else nothing,
        statutory_max=found.range.high if found else nothing,
        kinds=kinds,
        persons=persons,
        hearing=hearing.answer,
        hearing_reasons=hearing.reasons,
        legal_review=hearing.legal_review,
        application_ban_years=stage.application_ban_years or violation.base.application_ban_years,
        correction=violation.correction,
        missing=(*lacking, *persons_lack),
        choices=choices_of(book, violation, facts, shown, kinds),
        notes=(
            *notes,
            *_stage_notes(violation, stage, facts),
            *_confiscation_notes(kinds, facts, hearing),
            *doubts(facts),
            *date_notes(book, violation, facts),
        ),
        unverified=unread_of(book, violation, violation.penalized_by),
        musts=musts,
        trail=tuple(trail.steps),
    )


def check_facts(violation: Violation, rules: DiscretionPack, facts: Facts) -> None:
    """Refuse facts that this violation cannot have."""
    if violation.channels and facts.channel is not None and facts.channel not in violation.channels:
        raise UsageFault(
            f"channel（环节）写的是 {facts.channel}，而“{violation.name}”只发生在 {'、'.join(violation.channels)}",
            todo="请改选相应环节的违法行为",
            code="facts-invalid",
        )
    known = {one.id: one for group in (rules.severe,) if group for one in (*group.shall, *group.may)}
    for one_id in facts.aggravating:
        if one_id not in known:
            raise UsageFault(f"aggravating 里没有“{one_id}”这个从重情节", code="facts-invalid")


def stage_of(violation: Violation, facts: Facts) -> Stage:
    """The stage the facts name; one the violation does not have is a ``UsageFault`` that names those it has."""
    stage = violation.stage(facts.stage)
    if stage is None:
        have = "、".join(f"{name}（{STAGE_NAMES[name]}）" for name in violation.stages)
        raise UsageFault(
            f"{violation.id}（{violation.name}）没有 stage {facts.stage}（{STAGE_NAMES[facts.stage]}）这一档",
            todo=f"有的：{have}",
            code="stage-missing",
        )
    return stage


def _fine(violation: Violation, stage: Stage, facts: Facts) -> tuple[Fine | None, tuple[str, ...]]:
    """The fine of the stage. A stage without one leaves that of the first inspection, or of the refusal when told so."""
    if stage.fine is not None:
        if facts.fine_stage is not None:
            raise UsageFault(f"{facts.stage} 档自己有罚款，不能另选 fine_stage", code="facts-invalid")
        return _resolved(violation, stage.fine), ()
    asked = violation.stage(facts.fine_stage) if facts.fine_stage else None
    if facts.fine_stage is not None:
        if asked is None or asked.fine is None:
            raise UsageFault(f"fine_stage {facts.fine_stage} 档没有罚款", code="facts-invalid")
        return _resolved(violation, asked.fine), (f"本档未另设罚款，按{STAGE_NAMES[facts.fine_stage]}档",)
    notes: tuple[str, ...] = ()
    if facts.stage != "base" and violation.overdue is not None and violation.overdue.fine is not None:
        notes = ("本档未另设罚款；同时又逾期不改正的，请写 fine_stage: overdue，按该档罚款",)
    base = violation.base.fine
    if base is None or stage is violation.base:
        return None, notes
    return _resolved(violation, base), (*notes, "本档未另设罚款，按首查档")


def _resolved(violation: Violation, fine: Fine) -> Fine:
    if fine.same_as is None:
        return fine
    target = violation.stage(fine.same_as)
    assert target is not None
    assert target.fine is not None
    # Two stages share an amount: it may be left out where either of them says so.
    return msgspec.structs.replace(target.fine, mandatory=fine.mandatory and target.fine.mandatory)


def _shown(found: Statutory | None, rules: DiscretionPack, facts: Facts, trail: Trail) -> Range | None:
    if found is None:
        return None
    if facts.band != "full":
        return banded(found.range, rules.band(facts.band), trail)
    trail.compute("fine_min", "given", "statutory_min", say="全幅度，下限 {}")
    trail.compute("fine_max", "given", "statutory_max", say="全幅度，上限 {}")
    return found.range


def _kinds(violation: Violation, stage: Stage) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*violation.base.kinds, *stage.kinds)))


def _hearing(
    book: LawBook,
    rules: DiscretionPack,
    facts: Facts,
    *,
    kinds: tuple[str, ...],
    fine: Fine | None,
    shown: Range | None,
    known: bool,
    trail: Trail,
) -> HearingDuty:
    gains = facts.illegal_income if facts.illegal_income is not None else facts.income
    confiscated = [
        amount
        for amount, sources in ((gains, GAINS), (facts.goods_on_hand, GOODS))
        if amount is not None and any(one in kinds for one in sources)
    ]
    if confiscated:
        trail.compute("confiscated", "plus", *confiscated, say="没收的违法所得与非法财物合计 {}")
    return hearing_for_party(
        rules,
        facts.party,
        [book.kind(one) for one in kinds],
        shown,
        optional=bool(fine and not fine.mandatory),
        known=known,
        confiscated=confiscated,
        trail=trail,
    )


def choices_of(
    book: LawBook, violation: Violation, facts: Facts, shown: Range | None, kinds: tuple[str, ...]
) -> tuple[RuleChoice, ...]:
    """The rule of the time of the act beside the later one; nothing where the law did not change."""
    later = later_rule(book, violation, facts)
    if later is None:
        return ()
    assert violation.until is not None
    start = date.fromisoformat(book.effective_from(later) or violation.until)
    try:
        after = assess(
            book,
            msgspec.structs.replace(facts, violation=later.id, act_date=start, decision_date=None, fine_stage=None),
        )
    except UsageFault as fault:
        if fault.code == "person-not-punished":
            # A rule that no longer punishes the person is the lightest there is.
            gone = Range(low=ZERO, high=ZERO)
            return (
                _choice(violation, "act", shown, kinds, applies=False, why="行为时的规定较重"),
                _choice(later, "decision", gone, (), applies=True, why="新规定不再处罚责任人员"),
            )
        why = f"行为时的规定；新规定没有可比的结果（{fault.what}）"
        return (_choice(violation, "act", shown, kinds, applies=True, why=why),)
    new = after.range
    lighter = (
        shown is not None
        and new is not None
        and new.high <= shown.high
        and new.low <= shown.low
        and set(after.kinds) <= set(kinds)
        and (new != shown or set(after.kinds) < set(kinds))
    )
    unknown = new is None or shown is None
    old_why = "适用行为时的规定" if not lighter else "行为时的规定较重"
    new_why = "新规定较轻，适用新规定" if lighter else "新规定不较轻，不适用"
    if unknown:
        new_why = "新规定的幅度还不能确定：" + "；".join(one.say for one in after.missing)
    return (
        _choice(violation, "act", shown, kinds, applies=not lighter, why=old_why),
        _choice(later, "decision", new, after.kinds, applies=lighter, why=new_why),
    )


def _choice(
    violation: Violation,
    time: Literal["act", "decision"],
    found: Range | None,
    kinds: tuple[str, ...],
    *,
    applies: bool,
    why: str,
) -> RuleChoice:
    return RuleChoice(
        violation=violation.id,
        name=violation.name,
        time=time,
        fine_min=found.low if found else None,
        fine_max=found.high if found else None,
        kinds=kinds,
        applies=applies,
        why=why,
    )


def _stage_notes(violation: Violation, stage: Stage, facts: Facts) -> tuple[str, ...]:
    notes = [one for one in (violation.base.note, stage.note, violation.note) if one]
    punished = violation.punished_at(facts.stage)
    notes += [f"处罚到人：{one.note}" for one in punished if one.note]
    if punished and facts.party in _NO_UNIT:
        notes.append(f"处罚到人：{_NO_UNIT[facts.party]}，处罚到人的规定写的是单位的责任人员，是否适用请法制机构核定")
    if violation.order_correction_first and stage is violation.base:
        notes.append("须先责令限期改正，逾期或者拒不改正的才能罚款")
    return tuple(dict.fromkeys(notes))


def _confiscation_notes(kinds: tuple[str, ...], facts: Facts, hearing: HearingDuty) -> tuple[str, ...]:
    """Say when an unknown confiscation may still bring the right to a hearing."""
    if hearing.answer == "required":
        return ()
    gains = facts.illegal_income if facts.illegal_income is not None else facts.income
    lacking = [
        field
        for field, amount, sources in (("illegal_income", gains, GAINS), ("goods_on_hand", facts.goods_on_hand, GOODS))
        if amount is None and any(one in kinds for one in sources)
    ]
    return (f"没有填写 {'、'.join(lacking)}，没收的数额没有计入听证门槛",) if lacking else ()


def unread_of(book: LawBook, violation: Violation, refs: tuple[Ref, ...]) -> tuple[str, ...]:
    """What of a violation, and of the laws a penalty cites, nobody verified."""
    found = [f"违法行为 {violation.id} 的罚则未核实"] if not violation.verified else []
    found += [f"违法行为 {violation.id} 的义务条款未核实"] if not violation.violates_verified else []
    return (*found, *(f"《{name}》未核实" for name in book.unread(refs)))


def range_words(penalty: Penalty) -> str:
    """Say the fine as a line of text."""
    found = penalty.range
    if found is None:
        return "罚款幅度未定：" + "；".join(one.say for one in penalty.missing)
    if not penalty.fined:
        return "不罚款"
    return ("可以并处罚款：" if penalty.fine_optional else "罚款：") + _span(found)


def _span(found: Range) -> str:
    if found.low_open and found.low == 0:
        return f"{'不足' if found.high_open else ''}{yuan(found.high)}{'' if found.high_open else '以下'}"
    return found.words()
