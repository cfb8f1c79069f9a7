"""The penalty of a case: for each violation the facts, the legal range, the worksheet and what was decided, with its trail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import msgspec

from inspector_app.catalog.discretion import BandId
from inspector_app.catalog.lawbook import LawBook
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Case, CaseFact, Charge, Decided, PenaltyItem
from inspector_app.rules import discretion
from inspector_app.rules.discretion import Worksheet
from inspector_app.rules.penalty import Penalty, assess
from inspector_app.rules.penalty_double import OneFine, choose
from inspector_app.rules.penalty_facts import AMOUNTS, Facts, read_facts
from inspector_app.rules.penalty_hearing import threshold
from inspector_app.rules.trail import plain
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import cases
from .desk import Desk

FINE = "罚款"
WARNING = "警告"
_WORDS = {WARNING: "给予警告"}
_FROM_FACTS = {"没收违法所得": "illegal_income", "没收违法收入": "illegal_income"}


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the panel of one violation shows. ``fault`` says why nothing could be reckoned, ``unverified`` what nobody verified."""

    charge: Charge
    name: str
    facts: Facts | None
    penalty: Penalty | None
    worksheet: Worksheet | None
    fault: str
    unverified: tuple[str, ...]

    @property
    def decided(self) -> Decided | None:
        """What was decided, None while it is open."""
        return self.charge.decided


def charges(desk: Desk, case_id: str) -> list[Charge]:
    """Return the violations held against the party, in the order charged."""
    return cases.belonging(desk, Charge, case_id)


def charge(
    desk: Desk, case_id: str, violation: str, *, act: str = "", facts: Mapping[str, Any] | None = None
) -> Charge:
    """Hold a violation of the law packs against the party; charges of the same ``act`` compete (行政处罚法第29条).

    What the case knows is stated at once: the party's kind, the day of the act, the value of the goods.
    """
    desk.library.lawbook().violation(violation)
    case = cases.load(desk, case_id)
    known = _of_case(desk, case, violation) | dict(facts or {})
    made = Charge(
        id=f"{case_id}/{violation}",
        case_id=case_id,
        violation=violation,
        act=act,
        facts=_written(read_facts(known | {"violation": violation, "rules": case.rules})),
    )

    def decide(reader: Reader) -> Act:
        cases.editable(cases.load(desk, case_id, reader))
        if reader.get(Charge, made.id) is not None:
            raise Fault("这个违法行为已经在案", kept="没有改动", code="charge_twin")
        return Act(action=f"认定违法行为 {violation}", chain=case_id, puts=(made,))

    desk.record(decide)
    return made


def _of_case(desk: Desk, case: Case, violation: str) -> dict[str, Any]:
    mine = [one for one in cases.belonging(desk, CaseFact, case.id) if one.violation in ("", violation)]
    days = [one.act_date for one in mine if one.act_date is not None]
    found: dict[str, Any] = {"party": case.party.kind}
    if days:
        found["act_date"] = max(days).isoformat()
    value, kept = cases.goods_value(case), cases.goods_value(case, on_hand=True)
    if value is not None:
        found["value"] = value
    if kept is not None:
        found["goods_on_hand"] = kept
    return found


def drop_charge(desk: Desk, case_id: str, violation: str) -> None:
    """No longer hold a violation against the party; the journal keeps it."""

    def decide(reader: Reader) -> Act:
        found = _load(desk, case_id, violation, reader)
        cases.editable(cases.load(desk, case_id, reader))
        return Act(action=f"撤销认定 {violation}", chain=case_id, drops=((Charge, found.id),))

    desk.record(decide)


def set_facts(desk: Desk, case_id: str, violation: str, facts: Mapping[str, Any]) -> Charge:
    """State facts of one violation (keys of ``inspector penalty``, None takes one back); what was decided on others is open again."""
    was = _load(desk, case_id, violation)
    merged = {k: v for k, v in (_read_back(was.facts) | dict(facts)).items() if v is not None}
    known = read_facts(merged | {"violation": violation})
    return _change(desk, was, "填写处罚事实", facts=_written(known), decided=None)


def tick(desk: Desk, case_id: str, violation: str, circumstance: str, value: bool | Sequence[bool]) -> Charge:
    """Tick a circumstance of discretion, whole or part by part; what was decided without it is open again."""
    was = _load(desk, case_id, violation)
    mark: bool | tuple[bool, ...] = value if isinstance(value, bool) else tuple(value)
    ticks = {k: v for k, v in (was.ticks | {circumstance: mark}).items() if v is not False}
    discretion.worksheet(desk.library.lawbook(), facts_of(was), ticks | {circumstance: mark})
    return _change(desk, was, "勾选裁量情节", ticks=ticks, decided=None)


