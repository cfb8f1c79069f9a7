"""Step 4, 逐项检查: chapters, items, the open item. One key answers and moves on; nothing is built anew for an answer."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from inspector_app.casework import inspecting
from inspector_app.catalog.checklist import Checklist
from inspector_app.desktop import theme
from inspector_app.desktop.models.chapters import ChapterModel
from inspector_app.desktop.models.items import Filter, ItemModel
from inspector_app.desktop.models.lines import next_unanswered
from inspector_app.desktop.widgets.basic import SearchField, label
from inspector_app.records.answer import Answer

from .chapter_pane import ChapterPane
from .item_list import ItemDelegate, ItemList
from .item_pane import ItemPane
from .parts import StillLabel, column, frame, row
from .photo_shelf import PhotoShelf, files_of
from .session import Session

_DIGITS = {getattr(Qt.Key, f"Key_{n}"): str(n) for n in range(10)}


class ItemsStep(QWidget):
    """Keeps list, chapters and open item at the same place and gives each key its act."""

    place_changed = Signal(str)
    view_requested = Signal(str, str)

    def __init__(
        self, session: Session, checklist: Checklist, shelf: PhotoShelf, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._checklist, self._shelf = session, checklist, shelf
        self._keys = inspecting.answer_keys(checklist)
        self._filter, self._chapter = Filter.ALL, -1
        self.setAcceptDrops(True)
        self.model = ItemModel(checklist, session.desk.who, self)
        self.chapters = ChapterModel(checklist, self)
        layout = row(self, gap=0)
        self.left = ChapterPane(session.inspection.enterprise.name, checklist, self.chapters)
        layout.addWidget(self.left)
        layout.addWidget(self._build_middle(), 1)
        self.pane = ItemPane(session, checklist, shelf)
        self._right = frame("aside")
        column(self._right).addWidget(self.pane)
        layout.addWidget(self._right)
        self._fill()
        self._connect()

    def _build_middle(self) -> QFrame:
        middle = QFrame()
        middle.setProperty("ground", "bg")
        layout = column(middle, margins=(20, 12, 20, 16), gap=10)
        top = row(gap=12)
        self._title = label("", "heading")
        self._counts = StillLabel()
        self.search = SearchField(self.tr("查找项目"), "/")
        self.search.setMinimumWidth(theme.px(120))
        self.search.setMaximumWidth(theme.px(230))
        top.addWidget(self._title)
        top.addWidget(self._counts, 1)
        top.addWidget(self.search, 2)
        layout.addLayout(top)
        self.list = ItemList()
        self._delegate = ItemDelegate(self._checklist, self.list)
        self.list.setItemDelegate(self._delegate)
        self.list.setModel(self.model)
        layout.addWidget(self.list, 1)
        self._nothing = label("", "soft")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.hide()
        layout.addWidget(self._nothing)
        return middle

    def _connect(self) -> None:
        self.left.chapter_chosen.connect(self.open_chapter)
        self.left.filter_chosen.connect(self.set_filter)
        self.list.selectionModel().currentChanged.connect(self._on_current)
        self.pane.answered.connect(self.answer)
        self.pane.left.connect(self.focus_list)
        self.pane.evidence.view_requested.connect(self.view_requested)
        self.search.asked.connect(self._on_search)
        self.search.returnPressed.connect(self.focus_list)
        self._session.answer_changed.connect(self._on_answer)
        self._session.answers_reloaded.connect(self._fill)
        self._session.photos_changed.connect(self._on_photos)

    def _fill(self) -> None:
        self.model.fill(self._session.answers, self._session.photo_counts, self._session.desk.who)
        self.chapters.fill(self._session.answers)
        self._show_head()

    # Where one stands

    @property
    def item_id(self) -> str:
        """The item that is open."""
        return self.pane.item.id

    def open_item(self, item_id: str) -> None:
        """Open an item, in its chapter if the list as it is does not show it."""
        if not self._checklist.has_item(item_id):
            item_id = self._checklist.items()[0].id
        if self.model.row(item_id) < 0:
            self._show_chapter(self.chapters.row_of(item_id))
        index = self.model.index(self.model.row(item_id))
        if self.list.currentIndex() == index:
            self._on_current(index)
        else:
            self.list.setCurrentIndex(index)

    def open_chapter(self, number: int) -> None:
        """Show a chapter, its first open item before its first item."""
        if not 0 <= number < len(self._checklist.chapters):
            return
        self._show_chapter(number)
        items = [item.id for item in self._checklist.chapters[number].items]
        first = next((i for i in items if not self._session.answer_of(i).code), items[0] if items else "")
        if first:
            self.open_item(first)
        self.focus_list()

    def _show_chapter(self, number: int) -> None:
        self._filter, self._chapter = Filter.ALL, number
        self.left.show_filter(Filter.ALL)
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._show_items(self._checklist.chapters[number].items)

    def set_filter(self, kind: Filter) -> None:
        """Show what a filter keeps of the whole checklist; 全部 goes back to the chapter of the open item."""
        if kind is Filter.ALL and not self.search.text().strip():
            here = self.item_id
            self._show_chapter(self.chapters.row_of(here))
            self.open_item(here)
        else:
            self._filter = kind
            self.left.show_filter(kind)
            self._search_all()
        self.focus_list()

    def _on_search(self, text: str) -> None:
        if text.strip() or self._filter is not Filter.ALL:
            self._search_all()
        else:
            here = self.item_id
            self._show_chapter(self.chapters.row_of(here))
            self.open_item(here)

    def _search_all(self) -> None:
        here, self._chapter = self.item_id, -1
        found = self.model.matching(self._filter, self.search.text())
        self._show_items(tuple(found))
        if found:
            self.open_item(here if self.model.row(here) >= 0 else found[0].id)

    def _show_items(self, items) -> None:
        self.model.show_items(items)
        self._nothing.setVisible(not items)
        self._nothing.setText(self._nothing_text())
        self.list.setVisible(bool(items))
        self._show_head()

    def _nothing_text(self) -> str:
        if self.search.text().strip():
            return self.tr("没有找到“{text}”").format(text=self.search.text().strip())
        said = {
            Filter.UNANSWERED: self.tr("全部项目都已查完"),
            Filter.DEFECTS: self.tr("还没有不符合的项目"),
            Filter.MINE: self.tr("您还没有查过项目"),
        }
        return said.get(self._filter, self.tr("没有这样的项目"))

    def _show_head(self) -> None:
        if self._chapter >= 0:
            progress = self.chapters.progress(self._chapter)
            self._title.setText(progress.title)
            self._counts.setText(self.tr("{n} 项 · 已查 {done}").format(n=progress.total, done=progress.answered))
        else:
            total = self.model.rowCount()
            self._title.setText(self.tr("全部章节"))
            self._counts.setText(self.tr("找到 {n} 项").format(n=total))

    def _on_current(self, current: QModelIndex, _previous: QModelIndex | None = None) -> None:
        item_id = self.model.item_id(current.row())
        if not item_id:
            return
        self.pane.show_item(self._checklist.item(item_id))
        self.left.show_chapter(self.chapters.row_of(item_id))
        self.place_changed.emit(item_id)

    # Answering

    def answer(self, code: str) -> None:
        """Commit an answer; a defect keeps the item open for its words, everything else moves on."""
        item = self.pane.item
        if not item.checkable or not self._session.editable:
            return
        self.pane.commit()
        if not self._session.answer(item.id, code):
            return
        if code and not inspecting.is_defect(self._checklist, self._session.answer_of(item.id)):
            self.move(1)
        self.focus_list()

    def move(self, by: int) -> None:
        """Go to the next or the one before; past the end of a chapter goes the next one."""
        row_number = self.model.row(self.item_id) + by
        if 0 <= row_number < self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(row_number))
        elif self._chapter >= 0 and 0 <= self._chapter + by < len(self._checklist.chapters):
            self._show_chapter(self._chapter + by)
            rows = self.model.rowCount()
            self.list.setCurrentIndex(self.model.index(0 if by > 0 else rows - 1))

    def go_next_unanswered(self) -> None:
        """Go to the next item nobody has answered."""
        found = next_unanswered(self._checklist, self._session.answers, self.item_id)
        if found:
            self.open_item(found)
        else:
            self._session.services.toast(self.tr("全部项目都已查完"))
        self.focus_list()

    def focus_list(self) -> None:
        """Give the keys back to the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_part(self, part: str) -> None:
        """Go to the part of the open item that something is missing in."""
        if part in ("text", "reason"):
            self.pane.focus_text()
        elif part == "severity":
            self.pane.severity.levels.setFocus(Qt.FocusReason.OtherFocusReason)
            self.pane.area.ensureWidgetVisible(self.pane.severity)
        elif part == "photo":
            self.pane.area.ensureWidgetVisible(self.pane.evidence)

    def commit(self) -> None:
        """Put what is being typed on the disk."""
        self.pane.commit()

    def keys(self) -> list[tuple[str, str]]:
        """Return the keys of this step."""
        given = [
            (key, self._checklist.option(code).label if code else self.tr("清除结论"))
            for key, code in self._keys.items()
        ]
        return [
            *given,
            ("↑ ↓ / K J", self.tr("上一项 / 下一项")),
            ("Enter", self.tr("下一项")),
            ("N", self.tr("下一个未查的项目")),
            ("F", self.tr("写发现的问题（Esc 回到列表）")),
            ("F2", self.tr("常用语")),
            ("P", self.tr("添加照片；也可以拖进来，或按 Ctrl+V")),
            ("/", self.tr("查找项目")),
            ("Ctrl+1 … 9", self.tr("到第 1 … 9 章")),
        ]

    def _on_answer(self, before: Answer | None, after: Answer) -> None:
        self.model.set_answer(after)
        self.chapters.change(before, after)
        self._show_head()

    def _on_photos(self, item_id: str) -> None:
        self.model.set_photos(item_id, self._session.photo_counts.get(item_id, 0))

    # Events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._act_on(event):
            super().keyPressEvent(event)

    def _act_on(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held == Qt.KeyboardModifier.ControlModifier:
            return self._control(key)
        if held:
            return False
        if key in _DIGITS:
            # A key held down answers one item, not a chapter of them.
            if not event.isAutoRepeat() and _DIGITS[key] in self._keys:
                self.answer(self._keys[_DIGITS[key]])
            return True
        acts = {
            Qt.Key.Key_J: (self.move, 1),
            Qt.Key.Key_Down: (self.move, 1),
            Qt.Key.Key_K: (self.move, -1),
            Qt.Key.Key_Up: (self.move, -1),
            Qt.Key.Key_Return: (self.move, 1),
            Qt.Key.Key_Enter: (self.move, 1),
            Qt.Key.Key_N: (self.go_next_unanswered,),
            Qt.Key.Key_F: (self.pane.focus_text,),
            Qt.Key.Key_F2: (self.pane.open_phrases,),
            Qt.Key.Key_P: (self.pane.evidence.choose_files,),
            Qt.Key.Key_Slash: (self._start_search,),
            Qt.Key.Key_Escape: (self.focus_list,),
        }
        if key not in acts:
            return False
        act, *arguments = acts[key]
        act(*arguments)
        return True

    def _control(self, key: int) -> bool:
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.open_chapter(key - Qt.Key.Key_1)
            return True
        if key == Qt.Key.Key_V and self._session.editable:
            return self._shelf.paste(self.item_id)
        return False

    def _start_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event.mimeData()) and self._session.editable:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self._shelf.add_files(self.item_id, files_of(event.mimeData()), "drag")
        event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width()
        # In large letters the two sides give way before the list in the middle has no room left.
        left = max(theme.px(200), min(theme.px(250), round(wide * 0.18)))
        right = max(theme.px(360), min(theme.px(500), round(wide * 0.325)))
        self.left.setFixedWidth(min(left, round(wide * 0.22)))
        self._right.setFixedWidth(min(right, round(wide * 0.38)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_delegate"):
            self._delegate.measure()
            self.left.measure()
            self.list.doItemsLayout()
