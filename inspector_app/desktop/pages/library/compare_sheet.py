"""Two or three violations beside each other; what differs is marked by a word, not by colour alone."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.casework.comparing import Comparison
from inspector_app.desktop import theme
from inspector_app.desktop.widgets.basic import Badge, LinkButton, heading, label, line, scrolled, soft, strong


class CompareSheet(QFrame):
    """Built anew for each comparison; a press on a name opens that violation, 移出 takes it out."""

    violation_requested = Signal(str)
    dropped = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 12, 0)
        self._shown: QWidget | None = None
        self.comparison: Comparison | None = None

    def show_comparison(self, found: Comparison) -> None:
        """Show one."""
        self.comparison = found
        if self._shown is not None:
            self._column.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 12, 24)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, theme.px(104))
        for at in range(len(found.violations)):
            grid.setColumnStretch(at + 1, 1)
        top = heading(self.tr("并排比较"))
        grid.addWidget(top, 0, 0, 1, len(found.violations))
        shut = LinkButton(self.tr("回到单条"), "chevron-left")
        shut.clicked.connect(self.closed)
        grid.addWidget(shut, 0, len(found.violations), Qt.AlignmentFlag.AlignRight)
        for at, violation in enumerate(found.violations):
            grid.addWidget(self._head(found, at, violation.id, violation.name), 1, at + 1)
        at_row = 2
        for row in found.rows:
            grid.addWidget(line(), at_row, 0, 1, len(found.violations) + 1)
            name = QVBoxLayout()
            name.setSpacing(4)
            words_of_row = strong(row.name) if row.differs else soft(row.name)
            words_of_row.setWordWrap(True)
            # Without a width of its own a wrapped name in a column is given the height of one line.
            words_of_row.setFixedWidth(theme.px(104))
            name.addWidget(words_of_row)
            if row.differs:
                name.addWidget(Badge(self.tr("不同"), "accent"))
            name.addStretch(1)
            grid.addLayout(name, at_row + 1, 0, Qt.AlignmentFlag.AlignTop)
            for at, words in enumerate(row.words):
                shown = label(words or "—", "" if row.differs else "soft", wrap=True)
                shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                grid.addWidget(shown, at_row + 1, at + 1, Qt.AlignmentFlag.AlignTop)
            at_row += 2
        grid.setRowStretch(at_row, 1)
        self._shown = scrolled(inside)
        self._column.addWidget(self._shown)

    def _head(self, found: Comparison, at: int, violation_id: str, name: str) -> QWidget:
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(label(name, "strong", wrap=True))
        if not found.verified[at]:
            layout.addWidget(Badge(self.tr("未核实"), "major", shape=True))
        if found.violations[at].until:
            layout.addWidget(Badge(self.tr("已失效"), "major", shape=True))
        acts = QHBoxLayout()
        acts.setSpacing(0)
        for word, say in ((self.tr("打开"), self.violation_requested.emit), (self.tr("移出"), self.dropped.emit)):
            button = LinkButton(word)
            button.setAccessibleName(f"{word}{name}")
            button.clicked.connect(lambda _checked=False, say=say: say(violation_id))
            acts.addWidget(button)
        acts.addStretch(1)
        layout.addLayout(acts)
        layout.addStretch(1)
        return made
