"""The cases opened from this inspection, and opening one from its findings."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from inspector_app.casework import cases, reviewing
from inspector_app.desktop.widgets.basic import Badge, Card, PressableFrame, SecondaryButton, soft, strong

from .parts import clear, column, row
from .session import Session


class CasesCard(Card):
    """Findings that may be unlawful lead on to a case; the inspection itself does not change."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._session = session
        top = row(gap=12)
        top.addWidget(strong(self.tr("案件")))
        self.words = soft(self.tr("涉嫌违法的，从缺陷立案；事实、照片、当事人和执法人员都带过去"), wrap=True)
        top.addWidget(self.words, 1)
        self.button = SecondaryButton(self.tr("立案…"), "case")
        self.button.clicked.connect(self._new)
        top.addWidget(self.button)
        self.body.addLayout(top)
        self._lines = column(gap=0)
        self.body.addLayout(self._lines)

    def show_cases(self) -> None:
        """Show the cases there are; without a finding there is nothing to open one from."""
        session = self._session
        clear(self._lines)
        for one in cases.of_inspection(session.desk, session.id):
            line = PressableFrame(cases.title(one))
            line.setMinimumHeight(44)
            line.pressed.connect(partial(session.services.open, "case", one.id))
            inside = row(line, margins=(12, 6, 12, 6), gap=12)
            inside.addWidget(strong(cases.title(one)))
            inside.addWidget(soft(one.no))
            inside.addStretch(1)
            state = self.tr("办理中") if one.state == "under_way" else self.tr("已定稿")
            inside.addWidget(Badge(state, "accent" if one.state == "under_way" else "general"))
            self._lines.addWidget(line)
        found = session.checklist is not None and bool(reviewing.findings(session.desk, session.id))
        self.button.setEnabled(found)
        self.button.setToolTip("" if found else self.tr("没有缺陷，不能据此立案"))

    def _new(self) -> None:
        self._session.flush()
        self._session.services.open("new-case", self._session.id)
