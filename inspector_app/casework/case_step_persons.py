"""What a responsible person's case says for its documents that no other case does: whose act it was, and why this person answers for it."""

from __future__ import annotations

from inspector_app.catalog.form import Field
from inspector_app.catalog.law import joined
from inspector_app.records.case import Case, UnitCase

from . import charges, vouching
from .desk import Desk

OF_UNITS = ("party.uscc", "party.legal_rep")
CROSSED = "／"
"""What stands where a form insists on what only a unit has and the party is a natural person: crossed out, so that nobody writes it in later."""


def crossed(case: Case, field: Field) -> str | None:
    """Cross out a required field that no natural person can fill; None for every other."""
    asked = field.required and field.fill in OF_UNITS and case.party.kind == "natural_person"
    return CROSSED if asked else None


def keys(desk: Desk, case: Case) -> dict[str, str]:
    """Values by field key that only a responsible person's case has; nothing for any other case."""
    if case.unit is None:
        return {}
    return {
        "key.unit_name": case.unit.party,
        "key.opinion": opinion(desk, case),
        "key.source_other": case.source_note,
    }


def begun(unit: UnitCase) -> str:
    """How a person's case came about, as the course of the case tells it."""
    no = f"（{unit.no}）" if unit.no else ""
    return f"本局在查处{unit.title}{no}时，发现当事人涉嫌对该单位的违法行为负有责任"


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
