"""The left side of an issued document: how it stands, what it replaces, where the records have moved on, what was printed."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from inspector_app.casework import wording_record
from inspector_app.casework.differing import Difference
from inspector_app.casework.issuing import called
from inspector_app.casework.paper_way import DocumentWay, Printed
from inspector_app.casework.returning import pages_text
from inspector_app.desktop.moments import minute_text
from inspector_app.desktop.widgets.basic import Badge, heading, label, line, strong
from inspector_app.desktop.widgets.buttons import DangerButton, LinkButton, SecondaryButton
from inspector_app.records.document import Document

from .flow import FlowLayout
from .override_note import DifferenceLines
from .parts import clear, column, frame, row, words
from .photo_facts import grouped

LONG = 240
"""More of a printed text than this is on the page beside it."""


class DocumentFacts(QWidget):
    """Shows a :class:`DocumentWay`; what is pressed is told by signal and done by the editor."""

    opened = Signal(str)
    correct_asked = Signal()
    void_asked = Signal()
    anew_asked = Signal()
    remake_asked = Signal()
    keep_asked = Signal()
    copy_asked = Signal()
    returns_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = column(self, gap=14)
        self._shown: tuple[DocumentWay, list[Difference]] | None = None
        self.buttons: dict[str, SecondaryButton | DangerButton | LinkButton] = {}

    def show_way(self, way: DocumentWay, differences: list[Difference]) -> None:
        """Show everything anew, if anything changed."""
        if self._shown == (way, differences):
            return
        self._shown = (way, differences)
        clear(self._column)
        self.buttons = {}
        document = way.document
        self._head(way)
        self._relations(way)
        if document.status == "issued":
            self._differences(differences)
            self._journey(way)
            self._actions()
        elif document.status == "void" and way.remade_by is None:
            self._remake()
        self._overridden(way)
        self._printed(way)
        self._prints(way)

    def clear(self) -> None:
        """Show nothing."""
        self._shown = None
        self.buttons = {}
        clear(self._column)

    # What it is

    def _head(self, way: DocumentWay) -> None:
        document = way.document
        if document.number:
            number = label(document.number, "figure", wrap=True)
            number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._column.addWidget(number)
        at = minute_text(document.issued_at)
        facts = [self.tr("{0} {1} 印发").format(at, document.issued_by), self.tr("{0} 页").format(document.pages)]
        facts.append(self.tr("一式 {0} 份").format(way.copies))
        self._column.addWidget(words(" · ".join(facts), "soft"))

    def _relations(self, way: DocumentWay) -> None:
        document = way.document
        if document.status == "void":
            self._banner(
                "error", self.tr("已作废：{0}").format(document.void_reason), way.remade_by, self.tr("打开另作的一份")
            )
        if document.status == "corrected" and way.corrected_by is not None:
            said = self.tr("已由{0}更正并取代：{1}").format(called(way.corrected_by), document.correction_reason)
            self._banner("warning", said, way.corrected_by, self.tr("打开更正的一份"))
        if way.corrects is not None:
            said = self.tr("更正并取代{0}：{1}").format(called(way.corrects), document.correction_reason)
            self._banner("info", said, way.corrects, self.tr("打开原来那份"))
        if way.remakes is not None:
            self._banner(
                "info", self.tr("代替作废的{0}").format(called(way.remakes)), way.remakes, self.tr("打开作废的一份")
            )

    def _banner(self, tone: str, text: str, other: Document | None, action: str) -> None:
        panel = frame("banner")
        panel.setProperty("tone", tone)
        inside = row(panel, margins=(12, 8, 8, 8), gap=8)
        inside.addWidget(words(text), 1)
        if other is not None:
            link = LinkButton(action)
            link.clicked.connect(partial(self._open, other.id))
            inside.addWidget(link)
            self.buttons[f"open:{other.id}"] = link
        self._column.addWidget(panel)

    def _open(self, document_id: str, _checked: bool = False) -> None:
        self.opened.emit(document_id)

    # Where the records have moved on

    def _differences(self, differences: list[Difference]) -> None:
        waiting = [one for one in differences if one.open]
        settled = [one for one in differences if not one.open]
        if waiting:
            panel = frame("banner")
            panel.setProperty("tone", "warning")
            inside = column(panel, margins=(14, 10, 10, 10), gap=8)
            inside.addWidget(strong(self.tr("与现在的记录不一致：{0} 处").format(len(waiting))))
            lines = DifferenceLines()
            lines.show_differences(waiting)
            inside.addWidget(lines)
            holder = QWidget()
            flow = FlowLayout(holder, gap=8)
            for key, text, signal in (
                ("differ-correct", self.tr("更正…"), self.correct_asked),
                ("differ-anew", self.tr("作废并另作…"), self.anew_asked),
                ("differ-keep", self.tr("那天是对的，保留…"), self.keep_asked),
            ):
                flow.addWidget(self._button(key, SecondaryButton(text), signal))
            inside.addWidget(holder)
            self._column.addWidget(panel)
        if settled:
            panel = frame("panel")
            inside = column(panel, margins=(14, 10, 10, 10), gap=8)
            inside.addWidget(label(self.tr("印发以后记录有增加，或者已说明保留"), "label"))
            lines = DifferenceLines()
            lines.show_differences(settled)
            inside.addWidget(lines)
            self._column.addWidget(panel)

    # Served and signed

    def _journey(self, way: DocumentWay) -> None:
        self._column.addWidget(heading(self.tr("签字与送达")))
        grid, at = self._grid(), way.service
        state = row(gap=8)
        paper = way.paper
        if paper.complete:
            state.addWidget(Badge(self.tr("签字页齐了"), "ok"))
        elif paper.back or paper.loose:
            state.addWidget(Badge(self.tr("签字页还缺{0}").format(pages_text(paper.missing)), "major"))
        else:
            state.addWidget(Badge(self.tr("签字页还没有回传"), "major"))
        if way.document.inspection_id:
            link = LinkButton(self.tr("去收回签字页"))
            link.clicked.connect(self.returns_asked)
            state.addWidget(link)
        state.addStretch(1)
        self._cell(grid, self.tr("签字"), state)
        if way.document.refusal:
            seen = self.tr("，见证人 {0}").format(way.document.refusal_witness) if way.document.refusal_witness else ""
            self._row(grid, self.tr("拒签"), way.document.refusal + seen)
        if at is not None:
            said = [way.service_method, minute_text(at.served_at), at.receiver, at.place]
            self._row(grid, self.tr("送达"), " · ".join(one for one in said if one))
        elif way.form.audience == "party" and way.document.case_id:
            self._row(grid, self.tr("送达"), self.tr("还没有登记送达"))

    def _actions(self) -> None:
        self._column.addWidget(heading(self.tr("有错时")))
        holder = QWidget()
        flow = FlowLayout(holder, gap=8)
        flow.addWidget(self._button("correct", SecondaryButton(self.tr("更正笔误…"), "edit"), self.correct_asked))
        flow.addWidget(self._button("anew", SecondaryButton(self.tr("作废并另作…"), "refresh"), self.anew_asked))
        flow.addWidget(self._button("void", DangerButton(self.tr("作废…")), self.void_asked))
        self._column.addWidget(holder)
        self._column.addWidget(words(self.tr("印发的内容已经冻结，再打印的就是这一份；更正、作废都不改动它。"), "hint"))

    def _remake(self) -> None:
        holder = QWidget()
        flow = FlowLayout(holder, gap=8)
        flow.addWidget(self._button("remake", SecondaryButton(self.tr("照这份另作一份"), "plus"), self.remake_asked))
        self._column.addWidget(holder)

    def _button(self, key: str, button, signal):
        button.clicked.connect(signal)
        self.buttons[key] = button
        return button

    # What was printed

    def _overridden(self, way: DocumentWay) -> None:
        if not way.overridden:
            return
        self._column.addWidget(heading(self.tr("改写了记录的 {0} 处").format(len(way.overridden))))
        for one in way.overridden:
            panel = frame("panel")
            inside = column(panel, margins=(12, 8, 12, 8), gap=4)
            inside.addWidget(label(one.label, "label"))
            inside.addWidget(words(self.tr("文书上：{0}").format(_short(one.value))))
            inside.addWidget(words(self.tr("印发时的记录：{0}").format(_short(one.record)), "soft"))
            by = self.tr("（{0}）").format(one.typed_by) if one.typed_by else ""
            inside.addWidget(words(self.tr("理由：{0}").format(one.reason) + by, "soft"))
            self._column.addWidget(panel)

    def _printed(self, way: DocumentWay) -> None:
        self._column.addWidget(heading(self.tr("印出的内容")))
        grid = self._grid()
        for one in way.printed:
            self._row(grid, one.label, _short(one.value), tip=_tip(one))

    def _prints(self, way: DocumentWay) -> None:
        document = way.document
        self._column.addWidget(heading(self.tr("指纹与副本")))
        grid = self._grid()
        self._row(grid, "SHA-256", grouped(document.pdf_sha256), selectable=True)
        self._row(grid, self.tr("内容摘要"), grouped(document.facts_digest), selectable=True)
        self._row(grid, self.tr("表单"), f"{way.form.name}（{way.form.code} {document.form_version}）")
        if document.wording:
            self._row(grid, self.tr("用语"), wording_record.told(document), selectable=True)
        holder = QWidget()
        flow = FlowLayout(holder, gap=8)
        flow.addWidget(
            self._button("copy", LinkButton(self.tr("存一份可编辑的副本（.docx）…"), "copy"), self.copy_asked)
        )
        self._column.addWidget(holder)

    def _grid(self) -> QGridLayout:
        self._column.addWidget(line())
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, 96)
        grid.setColumnStretch(1, 1)
        self._column.addLayout(grid)
        return grid

    def _row(self, grid: QGridLayout, name: str, text: str, *, tip: str = "", selectable: bool = False) -> QLabel:
        value = words(text)
        value.setToolTip(tip)
        if selectable:
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._cell(grid, name, value)
        return value

    @staticmethod
    def _cell(grid: QGridLayout, name: str, value) -> None:
        at = grid.rowCount()
        key = label(name, "label", wrap=True)
        key.setMaximumWidth(130)
        grid.addWidget(key, at, 0, Qt.AlignmentFlag.AlignTop)
        if isinstance(value, QWidget):
            grid.addWidget(value, at, 1)
        else:
            grid.addLayout(value, at, 1)


def _short(text: str) -> str:
    return text if len(text) <= LONG else text[: LONG - 1] + "…"


def _tip(one: Printed) -> str:
    return one.value if len(one.value) > LONG else ""
