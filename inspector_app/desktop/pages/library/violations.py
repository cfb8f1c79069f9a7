"""违法行为: what the law packs know of violations, found by words, fragments and initials, one of them open beside the list."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.casework import comparing, law_texts
from inspector_app.casework.desk import Desk
from inspector_app.casework.finding_law import is_verified
from inspector_app.casework.law_index import LawIndex
from inspector_app.catalog.violation import Violation
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import ChipButton, LinkButton, SearchField, SecondaryButton, line, soft
from inspector_app.desktop.widgets.lines import Line, LinesView
from inspector_app.rules.finder import DOMAIN_NAMES
from inspector_app.rules.violation_words import brief

from ..inspection.flow import FlowLayout
from .citing import copy, joined
from .compare_sheet import CompareSheet
from .violation_sheet import ViolationSheet

PAUSE_MS = 60
EVERY = 400
SHORT = 9
"""Characters of a name among those to compare: the tray stays two lines even at large text."""


class ViolationsPart(QWidget):
    """The list at the left, narrowed by words and domain; the sheet of the chosen one at the right."""

    article_requested = Signal(str)

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._services = desk, services
        self._index: LawIndex | None = None
        self._found: list[Violation] = []
        self._domain = ""
        self._question = 0
        self.chosen: list[str] = []
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(PAUSE_MS)
        self._waiting.timeout.connect(self._look)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(self._make_list())
        self.sheet = ViolationSheet()
        self.sheet.article_requested.connect(self.article_requested)
        self.sheet.copied.connect(self._copied)
        self.sheet.violation_requested.connect(self.show_violation)
        self.sheet.compare_requested.connect(self.toggle_compared)
        self.compare = CompareSheet()
        self.compare.violation_requested.connect(self.show_violation)
        self.compare.dropped.connect(self.toggle_compared)
        self.compare.closed.connect(self._single)
        self.right = QStackedWidget()
        self.right.addWidget(self.sheet)
        self.right.addWidget(self.compare)
        split.addWidget(self.right)
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 8)
        split.setSizes([510, 850])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        QShortcut(QKeySequence("/"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut).activated.connect(
            self.search.setFocus
        )

    def _make_list(self) -> QWidget:
        left = QFrame()
        left.setProperty("ground", "surface")
        left.setMinimumWidth(340)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inset = QVBoxLayout()
        inset.setContentsMargins(16, 14, 16, 12)
        inset.setSpacing(10)
        self.search = SearchField(self.tr("词语、片段、拼音首字母、条号（如 117条）"), "/")
        self.search.asked.connect(self._asked)
        self.search.returnPressed.connect(self._enter_list)
        inset.addWidget(self.search)
        holder = QWidget()
        chips = FlowLayout(holder, gap=6)
        self.domains = QButtonGroup(self)
        self.domains.setExclusive(True)
        short = {"device": self.tr("器械"), "narcotic": self.tr("麻精")}
        for number, (code, name) in enumerate([("", self.tr("全部")), *DOMAIN_NAMES.items()]):
            chip = ChipButton(short.get(code, name))
            chip.setAccessibleName(name)
            chip.setProperty("domain", code)
            chip.setChecked(not number)
            self.domains.addButton(chip)
            chips.addWidget(chip)
        self.domains.buttonClicked.connect(self._domain_chosen)
        inset.addWidget(holder)
        column.addLayout(inset)
        column.addWidget(line())
        self.view = LinesView(self._fetch, self.tr("违法行为列表"), keeps_selection=True)
        self.view.current_changed.connect(self._show)
        column.addWidget(self.view, 1)
        self.none = soft("", wrap=True)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.none.setContentsMargins(24, 28, 24, 28)
        self.none.hide()
        column.addWidget(self.none)
        self.count = soft("")
        self.count.setContentsMargins(18, 8, 18, 8)
        column.addWidget(line())
        column.addWidget(self.count)
        column.addWidget(self._make_compare())
        return left

    def _make_compare(self) -> QWidget:
        self.tray = QWidget()
        layout = QHBoxLayout(self.tray)
        layout.setContentsMargins(16, 6, 16, 10)
        layout.setSpacing(8)
        self.tray_words = soft("", wrap=True)
        self.compare_button = SecondaryButton(self.tr("并排比较"))
        self.compare_button.clicked.connect(self.show_compared)
        empty = LinkButton(self.tr("清空"))
        empty.setAccessibleName(self.tr("清空要比较的违法行为"))
        empty.clicked.connect(self._forget)
        layout.addWidget(self.tray_words, 1)
        layout.addWidget(self.compare_button)
        layout.addWidget(empty)
        self.tray.hide()
        return self.tray

    # Comparing

    def toggle_compared(self, violation_id: str) -> None:
        """Put a violation among those to compare, or take it out; the oldest gives way where there are three."""
        if violation_id in self.chosen:
            self.chosen.remove(violation_id)
        else:
            self.chosen = [*self.chosen, violation_id][-comparing.MOST :]
        self._show_tray()
        if self.right.currentWidget() is self.compare:
            if len(self.chosen) > 1:
                self.show_compared()
            else:
                self._single()

    def compare_these(self, ids: list[str]) -> None:
        """Put violations side by side at once."""
        self.chosen = ids[: comparing.MOST]
        self._show_tray()
        self.show_compared()

    def show_compared(self) -> None:
        """Show the chosen violations beside each other."""
        if self._index is not None:
            self.compare.show_comparison(comparing.compare(self._index.book, self.chosen))
            self.right.setCurrentWidget(self.compare)

    def _single(self) -> None:
        self.right.setCurrentWidget(self.sheet)

    def _forget(self) -> None:
        self.chosen = []
        self._show_tray()
        self._single()

    def _show_tray(self) -> None:
        if self._index is None:
            return
        names = [self._index.book.violation(one).name for one in self.chosen]
        self.tray.setVisible(bool(names))
        short = [name if len(name) <= SHORT else f"{name[: SHORT - 1]}…" for name in names]
        self.tray_words.setText(self.tr("比较：{0}").format("；".join(short)))
        self.tray_words.setToolTip("\n".join(names))
        self.compare_button.setEnabled(len(names) > 1)
        if self.sheet.violation is not None:
            self.sheet.show_compared(among=self.sheet.violation.id in self.chosen)

    # Showing

    def take(self, index: LawIndex) -> None:
        """Show what an index holds."""
        if index is not self._index:
            self._index = index
            self._look()

    def show_violation(self, violation_id: str) -> None:
        """Open one; a list narrowed so that it is not in it is widened again."""
        if self._index is None:
            return
        violation = self._index.book.violation(violation_id)
        if violation not in self._found:
            self.search.blockSignals(True)
            self.search.clear()
            self.search.blockSignals(False)
            self._choose_domain("")
            self._list(list(self._index.book.violations))
        at = next(n for n, one in enumerate(self._found) if one.id == violation_id)
        while self.view.lines.rowCount() <= at and self.view.lines.canFetchMore(self.view.rootIndex()):
            self.view.lines.fetchMore(self.view.rootIndex())
        self.view.choose(violation_id)
        self.view.scrollTo(self.view.currentIndex(), LinesView.ScrollHint.PositionAtCenter)
        self.view.setFocus()

    def citation(self) -> str:
        """Return the penal articles of the open violation in the standard form, or nothing."""
        shown = self.sheet.violation
        return joined(self._index.book, shown.penalized_by) if self._index is not None and shown is not None else ""

    def _show(self, violation_id: str) -> None:
        if self._index is not None:
            violation = self._index.book.violation(violation_id)
            laws = {one.law for one in violation.refs()}
            texts = {law: found.text for law in laws if (found := law_texts.stored_text(self._desk, law))}
            self.sheet.show_violation(self._index, violation, texts)
            self.sheet.show_compared(among=violation_id in self.chosen)
            self._single()

    def _list(self, found: list[Violation]) -> None:
        self._found = found
        self.view.lines.refresh()
        self.view.setVisible(bool(found))
        self.none.setVisible(not found)
        self.none.setText(
            self.tr("没有找到“{words}”；可以换一个词、少写几个字，或试试拼音首字母").format(
                words=self.search.text().strip()
            )
        )
        self.count.setText(self.tr("{n} 种").format(n=len(found)))
        if found:
            self.view.setCurrentIndex(self.view.lines.index(0))

    def _fetch(self, limit: int, offset: int) -> list[Line]:
        if self._index is None:
            return []
        book = self._index.book
        return [
            Line(
                key=one.id,
                title=one.name,
                detail=f"{book.cite(one.penalized_by[0])} · {brief(one)}",
                badge=self._badge(one),
                tone="major" if not is_verified(book, one) else "neutral",
            )
            for one in self._found[offset : offset + limit]
        ]

    def _badge(self, one: Violation) -> str:
        if self._index is not None and not is_verified(self._index.book, one):
            return self.tr("未核实")
        return self.tr("已失效") if one.until else ""

    # Asking

    def _asked(self, _text: str) -> None:
        self._waiting.start()

    def _domain_chosen(self, chip: ChipButton) -> None:
        self._domain = str(chip.property("domain"))
        self._look()

    def _choose_domain(self, domain: str) -> None:
        self._domain = domain
        for chip in self.domains.buttons():
            chip.setChecked(chip.property("domain") == domain)

    def _look(self) -> None:
        self._waiting.stop()
        if self._index is None:
            return
        book, words, domains = self._index.book, self.search.text(), (self._domain,) if self._domain else ()
        self._question += 1
        if not words.strip():
            self._list([one for one in book.violations if not domains or one.domain in domains])
            return
        question, index = self._question, self._index

        def work(_context: object) -> tuple[int, list[str]]:
            hits = index.search(words, kinds=("violation",), domains=domains, limit=EVERY)
            return question, [one.id for one in hits]

        self._services.background.run(work, done=self._answered)

    def _answered(self, found: tuple[int, list[str]]) -> None:
        if found[0] == self._question and self._index is not None:
            self._list([self._index.book.violation(one) for one in found[1]])

    def _enter_list(self) -> None:
        self.view.setFocus()

    def _copied(self, citation: str) -> None:
        copy(citation)
        self._services.toast(self.tr("已复制 {citation}").format(citation=citation))
