"""The head of a law: its names, who issued it, its versions with their days, and what of it was read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.catalog.law import Law, LawVersion
from inspector_app.catalog.lawtext_shelf import StoredText
from inspector_app.desktop.widgets.basic import Badge, heading, label, soft
from inspector_app.rules.finder import DOMAIN_NAMES


class LawHead(QWidget):
    """Shows one law; built anew for each, it is a handful of labels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 16, 18, 8)
        self._shown: QWidget | None = None

    def show_law(self, law: Law, stored: StoredText | None) -> None:
        """Show one law; ``stored`` is its official text where one was imported."""
        if self._shown is not None:
            self._column.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
        self._shown = QWidget()
        column = QVBoxLayout(self._shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        name = heading(law.name)
        name.setWordWrap(True)
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(name)
        domains = "、".join(DOMAIN_NAMES[one] for one in law.domains)
        column.addWidget(soft(f"{law.level} · {law.issuer} · {domains}", wrap=True))
        for version in reversed(law.versions):
            self._version(column, version)
        if stored is not None:
            said = self.tr("已导入公布文本：{n} 条（{file}）").format(n=len(stored.text.articles), file=stored.source)
            column.addWidget(label(said, "done", wrap=True))
        self._column.addWidget(self._shown)

    def _version(self, column: QVBoxLayout, version: LawVersion) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(version.label, "strong", wrap=True), 1)
        row.addWidget(
            Badge(self.tr("已核实"), "ok") if version.verified else Badge(self.tr("未核实"), "major", shape=True),
            0,
            Qt.AlignmentFlag.AlignTop,
        )
        column.addLayout(row)
        days = []
        if version.number:
            days.append(
                version.number if version.number_verified else self.tr("{n}（文号未核实）").format(n=version.number)
            )
        if version.adopted:
            days.append(self.tr("{day} 通过或发布").format(day=version.adopted))
        days.append(
            self.tr("{day} 起施行").format(day=version.effective) if version.effective else self.tr("施行日期未见")
        )
        if version.amended:
            days.append(self.tr("{day} 部分修正").format(day=version.amended))
        if version.articles:
            days.append(self.tr("共 {n} 条").format(n=version.articles))
        days.append(self.tr("已读：{what}").format(what=version.read))
        column.addWidget(soft(" · ".join(days), wrap=True))
        if version.note:
            column.addWidget(label(version.note, "hint", wrap=True))
