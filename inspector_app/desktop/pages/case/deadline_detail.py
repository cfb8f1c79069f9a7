"""How one limit was counted, opened below its line: every day that counts or not and why, to copy and to print."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import QFrame, QWidget

from inspector_app.casework import case_clocks
from inspector_app.casework.clock_sheet import ClockSheet
from inspector_app.desktop import theme
from inspector_app.desktop.pages.inspection.parts import column, row
from inspector_app.desktop.widgets.basic import LinkButton, label

from .deadline_words import said
from .session import CaseSession


class DeadlineDetail(QFrame):
    """The sheet of one limit."""

    def __init__(self, session: CaseSession, sheet: ClockSheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "panel")
        self.session, self.sheet = session, sheet
        layout = column(self, margins=(12, 10, 12, 6), gap=6)
        taken = 0
        for name, words in sheet.lines:
            made = row(gap=8)
            head = label(name, "warn" if name.startswith("◆") else "label", wrap=True)
            head.setFixedWidth(theme.px(72))
            made.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
            text = label(words, "warn" if name.startswith("◆") else "", wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            made.addWidget(text, 1)
            if name == "扣除" and session.editable:
                off = LinkButton(said("撤回"))
                off.setAccessibleName(said("撤回扣除：{0}").format(words))
                off.clicked.connect(partial(self._resume, taken))
                made.addWidget(off, 0, Qt.AlignmentFlag.AlignTop)
                taken += 1
            layout.addLayout(made)
        foot = row(gap=4)
        self.copy_button = LinkButton(said("复制"), "copy")
        self.copy_button.setAccessibleName(said("复制怎么算的：{0}").format(sheet.due.name))
        self.copy_button.clicked.connect(self._copy)
        self.print_button = LinkButton(said("打印…"), "print")
        self.print_button.setAccessibleName(said("打印怎么算的：{0}").format(sheet.due.name))
        self.print_button.clicked.connect(self._print)
        foot.addWidget(self.copy_button)
        foot.addWidget(self.print_button)
        foot.addStretch(1)
        layout.addLayout(foot)

    def _resume(self, number: int, _checked: bool = False) -> None:
        session, rule = self.session, self.sheet.due.rule
        session.act(lambda: case_clocks.resume(session.desk, session.id, rule, number))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.sheet.text)
        self.session.services.toast(said("已复制“{0}”的计算").format(self.sheet.due.name))

    def document(self) -> QTextDocument:
        """Return the sheet as it is printed."""
        from html import escape

        rows = "".join(
            f"<tr><td width='90'>{escape(name)}</td><td>{escape(words)}</td></tr>" for name, words in self.sheet.lines
        )
        made = QTextDocument(self)
        made.setHtml(f"<h3>{escape(said('期限计算'))}</h3><table cellpadding='4'>{rows}</table>")
        return made

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter()
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: self.document().print_(printer))
        self._dialog = dialog
        dialog.open()
