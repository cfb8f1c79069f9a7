"""A case from its opening to its goods list: the head, the party, agents, responsible persons and officers.

Everything is committed as it is given, complete or not; what is missing is said by the self-check and stops what must be stopped.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Case, Party, Proceeding, Source
from inspector_app.records.enterprise import Enterprise
from inspector_app.records.person import Officer
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import inspecting
from .desk import Desk

T = TypeVar("T")
_FIXED = {"id", "created_at", "created_by", "revision", "state", "inspection_id", "answers", "source"}
_DOMAINS = (("cosmetic", "cosmetic"), ("device", "device"), ("vaccine", "vaccine"))


class CaseSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list of cases."""

    id: str
    no: str
    name: str
    party: str
    state: str
    created_at: str


def load(desk: Desk, case_id: str, reader: Reader | None = None) -> Case:
    """Return a case; an unknown id is a ``UsageFault``."""
    found = (reader or desk.read).get(Case, case_id)
    if found is None:
        raise UsageFault(f"没有编号为“{case_id}”的案件", code="case_unknown")
    return found


def find(desk: Desk, words: str) -> Case:
    """Return the case of that id, number, or unambiguous beginning of an id (the command line's way to name one)."""
    exact = desk.read.get(Case, words)
    if exact is not None:
        return exact
    text = words.strip()
    found = desk.read.find(Case, "no = ?", (text,)) if text else []
    if not found and len(text) >= 4:
        found = [one for one in desk.read.find(Case) if one.id.startswith(text)]
    if len(found) != 1:
        what = f"没有编号为“{words}”的案件" if not found else f"“{words}”对应{len(found)}个案件，请写全"
        raise UsageFault(what, todo="用 inspector case list 查看", code="case_unknown")
    return found[0]


def summaries(desk: Desk, text: str = "", *, state: str = "", limit: int = 200, offset: int = 0) -> list[CaseSummary]:
    """Return cases newest first, filtered by part of the party's name, the case's name or its number, and by state."""
    like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    rows = desk.read.rows(
        "SELECT id, no, name, party_name, state, created_at FROM cases WHERE (party_name LIKE ? ESCAPE '\\' OR name LIKE ? "
        "ESCAPE '\\' OR no LIKE ? ESCAPE '\\') AND (? = '' OR state = ?) ORDER BY created_at DESC, id LIMIT ? OFFSET ?",
        (like, like, like, state, state, limit, offset),
    )
    return [
        CaseSummary(id=key, no=no or "", name=name or "", party=party or "", state=current, created_at=created)
        for key, no, name, party, current, created in rows
    ]


def of_inspection(desk: Desk, inspection_id: str) -> list[Case]:
    """Return the cases opened from an inspection, oldest first."""
    return desk.read.find(Case, "inspection_id = ?", (inspection_id,), tail="ORDER BY created_at, id")


def belonging(desk: Desk, kind: type[T], case_id: str, reader: Reader | None = None) -> list[T]:
    """Return everything of one kind that belongs to a case, in its order."""
    found = (reader or desk.read).find(kind, "case_id = ?", (case_id,), tail="ORDER BY rowid")
    return sorted(found, key=lambda one: getattr(one, "position", 0))


def editable(case: Case) -> Case:
    """Refuse changes to a closed case."""
    if case.state != "under_way":
        raise Fault(
            "案件已经结案归档，不能直接修改",
            kept="原来的内容都在",
            todo="需要更正时请先重新打开并写明理由",
            code="closed",
        )
    return case


# Opening


def open_from_source(
    desk: Desk,
    source: Source,
    *,
    party: Party | None = None,
    clue: str = "",
    clue_at: datetime | None = None,
    name: str = "",
    procedure: str = "ordinary",
) -> Case:
    """Open a case from a complaint, a report, a transfer, an assignment, a sampling … (市场监督管理行政处罚程序规定第18条)."""
    return _open(
        desk,
        Case(
            id=uuid.uuid4().hex,
            created_at=desk.now(),
            created_by=desk.who,
            source=source,
            party=party or Party(),
            clue=clue.strip(),
            clue_at=clue_at,
            name=name.strip(),
            officers=(desk.actor,) if desk.actor else (),
        ),
        procedure,
    )


def open_from_inspection(
    desk: Desk, inspection_id: str, item_ids: Sequence[str] = (), *, name: str = "", procedure: str = "ordinary"
) -> Case:
    """Open a case from the findings of an inspection: party and officers are taken over, each finding becomes a fact with its photos.

    ``item_ids`` chooses among the findings; none takes all. The inspection itself does not change.
    """
    from . import case_facts

    inspection = inspecting.load(desk, inspection_id)
    checklist = inspecting.checklist_of(desk, inspection)
    case = Case(
        id=uuid.uuid4().hex,
        created_at=desk.now(),
        created_by=desk.who,
        source="inspection",
        source_no=inspection.task_no,
        inspection_id=inspection_id,
        domain=domain_of(checklist.code),
        clue_at=inspection.ended_at or inspection.started_at or inspection.created_at,
        place=inspection.place,
        party=party_of(inspection.enterprise),
        name=name.strip(),
        officers=inspection.officers,
    )
    made = case_facts.from_findings(desk, case, item_ids)
    return _open(desk, msgspec.structs.replace(case, clue=made.clue), procedure, *made.facts, *made.exhibits)


def _open(desk: Desk, case: Case, procedure: str, *more: Any) -> Case:
    desk.library.procedures().machine(procedure)
    from . import case_laws

    first = Proceeding(id=f"{case.id}/{procedure}", case_id=case.id, key=procedure, position=1)
    laws = case_laws.first(desk, case)
    puts = (case, first, *([laws] if laws is not None else []), *more)
    desk.record(lambda _: Act(action="建立案件", chain=case.id, puts=puts))
    return case


