"""The penalty of a case: for each violation the facts, the legal range, the worksheet and what was decided, with its trail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from inspector_app.catalog.discretion import BandId
from inspector_app.catalog.lawbook import LawBook
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Case, Charge, Decided, LeftOut, PenaltyItem
from inspector_app.rules import discretion
from inspector_app.rules.discretion import Decision, Worksheet
from inspector_app.rules.penalty import Penalty, assess
from inspector_app.rules.penalty_double import OneFine
from inspector_app.rules.penalty_facts import Facts
from inspector_app.rules.penalty_hearing import threshold
from inspector_app.rules.trail import plain

from . import case_laws, cases, law_choice, one_act, penalty_kinds, persons
from .charges import (
    change,
    charge,
    charges,
    choose_rules,
    drop_charge,
    earlier,
    facts_of,
    load,
    set_facts,
    tick,
    weighed_today,
)
from .desk import Desk
from .law_choice import Comparison
from .one_act import Grouped

__all__ = [
    "FINE",
    "Panel",
    "charge",
    "charges",
    "choose_rules",
    "compete",
    "decide",
    "drop_charge",
    "earlier",
    "facts_of",
    "hearing_due",
    "items",
    "money",
    "money_total",
    "panel",
    "panels",
    "set_facts",
    "summary",
    "tick",
    "usual",
]

FINE = "罚款"
WARNING = "警告"
_WORDS = {WARNING: "给予警告"}
_FROM_FACTS = {"没收违法所得": "illegal_income", "没收违法收入": "illegal_income"}


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the panel of one violation shows. ``fault`` says why nothing could be reckoned, ``unverified`` what nobody verified.

    ``book`` are the law packs it was reckoned with. ``name`` is of the rule that is applied, ``laws`` puts it beside the other where the law changed, ``group`` is the act it shares.
    """

    book: LawBook
    charge: Charge
    name: str
    facts: Facts | None
    penalty: Penalty | None
    worksheet: Worksheet | None
    fault: str
    unverified: tuple[str, ...]
    laws: Comparison | None = None
    group: Grouped | None = None

    @property
    def fined_elsewhere(self) -> bool:
        """Whether another violation fines the same act, so that this one does not."""
        return self.group is not None and self.group.fines not in ("", self.charge.violation)

    @property
    def decided(self) -> Decided | None:
        """What was decided, None while it is open."""
        return self.charge.decided


def panel(desk: Desk, case_id: str, violation: str) -> Panel:
    """Reckon one violation: range, worksheet, what is unverified. A fault of the facts is said, not raised."""
    load(desk, case_id, violation)
    return next(one for one in panels(desk, case_id) if one.charge.violation == violation)


def panels(desk: Desk, case_id: str) -> list[Panel]:
    """Reckon every violation of a case, in the order charged."""
    known = charges(desk, case_id)
    acts = _acts(desk, known)
    return [
        _panel(desk, case_laws.book_of(desk, one), one, next((act for act in acts if one in act.charges), None))
        for one in known
    ]


def _acts(desk: Desk, known: Sequence[Charge]) -> list[Grouped]:
    """Every act with more than one violation, each weighed by the law packs its violations follow."""
    names = dict.fromkeys(one.act for one in known if one.act)
    some = ([one for one in known if one.act == name] for name in names)
    return [act for of_act in some for act in one_act.groups(case_laws.book_of(desk, of_act[0]), of_act)]


