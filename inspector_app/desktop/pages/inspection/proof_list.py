"""校对: what the check found in a document, errors first, each one press from its field."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from inspector_app.desktop.widgets.basic import label
from inspector_app.desktop.widgets.buttons import LinkButton
from inspector_app.documents.model import Problem

from .flow import FlowLayout
from .parts import clear, column, frame, row

_MISSING = "未填写"


class ProofList(QWidget):
    """Missing fields in one line of links; everything else as sentences; not there while nothing is wrong."""

    jumped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = column(self, gap=8)
        self._missing = self._panel("warning")
        self._errors = self._panel("error")
        self._warnings = self._panel("info")
        layout.addWidget(self._missing)
        layout.addWidget(self._errors)
        layout.addWidget(self._warnings)
        self._shown: list[Problem] | None = None
        self._links: list[LinkButton] = []
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
        self._shown, self.count, self._links = list(problems), len(problems), []
        missing = [p for p in problems if p.level == "error" and p.message.endswith(_MISSING)]
        errors = [p for p in problems if p.level == "error" and p not in missing]
        others = [p for p in problems if p.level != "error"]
        self._fill_missing(missing)
        self._fill(self._errors, errors, self.tr("要改 {n} 处").format(n=len(errors)))
        self._fill(self._warnings, others, self.tr("请留意 {n} 处").format(n=len(others)))

    def focus_first(self) -> None:
        """Give the keys to the first line."""
        if self._links:
            self._links[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def next_key(self, after: str, among: Collection[str]) -> str:
        """Return the field to go to after ``after``: the next one with an error, from the top again behind the last."""
        keys = list(dict.fromkeys(p.key for p in self._shown or [] if p.level == "error" and p.key in among))
        if not keys:
            return ""
        return keys[(keys.index(after) + 1) % len(keys)] if after in keys else keys[0]

    def _fill_missing(self, missing: list[Problem]) -> None:
        """The empty fields stand side by side by their names, one press each."""
        layout = self._missing.layout()
        clear(layout)
        self._missing.setVisible(bool(missing))
        if not missing:
            return
        layout.addWidget(label(self.tr("还差 {n} 项").format(n=len(missing)), "strong"))
        holder = QWidget()
        flow = FlowLayout(holder, gap=2)
        for problem in missing:
            flow.addWidget(self._link(problem, problem.label))
        layout.addWidget(holder)

    def _link(self, problem: Problem, text: str) -> LinkButton:
        button = LinkButton(text)
        button.setProperty("key", problem.key)
        button.setToolTip(problem.message)
        button.clicked.connect(self._press)
        self._links.append(button)
        return button

    def _fill(self, panel: QWidget, problems: list[Problem], name: str) -> None:
        layout = panel.layout()
        clear(layout)
        panel.setVisible(bool(problems))
        if not problems:
            return
        layout.addWidget(label(name, "strong"))
        for problem in problems:
            button = self._link(problem, problem.message)
            button.setMinimumWidth(10)
            line = row(gap=0)
            line.addWidget(button, 1)
            layout.addLayout(line)

    def _press(self) -> None:
        self.jumped.emit(str(self.sender().property("key")))
