"""法规包已更新: what newer law packs change for the violations of this case, and the choice between them and the case's own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from inspector_app.casework import case_law_news, case_laws
from inspector_app.casework.case_law_news import ChargeNews, News
from inspector_app.casework.pack_changes import Change
from inspector_app.desktop import theme
from inspector_app.desktop.moments import day_text, minute_text
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Badge, Card, SecondaryButton, label, line, soft

from .charge_words import without_keys
from .session import CaseSession

SHOWN = 12
"""Changes shown of one entry; the whole difference stands where the pack is shown."""


def said(text: str) -> str:
    """Translate a word of the card."""
    return QCoreApplication.translate("LawsCard", text)


class LawsCard(Card):
    """Not there while the case is decided by what is installed. ``opened`` keeps the reason that is being written."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(said("法规包已更新"), parent=parent)
        self.session = session
        self.state = Badge("", "major")
        self.add_head(self.state)
        self._inside = column(gap=10)
        self.body.addLayout(self._inside)
        self.reason = QLineEdit()
        self.reason.setObjectName("laws-reason")
        self.reason.setAccessibleName(said("沿用或者采用的理由"))
        self.reason.setPlaceholderText(said("理由，例如：行为发生在修改之前，新规定不较轻；或者：新包更正了录入的错误"))
        self.add(self.reason)
        self.keep_button = SecondaryButton(said("沿用本案的版本"))
        self.keep_button.clicked.connect(partial(self._choose, case_laws.keep))
        self.take_button = SecondaryButton(said("采用新的版本"))
        self.take_button.clicked.connect(partial(self._choose, case_laws.take))
        self.row(self.keep_button, self.take_button)

    def show_news(self, found: News | None) -> None:
        """Show what changes; an answer already given stands with its reason, and may be given anew."""
        self.setVisible(found is not None)
        clear(self._inside)
        if found is None:
            return
        if found.answered:
            self.state.set(said("沿用本案的版本"), "ok")
        elif found.touched:
            self.state.set(said("要作出选择"), "major")
        else:
            self.state.set(said("对本案没有影响"), "neutral")
        files = "；".join(
            said("{0} {1} → {2}").format(one.code, one.before or said("无"), one.after or said("无"))
            for one in found.files
        )
        since = day_text(found.edition.since)
        self._inside.addWidget(
            soft(said("本案自 {0} 起按当时的法规包办理。现在安装的不同：{1}").format(since, files), wrap=True)
        )
        if found.lost:
            words = said("■ 本案所用的法规包已经读不到，暂以现在安装的代替")
            self._inside.addWidget(label(words, "problem", wrap=True))
        for one in found.charges:
            if one.changes:
                self._inside.addWidget(line())
                self._inside.addWidget(self._charge(one))
        if found.rules:
            self._inside.addWidget(line())
            self._inside.addWidget(label(said("裁量规则"), "strong"))
            self._inside.addWidget(_table(found.rules))
        if found.touched:
            self._inside.addWidget(soft(case_law_news.HINT, wrap=True))
        if found.answered and found.edition.declined_at is not None:
            at = minute_text(found.edition.declined_at)
            told = said("{0} 于 {1} 决定沿用：{2}").format(found.edition.declined_by, at, found.edition.declined_reason)
            self._inside.addWidget(label(told, "done", wrap=True))
        self.keep_button.setVisible(not found.answered)

    def _charge(self, one: ChargeNews) -> QWidget:
        made = QWidget()
        layout = column(made, gap=6)
        head = row(gap=8)
        head.addWidget(label(one.name, "strong", wrap=True), 1)
        if one.decided:
            head.addWidget(Badge(said("已裁量，不变"), "ok"))
        layout.addLayout(head)
        layout.addWidget(_table(one.changes))
        return made

    def _choose(self, choose: Callable, _checked: bool = False) -> None:
        session, reason = self.session, self.reason.text()
        if session.act(lambda: choose(session.desk, session.id, reason)) is not None:
            self.reason.clear()


def _table(changes: tuple[Change, ...]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, theme.px(110))
    for place, share in ((1, 1), (2, 1)):
        grid.setColumnStretch(place, share)
    grid.addWidget(label(said("本案的版本"), "label"), 0, 1)
    grid.addWidget(label(said("现在安装的版本"), "label"), 0, 2)
    for number, one in enumerate(changes[:SHOWN], 1):
        grid.addWidget(soft(one.what, wrap=True), number, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(without_keys(one.before) or said("无"), wrap=True), number, 1, Qt.AlignmentFlag.AlignTop)
        after = label(without_keys(one.after) or said("无"), "strong", wrap=True)
        grid.addWidget(after, number, 2, Qt.AlignmentFlag.AlignTop)
    if len(changes) > SHOWN:
        grid.addWidget(soft(said("另有 {0} 处").format(len(changes) - SHOWN)), SHOWN + 1, 0, 1, 3)
    return made
