"""Which rule holds for the day of the act, and whether a later one is lighter (行政处罚法第37条, 从旧兼从轻).

The law is chosen by the date of the act; where it changed before the decision both results are shown as a choice.
"""

from __future__ import annotations

from datetime import date

from inspector_app.catalog.law import Ref
from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.violation import Violation
from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.penalty_facts import Facts


def check_in_force(book: LawBook, violation: Violation, facts: Facts) -> None:
    """Refuse a rule that did not hold on the day of the act, naming the field and the date."""
    act = facts.act_date
    if violation.until is not None and (act is None or act > date.fromisoformat(violation.until)):
        follower = f"，此后适用 {violation.replaced_by}" if violation.replaced_by else ""
        if act is None:
            raise UsageFault(
                f"{violation.id}（{violation.name}）只适用于 {violation.until} 以前的行为{follower}；"
                "请填写 act_date（行为日期）",
                code="act-date-missing",
            )
        raise Fault(
            f"{violation.id}（{violation.name}）只适用于 {violation.until} 以前的行为，"
            f"行为日期 {act}（act_date）在它之后{follower}",
            code="law-not-in-force",
        )
    start = book.effective_from(violation)
    if act is None or start is None or act >= date.fromisoformat(start):
        return
    before = [one for one in book.predecessors(violation) if _held(book, one, act)]
    names = "、".join(dict.fromkeys(f"《{book.law(ref.law).name}》" for ref in _late(book, violation, act)))
    text = f"行为日期 {act}（act_date）早于{names}的施行日 {start}"
    if before:
        old = "、".join(one.id for one in before)
        raise Fault(
            f"{text}，行为时适用 {old}", todo=f"请以 {old} 计算，新规定较轻的会一并列出", code="law-not-in-force"
        )
    raise Fault(f"{text}，法规库里没有行为时的规定，不能计算", code="law-not-in-force")


def later_rule(book: LawBook, violation: Violation, facts: Facts) -> Violation | None:
    """The rule that has taken its place and may be lighter; None when the decision falls before that too."""
    if violation.until is None or violation.replaced_by is None:
        return None
    if facts.decision_date is not None and facts.decision_date <= date.fromisoformat(violation.until):
        return None
    return book.violation(violation.replaced_by)


def date_notes(book: LawBook, violation: Violation, facts: Facts) -> tuple[str, ...]:
    """What must be said about the version of the law: no date given, or an amendment after the act."""
    notes = []
    if facts.act_date is None:
        notes.append("没有填写行为日期（act_date），按现行有效的规定计算")
    temporal = book.discretion(facts.rules).temporal
    laws = {ref.law for ref in violation.penalized_by}
    for point in temporal.switch_points if temporal else ():
        changed = date.fromisoformat(point.date)
        if point.law in laws and facts.act_date is not None and facts.act_date < changed:
            doubt = "" if point.date_verified else "（日期未核实）"
            notes.append(f"{book.law(point.law).name}自 {point.date}{doubt} 起有修改：{point.effect}")
    told = {point.law for point in temporal.switch_points} if temporal else set()
    for id_ in sorted(laws - told):
        amended = book.law(id_).current.amended
        if amended is not None and facts.act_date is not None and facts.act_date < date.fromisoformat(amended):
            name = book.law(id_).name
            notes.append(f"{name}在行为之后修改过（{amended}），修改前的文本没有录入，罚则是否相同须核对")
    return tuple(notes)


def _held(book: LawBook, violation: Violation, act: date) -> bool:
    """Whether a rule that has ended since was there on that day: its own law may be younger than the act."""
    if violation.until is None or act > date.fromisoformat(violation.until):
        return False
    start = book.effective_from(violation)
    return start is None or act >= date.fromisoformat(start)


def _late(book: LawBook, violation: Violation, act: date) -> list[Ref]:
    found: list[Ref] = []
    for ref in violation.penalized_by:
        start = book.law(ref.law).first_effective
        if start is not None and act < date.fromisoformat(start):
            found.append(ref)
    return found
