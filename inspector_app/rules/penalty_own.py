"""What one responsible person incurs as the party of a case of its own (处罚到人): range, kinds, hearing, from the person's own income.

A degree of discretion acts on the person's range as it does on a unit's. Detention is the police's and disciplinary sanctions are the
employer's: both are said in the trail and never imposed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from inspector_app.catalog.discretion import DiscretionPack
from inspector_app.catalog.law import Ref
from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.violation import STAGE_NAMES, PersonFine, PersonPenalty
from inspector_app.fault import UsageFault
from inspector_app.rules.penalty import Penalty, check_facts, choices_of, stage_of, unread_of
from inspector_app.rules.penalty_dates import check_in_force, date_notes
from inspector_app.rules.penalty_facts import AMOUNTS, Facts
from inspector_app.rules.penalty_hearing import hearing_for_party
from inspector_app.rules.penalty_must import KindMust
from inspector_app.rules.tiers import ZERO, Missing, Range, banded
from inspector_app.rules.trail import Trail, yuan

INCOME = "没收违法收入"
"""The kind that takes the income (药品管理法第118条: 没收违法行为发生期间自本单位所获收入)."""
BAN = "限制从业"
_FINE = "罚款"


def assess_person(book: LawBook, facts: Facts) -> Penalty:
    """Compute what a responsible person incurs at the stage of the unit's violation.

    A stage that punishes nobody beside the unit is a ``UsageFault`` (code ``person-not-punished``).
    """
    violation = book.violation(facts.violation)
    rules = book.discretion(facts.rules)
    check_in_force(book, violation, facts)
    stage_of(violation, facts)
    check_facts(violation, rules, facts)
    groups = violation.punished_at(facts.stage)
    mine = [one for one in groups if not one.by and (one.fine or one.ban or one.confiscate_income)]
    if not mine:
        raise UsageFault(
            f"“{violation.name}”在{STAGE_NAMES[facts.stage]}这一档没有本机关对责任人员的处罚",
            todo="处罚到人只在法律写明的情形适用，请核对单位案件的档次",
            code="person-not-punished",
        )
    trail, refs = Trail(), violation.person_by
    trail.say("stage", f"{violation.name}，{STAGE_NAMES[facts.stage]}档，处罚责任人员", refs)
    if rules.extends:
        trail.say("rules", f"裁量规则：{rules.meta.title}（{rules.province}，版本 {rules.meta.version}）")
    found, lacking = _range(mine, facts, trail, refs)
    taken = any(one.confiscate_income for one in mine)
    if taken and facts.person_income is not None:
        trail.say("confiscation", f"没收{income_basis(mine)} {yuan(facts.person_income)}", refs)
    for one in mine:
        if one.ban:
            trail.say("ban", one.ban.words, refs)
        if one.detention:
            trail.say("detention", f"{one.detention.words}，不由本机关决定", refs)
    kinds = _kinds(mine)
    trail.say("kinds", "可以适用的种类：" + "、".join(kinds), refs)
    shown = None if found is None else _shown(found, rules, facts, trail)
    hearing = hearing_for_party(
        rules,
        "natural_person",
        [book.kind(one) for one in kinds],
        shown,
        optional=False,
        known=not lacking,
        confiscated=[facts.person_income] if taken and facts.person_income is not None else [],
        trail=trail,
    )
    assert rules.collective_discussion is not None
    trail.say("collective_discussion", rules.collective_discussion.rule, rules.collective_discussion.refs)
    nothing = None if lacking else ZERO
    return Penalty(
        violation=violation.id,
        name=violation.name,
        stage=facts.stage,
        article=book.cite_all(refs),
        basis=book.cite_all(refs),
        fine_min=shown.low if shown else nothing,
        fine_max=shown.high if shown else nothing,
        fine_min_exclusive=bool(shown and shown.low_open),
        fine_max_exclusive=bool(shown and shown.high_open),
        fine_optional=False,
        basis_amount=facts.person_income if found is not None and _by_income(mine) else None,
        statutory_min=found.low if found else nothing,
        statutory_max=found.high if found else nothing,
        kinds=kinds,
        persons=(),
        hearing=hearing.answer,
        hearing_reasons=hearing.reasons,
        legal_review=hearing.legal_review,
        missing=lacking,
        choices=choices_of(book, violation, facts, shown, kinds),
        # What the articles set down for persons they set down as 应当; detention, which they may, is not this office's.
        musts=tuple(KindMust(kind=kind, must="shall") for kind in kinds),
        notes=(*_notes(groups), *date_notes(book, violation, facts)),
        unverified=unread_of(book, violation, refs),
        trail=tuple(trail.steps),
        punished="person",
    )


def income_basis(groups: Sequence[PersonPenalty]) -> str:
    """Which income the person's fine or confiscation is reckoned from, as the law names it; empty where amounts are fixed."""
    by_fine = next((one.fine.basis for one in groups if one.fine and one.fine.basis != "固定"), "")
    taken = any(one.confiscate_income for one in groups)
    return by_fine or ("违法期间自本单位所获收入" if taken else "")


