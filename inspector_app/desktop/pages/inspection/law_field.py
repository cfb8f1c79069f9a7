"""Citations of a document: each says whether it was verified; one that was not needs a person's confirmation with a reason."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from inspector_app.casework.issuing import Filled
from inspector_app.desktop.widgets.basic import Badge
from inspector_app.desktop.widgets.buttons import IconButton, LinkButton, SecondaryButton
from inspector_app.documents.values import Citation, cite

from .document_fields import DocumentField
from .parts import clear, column, frame, row, words


class LawField(DocumentField):
    """A list of citations; ``confirm_requested(key, index, reason)`` asks to let an unverified one be printed."""

    confirm_requested = Signal(str, int, str)

    def build(self, filled: Filled) -> QWidget:
        holder = QWidget()
        layout = column(holder, gap=6)
        self._list = column(gap=6)
        layout.addLayout(self._list)
        line = row(gap=8)
        self.new = QLineEdit()
        self.new.setPlaceholderText(self.tr("例如：《中华人民共和国药品管理法》第五十三条第一款"))
        self.new.setAccessibleName(self.tr("{name}：添加条文").format(name=filled.label))
        self.add = SecondaryButton(self.tr("添加"))
        self.new.returnPressed.connect(self._add)
        self.add.clicked.connect(self._add)
        line.addWidget(self.new, 1)
        line.addWidget(self.add)
        layout.addLayout(line)
        self._cited: list[dict[str, Any]] = []
        holder.setFocusProxy(self.new)
        return holder

    def show_value(self, value: Any) -> None:
        cited = [dict(one) for one in value] if isinstance(value, list) else []
        if cited == self._cited and self._list.count():
            return
        self._cited = cited
        clear(self._list)
        for index, one in enumerate(cited):
            self._list.addWidget(self._line(index, one))

    def mark(self, *, lacking: bool) -> None:
        from inspector_app.desktop.widgets.basic import set_state

        set_state(self.new, "lacking" if lacking else "")

    def _line(self, index: int, one: dict[str, Any]) -> QWidget:
        known = {key: one[key] for key in Citation.__struct_fields__ if key in one}
        citation = Citation(**known)
        panel = frame("panel")
        layout = column(panel, margins=(12, 6, 6, 6), gap=4)
        top = row(gap=8)
        top.addWidget(words(cite(citation)), 1)
        if citation.verified:
            top.addWidget(Badge(self.tr("已核实"), "ok"))
        elif citation.usable:
            top.addWidget(Badge(self.tr("已确认"), "accent"))
        else:
            top.addWidget(Badge(self.tr("未核实"), "major"))
        away = IconButton("cross", self.tr("删去{what}").format(what=cite(citation)))
        away.setProperty("index", index)
        away.clicked.connect(self._remove)
        top.addWidget(away)
        layout.addLayout(top)
        if citation.usable and not citation.verified:
            said = self.tr("{who}确认：{why}").format(who=citation.confirmed_by, why=citation.confirm_reason)
            layout.addWidget(words(said, "hint"))
        elif not citation.usable:
            line = row(gap=8)
            reason = QLineEdit()
            reason.setPlaceholderText(self.tr("已对照什么文本核对（必填）"))
            reason.setAccessibleName(self.tr("确认的理由"))
            confirm = LinkButton(self.tr("我已核对，确认引用"))
            confirm.setProperty("index", index)
            confirm.clicked.connect(lambda _=False, at=index, field=reason: self._confirm(at, field))
            reason.returnPressed.connect(lambda at=index, field=reason: self._confirm(at, field))
            line.addWidget(reason, 1)
            line.addWidget(confirm)
            layout.addLayout(line)
        return panel

    def _confirm(self, index: int, reason: QLineEdit) -> None:
        if not reason.text().strip():
            reason.setFocus()
            reason.setProperty("state", "lacking")
            reason.style().unpolish(reason)
            reason.style().polish(reason)
            return
        self.confirm_requested.emit(self.key, index, reason.text().strip())

    def _add(self) -> None:
        text = self.new.text().strip()
        if not text:
            return
        law = text.partition("》")[0].lstrip("《") or text
        self.new.clear()
        self.changed.emit(self.key, [*self._cited, {"law": law, "articles": [], "verified": False, "text": text}])

    def _remove(self) -> None:
        index = int(self.sender().property("index"))
        self.changed.emit(self.key, [one for at, one in enumerate(self._cited) if at != index])
