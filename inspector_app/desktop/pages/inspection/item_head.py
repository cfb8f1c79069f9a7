"""The head of the open item: number, level, article, title, what to check, and what of it was never verified."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from inspector_app.casework.reviewing import basis_of
from inspector_app.catalog.checklist import Checklist, Item
from inspector_app.desktop.models.lines import rank_of, short_severity, stars_of
from inspector_app.desktop.widgets.basic import Badge, SeverityMark, label

from .parts import column, numbered, row, words


class ItemHead(QWidget):
    """Shows what the pack says about an item; nothing in it can be changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = column(self, gap=8)
        top = row(gap=10)
        self.number = label("", "number")
        self.severity = SeverityMark("", "general")
        self.basis = Badge("")
        top.addWidget(self.number)
        top.addWidget(self.severity)
        top.addStretch(1)
        top.addWidget(self.basis)
        layout.addLayout(top)
        self.title = words("", "title")
        layout.addWidget(self.title)
        self.unverified = words("", "warn")
        layout.addWidget(self.unverified)
        self.what = label(self.tr("查什么"), "label")
        layout.addWidget(self.what)
        self.points = words()
        layout.addWidget(self.points)
        self.evidence = words("", "hint")
        layout.addWidget(self.evidence)

    def show_item(self, checklist: Checklist, item: Item, severity: str) -> None:
        """Show an item; ``severity`` is the level it has now, the pack's or the inspector's."""
        self.number.setText(item.number)
        self.number.setVisible(bool(item.number))
        self.show_severity(checklist, item, severity)
        basis, _ = basis_of(checklist, item)
        self.basis.set(self._short_basis(item))
        self.basis.setToolTip(basis)
        self.basis.setVisible(bool(basis))
        self.title.setText(item.title)
        self._show_unverified(item)
        self.points.setText(numbered(item.check_points))
        self.what.setVisible(bool(item.check_points))
        self.points.setVisible(bool(item.check_points))
        hints = []
        if item.evidence:
            hints.append(self.tr("宜取证：{what}").format(what="、".join(item.evidence)))
        if item.not_applicable_when:
            hints.append(self.tr("不适用的情形：{when}").format(when=item.not_applicable_when))
        if item.point_notes:
            hints.append(item.point_notes)
        self.evidence.setText("\n".join(hints))
        self.evidence.setVisible(bool(hints))

    def show_severity(self, checklist: Checklist, item: Item, severity: str) -> None:
        """Show the level the item has now."""
        rank = rank_of(severity)
        text = f"{short_severity(checklist, severity)} {stars_of(checklist, item)}".strip()
        self.severity.set(text, rank or "general")
        self.severity.setVisible(bool(rank))

    def _short_basis(self, item: Item) -> str:
        if item.article is not None:
            return self.tr("第 {n} 条").format(n=item.article)
        return item.law_refs[0] if item.law_refs else ""

    def _show_unverified(self, item: Item) -> None:
        said = []
        if item.unverified:
            said.append(self.tr("未核实：{what}，使用前请与官方文本核对").format(what="、".join(item.unverified)))
        elif not item.verified:
            said.append(self.tr("本项要点未逐字核实，使用前请与官方文本核对"))
        if item.article is None and item.article_candidate is not None:
            said.append(self.tr("条号可能是第 {n} 条，未核实").format(n=item.article_candidate))
        self.unverified.setText("；".join(said))
        self.unverified.setVisible(bool(said))
