"""一事不二罚 (行政处罚法第29条): which violations of a case are one act, which of them fines it, and what several acts add up to."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from inspector_app.catalog.lawbook import LawBook
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Charge
from inspector_app.rules.penalty_double import OneFine, Together, combine
from inspector_app.rules.penalty_double import choose as highest

from . import case_laws, charges
from .desk import Desk


class Grouped(msgspec.Struct, frozen=True, kw_only=True):
    """One act and the violations it meets. ``one`` None: which of them fines it cannot be told yet, ``fault`` says why.

    ``fines`` is the violation (as charged) that fines it, ``equal`` those that would give the same amount.
    """

    act: str
    charges: tuple[Charge, ...]
    one: OneFine | None
    fines: str
    equal: tuple[str, ...]
    fault: str = ""


def groups(book: LawBook, of_case: Sequence[Charge]) -> list[Grouped]:
    """Every act of a case that meets more than one violation."""
    acts: dict[str, list[Charge]] = {}
    for one in of_case:
        if one.act:
            acts.setdefault(one.act, []).append(one)
    return [_grouped(book, act, some) for act, some in acts.items() if len(some) > 1]


def group_of(book: LawBook, of_case: Sequence[Charge], violation: str) -> Grouped | None:
    """The act a violation belongs to together with others."""
    return next((one for one in groups(book, of_case) if any(c.violation == violation for c in one.charges)), None)


def together(book: LawBook, of_case: Sequence[Charge]) -> Together:
    """What all acts of a case add up to in fines; what is lacking for that is a ``Fault``."""
    acts: dict[str, list[Charge]] = {}
    for at, one in enumerate(of_case):
        acts.setdefault(one.act or f"#{at}", []).append(one)
    return combine(book, [[charges.facts_of(one) for one in some] for some in acts.values()])


def group(desk: Desk, case_id: str, violations: Sequence[str]) -> str:
    """Hold several violations to be one act; what was decided on them is open again. Returns the act's name."""
    known = charges.charges(desk, case_id)
    wanted = list(dict.fromkeys(violations))
    if len(wanted) < 2:
        raise UsageFault("要选两个以上的违法行为，才说得上是一个行为", code="act-few")
    chosen = [charges.load(desk, case_id, one) for one in wanted]
    numbers = [int(found[1]) for one in known if (found := re.fullmatch(r"行为(\d+)", one.act))]
    name = f"行为{max(numbers, default=0) + 1}"
    pairs = [(one, _with(one, act=name, fines_act=False, decided=None)) for one in chosen]
    left = [one for one in known if one.act and one not in chosen and any(one.act == two.act for two in chosen)]
    # Who is left alone in its former act, or sees another fine it, is open again.
    pairs += [(one, _with(one, act=_kept_act(one, left), fines_act=False, decided=None)) for one in left]
    charges.change(desk, "认定为同一个行为 " + "、".join(wanted), pairs)
    return name


def ungroup(desk: Desk, case_id: str, act: str) -> None:
    """Hold the violations of an act to be acts of their own again; what was decided on them is open again."""
    some = [one for one in charges.charges(desk, case_id) if act and one.act == act]
    if not some:
        raise UsageFault(f"本案没有“{act}”这个行为", code="act-unknown")
    pairs = [(one, _with(one, act="", fines_act=False, decided=None)) for one in some]
    charges.change(desk, f"拆开{act}", pairs)


def choose_fining(desk: Desk, case_id: str, violation: str) -> None:
    """Choose which of several violations that give the same amount fines the act (上位法优先、特别法优先)."""
    known = charges.charges(desk, case_id)
    found = group_of(case_laws.book_of(desk, charges.load(desk, case_id, violation)), known, violation)
    if found is None or violation not in found.equal:
        raise UsageFault("只有罚款数额相同的规定才由办案人选定", code="act-not-equal")
    pairs = [(one, _with(one, fines_act=one.violation == violation, decided=None)) for one in found.charges]
    charges.change(desk, f"选定由 {violation} 罚款", pairs)


def reason_of(book: LawBook, found: Grouped, violation: str) -> str:
    """Why this violation of an act is fined, or not, as a reason of the decision."""
    names = {one.violation: book.violation(one.applied).name for one in found.charges}
    cited = basis(book, found)
    if violation == found.fines:
        others = "、".join(name for one, name in names.items() if one != violation)
        return f"同一个行为还违反{others}的规定，依据{cited}，按照罚款数额高的本规定处以罚款"
    return f"同一个行为已按{names[found.fines]}处以罚款，依据{cited}，本规定不再罚款"


def basis(book: LawBook, found: Grouped) -> str:
    """The article, as documents cite it."""
    rule = book.discretion(charges.facts_of(found.charges[0]).rules).no_double_fine
    return "、".join(book.citation(ref) for ref in rule.refs) if rule is not None else ""


def _grouped(book: LawBook, act: str, some: list[Charge]) -> Grouped:
    try:
        one = highest(book, [charges.facts_of(charge) for charge in some])
    except Fault as fault:
        return Grouped(act=act, charges=tuple(some), one=None, fines="", equal=(), fault=str(fault))
    by_rule = {charge.applied: charge.violation for charge in some}
    best = one.penalty
    equal = tuple(
        by_rule[found.violation]
        for found in one.candidates
        if (found.fine_max, found.fine_min) == (best.fine_max, best.fine_min)
    )
    marked = [charge.violation for charge in some if charge.fines_act and charge.violation in equal]
    fines = marked[0] if marked else by_rule[one.chosen]
    return Grouped(act=act, charges=tuple(some), one=one, fines=fines, equal=equal if len(equal) > 1 else ())


def _kept_act(one: Charge, left: Sequence[Charge]) -> str:
    return one.act if sum(other.act == one.act for other in left) > 1 else ""


def _with(one: Charge, **fields: object) -> Charge:
    return msgspec.structs.replace(one, **fields)