def facts_of(one: Charge) -> Facts:
    """The penalty's facts of a charge, typed."""
    return read_facts(_read_back(one.facts) | {"violation": one.violation})


def panel(desk: Desk, case_id: str, violation: str) -> Panel:
    """Reckon one violation: range, worksheet, what is unverified. A fault of the facts is said, not raised."""
    book = desk.library.lawbook()
    one = _load(desk, case_id, violation)
    facts: Facts | None = None
    penalty: Penalty | None = None
    sheet: Worksheet | None = None
    fault = ""
    try:
        facts = facts_of(one)
        penalty = assess(book, facts)
        sheet = discretion.worksheet(book, facts, one.ticks)
    except Fault as error:
        fault = str(error)
    texts = sheet.unverified if sheet else penalty.unverified if penalty else ()
    return Panel(
        charge=one,
        name=book.violation(violation).name,
        facts=facts,
        penalty=penalty,
        worksheet=sheet,
        fault=fault,
        unverified=tuple(dict.fromkeys(texts)),
    )


def decide(
    desk: Desk,
    case_id: str,
    violation: str,
    *,
    band: BandId | None = None,
    fine: Decimal | None = None,
    reason: str = "",
    approved_by: str = "",
    punish_all_the_same: bool = False,
    items: Sequence[PenaltyItem] = (),
) -> Charge:
    """Decide one violation against its worksheet; the rules' refusal is the ``Fault``.

    ``items`` are the kinds beside the fine (confiscation, suspension …) with their words; without them the confiscations whose amount is
    known and the goods on hand are taken. A kind the law does not give is refused.
    """
    book = desk.library.lawbook()
    one = _load(desk, case_id, violation)
    case = cases.load(desk, case_id)
    facts = facts_of(one)
    sheet = discretion.worksheet(book, facts, one.ticks)
    made = discretion.decide(
        book,
        sheet,
        band=band,
        fine=fine,
        reason=reason,
        approved_by=approved_by,
        punish_all_the_same=punish_all_the_same,
    )
    punished = made.outcome in ("fined", "penalty")
    chosen = tuple(_worded(one) for one in items or _usual(case, sheet.penalty, facts)) if punished else ()
    _allowed(sheet.penalty, chosen)
    if punished and made.amount is not None:
        chosen = (*chosen, PenaltyItem(kind=FINE, text=money(made.amount), amount=made.amount))
    decided = Decided(
        outcome=made.outcome,
        band=made.band or "",
        amount=made.amount,
        items=chosen,
        reasons=made.reasons,
        citations=made.citations,
        circumstances=made.circumstances,
        unverified=made.unverified,
        trail=tuple(_trail(book, sheet.penalty)),
        hearing=_hearing(desk, case, chosen) if punished else "not_required",
        approved_by=made.approved_by,
        by=desk.who,
        at=desk.now(),
    )
    return _change(desk, one, "作出裁量", decided=decided)


def _worded(item: PenaltyItem) -> PenaltyItem:
    """A kind that has neither words nor an amount gets its own: a decision says what is imposed."""
    if item.text or item.amount is not None:
        text = item.text or money(item.amount or Decimal(0))
    else:
        text = _WORDS.get(item.kind, item.kind)
    return msgspec.structs.replace(item, text=text)


def _usual(case: Case, penalty: Penalty, facts: Facts) -> Iterator[PenaltyItem]:
    """The warning that the law gives, and the confiscations that follow from what is known."""
    if WARNING in penalty.kinds:
        yield PenaltyItem(kind=WARNING, text=_WORDS[WARNING])
    kept = [one for one in case.goods if one.on_hand]
    if "没收违法产品" in penalty.kinds and kept:
        text = "、".join(
            f"{g.name}{f'（批号{g.batch}）' if g.batch else ''}{plain(g.quantity):f}{g.unit}" for g in kept
        )
        yield PenaltyItem(kind="没收违法产品", text=text, amount=cases.goods_value(case, on_hand=True))
    for kind, field in _FROM_FACTS.items():
        amount = getattr(facts, field)
        if kind in penalty.kinds and amount is not None and amount > 0:
            yield PenaltyItem(kind=kind, text=money(amount), amount=amount)


def _allowed(penalty: Penalty, items: Sequence[PenaltyItem]) -> None:
    for one in items:
        if one.kind == FINE:
            raise UsageFault("罚款由裁量数额得出，不能另填", code="penalty-kind")
        if one.kind not in penalty.kinds and one.kind != WARNING:
            raise Fault(
                f"“{penalty.name}”的法律依据没有规定“{one.kind}”",
                kept="没有改动",
                todo="可以适用：" + "、".join(penalty.kinds),
                code="penalty-kind",
            )