def ban_words(groups: Sequence[PersonPenalty]) -> str:
    """The exclusion from the trade as the law words it; empty where there is none."""
    return next((one.ban.words for one in groups if one.ban), "")


def _by_income(groups: Sequence[PersonPenalty]) -> bool:
    return any(one.fine is not None and one.fine.basis != "固定" for one in groups)


def _kinds(groups: Sequence[PersonPenalty]) -> tuple[str, ...]:
    found = [INCOME] if any(one.confiscate_income for one in groups) else []
    found += [_FINE] if any(one.fine for one in groups) else []
    found += [BAN] if any(one.ban for one in groups) else []
    return tuple(found)


def _range(
    groups: Sequence[PersonPenalty], facts: Facts, trail: Trail, refs: tuple[Ref, ...]
) -> tuple[Range | None, tuple[Missing, ...]]:
    fine: PersonFine | None = next((one.fine for one in groups if one.fine), None)
    income, basis = facts.person_income, income_basis(groups)
    if basis and income is None:
        say = f"缺少 person_income（{AMOUNTS['person_income']}：{basis}），无法确定责任人员的罚款"
        return None, (Missing(field="person_income", say=say),)
    if basis and income is not None:
        trail.compute("person_income", "given", income, say=f"{basis} {{}}")
    if fine is None:
        return None, ()
    if fine.basis == "固定":
        assert fine.min is not None
        assert fine.max is not None
        low = trail.compute("statutory_min", "given", fine.min, say="法定下限 {}", refs=refs)
        high = trail.compute("statutory_max", "given", fine.max, say="法定上限 {}", refs=refs)
        return Range(low=low, high=high, low_open=low == 0), ()
    assert income is not None
    assert fine.min_multiple is not None
    assert fine.max_multiple is not None
    ends: list[Decimal] = []
    for key, multiple, name in (
        ("statutory_min", fine.min_multiple, "法定下限"),
        ("statutory_max", fine.max_multiple, "法定上限"),
    ):
        share = f"{(multiple * 100).normalize():f}%" if multiple < 1 else f"{multiple:f}倍"
        say = f"{name}：{yuan(income)}×{share}＝{{}}"
        ends.append(trail.compute(key, "times", "person_income", multiple, say=say, refs=refs))
    return Range(low=ends[0], high=ends[1], low_open=ends[0] == 0 < ends[1]), ()


def _shown(found: Range, rules: DiscretionPack, facts: Facts, trail: Trail) -> Range:
    if facts.band != "full" and found.high > 0:
        return banded(found, rules.band(facts.band), trail)
    trail.compute("fine_min", "given", "statutory_min", say="全幅度，下限 {}")
    trail.compute("fine_max", "given", "statutory_max", say="全幅度，上限 {}")
    return found


def _notes(groups: Sequence[PersonPenalty]) -> tuple[str, ...]:
    """What the person may incur from others: said, and not imposed by this office."""
    notes = [one.note for one in groups if one.note]
    notes += [f"{one.detention.words}，由公安机关决定，需要适用拘留的移送公安机关" for one in groups if one.detention]
    for one in groups:
        whose = one.by or "有权机关、单位"
        notes += [f"{text}（由{whose}处理，不在本机关的处罚之内）" for text in one.other]
    return tuple(dict.fromkeys(notes))
