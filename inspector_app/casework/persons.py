"""处罚到人: a responsible person is the party of a case of its own, opened from the unit's case and linked to it.

The person is told its own rights by its own amounts, may state and defend, and gets a decision of its own. Facts, evidence and violations
are copied from the unit's case with their source; the fine is reckoned from the person's income. Neither case changes the other.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.violation import STAGE_NAMES, PersonPenalty, Violation
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import (
    Case,
    CaseFact,
    Charge,
    Party,
    PenaltyItem,
    Proceeding,
    Responsible,
    UnitCase,
)
from inspector_app.records.law_edition import LawEdition
from inspector_app.rules.penalty import Penalty
from inspector_app.rules.penalty_own import BAN, INCOME, income_basis
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import case_facts, case_laws, cases, charges
from .desk import Desk

LAST_YEAR = "上一年度从本单位取得的收入"
_TAKEN = ("stage", "act_date", "channel", "fine_stage", "rules", "decision_date")
"""Facts of the unit's violation that hold for the person as well; amounts of the unit's goods do not."""
_PERIOD = re.compile(r"终身|(\d+)\s*年")
_IN_WORDS = re.compile(r"[一二三四五六七八九十]+(?=\s*年)")


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """One violation of a unit's case for which the law punishes persons too: at which stage, by which articles, on which income."""

    violation: str
    name: str
    stage: str
    articles: tuple[str, ...]
    income_basis: str


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A responsible person of a unit's case by its place in the list, and its own case where one was opened."""

    at: int
    person: Responsible
    case: Case | None


def groups(violation: Violation, stage: str) -> tuple[PersonPenalty, ...]:
    """Whom this office punishes at a stage beside the unit: not the groups another authority deals with."""
    return tuple(
        one
        for one in violation.punished_at(stage)  # type: ignore[arg-type]
        if not one.by and (one.fine or one.ban or one.confiscate_income)
    )


def due(desk: Desk, case: Case) -> list[Due]:
    """The violations of a unit's case for which persons are to be punished too, as they are charged now.

    A sole trader and a natural person have no unit beside them; who is not punished itself makes nobody else responsible here.
    """
    if case.unit is not None or case.party.kind != "organization":
        return []
    found = []
    for one in charges.charges(desk, case.id):
        if one.decided is not None and one.decided.outcome not in ("fined", "penalty"):
            continue
        book, stage = case_laws.book_of(desk, one), charges.stated_facts(one).stage
        if not book.has_violation(one.applied):
            continue
        violation = book.violation(one.applied)
        if mine := groups(violation, stage):
            found.append(
                Due(
                    violation=one.violation,
                    name=violation.name,
                    stage=STAGE_NAMES[stage],
                    articles=book.cite_all(violation.person_by),
                    income_basis=income_basis(mine),
                )
            )
    return found


def cases_of(desk: Desk, case_id: str) -> list[Case]:
    """The cases of responsible persons that belong to a unit's case, oldest first."""
    return desk.read.find(Case, "unit_id = ?", (case_id,), tail="ORDER BY created_at, id")


def unit_of(desk: Desk, case: Case) -> Case | None:
    """The unit's case of a responsible person's case; None where it is not on this laptop, or it is no such case."""
    return desk.read.get(Case, case.unit.case_id) if case.unit is not None else None


def standings(desk: Desk, case: Case) -> list[Standing]:
    """Every responsible person on the list of a unit's case with its own case."""
    opened = cases_of(desk, case.id)
    return [
        Standing(at=at, person=one, case=next((two for two in opened if _same(two, one)), None))
        for at, one in enumerate(case.responsible)
    ]


def _same(case: Case, person: Responsible) -> bool:
    if case.party.id_no and person.id_no:
        return case.party.id_no == person.id_no
    return case.party.name == person.name.strip()


# Opening