def _panel(desk: Desk, book: LawBook, one: Charge, group: Grouped | None) -> Panel:
    facts: Facts | None = None
    penalty: Penalty | None = None
    sheet: Worksheet | None = None
    laws: Comparison | None = None
    fault = ""
    try:
        laws = law_choice.comparison(book, one)
        facts = facts_of(one)
        penalty = assess(book, facts)
        sheet = discretion.worksheet(book, weighed_today(desk, facts), one.ticks)
    except Fault as error:
        fault = str(error)
    texts = sheet.unverified if sheet else penalty.unverified if penalty else ()
    return Panel(
        book=book,
        charge=one,
        name=book.violation(one.applied).name,
        facts=facts,
        penalty=penalty,
        worksheet=sheet,
        fault=fault,
        unverified=tuple(dict.fromkeys(texts)),
        laws=laws,
        group=group,
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
    approved_on: date | None = None,
    punish_all_the_same: bool = False,
    items: Sequence[PenaltyItem] | None = None,
    left_out: Mapping[str, str] | None = None,
) -> Charge:
    """Decide one violation against its worksheet; the rules' refusal is the ``Fault``.

    ``items`` are the kinds beside the fine (confiscation, suspension …) with their words; None takes the ``usual`` ones. A kind the law
    does not give is refused; one it does not leave to the office is left out only with a reason (``left_out``: kind and why). An approval
    is a name and a day.
    """
    one = load(desk, case_id, violation)
    book = case_laws.book_of(desk, one)
    case = cases.load(desk, case_id)
    facts = facts_of(one)
    sheet = discretion.worksheet(book, weighed_today(desk, facts), one.ticks)
    if law_choice.comparison(book, one) is not None and one.law is None:
        raise Fault(
            "行为之后规定有变更，还没有选定适用哪一个（行政处罚法第37条）",
            kept="没有改动",
            todo="请先比较新旧规定并选定",
            code="law-choice",
        )
    act = one_act.group_of(book, charges(desk, case_id), violation)
    made = discretion.decide(
        book,
        _within_act(sheet, act, violation, fine),
        band=band,
        fine=fine,
        reason=reason,
        approved_by=_approval(desk, approved_by, approved_on),
        punish_all_the_same=punish_all_the_same,
    )
    punished = made.outcome in ("fined", "penalty")
    person = facts.punished == "person"
    fined_elsewhere = act is not None and act.fines != violation
    if items is None:
        items = () if fined_elsewhere else usual(book, case, sheet.penalty, facts)
    chosen = tuple(_worded(one) for one in items) if punished else ()
    _allowed(sheet.penalty, chosen)
    missing: tuple[LeftOut, ...] = ()
    if punished and person and made.band != "mitigate":
        persons.require_whole(book, sheet.penalty, chosen, facts.person_income)
    elif punished and not person and not fined_elsewhere:
        # The rule that fines the act brings the other kinds; the one beside it may add its own.
        imposed = {one.kind for one in chosen} | ({FINE} if made.amount is not None else set())
        missing = penalty_kinds.left_out(book, case, facts, sheet.penalty, imposed=imposed, why=left_out or {})
    if punished and made.amount is not None:
        chosen = (*chosen, PenaltyItem(kind=FINE, text=money(made.amount), amount=made.amount))
    reasons = _reasons(book, one, made, act if punished else None)
    decided = Decided(
        outcome=made.outcome,
        band=made.band or "",
        amount=made.amount,
        items=chosen,
        # What was left out comes before the last of the reasons, which sums them up.
        reasons=(*reasons[:-1], *(not_imposed(one) for one in missing), *reasons[-1:]),
        citations=_citations(book, one, made, act if punished else None),
        circumstances=made.circumstances,
        unverified=made.unverified,
        trail=tuple(trail(book, one, sheet.penalty, act)),
        hearing=_hearing(book, case, chosen) if punished else "not_required",
        approved_by=approved_by.strip() if made.approved_by else "",
        approved_on=approved_on if made.approved_by else None,
        by=desk.who,
        at=desk.now(),
        left_out=missing,
        edition=case_laws.number_of(desk, one),
    )
    decided_charge = msgspec.structs.replace(one, decided=decided)
    change(desk, f"作出裁量 {violation}", [(one, decided_charge)])
    return decided_charge


def _within_act(sheet: Worksheet, act: Grouped | None, violation: str, fine: Decimal | None) -> Worksheet:
    """The worksheet of a violation whose act another one fines: there a fine is no longer to be imposed (行政处罚法第29条)."""
    if act is None:
        return sheet
    if act.one is None:
        raise Fault(act.fault, kept="没有改动", code="facts-missing")
    if act.fines == violation:
        return sheet
    if fine is not None:
        raise Fault(
            f"同一个行为由“{act.one.penalty.name}”罚款，这里不能再罚款（行政处罚法第29条）",
            kept="没有改动",
            code="one-act-one-fine",
        )
    return msgspec.structs.replace(sheet, penalty=msgspec.structs.replace(sheet.penalty, fine_optional=True))


