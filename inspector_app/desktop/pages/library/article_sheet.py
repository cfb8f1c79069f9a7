"""One article: our summary of what the packs draw from it, beside the official text where it was imported."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.casework.finding_law import is_verified
from inspector_app.casework.law_index import Cited, article_key, article_ref
from inspector_app.catalog.law import Law, Ref, chinese_number
from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.lawtext_shelf import StoredText
from inspector_app.desktop import theme
from inspector_app.desktop.widgets.basic import (
    Badge,
    Card,
    IconButton,
    PressableFrame,
    SecondaryButton,
    heading,
    label,
    scrolled,
    soft,
)
from inspector_app.rules.violation_words import brief


class ArticleSheet(QFrame):
    """Shows one article; a press on a violation asks for it."""

    violation_requested = Signal(str)
    import_requested = Signal()
    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumWidth(380)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 12, 0)
        self._shown: QWidget | None = None
        self.citation = ""

    def clear(self) -> None:
        """Show nothing."""
        self.citation = ""
        if self._shown is not None:
            self._column.removeWidget(self._shown)
            self._shown.hide()
            self._shown.deleteLater()
            self._shown = None

    def show_article(
        self, book: LawBook, law: Law, key: str, cited: Sequence[Cited], stored: StoredText | None
    ) -> None:
        """Show one article with who cites it and its official words."""
        self.clear()
        self.citation = citation = book.citation(article_ref(law.id, key))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 12, 24)
        column.setSpacing(14)
        top = QHBoxLayout()
        top.setSpacing(12)
        name = heading(citation)
        name.setWordWrap(True)
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        button = SecondaryButton(self.tr("复制引用"), "copy")
        button.setToolTip("Ctrl+C")
        button.clicked.connect(lambda: self.copied.emit(citation))
        top.addWidget(name, 1)
        top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        column.addWidget(self._text_card(book, law, key, stored))
        column.addWidget(self._summary_card(book, law, key, cited))
        column.addStretch(1)
        self._shown = scrolled(inside)
        self._column.addWidget(self._shown)

    def _words(self, book: LawBook, ref: Ref, mark: str, text: str) -> QHBoxLayout:
        """A paragraph or an item with the button that copies its citation."""
        row = QHBoxLayout()
        row.setSpacing(8)
        head = soft(mark)
        head.setFixedWidth(theme.px(52))
        words = label(text, wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        citation = book.citation(ref)
        button = IconButton("copy", self.tr("复制 {citation}").format(citation=citation))
        button.clicked.connect(lambda: self.copied.emit(citation))
        row.addWidget(head)
        row.addWidget(words, 1)
        row.addWidget(button)
        return row

    def _text_card(self, book: LawBook, law: Law, key: str, stored: StoredText | None) -> Card:
        card = Card(self.tr("公布文本"))
        if stored is None:
            card.add(
                soft(self.tr("还没有导入这部法规的公布文本。法规包只有自写的摘要，引用前请与公布文本核对。"), wrap=True)
            )
            button = SecondaryButton(self.tr("导入公布文本…"), "import")
            button.clicked.connect(self.import_requested)
            card.row(button)
            return card
        article = stored.text.article(key)
        if article is None:
            card.add(label(self.tr("导入的文本里没有这一条，请核对版本"), "warn", wrap=True))
            return card
        if article.headings:
            card.add(soft(" ".join(article.headings), wrap=True))
        for number, paragraph in enumerate(article.paragraphs, 1):
            ref = msgspec.structs.replace(article_ref(law.id, key), paragraph=number)
            text = "\n".join([paragraph.text, *paragraph.points])
            card.body.addLayout(self._words(book, ref, self.tr("第 {n} 款").format(n=number), text))
            for item in paragraph.items:
                inner = msgspec.structs.replace(ref, item=item.number)
                mark = f"（{chinese_number(item.number)}）"
                card.body.addLayout(self._words(book, inner, mark, "\n".join([item.text, *item.points])))
        card.add(label(self.tr("来自 {file}").format(file=stored.source), "hint", wrap=True))
        return card

    def _summary_card(self, book: LawBook, law: Law, key: str, cited: Sequence[Cited]) -> Card:
        card = Card(self.tr("法规包的摘要"))
        card.body.setSpacing(4)
        rules = [one for one in book.catalogue.chapter_rules if one.ref.law == law.id and article_key(one.ref) == key]
        for rule in rules:
            card.add(label(self.tr("{topic}：{rule}").format(topic=rule.topic, rule=rule.rule), wrap=True))
        exact = [one.ref for one in cited if one.ref.paragraph is not None]
        for citation in dict.fromkeys(book.citation(ref) for ref in exact):
            card.body.addLayout(self._citation(citation))
        if not cited and not rules:
            card.add(soft(self.tr("没有违法行为引用这一条"), wrap=True))
        seen = set()
        for one in cited:
            if (one.role, one.violation.id) in seen:
                continue
            seen.add((one.role, one.violation.id))
            refs = [other.ref for other in cited if other.role == one.role and other.violation.id == one.violation.id]
            card.add(self._line(book, one, "、".join(ref.numbers() for ref in refs)))
        return card

    def _citation(self, citation: str) -> QHBoxLayout:
        """A citation the packs make of the article, down to paragraph and item, to be copied."""
        row = QHBoxLayout()
        row.setSpacing(8)
        words = label(citation, wrap=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        button = IconButton("copy", self.tr("复制 {citation}").format(citation=citation))
        button.clicked.connect(lambda: self.copied.emit(citation))
        row.addWidget(words, 1)
        row.addWidget(button)
        return row

    def _line(self, book: LawBook, one: Cited, numbers: str) -> QWidget:
        made = PressableFrame(f"{one.role}：{one.violation.name}")
        made.pressed.connect(lambda: self.violation_requested.emit(one.violation.id))
        column = QVBoxLayout(made)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Badge(one.role, "accent" if one.role == "罚则" else "neutral"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(one.violation.name, "strong", wrap=True), 1)
        row.addWidget(soft(numbers), 0, Qt.AlignmentFlag.AlignTop)
        if not is_verified(book, one.violation):
            row.addWidget(Badge(self.tr("未核实"), "major", shape=True), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        if one.role in ("罚则", "义务"):
            column.addWidget(label(brief(one.violation), "hint", wrap=True))
        return made
