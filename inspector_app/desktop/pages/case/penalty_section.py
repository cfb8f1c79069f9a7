"""处罚与裁量: every violation held against the party, which of them fines, and what nobody verified."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from inspector_app.casework import penalising, vouching
from inspector_app.casework.vouching import Unverified
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Card, EmptyState, SecondaryButton, label, line, soft
from inspector_app.fault import Fault

from .charge_card import ChargeCard
from .section import Section
from .session import CaseSession


class DoubtsCard(Card):
    """What the case rests on and nobody verified: each let stand by name and with a reason, or it stays out of every document."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("DoubtsCard", "还没有核实的内容"), parent=parent)
        self.session = session
        self.add(soft(self.tr("写明理由、具名确认以前，进不了文书"), wrap=True))
        self._lines = column(gap=8)
        self.body.addLayout(self._lines)

    def show_doubts(self, found: list[Unverified]) -> None:
        """Show the entries; the card is not there where nothing is in doubt."""
        clear(self._lines)
        self.setVisible(bool(found))
        for place, one in enumerate(found):
            if place:
                self._lines.addWidget(line())
            self._lines.addWidget(self._line(one, place))

    def _line(self, one: Unverified, place: int) -> QWidget:
        made = QWidget()
        layout = column(made, gap=4)
        given = one.confirmation
        layout.addWidget(label(("● " if given else "◆ ") + one.text, "" if given else "warn", wrap=True))
        if given is not None:
            at = given.at.astimezone().strftime("%Y-%m-%d %H:%M")
            layout.addWidget(
                label(self.tr("{0} 于 {1} 确认：{2}").format(given.by, at, given.reason), "done", wrap=True)
            )
        elif self.session.editable:
            inner = row(gap=8)
            reason = QLineEdit()
            reason.setObjectName(f"doubt:{place}")
            reason.setPlaceholderText(self.tr("确认的理由，例如：已对照国家法律法规数据库核对原文"))
            reason.setAccessibleName(self.tr("确认的理由：{0}").format(one.text))
            button = SecondaryButton(self.tr("{0} 具名确认").format(self.session.desk.who))
            button.clicked.connect(partial(self._confirm, one.text, reason))
            inner.addWidget(reason, 1)
            inner.addWidget(button)
            layout.addLayout(inner)
        return made

    def _confirm(self, text: str, reason: QLineEdit, _checked: bool = False) -> None:
        session, why = self.session, reason.text()
        session.act(lambda: vouching.confirm(session.desk, session.id, text, why))


class PenaltySection(Section):
    """A card for each violation, the competing ones said, the sum below."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(session, parent=parent)
        self.cards: dict[str, ChargeCard] = {}
        self.empty = EmptyState(
            "library",
            self.tr("还没有认定违法行为"),
            self.tr("在「事实与证据」里给一条事实查找并认定违法行为，这里就算出法定幅度"),
            self.tr("去事实与证据"),
        )
        self.empty.pressed.connect(self._to_facts)
        self.column.addWidget(self.empty)
        self.compete = label("", "warn", wrap=True)
        self.column.addWidget(self.compete)
        self._cards = column(gap=16)
        self.column.addLayout(self._cards)
        self.doubts = DoubtsCard(session)
        self.column.addWidget(self.doubts)
        self.total = label("", "strong", wrap=True)
        self.column.addWidget(self.total)
        self.column.addStretch(1)

    def show_now(self) -> None:
        session = self.session
        ticking = {
            key for key, card in self.cards.items() if card.circumstances is not None and card.circumstances.opened
        }
        clear(self._cards)
        self.cards = {}
        found = penalising.charges(session.desk, session.id)
        for one in found:
            panel = penalising.panel(session.desk, session.id, one.violation)
            card = ChargeCard(session, panel, ticking=one.violation in ticking)
            self._cards.addWidget(card)
            self.cards[one.violation] = card
        self.empty.setVisible(not found)
        self.doubts.show_doubts(vouching.unverified(session.desk, session.id))
        self._show_sums(bool(found))

    def _show_sums(self, some: bool) -> None:
        session = self.session
        items = penalising.items(session.desk, session.id)
        due = {
            "required": self.tr("应当告知听证权利"),
            "not_required": self.tr("不属于听证范围"),
            "unknown": self.tr("还有没有裁量的，听证暂不能定"),
        }[penalising.hearing_due(session.desk, session.id)]
        self.total.setVisible(some)
        self.total.setText(
            self.tr("合计应缴 {0} 元；{1}").format(f"{penalising.money_total(session.desk, session.id):,f}", due)
            if items
            else due
        )
        self.compete.setText(self._competing())
        self.compete.setVisible(bool(self.compete.text()))

    def _competing(self) -> str:
        """Say which of several rules fines one act; what is still lacking for that is said instead."""
        try:
            found = penalising.compete(self.session.desk, self.session.id)
        except Fault as fault:
            return str(fault)
        words = self.tr("同一个行为违反几个规定，按罚款数额高的处罚：{0}（行政处罚法第29条）")
        return "\n".join(words.format(one.penalty.name) for one in found)

    def _to_facts(self) -> None:
        self.session.jump_requested.emit("facts", "")

    def focus_part(self, key: str) -> None:
        violation, _, field = key.removeprefix("charge:").partition("/")
        if violation in self.cards:
            self.area.ensureWidgetVisible(self.cards[violation], 0, 60)
            self.focus_named(f"charge:{violation}:{field}" if field not in ("fine", "band") else f"fine:{violation}")
