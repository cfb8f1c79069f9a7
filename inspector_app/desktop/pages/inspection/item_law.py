"""Below the evidence of the open item: the violations a finding may be, and what the last inspection found here."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QWidget

from inspector_app.casework import finding_law, inspecting
from inspector_app.casework.finding_law import PossibleViolation
from inspector_app.casework.inspecting import Previous
from inspector_app.desktop.widgets.basic import Badge, LinkButton, PressableFrame, label
from inspector_app.fault import Fault
from inspector_app.records.answer import Answer

from .parts import column, frame, row, words
from .session import Session

SHOWN = 3
PAUSE_MS = 120
"""Walking through a list with a key held down asks nothing; a person who stops is answered at once."""


class _Found(msgspec.Struct, frozen=True):
    question: int
    violations: list[PossibleViolation]
    previous: Previous | None


class _Row(PressableFrame):
    """One possible violation: its name, the article, kinds and ranges."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.violation_id = ""
        layout = column(self, margins=(8, 6, 8, 6), gap=2)
        top = row(gap=8)
        self.name = words("", "strong")
        self.unverified = Badge(self.tr("未核实"), "major", shape=True)
        top.addWidget(self.name, 1)
        top.addWidget(self.unverified, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(top)
        self.citation = words("", "soft")
        self.brief = words("", "hint")
        self.why = words("", "hint")
        layout.addWidget(self.citation)
        layout.addWidget(self.brief)
        layout.addWidget(self.why)

    def show_violation(self, found: PossibleViolation) -> None:
        """Show one."""
        self.violation_id = found.id
        self.name.setText(found.name)
        self.citation.setText(" · ".join([found.citation, *found.why[:1]]))
        self.why.setText(self.tr("还因为：{0}").format("；".join(found.why[1:3])))
        self.why.setVisible(len(found.why) > 1)
        self.brief.setText(found.brief)
        self.unverified.setVisible(not found.verified)
        self.setToolTip("；".join(found.why))
        said = found.name if found.verified else self.tr("{name}（未核实）").format(name=found.name)
        self.setAccessibleName(f"{said}，{found.citation}")


class ItemLaw(QWidget):
    """Asks off the interface thread and keeps what was answered; nothing is built anew for an answer."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._item, self._text, self._defect = "", "", False
        self._question = 0
        self._found: list[str] = []
        self._previous: dict[str, Previous | None] = {}
        layout = column(self, gap=10)
        self.card = frame("panel")
        inside = column(self.card, margins=(8, 10, 8, 8), gap=4)
        top = row(margins=(8, 0, 8, 0))
        top.addWidget(label(self.tr("可能的违法行为"), "strong"))
        top.addStretch(1)
        self.compare = LinkButton(self.tr("并排比较"))
        self.compare.clicked.connect(self._compare)
        top.addWidget(self.compare)
        self.count = label("", "soft")
        top.addWidget(self.count)
        inside.addLayout(top)
        self.rows = [_Row() for _ in range(SHOWN)]
        for made in self.rows:
            made.pressed.connect(self._open)
            inside.addWidget(made)
        self.card.hide()
        layout.addWidget(self.card)
        self.previous = words("", "soft")
        self.previous.hide()
        layout.addWidget(self.previous)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._ask)

    def show_answer(self, answer: Answer, *, defect: bool) -> None:
        """Take note of what is open and how it was answered; what belongs to it comes when it is known."""
        text = answer.text if defect else ""
        if (answer.item_id, text, defect) == (self._item, self._text, self._defect):
            return
        if answer.item_id != self._item:
            self.previous.hide()
        if answer.item_id != self._item or not defect:
            self.card.hide()
        self._item, self._text, self._defect = answer.item_id, text, defect
        self._question += 1
        self._timer.start()

    def _ask(self) -> None:
        session, item_id, defect = self._session, self._item, self._defect
        question, asks_previous = self._question, self._item not in self._previous
        if session.services.background.closed or not (defect or asks_previous):
            self._show_previous(self._previous.get(item_id))
            return

        def work(_context: object) -> _Found:
            previous = inspecting.previous_answer(session.desk, session.id, item_id) if asks_previous else None
            try:
                found = finding_law.candidates(session.desk, session.id, item_id, SHOWN) if defect else []
            except Fault:
                # Packs of the law that cannot be used are told on their own page; an inspection goes on without them.
                found = []
            return _Found(question, found, previous)

        def done(found: _Found) -> None:
            if asks_previous:
                self._previous[item_id] = found.previous
            if found.question == self._question:
                self._show(found.violations)
                self._show_previous(self._previous.get(item_id))

        session.run(work, done)

    def _show(self, found: Sequence[PossibleViolation]) -> None:
        for number, made in enumerate(self.rows):
            made.setVisible(number < len(found))
            if number < len(found):
                made.show_violation(found[number])
        self._found = [one.id for one in found]
        self.compare.setVisible(len(found) > 1)
        self.count.setText(str(len(found)))
        self.card.setVisible(bool(found))

    def _show_previous(self, found: Previous | None) -> None:
        if found is not None:
            by = f" · {found.by}" if found.by else ""
            said = self.tr("上次检查（{day}）此项：{word}{by}").format(
                day=found.at.date().isoformat(), word=found.label, by=by
            )
            self.previous.setText(f"{said}\n{found.text}" if found.defect and found.text else said)
        self.previous.setVisible(found is not None)

    def _compare(self) -> None:
        self._session.services.open("violation", ",".join(self._found))

    def _open(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, _Row) and pressed.violation_id:
            self._session.services.open("violation", pressed.violation_id)
