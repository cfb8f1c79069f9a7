"""Step 5, 缺陷复核: every finding once more, with what it still lacks beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from inspector_app.casework import reviewing
from inspector_app.casework.evidencing import Photo
from inspector_app.casework.reviewing import Finding, Lack
from inspector_app.desktop import theme
from inspector_app.desktop.models.lines import rank_of
from inspector_app.desktop.widgets.basic import Card, EmptyState, SeverityMark, label, set_state, soft, strong
from inspector_app.desktop.widgets.buttons import LinkButton, SecondaryButton
from inspector_app.records.answer import Answer

from . import autosave
from .evidence_strip import EvidenceStrip
from .parts import clear, column, row, words
from .photo_shelf import PhotoShelf
from .session import Session
from .step import FormStep


class FindingCard(Card):
    """One finding: level, basis, text to be corrected here, photos, what is missing."""

    jumped = Signal(str, str)
    view_requested = Signal(str, str)

    def __init__(self, session: Session, finding: Finding, number: int) -> None:
        super().__init__()
        self.finding = finding
        self._session = session
        top = row(gap=10)
        top.addWidget(soft(f"{number}."))
        if finding.number:
            top.addWidget(label(finding.number, "number"))
        if finding.severity:
            top.addWidget(SeverityMark(finding.severity_label, rank_of(finding.severity) or "general"))
        top.addWidget(strong(finding.title), 1)
        if finding.basis:
            doubt = "" if finding.basis_verified else self.tr("（未核实）")
            top.addWidget(soft(finding.basis + doubt))
        self.open_button = SecondaryButton(self.tr("打开项目"))
        self.open_button.clicked.connect(self._open)
        top.addWidget(self.open_button)
        self.body.addLayout(top)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("{title}：发现的问题").format(title=finding.title))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(theme.px(76))
        self.text.setPlaceholderText(self.tr("写清时间、品名、批号、数量和看到的事实"))
        self.text.setReadOnly(not session.editable)
        self.saver = autosave.of_area(self.text, self._save)
        autosave.show_text(self.text, self.saver, finding.text)
        self.add(self.text)
        self.strip = EvidenceStrip()
        self.strip.set_addable(False)
        self.strip.opened.connect(self._view)
        self.strip.setVisible(bool(finding.photos))
        self.add(self.strip)
        self._missing = row(gap=4)
        self.body.addLayout(self._missing)

    def show_photos(self, photos: list[Photo], pictures: dict[str, QImage]) -> None:
        """Show the photos of the finding."""
        self.strip.show_photos(photos, pictures)
        self.strip.set_addable(False)
        self.strip.setVisible(bool(photos))

    def show_lacks(self, lacks: list[Lack]) -> None:
        """Show what is missing; each is one press from where it is given."""
        clear(self._missing)
        fields = set()
        for lack in lacks:
            fields.add(lack.field)
            button = LinkButton(lack.text.rpartition("：")[2], "warning")
            button.setProperty("field", lack.field)
            button.clicked.connect(self._jump)
            self._missing.addWidget(button)
        self._missing.addStretch(1)
        set_state(self.text, "lacking" if "text" in fields else "")

    def _save(self, text: str) -> bool:
        return self._session.write_text(self.finding.item_id, text)

    def _open(self) -> None:
        self.jumped.emit(self.finding.item_id, "")

    def _jump(self) -> None:
        field = str(self.sender().property("field"))
        if field == "text":
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.jumped.emit(self.finding.item_id, field)

    def _view(self, link_id: str) -> None:
        self.view_requested.emit(self.finding.item_id, link_id)


class FindingsStep(FormStep):
    """All findings, the worst level first."""

    number = 5
    view_requested = Signal(str, str)

    def __init__(self, session: Session, shelf: PhotoShelf, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._shelf = shelf
        self._cards: dict[str, FindingCard] = {}
        self._shown: list[Finding] = []
        self.heading = words("", "heading")
        self.column.insertWidget(0, self.heading)
        self._list = column(gap=12)
        self.column.addLayout(self._list)
        self.reasons = ReasonsCard(session)
        self.column.addWidget(self.reasons)
        self.empty = EmptyState(
            "check", self.tr("没有不符合的项目"), self.tr("判为不符合的项目会列在这里，复核文字、等级和证据")
        )
        self.column.addWidget(self.empty)
        self.column.addStretch(1)
        shelf.listed.connect(self._on_listed)
        session.answer_changed.connect(self._on_answer)

    def enter(self) -> None:
        found = reviewing.findings(self.session.desk, self.session.id) if self.session.checklist else []
        self.heading.setText(self.tr("缺陷 {n} 项").format(n=len(found)))
        self.heading.setVisible(bool(found))
        self.empty.setVisible(not found)
        self.reasons.show_values()
        if found == self._shown:
            return
        self._shown = found
        self.commit()
        clear(self._list)
        self._cards = {}
        for number, finding in enumerate(found, 1):
            card = FindingCard(self.session, finding, number)
            card.jumped.connect(self._jump_to)
            card.view_requested.connect(self.view_requested)
            self._list.addWidget(card)
            self._cards[finding.item_id] = card
            if finding.photos:
                self._shelf.list(finding.item_id)

    def commit(self) -> None:
        for card in self._cards.values():
            card.saver.flush()
        super().commit()

    def show_lacks(self, lacks: dict[int, list[Lack]]) -> None:
        mine = lacks.get(self.number, [])
        super().show_lacks(lacks)
        for item_id, card in self._cards.items():
            card.show_lacks([lack for lack in mine if lack.item_id == item_id])

    def _jump_to(self, item_id: str, field: str) -> None:
        self.session.jump_requested.emit(5, item_id, field)

    def _on_listed(self, item_id: str, photos: list[Photo]) -> None:
        if item_id in self._cards:
            self._cards[item_id].show_photos(photos, self._shelf.pictures())

    def _on_answer(self, _before: Answer | None, after: Answer) -> None:
        # What was typed here is what is recorded: the cards need not be built anew for it.
        card = self._cards.get(after.item_id)
        if card is not None and card.text.toPlainText() != after.text and not card.saver.pending:
            self._shown = []


class ReasonsCard(Card):
    """Not applicable items without a reason: one reason may serve them all."""

    def __init__(self, session: Session) -> None:
        super().__init__(self.tr("不适用的项目还没有写明理由"))
        self._session = session
        self._items: list[str] = []
        self.listed = words("", "soft")
        self.add(self.listed)
        line = row(gap=8)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(self.tr("共同的理由"))
        self.reason.setPlaceholderText(self.tr("例如：该店不经营中药饮片"))
        self.give = SecondaryButton(self.tr("用于以上各项"))
        self.give.clicked.connect(self._give)
        self.reason.returnPressed.connect(self._give)
        line.addWidget(self.reason, 1)
        line.addWidget(self.give)
        self.body.addLayout(line)
        self.hide()

    def show_values(self) -> None:
        """Show which items lack a reason."""
        checklist = self._session.checklist
        self._items = [
            a.item_id for a in self._session.answers.values() if a.code == "not_applicable" and not a.reason.strip()
        ]
        names = []
        for item_id in self._items if checklist else []:
            item = checklist.item(item_id)
            names.append(f"{item.number} {item.title}".strip())
        self.listed.setText("、".join(names))
        self.setVisible(bool(names) and self._session.editable)

    def _give(self) -> None:
        reason = self.reason.text().strip()
        if reason and all(self._session.write_reason(item_id, reason) for item_id in self._items):
            self.reason.clear()
            self.show_values()
