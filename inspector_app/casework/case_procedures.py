"""By which procedures a case goes: those installed now, for procedural law holds as it is on the day of each step (实体从旧、程序从新).

Only where the installed ones cannot follow what was already done, the case goes on by those it was begun with: a step that was taken was
lawful then, and no update of a pack may shut a case.
"""

from __future__ import annotations

from inspector_app.catalog.procedure_book import ProcedureBook
from inspector_app.fault import Fault
from inspector_app.records.case import Proceeding
from inspector_app.rules import procedure

from . import case_laws, cases
from .desk import Desk


def book(desk: Desk, case_id: str) -> ProcedureBook:
    """The procedures of a case; where neither the installed nor its own can follow its history, the installed ones."""
    now = desk.library.procedures()
    history = [one for one in cases.belonging(desk, Proceeding, case_id) if one.steps]
    if _follows(now, history):
        return now
    for edition in case_laws.editions(desk, case_id):
        try:
            own = desk.library.procedures_of(one.digest for one in edition.procedures)
        except Fault:
            continue
        if _follows(own, history):
            return own
    return now


def outdated(desk: Desk, case_id: str) -> bool:
    """Whether a case goes by procedures that are not installed any more."""
    return book(desk, case_id) is not desk.library.procedures()


def _follows(book: ProcedureBook, history: list[Proceeding]) -> bool:
    from .case_clocks import rule_steps

    try:
        for one in history:
            procedure.replay(book.machine(one.machine), rule_steps(one))
    except Fault:
        return False
    return True
