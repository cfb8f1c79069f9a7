"""Citations as one copies them: in the standard form of documents, one press or Ctrl+C."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.casework.law_index import article_key
from inspector_app.catalog.law import Ref, chinese_number
from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.lawtext import Article, LawText
from inspector_app.desktop.widgets.basic import Badge, IconButton, LinkButton, label, soft


def copy(text: str) -> None:
    """Put words on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def paragraphs(article: Article) -> list[str]:
    """Return the paragraphs of an article as published: each with its items on lines of their own."""
    found = []
    for paragraph in article.paragraphs:
        lines = [paragraph.text, *paragraph.points]
        for item in paragraph.items:
            lines += [f"（{chinese_number(item.number)}）{item.text}", *item.points]
        found.append("\n".join(lines))
    return found


def words_of(text: LawText, ref: Ref) -> str:
    """Return the official words a citation points at, an empty text when they are not there."""
    if text.lacks(ref) is not None:
        return ""
    article = text.article(article_key(ref))
    if article is None or ref.item is not None:
        return text.text_of(ref)
    said = paragraphs(article)
    return "\n".join(said) if ref.paragraph is None else said[ref.paragraph - 1]


def joined(book: LawBook, refs: Sequence[Ref]) -> str:
    """Return several citations in the standard form, parted as documents part them."""
    return "、".join(dict.fromkeys(book.citation(one) for one in refs))


class CitationLine(QWidget):
    """One citation: pressed it opens its article, the button beside it copies it; the official words below where imported."""

    opened = Signal(str)
    copied = Signal(str)

    def __init__(self, book: LawBook, ref: Ref, key: str, text: LawText | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.citation = book.citation(ref)
        self._key = key
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(4)
        self.open_button = LinkButton(book.cite(ref))
        self.open_button.setToolTip(self.citation)
        self.open_button.clicked.connect(self._open)
        row.addWidget(self.open_button)
        if not book.law(ref.law).current.verified:
            row.addWidget(Badge(self.tr("未核实"), "major", shape=True))
        row.addStretch(1)
        self.copy_button = IconButton("copy", self.tr("复制 {citation}").format(citation=self.citation))
        self.copy_button.clicked.connect(self._copy)
        row.addWidget(self.copy_button)
        column.addLayout(row)
        if text is not None:
            said = words_of(text, ref)
            words = label(said, wrap=True) if said else soft(self.tr("导入的文本里没有这一条，请核对版本"), wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setContentsMargins(9, 0, 0, 6)
            column.addWidget(words)

    def _open(self) -> None:
        self.opened.emit(self._key)

    def _copy(self) -> None:
        self.copied.emit(self.citation)
