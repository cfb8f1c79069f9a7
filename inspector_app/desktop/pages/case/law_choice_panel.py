"""从旧兼从轻: the rule of the time of the act and the one of today side by side, and which of them is applied."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from inspector_app.casework import law_choice
from inspector_app.casework.law_choice import Comparison, Side, Time
from inspector_app.casework.penalising import Panel
from inspector_app.desktop.moments import minute_text
from inspector_app.desktop.pages.inspection.parts import column, frame, row
from inspector_app.desktop.widgets.basic import Badge, PrimaryButton, SecondaryButton, label, soft
from inspector_app.rules.tiers import Range

from .charge_words import span, without_keys
from .session import CaseSession


class LawChoicePanel(QFrame):
    """Both results with why the one is lighter; where the article decides, the other cannot be chosen."""

    def __init__(self, session: CaseSession, panel: Panel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "panel")
        self.session, self.panel = session, panel
        laws = panel.laws
        assert laws is not None
        layout = column(self, margins=(14, 12, 14, 12), gap=8)
        head = row(gap=8)
        head.addWidget(label(self.tr("行为之后规定有变更：从旧兼从轻"), "strong"))
        if laws.chosen is None:
            head.addWidget(Badge(self.tr("还没有选定"), "major", shape=True))
        head.addStretch(1)
        head.addWidget(soft(laws.basis))
        layout.addLayout(head)
        sides = row(gap=12)
        self.buttons: dict[Time, SecondaryButton] = {}
        for time, name in (("act", self.tr("行为时的规定")), ("decision", self.tr("作出决定时的规定"))):
            sides.addWidget(self._side(laws, time, name), 1)
        layout.addLayout(sides)
        self.reason = QLineEdit()
        self.reason.setObjectName(f"law-reason:{panel.charge.violation}")
        self.reason.setPlaceholderText(
            self.tr("适用的理由（条文已经分出轻重的，可以不写）")
            if laws.clear
            else self.tr("各有轻重，写明为什么适用这一个")
            if laws.known
            else self.tr("先补齐事实，两边的幅度都算得出才能比较")
        )
        self.reason.setAccessibleName(self.tr("适用这个规定的理由"))
        if session.editable:
            layout.addWidget(self.reason)
        if laws.chosen is not None:
            at = minute_text(laws.chosen.at)
            said = self.tr("{0} 于 {1} 选定：{2}").format(laws.chosen.by, at, without_keys(laws.chosen.reason))
            layout.addWidget(label(said, "done", wrap=True))

    def _side(self, laws: Comparison, time: Time, name: str) -> QWidget:
        side = laws.side(time)
        chosen = laws.chosen is not None and laws.chosen.time == time
        made = frame("card")
        layout = column(made, margins=(14, 10, 14, 12), gap=4)
        head = row(gap=8)
        head.addWidget(label(name, "label"))
        head.addStretch(1)
        if chosen:
            head.addWidget(Badge(self.tr("已选定适用"), "ok"))
        elif laws.suggested == time:
            head.addWidget(Badge(self.tr("应当适用") if laws.clear else self.tr("较有利"), "accent"))
        layout.addLayout(head)
        layout.addWidget(label(side.rule.name, "strong", wrap=True))
        layout.addWidget(soft("、".join(side.citations), wrap=True))
        layout.addWidget(soft(self._days(side), wrap=True))
        layout.addWidget(label(self._range(side), "figure", wrap=True))
        kinds = "、".join(side.rule.kinds) or self.tr("还不能确定")
        layout.addWidget(soft(self.tr("种类：{0}").format(kinds), wrap=True))
        layout.addWidget(soft(without_keys(side.rule.why), wrap=True))
        layout.addStretch(1)
        if self.session.editable and not chosen:
            kind = PrimaryButton if laws.chosen is None and laws.suggested == time else SecondaryButton
            button = kind(self.tr("适用这个规定"))
            button.setAccessibleName(self.tr("适用{0}：{1}").format(name, side.rule.name))
            button.setEnabled(laws.known and side.known and not (laws.clear and laws.suggested != time))
            button.clicked.connect(partial(self._choose, time))
            layout.addWidget(button)
            self.buttons[time] = button
        return made

    def _days(self, side: Side) -> str:
        if side.until is not None:
            return self.tr("适用于 {0} 以前的行为").format(side.until)
        return self.tr("适用于 {0} 以后的行为").format(side.since) if side.since is not None else ""

    def _range(self, side: Side) -> str:
        rule = side.rule
        if rule.fine_min is None or rule.fine_max is None:
            return self.tr("幅度还算不出")
        if rule.fine_max == 0:
            return self.tr("不罚款")
        return span(Range(low=rule.fine_min, high=rule.fine_max, low_open=rule.fine_min == 0))

    def _choose(self, time: Time, _checked: bool = False) -> None:
        session, violation, reason = self.session, self.panel.charge.violation, self.reason.text()
        session.act(lambda: law_choice.choose(session.desk, session.id, violation, time, reason))
