"""事实与证据: every fact with what proves it, the evidence below."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from inspector_app.casework import case_facts
from inspector_app.desktop.pages.inspection.parts import column, row
from inspector_app.desktop.widgets.basic import SecondaryButton, label

from .exhibits_card import ExhibitsCard
from .fact_card import FactCard
from .section import Section
from .session import CaseSession


class FactsSection(Section):
    """The matrix (违法事实 ← 证据)."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(session, widest=1280, parent=parent)
        self.cards: dict[str, FactCard] = {}
        self.summary = label("", "heading")
        self.column.addWidget(self.summary)
        self._facts = column(gap=12)
        self.column.addLayout(self._facts)
        adding = row(gap=8)
        self.text = QLineEdit()
        self.text.setAccessibleName(self.tr("新的违法事实"))
        self.text.setPlaceholderText(self.tr("再写一条违法事实：时间、地点、做了什么、涉及什么产品和数量"))
        self.text.returnPressed.connect(self._add)
        self.add_button = SecondaryButton(self.tr("加上这条事实"), "plus")
        self.add_button.clicked.connect(self._add)
        adding.addWidget(self.text, 1)
        adding.addWidget(self.add_button)
        self.column.addLayout(adding)
        self.exhibits = ExhibitsCard(session)
        self.column.addWidget(self.exhibits)
        self.column.addStretch(1)

    def show_now(self) -> None:
        session = self.session
        session.flush()
        found = self.exhibits.show_exhibits()
        rows = case_facts.matrix(session.desk, session.id)
        known, self.cards = self.cards, {}
        for place, shown in enumerate(rows, 1):
            card = known.get(shown.fact.id)
            if card is not None and card.shows(place, shown, found):
                known.pop(shown.fact.id)
            else:
                card = FactCard(session, place, shown, found)
                self._facts.insertWidget(place - 1, card)
            self.cards[shown.fact.id] = card
        # Sixty cards are not made anew because one of them changed.
        for card in known.values():
            session.release(card.savers)
            self._facts.removeWidget(card)
            card.hide()
            card.deleteLater()
        lacking = sum(not one.proven for one in rows)
        words = self.tr("违法事实 {0} 条").format(len(rows))
        self.summary.setText(words + (self.tr("，其中 {0} 条缺证据").format(lacking) if lacking else ""))
        self.text.setEnabled(session.editable)
        self.add_button.setEnabled(session.editable)

    def _add(self) -> None:
        session, text = self.session, self.text.text().strip()
        if not text:
            self.text.setFocus()
        elif session.act(lambda: case_facts.add_fact(session.desk, session.id, text)) is not None:
            self.text.clear()

    def focus_part(self, key: str) -> None:
        kind, _, rest = key.partition(":")
        self.focus_named({"fact": f"fact-text:{rest}", "exhibit": f"proves:{rest}"}.get(kind, key))
