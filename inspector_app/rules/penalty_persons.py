"""What responsible persons incur beside the unit (处罚到人): confiscation of income, fine, exclusion from the trade, detention.

Persons are shown with their whole range: a degree of discretion acts on the unit's fine alone (band-person is weighed for each by itself).
"""

from __future__ import annotations

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from inspector_app.catalog.discretion import DiscretionPack
from inspector_app.catalog.law import Ref
from inspector_app.catalog.violation import PersonPenalty, StageName, Violation
from inspector_app.rules.penalty_facts import AMOUNTS, Facts
from inspector_app.rules.penalty_hearing import HearingAnswer, hearing_for_person
from inspector_app.rules.tiers import Missing, Range
from inspector_app.rules.trail import Trail, yuan


class PersonResult(msgspec.Struct, frozen=True, kw_only=True):
    """One group of responsible persons. A key that does not apply is absent; one that is not known is None."""

    who: tuple[str, ...]
    confiscate_income: bool
    income_basis: str | UnsetType = UNSET
    income: Decimal | UnsetType | None = UNSET
    fine_min: Decimal | UnsetType | None = UNSET
    fine_max: Decimal | UnsetType | None = UNSET
    fine_min_exclusive: bool | UnsetType = UNSET
    confiscated_income_amount: Decimal | UnsetType | None = UNSET
    ban: str | UnsetType = UNSET
    detention: str | UnsetType = UNSET
    other: tuple[str, ...] | UnsetType = UNSET
    by: str | UnsetType = UNSET
    hearing: HearingAnswer


def persons_of(
    violation: Violation, stage: StageName, facts: Facts, rules: DiscretionPack, trail: Trail
) -> tuple[tuple[PersonResult, ...], tuple[Missing, ...]]:
    """Everyone who is punished at that stage; what the first inspection already brings holds at every later stage."""
    results: list[PersonResult] = []
    lacking: list[Missing] = []
    refs = violation.persons_by or violation.penalized_by
    for number, person in enumerate(violation.punished_at(stage), start=1):
        result = _result(person, f"person{number}", facts, rules=rules, trail=trail, refs=refs)
        results.append(result)
        if result.income is None:
            field = "person_income"
            say = f"缺少 {field}（{AMOUNTS[field]}：{result.income_basis}），无法确定责任人员的罚款"
            lacking.append(Missing(field=field, say=say))
    return tuple(results), tuple(lacking[:1])


def _result(
    person: PersonPenalty, key: str, facts: Facts, *, rules: DiscretionPack, trail: Trail, refs: tuple[Ref, ...]
) -> PersonResult:
    by_income = person.fine is not None and person.fine.basis != "固定"
    income = facts.person_income if by_income or person.confiscate_income else None
    name = "、".join(person.who)
    if income is not None:
        basis = person.fine.basis if person.fine else "收入"
        trail.compute(f"{key}_income", "given", income, say=f"责任人员{basis} {{}}")
        if person.confiscate_income:
            trail.say(f"{key}_confiscation", f"对{name}没收{basis} {yuan(income)}", refs)
    fine = _fine(person, key, income, trail, refs)
    if person.ban:
        trail.say(f"{key}_ban", f"对{name}{person.ban.words}", refs)
    if person.detention:
        trail.say(f"{key}_detention", f"对{name}{person.detention.words}", refs)
    taken = income if person.confiscate_income else None
    return PersonResult(
        who=person.who,
        confiscate_income=person.confiscate_income,
        income_basis=person.fine.basis if person.fine is not None and by_income else UNSET,
        income=income if by_income else UNSET,
        fine_min=UNSET if person.fine is None else (fine.low if fine else None),
        fine_max=UNSET if person.fine is None else (fine.high if fine else None),
        fine_min_exclusive=True if fine is not None and fine.low_open else UNSET,
        confiscated_income_amount=taken if person.confiscate_income else UNSET,
        ban=person.ban.words if person.ban else UNSET,
        detention=person.detention.words if person.detention else UNSET,
        other=person.other or UNSET,
        by=person.by or UNSET,
        hearing=hearing_for_person(
            rules,
            banned=person.ban is not None,
            fine=fine,
            known=person.fine is None or fine is not None,
            confiscated=taken,
        ),
    )


def _fine(person: PersonPenalty, key: str, income: Decimal | None, trail: Trail, refs: tuple[Ref, ...]) -> Range | None:
    fine = person.fine
    if fine is None:
        return None
    if fine.basis == "固定":
        assert fine.min is not None
        assert fine.max is not None
        low = trail.compute(f"{key}_fine_min", "given", fine.min, say="责任人员罚款下限 {}", refs=refs)
        high = trail.compute(f"{key}_fine_max", "given", fine.max, say="责任人员罚款上限 {}", refs=refs)
        return Range(low=low, high=high, low_open=low == 0)
    if income is None:
        return None
    assert fine.min_multiple is not None
    assert fine.max_multiple is not None
    ends = []
    for end, multiple, name in (("min", fine.min_multiple, "下限"), ("max", fine.max_multiple, "上限")):
        share = f"{(multiple * 100).normalize():f}%" if multiple < 1 else f"{multiple:f}倍"
        say = f"责任人员罚款{name}：{yuan(income)}×{share}＝{{}}"
        ends.append(trail.compute(f"{key}_fine_{end}", "times", f"{key}_income", multiple, say=say, refs=refs))
    return Range(low=ends[0], high=ends[1])
