"""校对: what the check found in a document, errors first, each one press from its field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from inspector_app.desktop.widgets.basic import label
from inspector_app.desktop.widgets.buttons import LinkButton
from inspector_app.documents.model import Problem

from .parts import clear, column, frame, row


class ProofList(QWidget):
    """Missing fields in one line of links; everything else as sentences; not there while nothing is wrong."""

    jumped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = column(self, gap=8)
        self._errors = self._panel("warning")
        self._warnings = self._panel("info")
        layout.addWidget(self._errors)
        layout.addWidget(self._warnings)
        self._shown: list[Problem] | None = None
        self.count = 0
        self.show_problems([])

    @staticmethod
    def _panel(tone: str) -> QWidget:
        panel = frame("banner")
        panel.setProperty("tone", tone)
        column(panel, margins=(14, 8, 8, 8), gap=0)
        return panel

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show what the check found."""
        if list(problems) == self._shown:
            return
        self._shown, self.count = list(problems), len(problems)
        errors = [p for p in problems if p.level == "error"]
        others = [p for p in problems if p.level != "error"]
        self._fill(self._errors, errors, self.tr("校对：还差 {n} 处").format(n=len(errors)))
        self._fill(self._warnings, others, self.tr("请留意 {n} 处").format(n=len(others)))

    def focus_first(self) -> None:
        """Give the keys to the first line."""
        first = next((one for one in self.findChildren(LinkButton) if one.isVisibleTo(self)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fill(self, panel: QWidget, problems: list[Problem], name: str) -> None:
        layout = panel.layout()
        clear(layout)
        panel.setVisible(bool(problems))
        if not problems:
            return
        layout.addWidget(label(name, "strong"))
        for problem in problems:
            button = LinkButton(problem.message)
            button.setProperty("key", problem.key)
            button.setToolTip(problem.message)
            button.setMinimumWidth(10)
            button.clicked.connect(self._press)
            line = row(gap=0)
            line.addWidget(button, 1)
            layout.addLayout(line)

    def _press(self) -> None:
        self.jumped.emit(str(self.sender().property("key")))