def _hearing(desk: Desk, case: Case, items: Sequence[PenaltyItem]) -> str:
    """Whether what is meant to be imposed makes a hearing due (行政处罚法第63条): by kind, by the fine, by the confiscations together."""
    book = desk.library.lawbook()
    limit = threshold(book.discretion(case.rules), case.party.kind)
    fines = sum((one.amount for one in items if one.kind == FINE and one.amount is not None), Decimal(0))
    taken = sum((one.amount for one in items if one.kind != FINE and one.amount is not None), Decimal(0))
    kinds = {kind.name: kind.hearing for kind in book.catalogue.kinds}
    heavy = any(kinds.get(one.kind) in ("always", "check") for one in items)
    return "required" if heavy or fines >= limit or taken >= limit else "not_required"


def _trail(book: LawBook, penalty: Penalty) -> Iterator[str]:
    for step in penalty.trail:
        cited = "、".join(book.citation(ref) for ref in step.refs)
        yield step.say + (f"（{cited}）" if cited else "")


def warm() -> None:
    """Load what the first amount in words and the first check of a document need; called off the interface thread."""
    from inspector_app.documents import check

    assert check
    money(Decimal(1))


def money(amount: Decimal) -> str:
    """Write an amount as a document does: 人民币35.00元（大写：人民币叁拾伍元整）."""
    from inspector_app.documents.values import money_words

    return f"人民币{amount:.2f}元（大写：{money_words(amount)}）"


def compete(desk: Desk, case_id: str) -> list[OneFine]:
    """For every act with more than one charge: which of them fines, the others stay visible (行政处罚法第29条)."""
    book = desk.library.lawbook()
    acts: dict[str, list[Charge]] = {}
    for one in charges(desk, case_id):
        if one.act:
            acts.setdefault(one.act, []).append(one)
    return [choose(book, [facts_of(one) for one in group]) for group in acts.values() if len(group) > 1]


# Sums


def items(desk: Desk, case_id: str) -> list[PenaltyItem]:
    """Everything decided to be imposed, in order: confiscations and other kinds first, fines last."""
    found = [item for one in charges(desk, case_id) if one.decided for item in one.decided.items]
    return sorted(found, key=lambda item: item.kind == FINE)


def money_total(desk: Desk, case_id: str) -> Decimal:
    """The sum of money to be paid in 元: fines and confiscated gains, not goods."""
    return sum(
        (one.amount for one in items(desk, case_id) if one.amount is not None and one.kind != "没收违法产品"),
        Decimal(0),
    )


def hearing_due(desk: Desk, case_id: str) -> Literal["required", "not_required", "unknown"]:
    """Whether the party must be told of its right to a hearing; unknown while something is undecided."""
    known = [one.decided for one in charges(desk, case_id)]
    if any(one is not None and one.hearing == "required" for one in known):
        return "required"
    return "not_required" if known and all(one is not None for one in known) else "unknown"


def summary(item: PenaltyItem) -> str:
    """One item in words: ``没收违法所得：人民币35.00元…``."""
    return f"{item.kind}：{item.text}"


# Keeping


def _written(facts: Facts) -> dict[str, str | bool | list[str]]:
    found: dict[str, str | bool | list[str]] = {}
    for name in facts.__struct_fields__:
        value = getattr(facts, name)
        if value is None or value == () or name == "violation":
            continue
        if isinstance(value, Decimal):
            found[name] = f"{value:f}"
        elif isinstance(value, tuple):
            found[name] = list(value)
        else:
            found[name] = value if isinstance(value, str) else value.isoformat()
    return found


def _read_back(written: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = dict(written)
    for key in AMOUNTS:
        if isinstance(found.get(key), str):
            try:
                found[key] = Decimal(found[key])
            except InvalidOperation:
                raise UsageFault(f"{key}（{AMOUNTS[key]}）应当是数字（元）", code="facts-invalid") from None
    return found


def _load(desk: Desk, case_id: str, violation: str, reader: Reader | None = None) -> Charge:
    found = (reader or desk.read).get(Charge, f"{case_id}/{violation}")
    if found is None:
        raise UsageFault(f"本案没有认定违法行为 {violation}", code="charge_unknown")
    return found


def _change(desk: Desk, was: Charge, action: str, **fields: Any) -> Charge:
    changed = msgspec.structs.replace(was, **fields)

    def act(reader: Reader) -> Act:
        cases.editable(cases.load(desk, was.case_id, reader))
        if reader.get(Charge, was.id) != was:
            raise Fault("这个违法行为刚被改动过", kept="没有改动", todo="请再做一次", code="race")
        return Act(action=f"{action} {was.violation}", chain=was.case_id, puts=(changed,))

    desk.record(act)
    return changed