def open_case(desk: Desk, unit_id: str, at: int) -> Case:
    """Open the case of one responsible person (``at``: its place in the list) from the unit's case, in one entry of its own journal.

    Refused: a unit that is no unit, a person without a name, a second case for the same person, and a case whose violations punish no
    person at the stage they are charged at (行政处罚法第4条: only what a law sets down).
    """
    unit = cases.load(desk, unit_id)
    if unit.unit is not None or unit.party.kind != "organization":
        raise Fault(
            "只有单位的案件才对责任人员另行立案",
            kept="没有改动",
            todo="当事人是个体工商户、自然人的，处罚的就是他本人",
            code="person-no-unit",
        )
    if not 0 <= at < len(unit.responsible):
        raise UsageFault(f"责任人员里没有第{at + 1}人", code="person-unknown")
    standing = standings(desk, unit)[at]
    person = standing.person
    if not person.name.strip():
        raise Fault("责任人员还没有姓名", kept="没有改动", todo="请先写明姓名和职务", code="person-unnamed")
    if standing.case is not None:
        raise Fault(f"已经对{person.name}立案", kept="没有改动", todo="请打开已有的案件", code="person-twin")
    wanted = {one.violation for one in due(desk, unit)}
    taken = [one for one in charges.charges(desk, unit_id) if one.violation in wanted]
    if not taken:
        raise Fault(
            "本案认定的违法行为，在现在的档次上法律都没有规定由本机关处罚责任人员",
            kept="没有改动",
            todo="情节严重的，先在“处罚与裁量”里把档次改为情节严重",
            code="person-not-punished",
        )
    made = _head(desk, unit, person, taken)
    exhibits = {
        one.id: msgspec.structs.replace(
            one,
            id=uuid.uuid4().hex,
            case_id=made.id,
            proves=one.proves.replace("当事人", unit.party.name),
            origin=one.id,
        )
        for one in case_facts.exhibits(desk, unit_id)
    }
    proof = {id_: one.id for id_, one in exhibits.items()}
    facts = list(_facts(desk, unit, person, made=made, wanted=wanted, proof=proof))
    held = [_charge(desk, one, made, person) for one in taken]
    laws = _laws(desk, unit, made)
    first = Proceeding(id=f"{made.id}/ordinary", case_id=made.id, key="ordinary", position=1)
    puts = (made, first, *([laws] if laws else []), *facts, *exhibits.values(), *held)

    def decide(reader: Reader) -> Act:
        if any(_same(one, person) for one in reader.find(Case, "unit_id = ?", (unit_id,))):
            raise Fault(f"已经对{person.name}立案", kept="没有改动", code="person-twin")
        return Act(action=f"对责任人员立案：{person.name}（{unit.party.name}）", chain=made.id, puts=puts)

    desk.record(decide)
    return made


def _head(desk: Desk, unit: Case, person: Responsible, taken: Sequence[Charge]) -> Case:
    name, position = person.name.strip(), person.position.strip()
    names = "、".join(case_laws.book_of(desk, one).violation(one.applied).name for one in taken)
    whose = unit.name.strip().removeprefix(unit.party.name).removeprefix("涉嫌").removesuffix("案")
    what = whose if whose and whose != "违法" else names
    return Case(
        id=uuid.uuid4().hex,
        created_at=desk.now(),
        created_by=desk.who,
        source="other",
        source_no=unit.no,
        source_note=f"查处{unit.party.name}案件时发现",
        domain=unit.domain,
        clue=f"查处{cases.title(unit)}时，发现{name}系{unit.party.name}{position or '责任人员'}，涉嫌对该单位{what}负有责任。",
        clue_at=desk.now(),
        place=unit.place,
        party=Party(
            kind="natural_person",
            name=name,
            id_no=person.id_no.strip(),
            address=person.address.strip(),
            phone=person.phone.strip(),
        ),
        officers=unit.officers,
        name=f"{name}涉嫌对{unit.party.name}{what}负有责任案",
        rules=unit.rules,
        unit=UnitCase(
            case_id=unit.id, no=unit.no, title=cases.title(unit), party=unit.party.name, position=position or "责任人员"
        ),
    )


def _facts(
    desk: Desk, unit: Case, person: Responsible, *, made: Case, wanted: set[str], proof: dict[str, str]
) -> Iterator[CaseFact]:
    """The unit's facts told of the unit, and one more that only this case has to prove: who the person is and what for it answers."""
    mine = [one for one in case_facts.facts(desk, unit.id) if one.violation in ("", *wanted)]
    for position, one in enumerate(mine, 1):
        yield CaseFact(
            id=uuid.uuid4().hex,
            case_id=made.id,
            position=position,
            text=of_the_unit(one.text, unit.party.name),
            violation=one.violation,
            act_date=one.act_date,
            exhibits=tuple(proof[id_] for id_ in one.exhibits if id_ in proof),
            origin=one.id,
        )
    days = [one.act_date for one in mine if one.act_date is not None]
    role = made.unit.position if made.unit is not None else ""
    yield CaseFact(
        id=uuid.uuid4().hex,
        case_id=made.id,
        position=len(mine) + 1,
        text=f"{person.name.strip()}系{unit.party.name}{role}，对上述违法行为负有责任{_earned(desk, unit, person, wanted)}",
        violation=next(iter(wanted)) if len(wanted) == 1 else "",
        act_date=max(days) if days else None,
    )


def of_the_unit(text: str, unit: str) -> str:
    """A fact of the unit's case as the person's case tells it: there 当事人 is somebody else."""
    told = text.replace("当事人", unit)
    return told if unit in told else f"{unit}{told}"


