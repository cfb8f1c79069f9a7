"""案件: what will be here, and where to go until then."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.casework.desk import Desk
from inspector_app.desktop import theme
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import Badge, Card, SecondaryButton, label, line, scrolled, soft
from inspector_app.desktop.widgets.page_header import PageHeader

from .base import Page


class CasesPage(Page):
    """Says honestly that cases are not in this version yet; every word of it leads somewhere that works."""

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(desk, services, parent)
        self.title = self.tr("案件")
        header = PageHeader(self.title)
        header.search_requested.connect(services.search_request)
        self.body.addWidget(header)
        inside = QWidget()
        self.body.addWidget(scrolled(inside), 1)
        row = QHBoxLayout(inside)
        row.setContentsMargins(24, 22, 24, 24)
        card = Card(self.tr("这一版还不能办案件"))
        card.setMaximumWidth(theme.px(760))
        card.add_head(Badge(self.tr("以后的版本"), "general"))
        card.add(soft(self.tr("检查发现的违法行为，会在这里走完立案到结案。现在先用下面这些："), wrap=True))
        for what, how, verb, target in (
            (
                self.tr("固定事实和证据"),
                self.tr("在检查的「逐项检查」里写清问题、拍照，原件加密保存"),
                self.tr("去检查"),
                "inspections",
            ),
            (
                self.tr("责令改正"),
                self.tr("在检查的「判定与文书」里出具责令改正通知书、现场笔录"),
                self.tr("看文书"),
                "documents",
            ),
            (self.tr("移交"), self.tr("封存导出后由总部立案，证据和文书随包带走"), self.tr("去收发"), "exchange"),
        ):
            card.add(line())
            card.body.addLayout(self._way(what, how, verb, target))
        card.add(line())
        card.add(soft(self.tr("以后这里会有：程序时间线、期限与依据、处罚幅度和裁量、处罚文书。"), wrap=True))
        row.addWidget(card, 1, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)

    def _way(self, what: str, how: str, verb: str, target: str) -> QHBoxLayout:
        made = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(what))
        words.addWidget(soft(how, wrap=True))
        made.addLayout(words, 1)
        button = SecondaryButton(verb)
        button.setAccessibleName(f"{verb}：{what}")
        button.setProperty("target", target)
        button.clicked.connect(self._go)
        made.addWidget(button)
        return made

    def _go(self) -> None:
        self.open_request.emit("page", self.sender().property("target"))
