"""What became of pages of paper, a line each: a word, a sentence, and what one can do about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.casework.verifying import STANDINGS, Verified
from inspector_app.desktop import theme
from inspector_app.desktop.widgets.basic import Badge, label
from inspector_app.desktop.widgets.buttons import LinkButton

TONES = {
    "matches": "ok",
    "differs": "critical",
    "void": "critical",
    "corrected": "critical",
    "draft": "major",
    "unknown": "major",
    "unreadable": "major",
}
PAPER_FILES = "*.pdf *.jpg *.jpeg *.png *.heic *.heif *.PDF *.JPG *.JPEG *.PNG *.HEIC *.HEIF"
MOST = 60
"""More lines than this are counted, not shown; those that need a person come first."""


class PaperLine(QWidget):
    """One page: its badge, its sentence; ``pressed`` gives the key back."""

    pressed = Signal(str)

    def __init__(self, word: str, tone: str, sentence: str, action: str = "", key: str = "") -> None:
        super().__init__()
        self._key = key
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 2, 0, 2)
        self.setMinimumHeight(theme.px(36))
        self.row.setSpacing(12)
        self.badge = Badge(word, tone)
        self.row.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.words = label(sentence, wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.row.addWidget(self.words, 1)
        self.button: LinkButton | None = None
        if action:
            self.button = LinkButton(action)
            self.button.clicked.connect(self._press)
            self.row.addWidget(self.button)

    def _press(self) -> None:
        self.pressed.emit(self._key)


class PaperLines(QWidget):
    """A list of such lines, replaced as a whole."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.lines: list[PaperLine] = []

    def clear(self) -> None:
        """Take all lines away."""
        while (taken := self._column.takeAt(0)) is not None:
            widget = taken.widget()
            widget.hide()
            widget.deleteLater()
        self.lines = []

    def add(self, line: PaperLine) -> PaperLine:
        """Put a line below the others."""
        line.pressed.connect(self.pressed)
        self._column.addWidget(line)
        self.lines.append(line)
        return line

    def more(self, count: int) -> None:
        """Say how many more there are."""
        self._column.addWidget(label(self.tr("另有 {n} 页的码与记录一致，没有列出").format(n=count), "hint"))

    def show_verified(self, found: Sequence[Verified], action: str) -> None:
        """Show what pages are; those that are not as the record says come first."""
        self.clear()
        ordered = sorted(found, key=lambda one: one.standing == "matches")
        for one in ordered[:MOST]:
            known = action if one.name else ""
            sentence = one.sentence if one.source in one.sentence else f"{one.source}：{one.sentence}"
            self.add(PaperLine(STANDINGS[one.standing], TONES[one.standing], sentence, known, one.document_id))
        if len(ordered) > MOST:
            self.more(len(ordered) - MOST)
