"""A wording pack sentence by sentence: what each document would say differently, before and after; put in use, left, taken away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.casework.wordings import Preview
from inspector_app.catalog.wording_diff import Difference
from inspector_app.desktop import theme
from inspector_app.desktop.widgets.basic import (
    Badge,
    PrimaryButton,
    SecondaryButton,
    label,
    line,
    scrolled,
    soft,
    title,
)

FAULTS_SHOWN = 5


class WordingSheet(QWidget):
    """Shows one pack before it is put in use, or while it is; the documents are chosen one at a time, they are many."""

    accepted = Signal()
    declined = Signal()
    removal_wanted = Signal()

    def __init__(self, preview: Preview, *, in_use: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = preview
        self._of: dict[str, list[Difference]] = {}
        for one in preview.differences:
            self._of.setdefault(one.form, []).append(one)
        self._kept = {one.form: one.kept for one in preview.accounts}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        head = title(preview.pack.name)
        head.setWordWrap(True)
        column.addWidget(head)
        marks = QHBoxLayout()
        marks.addWidget(Badge(self.tr("在用"), "ok") if in_use else Badge(self.tr("还没有使用"), "major", shape=True))
        marks.addWidget(soft(self._summary(), wrap=True), 1)
        column.addLayout(marks)
        column.addLayout(self._buttons(in_use=in_use))
        for fault in preview.faults[:FAULTS_SHOWN]:
            column.addWidget(label(fault.what, "problem", wrap=True))
        if len(preview.faults) > FAULTS_SHOWN:
            more = self.tr("另有 {0} 件文书不相符，照随附的语句印").format(len(preview.faults) - FAULTS_SHOWN)
            column.addWidget(label(more, "problem", wrap=True))
        if preview.missing:
            names = "、".join(preview.missing[:8]) + (self.tr(" 等") if len(preview.missing) > 8 else "")
            column.addWidget(soft(self.tr("文件里没有 {0} 件：{1}").format(len(preview.missing), names), wrap=True))
        column.addWidget(line())
        self.chosen = QComboBox()
        self.chosen.setAccessibleName(self.tr("看哪一件文书的不同"))
        self.chosen.setMinimumHeight(theme.px(40))
        for form in dict.fromkeys([*self._of, *(form for form, kept in self._kept.items() if kept)]):
            self.chosen.addItem(self._name(form), form)
        column.addWidget(self.chosen)
        self._place = QVBoxLayout()
        column.addLayout(self._place, 1)
        self.shown: QWidget | None = None
        self.chosen.currentIndexChanged.connect(self._show)
        self._show()

    def _summary(self) -> str:
        sentences = sum(one.what == "语句" for one in self.preview.differences)
        return self.tr("{0} 件文书 · {1} 处语句不同 · 版本 {2}").format(
            len(self._of), sentences, self.preview.pack.version
        )

    def _name(self, form: str) -> str:
        found = self._of.get(form, [])
        name = found[0].name if found else next(one.name for one in self.preview.accounts if one.form == form)
        return self.tr("{0}（{1} 处）").format(name, len(found))

    def _buttons(self, *, in_use: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        if in_use:
            self.remove = SecondaryButton(self.tr("不再使用…"))
            self.remove.clicked.connect(self.removal_wanted)
            row.addWidget(self.remove)
        else:
            self.use = PrimaryButton(self.tr("使用这些语句"))
            self.use.clicked.connect(self.accepted)
            self.leave = SecondaryButton(self.tr("不用"))
            self.leave.clicked.connect(self.declined)
            row.addWidget(self.use)
            row.addWidget(self.leave)
        row.addStretch(1)
        return row

    def _show(self) -> None:
        if self.shown is not None:
            self._place.removeWidget(self.shown)
            self.shown.hide()
            self.shown.deleteLater()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        form = self.chosen.currentData() or ""
        for one in self._of.get(form, []):
            column.addWidget(_card(one, self.tr("原"), self.tr("现"), self.tr("（没有）")))
        for kept in self._kept.get(form, ()):
            column.addWidget(soft(kept, wrap=True))
        if not form:
            column.addWidget(soft(self.tr("和随附的表单没有不同"), wrap=True))
        column.addStretch(1)
        self.shown = scrolled(inside)
        self._place.addWidget(self.shown)


def _card(one: Difference, before: str, after: str, none: str) -> QFrame:
    """One difference: what it is, how it was, how it is."""
    card = QFrame()
    card.setProperty("frame", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(12, 10, 12, 10)
    column.setSpacing(6)
    column.addWidget(label(one.what, "hint"))
    for name, words, role in ((before, one.before, "soft"), (after, one.after, "")):
        row = QHBoxLayout()
        row.setSpacing(10)
        mark = soft(name)
        mark.setFixedWidth(theme.px(20))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        said = label(words or none, role, wrap=True)
        said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(said, 1)
        column.addLayout(row)
    return card
