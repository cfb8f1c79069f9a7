"""The case at a glance, below the step one works at: the legal range with what was decided in it, the facts and what proves them."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from inspector_app.casework import case_facts, penalising
from inspector_app.casework.penalising import Panel
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Badge, Card, LinkButton, PressableFrame, label, line, soft

from .range_bar import RangeBar, figure
from .section import flow
from .session import CaseSession

SHOWN = 6
"""Facts shown before the rest is only counted: more would push the step one works at out of sight."""


class PenaltyGlance(Card):
    """One block for each violation: its figures, its range, what was decided; a press goes to the worksheet."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("处罚幅度"), parent=parent)
        self._session = session
        self.open_button = LinkButton(self.tr("处罚与裁量"))
        self.open_button.clicked.connect(partial(session.jump_requested.emit, "penalty", ""))
        self.add_head(self.open_button)
        self._blocks = column(gap=10)
        self.body.addLayout(self._blocks)

    def show_penalty(self) -> None:
        """Show what the law gives for each violation held against the party; the card is not there while there is none."""
        clear(self._blocks)
        desk, case_id = self._session.desk, self._session.id
        charged = penalising.charges(desk, case_id)
        self.setVisible(bool(charged))
        for place, one in enumerate(charged):
            if place:
                self._blocks.addWidget(line())
            self._blocks.addWidget(self._block(penalising.panel(desk, case_id, one.violation)))

    def _block(self, panel: Panel) -> QWidget:
        holder = QWidget()
        layout = column(holder, gap=8)
        layout.addWidget(label(panel.name, "strong", wrap=True))
        penalty, sheet = panel.penalty, panel.worksheet
        if penalty is None or sheet is None:
            layout.addWidget(label("■ " + panel.fault, "problem", wrap=True))
            return holder
        layout.addWidget(soft(self.tr("依据 {0}").format("、".join(penalty.basis)), wrap=True))
        legal = penalty.legal_range
        value = panel.facts.value if panel.facts else None
        figures, inside = flow(28)
        for name, words in (
            (self.tr("货值金额"), "" if value is None else figure(value)),
            (self.tr("计算基数"), "" if penalty.basis_amount is None else figure(penalty.basis_amount)),
            (
                self.tr("法定幅度"),
                "" if legal is None or not penalty.fined else f"{figure(legal.low)} – {figure(legal.high)}",
            ),
        ):
            if words:
                inside.addWidget(_figure(name, words))
        layout.addWidget(figures)
        for one in penalty.missing:
            layout.addWidget(label("◆ " + one.say, "warn", wrap=True))
        decided = panel.decided
        bar = RangeBar()
        bar.show_sheet(sheet, decided.amount if decided else None)
        if not bar.isHidden():
            layout.addWidget(bar)
        if sheet.found:
            told = "；".join(one.text for one in sheet.found)
            layout.addWidget(soft(self.tr("情节：{0}").format(told), wrap=True))
        if decided is None:
            layout.addWidget(soft(self.tr("还没有裁量：{0}").format(sheet.headline), wrap=True))
        for item in decided.items if decided else ():
            layout.addWidget(label(penalising.summary(item), wrap=True))
        return holder


def _figure(name: str, words: str) -> QWidget:
    holder = QWidget()
    layout = column(holder, gap=0)
    layout.addWidget(label(name, "label"))
    layout.addWidget(label(words, "figure"))
    return holder


class FactsGlance(Card):
    """The facts held against the party, each with how much proves it; one that nothing proves is red. A press opens the fact."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("事实与证据"), parent=parent)
        self._session = session
        self.count = soft("")
        self.add_head(self.count)
        self._lines = column(gap=0)
        self.body.addLayout(self._lines)

    def show_facts(self) -> None:
        """Show the matrix in short."""
        clear(self._lines)
        rows = case_facts.matrix(self._session.desk, self._session.id)
        self.count.setText(self.tr("{0} 条").format(len(rows)) if rows else "")
        for place, one in enumerate(rows[:SHOWN]):
            if place:
                self._lines.addWidget(line())
            self._lines.addWidget(self._line(one))
        if len(rows) > SHOWN:
            self._lines.addWidget(soft(self.tr("另有 {0} 条").format(len(rows) - SHOWN)))
        if not rows:
            more = LinkButton(self.tr("写下违法事实…"), "plus")
            more.clicked.connect(partial(self._session.jump_requested.emit, "facts", ""))
            self._lines.addWidget(soft(self.tr("还没有违法事实；处罚要从有证据的事实出发"), wrap=True))
            self._lines.addWidget(more)

    def _line(self, one: case_facts.Row) -> QWidget:
        text = one.fact.text or self.tr("（还没有写）")
        proof = self.tr("证据 {0}").format(len(one.exhibits)) if one.proven else self.tr("缺证据")
        frame = PressableFrame(f"{text}：{proof}")
        frame.pressed.connect(partial(self._session.jump_requested.emit, "facts", f"fact:{one.fact.id}"))
        layout = row(frame, margins=(6, 8, 6, 8), gap=12)
        layout.addWidget(label(text, wrap=True), 1)
        layout.addWidget(Badge(proof, "ok" if one.proven else "critical", shape=not one.proven))
        return frame
