"""What contradicts between a unit's case and those of its responsible persons: somebody forgotten, somebody punished without ground."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from inspector_app.catalog.violation import STAGE_NAMES
from inspector_app.fault import Fault
from inspector_app.records.case import Case, Charge

from . import case_laws, charges, persons
from .case_reading import Contradiction, Jump, Reading
from .desk import Desk


def forgotten(reading: Reading) -> Iterator[Contradiction]:
    """Where the law punishes persons too, each is either in a case of its own, or it is written why not."""
    case = reading.case
    owed = persons.due(reading.desk, case)
    if not owed or case.no_persons.strip():
        return
    named = [one for one in persons.standings(reading.desk, case) if one.person.name.strip()]
    at = Jump(kind="case", id=case.id, field="responsible")
    opened = persons.cases_of(reading.desk, case.id)
    if not opened:
        for one in owed:
            yield Contradiction(
                id=f"persons-none:{one.violation}",
                level="warning",
                heading="law",
                text=f"“{one.name}”在{one.stage}这一档还应当处罚责任人员（{'、'.join(one.articles)}），"
                "没有对责任人员立案，也没有写明理由",
                jump=at,
            )
        return
    for standing in named:
        if standing.case is None:
            yield Contradiction(
                id=f"person-none:{standing.at}",
                level="warning",
                heading="law",
                text=f"责任人员{standing.person.name}没有立案，也没有写明不处罚的理由",
                jump=at,
            )


def unfounded(reading: Reading) -> Iterator[Contradiction]:
    """Nobody is punished for what the unit's case does not hold, or not as serious: in the person's case and in the unit's."""
    case = reading.case
    if case.unit is not None:
        unit = persons.unit_of(reading.desk, case)
        if unit is None:
            yield Contradiction(
                id="unit-away",
                level="warning",
                heading="law",
                text=f"单位案件“{case.unit.title}”不在这台电脑上，认定是否一致没有核对",
                jump=Jump(kind="case", id=case.id, field="unit"),
            )
            return
        for key, text in without_ground(reading.desk, case, unit):
            yield Contradiction(
                id=f"unfounded:{key}",
                level="error",
                heading="law",
                text=text,
                jump=Jump(kind="charge", id=key, field="stage"),
                basis=("《中华人民共和国行政处罚法》第四条",),
                fatal=True,
            )
        return
    for own in persons.cases_of(reading.desk, case.id):
        for key, text in without_ground(reading.desk, own, case):
            yield Contradiction(
                id=f"unfounded:{own.id}:{key}",
                level="error",
                heading="law",
                text=f"{own.party.name}的案件：{text}",
                jump=Jump(kind="case", id=case.id, field="responsible"),
                basis=("《中华人民共和国行政处罚法》第四条",),
            )


def without_ground(desk: Desk, own: Case, unit: Case) -> Iterator[tuple[str, str]]:
    """Of each violation of a person's case that the unit's case does not carry: its id, and why not."""
    held = {one.violation: one for one in charges.charges(desk, unit.id)}
    for one in charges.charges(desk, own.id):
        if one.decided is not None and one.decided.outcome not in ("fined", "penalty"):
            continue
        book = case_laws.book_of(desk, one)
        name = book.violation(one.applied).name
        whole = held.get(one.violation)
        if whole is None:
            yield one.violation, f"单位案件没有认定“{name}”，不能据此处罚责任人员"
        elif whole.decided is not None and whole.decided.outcome not in ("fined", "penalty"):
            yield one.violation, f"单位案件对“{name}”不予处罚，处罚责任人员没有根据"
        else:
            yield from _stage(
                one, whole, name, tuple(p.trigger for p in book.violation(one.applied).persons if not p.by)
            )


def _stage(one: Charge, whole: Charge, name: str, triggers: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    try:
        mine, theirs = charges.stated_facts(one).stage, charges.stated_facts(whole).stage
    except Fault:
        return  # said by the check of the law
    if theirs not in triggers and "base" not in triggers:
        wanted = "、".join(STAGE_NAMES[key] for key in dict.fromkeys(triggers))  # type: ignore[index]
        yield (
            one.violation,
            f"法律只在{wanted}时处罚责任人员，单位案件对“{name}”认定的是{STAGE_NAMES[theirs]}",
        )
    elif mine != theirs:
        yield one.violation, f"“{name}”在本案是{STAGE_NAMES[mine]}，在单位案件是{STAGE_NAMES[theirs]}，两案认定不一致"


def identity(reading: Reading) -> Iterator[Contradiction]:
    """A person is named with number and address: the decision is served on the person and enforced against it (行政处罚法第59条)."""
    case = reading.case
    if case.party.kind != "natural_person":
        return
    for field, name in (("id_no", "身份证件号码"), ("address", "住址")):
        if not getattr(case.party, field).strip():
            yield Contradiction(
                id=f"person-{field}",
                level="warning",
                heading="subject",
                text=f"自然人当事人{case.party.name}没有写明{name}",
                jump=Jump(kind="case", id=case.id, field=f"party.{field}"),
                basis=("《中华人民共和国行政处罚法》第五十九条",),
            )


def served_with_the_unit(reading: Reading) -> Iterator[Contradiction]:
    """What was served in a person's case was served on the person, not on the unit."""
    case = reading.case
    if case.unit is None:
        return
    for one in reading.services:
        if case.unit.party and one.receiver.strip() == case.unit.party:
            yield Contradiction(
                id=f"served-unit:{one.id}",
                level="warning",
                heading="documents",
                text=f"送达回证的受送达人写的是{one.receiver}，本案的文书应当送达{case.party.name}本人",
                jump=Jump(kind="service", id=one.id),
                basis=("《中华人民共和国行政处罚法》第六十一条",),
            )


CHECKS: tuple[Callable[[Reading], Iterator[Contradiction]], ...] = (
    forgotten,
    unfounded,
    identity,
    served_with_the_unit,
)
