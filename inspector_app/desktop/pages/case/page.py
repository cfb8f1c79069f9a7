"""The page of one case: its head, its sections, a document opened over them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QWidget

from inspector_app.casework import case_law_news, cases, issuing, penalising, persons
from inspector_app.casework.desk import Desk
from inspector_app.desktop.pages.base import Page
from inspector_app.desktop.pages.inspection.document_editor import DocumentEditor
from inspector_app.desktop.pages.inspection.parts import column, frame, row
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import Badge, ChipButton, Elided, LinkButton
from inspector_app.desktop.widgets.buttons import IconButton

from .persons_card import linked_words
from .section import Section
from .session import CaseSession
from .words import state_badge, where_it_stands


def _overview(session: CaseSession) -> Section:
    from .overview import Overview

    return Overview(session)


def _facts(session: CaseSession) -> Section:
    from .facts_section import FactsSection

    return FactsSection(session)


def _people(session: CaseSession) -> Section:
    from .people_section import PeopleSection

    return PeopleSection(session)


def _penalty(session: CaseSession) -> Section:
    from .penalty_section import PenaltySection

    return PenaltySection(session)


def _check(session: CaseSession) -> Section:
    from .check_section import CheckSection

    return CheckSection(session)


def _dossier(session: CaseSession) -> Section:
    from .dossier_section import DossierSection

    return DossierSection(session)


SECTIONS: dict[str, Callable[[CaseSession], Section]] = {
    "procedure": _overview,
    "facts": _facts,
    "people": _people,
    "penalty": _penalty,
    "check": _check,
    "dossier": _dossier,
}


class CasePage(Page):
    """``open_case`` shows a case; leaving commits what is being typed."""

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(desk, services, parent)
        self.title = self.tr("案件")
        self.session: CaseSession | None = None
        self.editor: DocumentEditor | None = None
        self.sections: dict[str, Section] = {}
        self.section = ""
        self._fresh = False
        self._stack = QStackedWidget()
        self._inside = QWidget()
        layout = column(self._inside, gap=0)
        layout.addWidget(self._build_head())
        layout.addWidget(self._build_tabs())
        layout.addWidget(self._stack, 1)
        self._top = QStackedWidget()
        self._top.addWidget(self._inside)
        self.body.addWidget(self._top, 1)
        services.changed.connect(self._records_changed)

    # Building

    def _build_head(self) -> QWidget:
        head = frame("header")
        layout = row(head, margins=(12, 10, 24, 6), gap=10)
        self.back_button = IconButton("chevron-left", self.tr("返回案件列表"))
        self.back_button.clicked.connect(self._back)
        self.name = Elided("", "title")
        self.procedure_badge = Badge("", "accent")
        self.state_badge = Badge("", "major")
        layout.addWidget(self.back_button)
        layout.addWidget(self.name)
        layout.addWidget(self.procedure_badge)
        layout.addWidget(self.state_badge)
        layout.addStretch(1)
        self.laws = LinkButton(self.tr("法规包已更新"), "library")
        self.laws.clicked.connect(lambda: self.go_to("penalty", "laws"))
        layout.addWidget(self.laws)
        self.linked = LinkButton("", "case")
        self.linked.clicked.connect(self._open_linked)
        layout.addWidget(self.linked)
        return head

    def _build_tabs(self) -> QWidget:
        bar = frame("header")
        layout = row(bar, margins=(20, 6, 24, 8), gap=8)
        names = {
            "procedure": self.tr("程序"),
            "facts": self.tr("事实与证据"),
            "people": self.tr("当事人与人员"),
            "penalty": self.tr("处罚与裁量"),
            "check": self.tr("核对与自查"),
            "dossier": self.tr("案卷"),
        }
        self.tabs: dict[str, ChipButton] = {}
        group = QButtonGroup(self)
        for number, key in enumerate(SECTIONS, 1):
            chip = ChipButton(names[key])
            chip.setProperty("tab", True)
            chip.clicked.connect(self.guarded(partial(self.go_to, key)))
            group.addButton(chip)
            layout.addWidget(chip)
            self.tabs[key] = chip
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.guarded(partial(self.go_to, key)))
        layout.addStretch(1)
        return bar

    # What the window calls

    @property
    def case_id(self) -> str:
        """The case that is open."""
        return self.session.id if self.session is not None else ""

    def open_case(self, case_id: str, section: str = "", key: str = "") -> None:
        """Show a case at a section; ``document`` as the section opens that document over it."""
        if self.session is None or self.session.id != case_id:
            session = self.attempt(CaseSession, self.desk, self.services, case_id, self)
            if session is None:
                return
            self._release()
            self._take(session)
        self.close_document()
        self._fresh = True
        wanted = section if section in SECTIONS else self.section or "procedure"
        self.go_to(wanted, key)
        if section == "document":
            self.open_document(key)

    def enter(self) -> None:
        fresh, self._fresh = self._fresh, False
        if self.session is not None and not fresh:
            # Another page may have changed what belongs to it: officers, documents, numbers.
            self.session.reload()

    def leave(self) -> None:
        if self.session is not None:
            self.session.flush()

    def keys(self) -> list[tuple[str, str]]:
        return [
            (f"Ctrl+1…{len(SECTIONS)}", self.tr("案件的各部分")),
            ("Tab", self.tr("下一项")),
            ("Enter", self.tr("打开一步、一份文书")),
            ("Esc", self.tr("从文书回到案件")),
        ]

    # One case

    def _take(self, session: CaseSession) -> None:
        self.session = session
        session.saved.connect(self._on_saved)
        session.failed.connect(self.show_fault)
        session.changed.connect(self._show_head)
        session.document_requested.connect(self.open_document)
        session.jump_requested.connect(self.go_to)
        self.editor = DocumentEditor(session)
        self.editor.closed.connect(self.close_document)
        session.documents_changed.connect(session.reload)
        self._top.addWidget(self.editor)
        # The first amount in words and the first draft are not to wait for their modules.
        session.run(lambda _: penalising.warm())
        self._show_head()

    def _release(self) -> None:
        if self.session is None:
            return
        self.session.flush()
        for section in self.sections.values():
            self._stack.removeWidget(section)
            section.deleteLater()
        self.sections = {}
        self._top.removeWidget(self.editor)
        self.editor.deleteLater()
        self.editor = None
        self.session.deleteLater()
        self.session = None
        self.section = ""

    def _show_head(self) -> None:
        case = self.session.case
        self.name.setText(cases.title(case))
        newer = case_law_news.news(self.desk, case.id)
        self.laws.setVisible(newer is not None and newer.waiting)
        self.linked.setText(linked_words(self.desk, case))
        self.linked.setVisible(bool(self.linked.text()))
        procedure, state = where_it_stands(self.desk, case.id)
        self.procedure_badge.set(" · ".join(part for part in (case.no, procedure) if part))
        if case.state == "under_way":
            self.state_badge.set(state, "major")
        else:
            self.state_badge.set(*state_badge(case.state))

    def _open_linked(self) -> None:
        case = self.session.case
        opened = persons.cases_of(self.desk, case.id)
        if case.unit is not None:
            self.services.open("case", case.unit.case_id)
        elif len(opened) == 1:
            self.services.open("case", opened[0].id)
        else:
            self.go_to("people", "persons")

    def go_to(self, key: str, part: str = "") -> None:
        """Show a section, and the part of it that was asked for."""
        if self.session is None or key not in SECTIONS:
            return
        self.session.flush()
        self.close_document()
        section = self.sections.get(key)
        if section is None:
            section = SECTIONS[key](self.session)
            self.sections[key] = section
            self._stack.addWidget(section)
        self.section = key
        self.tabs[key].setChecked(True)
        self._stack.setCurrentWidget(section)
        self.attempt(section.enter)
        if part:
            section.focus_part(part)

    # A document

    def open_document(self, document_id: str) -> None:
        """Open a document over the sections."""
        document = self.attempt(issuing.load, self.desk, document_id)
        if document is not None and self.editor is not None:
            self.session.flush()
            self._top.setCurrentWidget(self.editor)
            self.editor.open(document)
            self.editor.setFocus()

    def close_document(self) -> None:
        """Go back to the section one came from."""
        if self.editor is not None and self._top.currentWidget() is self.editor:
            self.editor.release()
            self._top.setCurrentWidget(self._inside)
            self.session.reload()

    # Saying

    def _on_saved(self, at) -> None:
        self.banner.clear("fault")
        self.saved.emit(at)

    def _back(self) -> None:
        self.open_request.emit("page", "cases")

    def _records_changed(self, what: str) -> None:
        if what in {"officers", "organisation"} and self.session is not None and self.isVisible():
            self.session.reload()
