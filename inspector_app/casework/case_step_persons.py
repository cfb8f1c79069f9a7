"""What a responsible person's case says for its documents that no other case does: whose act it was, and why this person answers for it."""

from __future__ import annotations

from inspector_app.catalog.law import joined
from inspector_app.records.case import Case

from . import charges, vouching
from .desk import Desk


def opinion(desk: Desk, case: Case) -> str:
    """The qualification (定性) as a person's decision words it: the unit broke the rule, the person answers for it.

    Empty while nothing is charged, or where what is cited was neither verified nor let stand.
    """
    unit = case.unit
    broken = [one for one in vouching.violated(desk, case.id) if one["verified"] or one.get("confirmed_by")]
    penal = [one for one in vouching.penal(desk, case.id) if one["verified"] or one.get("confirmed_by")]
    if unit is None or not broken or not penal:
        return ""
    stages = {charges.stated_facts(one).stage for one in charges.charges(desk, case.id)}
    grave = "，情节严重" if stages == {"serious"} else ""
    return (
        f"{unit.party}的上述行为违反了{joined(str(one['text']) for one in broken)}的规定{grave}。"
        f"当事人系该单位{unit.position}，对上述违法行为负有责任，"
        f"应当依照{joined(str(one['text']) for one in penal)}的规定给予行政处罚。"
    )