def _earned(desk: Desk, unit: Case, person: Responsible, wanted: set[str]) -> str:
    bases = dict.fromkeys(one.income_basis for one in due(desk, unit) if one.violation in wanted)
    known = ((basis, income(person, basis)) for basis in bases)
    return "".join(f"，{basis}{amount:f}元" for basis, amount in known if amount is not None)


def income(person: Responsible, basis: str) -> Decimal | None:
    """The income (元) the law counts for that basis; None where it is not known or none counts."""
    if not basis:
        return None
    return person.income_last_year if basis == LAST_YEAR else person.income


def _charge(desk: Desk, one: Charge, made: Case, person: Responsible) -> Charge:
    book, stage = case_laws.book_of(desk, one), charges.stated_facts(one).stage
    basis = income_basis(groups(book.violation(one.applied), stage))
    facts: dict[str, Any] = {key: one.facts[key] for key in _TAKEN if key in one.facts}
    facts |= {"party": "natural_person", "punished": "person"}
    earned = income(person, basis)
    if earned is not None:
        facts["person_income"] = f"{earned:f}"
    return Charge(id=f"{made.id}/{one.violation}", case_id=made.id, violation=one.violation, act=one.act, facts=facts)


def _laws(desk: Desk, unit: Case, made: Case) -> LawEdition | None:
    """The person is judged by the law packs of the unit's case."""
    known = case_laws.editions(desk, unit.id)
    if not known:
        return case_laws.first(desk, made)
    return msgspec.structs.replace(
        known[-1], id=f"{made.id}/laws/1", case_id=made.id, position=1, since=desk.now(), by=desk.who, late=False
    )


# What is imposed


def usual(book: LawBook, penalty: Penalty, earned: Decimal | None, words: str) -> Iterator[PenaltyItem]:
    """What the law always brings for the person beside the fine: the income taken, the exclusion from the trade.

    ``words`` write the amount as documents do. A term the law leaves open is left to be written.
    """
    if INCOME in penalty.kinds and earned is not None and earned > 0:
        yield PenaltyItem(kind=INCOME, text=f"没收违法行为发生期间自本单位所获收入{words}", amount=earned)
    for one in groups(book.violation(penalty.violation), penalty.stage):
        if one.ban is not None:
            yield PenaltyItem(kind=BAN, text=_ban(one))
            return


def _ban(one: PersonPenalty) -> str:
    assert one.ban is not None
    text = one.ban.text if one.ban.text.endswith("从事") else one.ban.text + "从事"
    return text + one.ban.scope


def require_whole(book: LawBook, penalty: Penalty, items: Sequence[PenaltyItem], earned: Decimal | None) -> None:
    """Refuse a decision on a person that leaves out what the law says must be, or whose exclusion has no definite term."""
    given = {one.kind: one for one in items}
    if INCOME in penalty.kinds and earned is not None and earned > 0 and INCOME not in given:
        raise Fault(
            "法律规定应当没收所获收入，处罚里没有", kept="没有改动", todo=f"请勾选“{INCOME}”", code="penalty-kind"
        )
    bans = [one.ban for one in groups(book.violation(penalty.violation), penalty.stage) if one.ban]
    if not bans:
        return
    ban = bans[0]
    if BAN not in given:
        raise Fault(
            f"法律规定应当{ban.words}，处罚里没有",
            kept="没有改动",
            todo=f"请勾选“{BAN}”并写明期限",
            code="penalty-kind",
        )
    text = _IN_WORDS.sub(lambda one: _number(one[0]), given[BAN].text)
    found = _PERIOD.findall(text)
    definite = "直至" not in text and bool(found)
    years = [int(one) for one in found if one]
    if not definite:
        raise Fault(
            f"限制从业要写明确定的期限（{ban.words}）", kept="没有改动", todo="例如：禁止十年内从事……", code="ban-term"
        )
    low = ban.min_years
    fits = ("终身" in text and ban.lifetime) or (
        bool(years)
        and low is not None
        and all(one >= low for one in years)
        and (ban.max_years is None or all(one <= ban.max_years for one in years))
    )
    if not fits:
        raise Fault(f"限制从业的期限不在法律规定之内（{ban.words}）", kept="没有改动", code="ban-term")


def _number(words: str) -> str:
    import cn2an

    try:
        return str(cn2an.cn2an(words, "smart"))
    except ValueError:
        return words


def detention(book: LawBook, one: Charge, stage: str) -> str:
    """What the police may add, as a sentence of the reasons; empty where the law gives nothing."""
    for group in groups(book.violation(one.applied), stage):
        if group.detention is not None:
            return f"依法{group.detention.words}的部分，由公安机关决定，不在本机关的处罚之内"
    return ""
