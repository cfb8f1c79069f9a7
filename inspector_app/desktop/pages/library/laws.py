"""法规: the laws with their versions, the articles the packs cite, and the official text of an article beside our summary."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from inspector_app.casework import law_texts
from inspector_app.casework.desk import Desk
from inspector_app.casework.law_index import Cited, LawHit, LawIndex, article_key, article_ref, article_words
from inspector_app.casework.law_texts import Imported, ImportedSet
from inspector_app.catalog.law import Law
from inspector_app.catalog.lawtext_shelf import StoredText, WrongCitation
from inspector_app.desktop import theme
from inspector_app.desktop.errors import guard
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import SearchField, SecondaryButton, line, scrolled, soft
from inspector_app.desktop.widgets.lines import Line, LinesView
from inspector_app.fault import Fault

from .article_sheet import ArticleSheet
from .citing import copy
from .law_head import LawHead
from .text_import import TextImport

PAUSE_MS = 60
FOUND = 60
HEAD_SHARE = 0.55


class LawsPart(QWidget):
    """Laws at the left, the articles of one in the middle, one article at the right; words find laws and articles alike."""

    violation_requested = Signal(str)
    failed = Signal(object)
    imported = Signal(object)
    set_imported = Signal(object)

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._services = desk, services
        self._index: LawIndex | None = None
        self._lines: list[Line] = []
        self._articles: list[str] = []
        self._cited: dict[str, list[Cited]] = {}
        self.law: Law | None = None
        self._stored: StoredText | None = None
        self._question = 0
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(PAUSE_MS)
        self._waiting.timeout.connect(self._look)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(self._make_list())
        split.addWidget(self._make_law())
        self.sheet = ArticleSheet()
        self.sheet.violation_requested.connect(self.violation_requested)
        self.sheet.import_requested.connect(self.importing.choose_file)
        self.sheet.copied.connect(self._copied)
        split.addWidget(self.sheet)
        for at, share in enumerate((4, 4, 6)):
            split.setStretchFactor(at, share)
        split.setSizes([380, 390, 590])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        QShortcut(QKeySequence("/"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut).activated.connect(
            self.search.setFocus
        )

    def _make_list(self) -> QWidget:
        left = QFrame()
        left.setProperty("ground", "surface")
        left.setMinimumWidth(260)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inset = QHBoxLayout()
        inset.setContentsMargins(16, 14, 16, 12)
        self.search = SearchField(self.tr("法规、条号、原文里的词"), "/")
        self.search.setMinimumWidth(theme.px(120))
        self.search.asked.connect(self._asked)
        self.search.returnPressed.connect(self._enter_list)
        inset.addWidget(self.search)
        column.addLayout(inset)
        column.addWidget(line())
        self.view = LinesView(self._fetch, self.tr("法规列表"), keeps_selection=True)
        self.view.current_changed.connect(guard(self, self._chosen))
        column.addWidget(self.view, 1)
        self.none = soft("", wrap=True)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.none.setContentsMargins(24, 28, 24, 28)
        self.none.hide()
        column.addWidget(self.none)
        return left

    def _make_law(self) -> QWidget:
        middle = QFrame()
        middle.setProperty("ground", "surface")
        middle.setMinimumWidth(300)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.importing = TextImport(self._desk, self._services)
        self.importing.failed.connect(self.failed)
        self.importing.imported.connect(self._on_imported)
        self.importing.set_imported.connect(self._on_set)
        self.confirm = self.importing.confirm
        column.addWidget(self.importing)
        self.head = LawHead()
        about = QWidget()
        above = QVBoxLayout(about)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(0)
        above.addWidget(self.head)
        inset = QHBoxLayout()
        inset.setContentsMargins(18, 4, 18, 12)
        self.import_button = SecondaryButton(self.tr("导入公布文本…"), "import")
        self.import_button.clicked.connect(self.importing.choose_file)
        inset.addWidget(self.import_button)
        inset.addStretch(1)
        above.addLayout(inset)
        above.addStretch(1)
        self._about = about
        self._middle = QSplitter(Qt.Orientation.Vertical)
        self._middle.setChildrenCollapsible(False)
        self._middle.setHandleWidth(1)
        self._middle.addWidget(scrolled(about))
        below = QWidget()
        under = QVBoxLayout(below)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(0)
        under.addWidget(line())
        self.articles = LinesView(self._fetch_articles, self.tr("条文列表"), keeps_selection=True)
        self.articles.current_changed.connect(guard(self, self._show_article))
        under.addWidget(self.articles, 1)
        self.no_articles = soft(self.tr("法规包没有引用这部法规的条文；导入公布文本后可以逐条查看"), wrap=True)
        self.no_articles.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.no_articles.setContentsMargins(24, 28, 24, 28)
        self.no_articles.hide()
        under.addWidget(self.no_articles, 1)
        self._middle.addWidget(below)
        column.addWidget(self._middle, 1)
        return middle

    def _fit_head(self) -> None:
        """Give the head of the law what it needs, up to half of the column: at large text it scrolls, and the articles stay in reach."""
        width, whole = self._middle.width(), self._middle.height()
        wanted = self._about.heightForWidth(width) if self._about.hasHeightForWidth() else 0
        wanted = min(wanted or self._about.sizeHint().height(), int(whole * HEAD_SHARE))
        self._middle.setSizes([wanted, max(whole - wanted, 1)])

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self._middle, self._fit_head)

    # Showing

    def show_fault(self, fault: Fault) -> None:
        """Pass a fault on to the page."""
        self.failed.emit(fault)

    def take(self, index: LawIndex) -> None:
        """Show what an index holds."""
        if index is not self._index:
            self._index = index
            self._look()

    def show_law(self, key: str) -> None:
        """Open a law, or one of its articles (``law/117``); a list that does not show it is widened again."""
        if self._index is None:
            return
        law_id, _, article = key.partition("/")
        self._index.book.law(law_id)
        if not any(one.key == law_id for one in self._lines):
            self.search.blockSignals(True)
            self.search.clear()
            self.search.blockSignals(False)
            self._list(self._every_law())
        self.view.choose(law_id)
        self.view.scrollTo(self.view.currentIndex(), LinesView.ScrollHint.PositionAtCenter)
        if article:
            self._open_article(article)
        (self.articles if article else self.view).setFocus()

    def citation(self) -> str:
        """Return the open article, or the law, in the standard form."""
        if self._index is None or self.law is None:
            return ""
        key = self.articles.current_key()
        return self._index.book.citation(article_ref(self.law.id, key)) if key else f"《{self.law.name}》"

    def _open_article(self, key: str) -> None:
        if key not in self._articles:
            self._articles = sorted([*self._articles, key], key=_order)
            self.articles.refresh()
            self.articles.show()
            self.no_articles.hide()
        at = self._articles.index(key)
        while self.articles.lines.rowCount() <= at and self.articles.lines.canFetchMore(self.articles.rootIndex()):
            self.articles.lines.fetchMore(self.articles.rootIndex())
        self.articles.choose(key)
        # A list that is shown only now has no height before the next event.
        QTimer.singleShot(0, self.articles, self._centre)

    def _centre(self) -> None:
        self.articles.scrollTo(self.articles.currentIndex(), LinesView.ScrollHint.PositionAtCenter)

    def _every_law(self) -> list[Line]:
        assert self._index is not None
        return [self._law_line(law) for law in self._index.book.laws]

    def _law_line(self, law: Law) -> Line:
        current = law.current
        day = self.tr("{day} 施行").format(day=current.effective) if current.effective else self.tr("施行日期未见")
        return Line(
            key=law.id,
            title=law.short,
            detail=f"{law.level} · {current.label} · {day}",
            badge=self.tr("未核实") if not current.verified else "",
            tone="major",
        )

    def _hit_line(self, hit: LawHit) -> Line:
        assert self._index is not None
        if hit.kind == "law":
            return self._law_line(self._index.book.law(hit.id))
        law_id, _, key = hit.id.partition("/")
        law = self._index.book.law(law_id)
        return Line(
            key=hit.id,
            title=f"{law.short} {article_words(key)}",
            detail=hit.detail,
            badge="" if law.current.verified else self.tr("未核实"),
            tone="major",
        )

    def _list(self, lines: list[Line]) -> None:
        self._lines = lines
        self.view.lines.refresh()
        self.view.setVisible(bool(lines))
        self.none.setVisible(not lines)
        self.none.setText(self.tr("没有找到“{words}”").format(words=self.search.text().strip()))
        if lines:
            self.view.setCurrentIndex(self.view.lines.index(0))

    def _fetch(self, limit: int, offset: int) -> list[Line]:
        return self._lines[offset : offset + limit]

    def _chosen(self, key: str) -> None:
        law_id, _, article = key.partition("/")
        self._show_law(law_id)
        if article:
            self._open_article(article)

    def _show_law(self, law_id: str, *, again: bool = False) -> None:
        if self._index is None or (self.law is not None and self.law.id == law_id and not again):
            return
        book = self._index.book
        self.law = self.importing.law = law = book.law(law_id)
        self._stored = self._read(law_id)
        self._cited = self._index.articles(law_id)
        known = set(self._cited)
        known |= {article_key(one.ref) for one in book.catalogue.chapter_rules if one.ref.law == law_id}
        if self._stored is not None:
            known |= {one.key for one in self._stored.text.articles}
        self._articles = sorted(known, key=_order)
        self.head.show_law(law, self._stored)
        self._hold_against(law_id)
        self.import_button.setText(self.tr("重新导入公布文本…") if self._stored else self.tr("导入公布文本…"))
        QTimer.singleShot(0, self._middle, self._fit_head)
        self.articles.lines.refresh()
        self.articles.setVisible(bool(self._articles))
        self.no_articles.setVisible(not self._articles)
        self.sheet.clear()
        if self._articles:
            self.articles.setCurrentIndex(self.articles.lines.index(0))

    def _hold_against(self, law_id: str) -> None:
        """Hold every pack's citations against the imported text, off the interface thread: the first time every pack is read."""
        stored, library = self._stored, self._desk.library
        if stored is None:
            return

        def work(_context: object) -> tuple[int, tuple[WrongCitation, ...]]:
            return law_texts.held_against(library, stored)

        def done(found: tuple[int, tuple[WrongCitation, ...]]) -> None:
            if self._stored is stored and self.law is not None and self.law.id == law_id:
                self.head.show_checked(*found)

        self._services.background.run(work, done=done, failed=self.show_fault)

    def _read(self, law_id: str) -> StoredText | None:
        try:
            return law_texts.stored_text(self._desk, law_id)
        except Fault as fault:
            self.failed.emit(fault)
            return None

    def _fetch_articles(self, limit: int, offset: int) -> list[Line]:
        return [self._article_line(key) for key in self._articles[offset : offset + limit]]

    def _article_line(self, key: str) -> Line:
        cited = self._cited.get(key, [])
        roles: dict[str, set[str]] = {}
        for one in cited:
            roles.setdefault(one.role, set()).add(one.violation.id)
        detail = " · ".join(f"{role} {len(ids)}" for role, ids in roles.items())
        text = self._stored.text.article(key) if self._stored else None
        if text is not None and not detail:
            detail = text.paragraphs[0].text if text.paragraphs else text.caption
        return Line(key=key, title=article_words(key), detail=detail or self.tr("法规包没有引用"))

    def _show_article(self, key: str) -> None:
        if self._index is not None and self.law is not None:
            self.sheet.show_article(self._index.book, self.law, key, self._cited.get(key, []), self._stored)

    # Asking

    def _asked(self, _text: str) -> None:
        self._waiting.start()

    def _look(self) -> None:
        self._waiting.stop()
        if self._index is None:
            return
        words = self.search.text()
        self._question += 1
        if not words.strip():
            self._list(self._every_law())
            return
        question, index, desk = self._question, self._index, self._desk

        def work(_context: object) -> tuple[int, list[LawHit]]:
            hits = index.search(words, kinds=("law", "article"), texts=law_texts.bodies(desk), limit=FOUND)
            return question, hits

        self._services.background.run(work, done=self._answered, failed=self.show_fault)

    def _answered(self, found: tuple[int, list[LawHit]]) -> None:
        if found[0] == self._question:
            self._list([self._hit_line(one) for one in found[1]])

    def _enter_list(self) -> None:
        self.view.setFocus()

    def _copied(self, citation: str) -> None:
        copy(citation)
        self._services.toast(self.tr("已复制 {citation}").format(citation=citation))

    # Importing

    def import_files(self, names: list[str]) -> None:
        """Read official texts in, several in a row with what became of each."""
        self.importing.import_files(names)

    def import_file(self, name: str) -> None:
        """Read an official text in, for the law whose title it has."""
        self.importing.import_file(name)

    def _on_set(self, found: ImportedSet) -> None:
        if self.law is not None:
            self._show_law(self.law.id, again=True)
        self.set_imported.emit(found)

    def _on_imported(self, found: Imported) -> None:
        key = self.articles.current_key()
        if self.law is not None and self.law.id == found.law:
            self._show_law(found.law, again=True)
            if key in self._articles:
                self._open_article(key)
        else:
            self.show_law(found.law)
        self.imported.emit(found)


def _order(key: str) -> tuple[int, int]:
    number, _, inserted = key.partition("-")
    return int(number), int(inserted or 0)
