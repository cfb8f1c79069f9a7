"""How a case stands, in words: for its line in a list and for the head of its page."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from inspector_app.casework import case_procedures, case_timeline, cases, inspecting
from inspector_app.casework.desk import Desk
from inspector_app.records.case import Proceeding
from inspector_app.records.document import Document
from inspector_app.rules.procedure import replay

STATES: tuple[tuple[str, str, str], ...] = (
    ("under_way", QT_TRANSLATE_NOOP("CasesPage", "办理中"), "accent"),
    ("closed", QT_TRANSLATE_NOOP("CasesPage", "已定稿"), "general"),
    ("exported", QT_TRANSLATE_NOOP("CasesPage", "已导出"), "general"),
    ("delivered", QT_TRANSLATE_NOOP("CasesPage", "已送达总部"), "ok"),
)


def said(text: str) -> str:
    """Translate a word of the list of cases."""
    return QCoreApplication.translate("CasesPage", text)


def state_badge(state: str) -> tuple[str, str]:
    """Return the word of a record's state and its tone."""
    words = {code: (said(word), tone) for code, word, tone in STATES}
    return words.get(state, (state, "neutral"))


def where_it_stands(desk: Desk, case_id: str) -> tuple[str, str]:
    """Return the main procedure of a case and the state it stands in, in words."""
    main = next(iter(cases.belonging(desk, Proceeding, case_id)), None)
    if main is None:
        return "", ""
    machine = case_procedures.book(desk, case_id).machine(main.machine)
    return machine.name, replay(machine, case_timeline.rule_steps(main)).state.name


def whose(desk: Desk, document: Document) -> str:
    """Return the name of the enterprise or party a document concerns."""
    if document.case_id:
        case = cases.load(desk, document.case_id)
        return case.party.name or cases.title(case)
    return inspecting.load(desk, document.inspection_id).enterprise.name
