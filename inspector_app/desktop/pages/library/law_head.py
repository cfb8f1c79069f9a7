"""The head of a law: its names, who issued it, its versions with their days, and what of it was read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.catalog.law import Law, LawVersion
from inspector_app.catalog.lawtext_shelf import StoredText, WrongCitation
from inspector_app.desktop.pages.inspection.parts import clear
from inspector_app.desktop.widgets.basic import Badge, heading, label, soft
from inspector_app.rules.finder import DOMAIN_NAMES

WRONG_SHOWN = 6


class LawHead(QWidget):
    """Shows one law; built anew for each, it is a handful of labels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(18, 16, 18, 8)
        self._shown: QWidget | None = None

    def show_law(self, law: Law, stored: StoredText | None) -> None:
        """Show one law; ``stored`` is its official text where one was imported, against which ``show_checked`` tells the citations."""
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
        versions = law.versions
        for at in reversed(range(len(versions))):
            following = versions[at + 1] if at + 1 < len(versions) else None
            self._version(column, versions[at], following)
        if stored is not None:
            said = self.tr("已导入公布文本：{n} 条（{file}）").format(n=len(stored.text.articles), file=stored.source)
            column.addWidget(label(said, "done", wrap=True))
            self._result = QVBoxLayout()
            self._result.setSpacing(6)
            column.addLayout(self._result)
            self._result.addWidget(soft(self.tr("正在核对各包的引用…")))
        self._column.addWidget(self._shown)

    def show_checked(self, checked: int, wrong: Sequence[WrongCitation]) -> None:
        """Say what holding the packs' citations against the text of the law shown found, each wrong one by itself."""
        column = self._result
        clear(column)
        if not wrong:
            said = self.tr("法规包引用 {n} 处，全部在文本里").format(n=checked)
            column.addWidget(label(said, "done", wrap=True))
            return
        said = self.tr("■ 法规包引用 {n} 处，{m} 处文本里没有，请核对版本：").format(n=checked, m=len(wrong))
        column.addWidget(label(said, "problem", wrap=True))
        lines = [f"· {one.citation}（{one.lacks}，{one.where}）" for one in wrong[:WRONG_SHOWN]]
        if len(wrong) > WRONG_SHOWN:
            lines.append(self.tr("· 还有 {n} 处").format(n=len(wrong) - WRONG_SHOWN))
        column.addWidget(label("\n".join(lines), "hint", wrap=True))

    @staticmethod
    def applies(version: LawVersion, following: LawVersion | None) -> str:
        """Say to the acts of which days a version applies."""
        if version.effective is None:
            return QCoreApplication.translate("LawHead", "施行日期未见")
        if following is None or following.effective is None:
            return QCoreApplication.translate("LawHead", "适用于 {day} 以后的行为").format(day=version.effective)
        last = (date.fromisoformat(following.effective) - timedelta(days=1)).isoformat()
        words = QCoreApplication.translate("LawHead", "适用于 {since} 至 {last} 的行为")
        return words.format(since=version.effective, last=last)

    def _version(self, column: QVBoxLayout, version: LawVersion, following: LawVersion | None) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(version.label, "strong", wrap=True), 1)
        row.addWidget(
            Badge(self.tr("已核实"), "ok") if version.verified else Badge(self.tr("未核实"), "major", shape=True),
            0,
            Qt.AlignmentFlag.AlignTop,
        )
        column.addLayout(row)
        column.addWidget(label(self.applies(version, following), "soft", wrap=True))
        days = []
        if version.number:
            days.append(
                version.number if version.number_verified else self.tr("{n}（文号未核实）").format(n=version.number)
            )
        if version.adopted:
            days.append(self.tr("{day} 通过或发布").format(day=version.adopted))
        if version.amended:
            days.append(self.tr("{day} 部分修正").format(day=version.amended))
        if version.articles:
            days.append(self.tr("共 {n} 条").format(n=version.articles))
        days.append(self.tr("已读：{what}").format(what=version.read))
        column.addWidget(soft(" · ".join(days), wrap=True))
        if version.note:
            column.addWidget(label(version.note, "hint", wrap=True))