def domain_of(checklist_code: str) -> str:
    """Tell drug, device, cosmetic or vaccine by a checklist's code."""
    return next((domain for mark, domain in _DOMAINS if mark in checklist_code), "drug")


def party_of(enterprise: Enterprise) -> Party:
    """Make a party of an enterprise as its papers stand."""
    return Party(
        name=enterprise.name,
        uscc=enterprise.uscc,
        licence_name=enterprise.licence_name,
        licence_no=enterprise.licence_no,
        address=enterprise.address,
        site_address=enterprise.site_address,
        legal_representative=enterprise.legal_representative,
        id_no=enterprise.legal_representative_id,
        quality_head=enterprise.quality_head,
        contact_person=enterprise.contact_person,
        phone=enterprise.phone,
    )


# Changing the head


def set_value(desk: Desk, case_id: str, field: str, value: Any) -> Case:
    """Commit one field of the head: a name of the record, or ``party.…`` for one of the party's."""

    def decide(reader: Reader) -> Act:
        case = editable(load(desk, case_id, reader))
        return Act(action=f"填写案件 {field}", chain=case_id, puts=(_with(case, field, value),))

    desk.record(decide)
    return load(desk, case_id)


def _with(record: Any, field: str, value: Any) -> Any:
    name, _, rest = field.partition(".")
    if name not in record.__struct_fields__ or name in _FIXED:
        raise UsageFault(f"没有可以填写的栏目“{field}”", code="field_unknown")
    if rest and name != "party":
        raise UsageFault(f"没有可以填写的栏目“{field}”", code="field_unknown")
    inner = _with(getattr(record, name), rest, value) if rest else value
    changed = msgspec.structs.replace(record, **{name: inner})
    try:
        # A struct made by hand checks nothing: what would not come back from the vault is refused before it goes in.
        return msgspec.convert(msgspec.to_builtins(changed), type(record))
    except msgspec.ValidationError as error:
        raise UsageFault(f"“{field}”的内容不对（{error}）", kept="原来的内容还在", code="field_invalid") from None


def choose_officers(desk: Desk, case_id: str, officers: tuple[Officer, ...]) -> Case:
    """Name the officers of the case, as their certificates stand now (行政处罚法第42条: not fewer than two)."""
    return set_value(desk, case_id, "officers", tuple(officers))


def answer(desk: Desk, case_id: str, facts: dict[str, Any]) -> Case:
    """State facts the procedure asks for (``terms.yaml``), each checked against what it may be; they hold until stated anew."""
    from inspector_app.rules.gate import LISTS, read_facts

    given = {name: value for name, value in facts.items() if name not in LISTS}
    if len(given) != len(facts):
        raise UsageFault("文书和期限由记录得出，不能手工填写", code="fact-derived")
    known = read_facts(desk.library.procedures(), given)

    def decide(reader: Reader) -> Act:
        case = editable(load(desk, case_id, reader))
        answers = {k: v for k, v in (case.answers | known).items() if given.get(k, v) is not None}
        return Act(
            action="陈述程序事实 " + "、".join(given),
            chain=case_id,
            puts=(msgspec.structs.replace(case, answers=answers),),
        )

    desk.record(decide)
    return load(desk, case_id)


def close(desk: Desk, case_id: str) -> Case:
    """Close a case for sealing, once its procedure has come to an end."""
    from inspector_app.rules.procedure import replay

    from . import case_clocks, case_procedures

    book = case_procedures.book(desk, case_id)

    def decide(reader: Reader) -> Act:
        case = editable(load(desk, case_id, reader))
        main = belonging(desk, Proceeding, case_id, reader)[:1]
        for one in main:
            state = replay(book.machine(one.machine), case_clocks.rule_steps(one)).state
            if not state.terminal and state.id != "closed":
                raise Fault(
                    f"案件还在“{state.name}”，不能定稿",
                    kept="案件没有改动",
                    todo="请先走完程序并结案",
                    code="case_open",
                )
        return Act(action="案件定稿", chain=case_id, puts=(msgspec.structs.replace(case, state="closed"),))

    desk.record(decide)
    return load(desk, case_id)


def reopen(desk: Desk, case_id: str, reason: str) -> Case:
    """Open a closed case again; the reason stays in the journal, and what was exported becomes an earlier revision."""
    if not reason.strip():
        raise Fault("重新打开必须写明理由", kept="没有改动", code="reason_missing")

    def decide(reader: Reader) -> Act | None:
        case = load(desk, case_id, reader)
        if case.state == "under_way":
            return None
        more = 1 if case.state in {"exported", "delivered"} else 0
        again = msgspec.structs.replace(case, state="under_way", revision=case.revision + more)
        return Act(action=f"重新打开：{reason.strip()}", chain=case_id, puts=(again,))

    desk.record(decide)
    return load(desk, case_id)


def goods_value(case: Case, *, on_hand: bool | None = None) -> Decimal | None:
    """Sum the goods list in 元, or only what is on hand or sold; None while a price is missing or the list is empty."""
    lines = [one for one in case.goods if on_hand is None or one.on_hand is on_hand]
    amounts = [one.amount for one in lines]
    known = [one for one in amounts if one is not None]
    return sum(known, Decimal(0)) if lines and len(known) == len(amounts) else None


def title(case: Case) -> str:
    """What the case is called: its name (案由), or the usual words made of the party's name."""
    return case.name or (f"{case.party.name}涉嫌违法案" if case.party.name else "未命名案件")
