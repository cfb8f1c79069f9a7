"""Below a field that was typed over the records: what the records say, why the typed value stands, the way back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from inspector_app.casework.issuing import USUAL_REASONS, Filled
from inspector_app.desktop.moments import day_text, short_minute
from inspector_app.desktop.widgets.basic import Badge, soft
from inspector_app.desktop.widgets.buttons import ChipButton, LinkButton, SecondaryButton

from .flow import FlowLayout
from .parts import clear, frame, row, words

MOST = 90
"""More of a long record text than this is in the tip."""


class OverrideNote(QWidget):
    """``reasoned`` brings a reason, ``restored`` asks for what the records say."""

    reasoned = Signal(str)
    restored = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.frame = frame("banner")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 4)
        outer.addWidget(self.frame)
        inside = QVBoxLayout(self.frame)
        inside.setContentsMargins(12, 8, 8, 8)
        inside.setSpacing(6)
        top = row(gap=8)
        self.record = words("")
        self.moved = Badge(self.tr("记录已变"), "major")
        self.restore = LinkButton(self.tr("恢复记录内容"), "undo")
        self.restore.clicked.connect(self.restored)
        top.addWidget(self.record, 1)
        top.addWidget(self.moved)
        top.addWidget(self.restore)
        inside.addLayout(top)
        self.who = soft("", wrap=True)
        inside.addWidget(self.who)
        said = row(gap=8)
        self.reason = words("")
        self.change = LinkButton(self.tr("改理由"))
        self.change.clicked.connect(self._ask)
        said.addWidget(self.reason, 1)
        said.addWidget(self.change)
        inside.addLayout(said)
        self.asking = QWidget()
        asked = QVBoxLayout(self.asking)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.setSpacing(6)
        asked.addWidget(words(self.tr("为什么与记录不同？可以以后再写，印发前须写明。"), "warn"))
        chips = QWidget()
        flow = FlowLayout(chips, gap=6)
        for text in USUAL_REASONS:
            chip = ChipButton(text)
            chip.setCheckable(False)
            chip.clicked.connect(self._chosen)
            flow.addWidget(chip)
        asked.addWidget(chips)
        line = row(gap=8)
        self.text = QLineEdit()
        self.text.setPlaceholderText(self.tr("或者写一句理由"))
        self.text.setAccessibleName(self.tr("{0}：改写的理由").format(name))
        self.give = SecondaryButton(self.tr("写明"))
        self.text.returnPressed.connect(self._typed)
        self.give.clicked.connect(self._typed)
        line.addWidget(self.text, 1)
        line.addWidget(self.give)
        asked.addLayout(line)
        inside.addWidget(self.asking)

    def show_filled(self, filled: Filled) -> None:
        """Show what is recorded of the override."""
        told = filled.record.replace("\n", "；")
        short = told if len(told) <= MOST else told[: MOST - 1] + "…"
        self.record.setText(self.tr("{0}：{1}").format(filled.record_source or self.tr("记录"), short))
        self.record.setToolTip(filled.record)
        self.moved.setVisible(filled.moved)
        at = short_minute(filled.typed_at)
        self.who.setText(self.tr("改写：{0}").format(" ".join(one for one in (filled.typed_by, at) if one)))
        self.who.setVisible(bool(filled.typed_by))
        by = self.tr("（{0}）").format(filled.reason_by) if filled.reason_by else ""
        self.reason.setText(self.tr("理由：{0}").format(filled.reason) + by)
        self._state(asking=filled.needs_reason)
        tone = "warning" if filled.needs_reason or filled.moved else "info"
        if self.frame.property("tone") != tone:
            self.frame.setProperty("tone", tone)
            self.frame.style().unpolish(self.frame)
            self.frame.style().polish(self.frame)

    def _state(self, *, asking: bool) -> None:
        self.asking.setVisible(asking)
        self.reason.setVisible(not asking)
        self.change.setVisible(not asking)

    def _ask(self) -> None:
        self._state(asking=True)
        self.text.setFocus()

    def _chosen(self) -> None:
        self.reasoned.emit(self.sender().text())

    def _typed(self) -> None:
        if self.text.text().strip():
            self.reasoned.emit(self.text.text().strip())
            self.text.clear()

    def focus_reason(self) -> None:
        """Go to where a reason is written."""
        if not self.asking.isHidden():
            self.text.setFocus()


class DifferenceLines(QWidget):
    """What an issued document says against what the records say by now, a line each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def show_differences(self, differences) -> None:
        """Show them."""
        clear(self._column)
        for one in differences:
            self._column.addWidget(
                words(f"{one.label}　{self.tr('来源')}：{one.source}" if one.source else one.label, "label")
            )
            self._column.addWidget(words(self.tr("文书上：{0}").format(_short(one.old) or self.tr("（空）"))))
            self._column.addWidget(
                words(self.tr("现在的记录：{0}").format(_short(one.new) or self.tr("（空）")), "warn")
            )
            if one.kept is not None:
                at = day_text(one.kept.at)
                said = self.tr("已说明保留：{0}（{1} {2}）").format(one.kept.note, one.kept.by, at)
                self._column.addWidget(words(said, "done"))


def _short(text: str) -> str:
    plain = text.replace("\n", "；")
    return plain if len(plain) <= MOST else plain[: MOST - 1] + "…"