def _approval(desk: Desk, by: str, on: date | None) -> str:
    """The approval as the reasons name it: who and on which day."""
    if not by.strip():
        return ""
    if on is None:
        raise Fault("写了批准人，还没有写批准的日期", kept="没有改动", code="discretion-approval")
    if on > desk.now().date():
        raise Fault(f"批准日期 {on} 在今天之后", kept="没有改动", code="discretion-approval")
    return f"{by.strip()}于{on.year}年{on.month}月{on.day}日"


def _reasons(book: LawBook, one: Charge, made: Decision, act: Grouped | None) -> tuple[str, ...]:
    """The reasons of the worksheet, before them why this law holds and why this rule fines."""
    first = [law_choice.reason_of(book, one)]
    first += [one_act.reason_of(book, act, one.violation)] if act is not None else []
    facts = facts_of(one)
    imposed = facts.punished == "person" and made.outcome in ("fined", "penalty")
    last = persons.detention(book, one, facts.stage) if imposed else ""
    return (*(text for text in first if text), *made.reasons, *([last] if last else []))


def _citations(book: LawBook, one: Charge, made: Decision, act: Grouped | None) -> tuple[str, ...]:
    found = law_choice.comparison(book, one)
    more = [found.basis] if found is not None else []
    more += [one_act.basis(book, act)] if act is not None else []
    return tuple(dict.fromkeys((*made.citations, *(text for text in more if text))))


def _worded(item: PenaltyItem) -> PenaltyItem:
    """A kind that has neither words nor an amount gets its own: a decision says what is imposed."""
    if item.text or item.amount is not None:
        text = item.text or money(item.amount or Decimal(0))
    else:
        text = _WORDS.get(item.kind, item.kind)
    return msgspec.structs.replace(item, text=text)


def not_imposed(one: LeftOut) -> str:
    """A kind that was left out and why, as the reasons say it."""
    return f"没有适用{'、'.join(one.kinds)}：{one.why}"


def usual(book: LawBook, case: Case, penalty: Penalty, facts: Facts) -> tuple[PenaltyItem, ...]:
    """What is imposed beside the fine where nothing else is chosen: of a person's case what the law always brings for persons."""
    if facts.punished == "person":
        words = money(facts.person_income) if facts.person_income is not None else ""
        return tuple(persons.usual(book, penalty, facts.person_income, words))
    return tuple(_usual(case, penalty, facts))


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


def _hearing(book: LawBook, case: Case, items: Sequence[PenaltyItem]) -> str:
    """Whether what is meant to be imposed makes a hearing due (行政处罚法第63条): by kind, by the fine, by the confiscations together."""
    limit = threshold(book.discretion(case.rules), case.party.kind)
    fines = sum((one.amount for one in items if one.kind == FINE and one.amount is not None), Decimal(0))
    taken = sum((one.amount for one in items if one.kind != FINE and one.amount is not None), Decimal(0))
    kinds = {kind.name: kind.hearing for kind in book.catalogue.kinds}
    heavy = any(kinds.get(one.kind) in ("always", "check") for one in items)
    return "required" if heavy or fines >= limit or taken >= limit else "not_required"


def trail(book: LawBook, one: Charge, penalty: Penalty, act: Grouped | None = None) -> Iterator[str]:
    """Every step from the facts to the range with its articles, after it why this law holds and which rule fines the act."""
    steps = [*penalty.trail, *(act.one.trail if act is not None and act.one is not None else ())]
    for step in steps:
        cited = "、".join(book.citation(ref) for ref in step.refs)
        yield step.say + (f"（{cited}）" if cited else "")
    chosen = law_choice.reason_of(book, one)
    if chosen:
        yield chosen


def warm() -> None:
    """Load what the first amount in words and the first check of a document need; called off the interface thread."""
    from inspector_app.documents import check

    assert check
    money(Decimal(1))


def money(amount: Decimal) -> str:
    """Write an amount as a document does: 人民币35.00元（大写：人民币叁拾伍元整）."""
    from inspector_app.documents.values import money_words

    return f"人民币{amount:,.2f}元（大写：{money_words(amount)}）"


def compete(desk: Desk, case_id: str) -> list[OneFine]:
    """For every act with more than one charge: which of them fines, the others stay visible (行政处罚法第29条)."""
    found = _acts(desk, charges(desk, case_id))
    for one in found:
        if one.one is None:
            raise UsageFault(one.fault, code="facts-missing")
    return [one.one for one in found if one.one is not None]


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
