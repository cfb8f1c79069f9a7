"""A set of documents on paper in one go: which, how many copies, on which printer, on one side or both; or as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from inspector_app.casework.printing import MOST_COPIES, safe_name, write_whole
from inspector_app.desktop import theme
from inspector_app.desktop.background import Context
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import (
    Badge,
    Card,
    LinkButton,
    PrimaryButton,
    SearchField,
    SecondaryButton,
    soft,
)
from inspector_app.desktop.widgets.form import FormRow
from inspector_app.desktop.widgets.panels import ProgressPanel
from inspector_app.fault import Fault

from .inspection import printing
from .inspection.parts import clear, words
from .inspection.printing import Came, Setup, Sheaf

MANY, SHOWN = 10, 6
"""From so many lines on they can be searched, and so many of them are in view."""
_SENT = ("printed", "waiting")
"""What the system has taken: printed again, it would come out twice."""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """One document that may be printed; ``fetch`` returns the PDF, ``chosen`` ticks it from the start."""

    key: str
    name: str
    detail: str = ""
    copies: int = 1
    chosen: bool = True
    fetch: Callable[[], bytes]


class _Line(QWidget):
    """A tick, a name, a number of copies."""

    changed = Signal()

    def __init__(self, offer: Offer) -> None:
        super().__init__()
        self.offer = offer
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self.box = QCheckBox(offer.name)
        self.box.setMinimumHeight(theme.px(40))
        self.box.setChecked(offer.chosen)
        self.copies = QSpinBox()
        self.copies.setRange(1, MOST_COPIES)
        self.copies.setValue(offer.copies)
        self.copies.setSuffix(self.tr(" 份"))
        self.copies.setFixedWidth(theme.px(92))
        self.copies.setAccessibleName(self.tr("{0}的份数").format(offer.name))
        layout.addWidget(self.box)
        layout.addWidget(soft(offer.detail), 1)
        layout.addWidget(self.copies)
        self.box.toggled.connect(self._toggled)
        self.copies.valueChanged.connect(self.changed)
        self.copies.setEnabled(offer.chosen)

    def _toggled(self, on: bool) -> None:
        self.copies.setEnabled(on)
        self.changed.emit()

    def sheaf(self) -> Sheaf:
        """What it asks for."""
        return Sheaf(self.offer.key, self.offer.name, self.copies.value(), self.offer.fetch)


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file of a set: ``why`` says what went wrong, a file after that was not begun."""

    name: str
    state: Literal["saved", "failed", "left"]
    why: str = ""


class PrintPanel(Card):
    """Opened by ``ask``; prints in the background, says of every document what became of it, and can be asked again."""

    closed = Signal()

    def __init__(self, services: Services, failed: Callable[[Fault], None], parent: QWidget | None = None) -> None:
        super().__init__(self.tr("打印"), parent=parent)
        self._services, self._failed = services, failed
        self.lines: list[_Line] = []
        self.all_button = LinkButton(self.tr("全选"))
        self.none_button = LinkButton(self.tr("全不选"))
        self.add_head(self.all_button)
        self.add_head(self.none_button)
        self.search = SearchField(self.tr("查找"))
        self.add(self.search)
        inside = QWidget()
        inside.setProperty("ground", "clear")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(inside)
        self.add(self._area)
        self._build_printer()
        self.progress = ProgressPanel()
        self.progress.assurance.setText(self.tr("在两页之间停下；已经送出的不收回"))
        self.add(self.progress)
        self._results = QVBoxLayout()
        self._results.setSpacing(2)
        self.body.addLayout(self._results)
        self.results: list[Came] = []
        self.all_button.clicked.connect(self._all)
        self.none_button.clicked.connect(self._none)
        self.search.asked.connect(self._filter)
        self.hide()

    def _build_printer(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(16)
        self.printer = QComboBox()
        self.printer.setMinimumWidth(theme.px(200))
        self.printer.currentIndexChanged.connect(self._printer_changed)
        self.duplex = QCheckBox(self.tr("双面"))
        self.collate = QCheckBox(self.tr("逐份"))
        self.collate.setToolTip(self.tr("打完一份再打下一份"))
        self.collate.setChecked(True)
        row.addWidget(FormRow(self.tr("打印机"), self.printer), 1)
        self.pages = QLineEdit()
        self.pages.setPlaceholderText(self.tr("全部，或 1,3-5"))
        self.pages.setFixedWidth(theme.px(132))
        row.addWidget(FormRow(self.tr("页码"), self.pages))
        for box in (self.duplex, self.collate):
            box.setMinimumHeight(theme.px(40))
            row.addWidget(box, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row)
        self.count = soft("")
        self.print_button = PrimaryButton(self.tr("打印"), "print")
        self.save_button = SecondaryButton(self.tr("存为 PDF…"), "disk")
        self.close_button = SecondaryButton(self.tr("收起"))
        self.row(self.print_button, self.save_button, self.close_button, self.count)
        self.print_button.clicked.connect(self.print)
        self.save_button.clicked.connect(self._ask_folder)
        self.close_button.clicked.connect(self._close)

    # Asking

    def ask(self, name: str, offers: Sequence[Offer]) -> None:
        """Offer documents to print."""
        self.name.setText(name)
        clear(self._column)
        clear(self._results)
        self.results = []
        self.lines = []
        for offer in offers:
            made = _Line(offer)
            made.changed.connect(self._count)
            self._column.addWidget(made)
            self.lines.append(made)
        self._column.addStretch(1)
        many = len(offers) > MANY
        self.search.clear()
        self.search.setVisible(many)
        shown = SHOWN if many else len(offers)
        self._area.setFixedHeight(theme.px(41 * shown + 4))
        for button in (self.all_button, self.none_button):
            button.setVisible(len(offers) > 1)
        self.pages.clear()
        self._show_printers()
        self._count()
        self.show()
        (self.search if many else self.print_button if self.print_button.isEnabled() else self.save_button).setFocus()

    def _show_printers(self) -> None:
        chosen = self.printer.currentText()
        names = printing.printers()
        self.printer.blockSignals(True)
        self.printer.clear()
        self.printer.addItems(names or [self.tr("这台电脑没有安装打印机，可以先存为 PDF")])
        if chosen in names:
            self.printer.setCurrentText(chosen)
        self.printer.setEnabled(bool(names))
        self.printer.blockSignals(False)
        self._has_printer = bool(names)
        self._printer_changed()

    def _printer_changed(self, _index: int = 0) -> None:
        able = self._has_printer and printing.can_duplex(self.printer.currentText())
        self.duplex.setEnabled(able)
        self.duplex.setToolTip("" if able else self.tr("这台打印机没有说能双面打印"))
        if not able:
            self.duplex.setChecked(False)

    def _filter(self, text: str) -> None:
        wanted = text.strip()
        for one in self.lines:
            one.setVisible(wanted in one.offer.name or wanted in one.offer.detail)

    def _all(self) -> None:
        for one in self.lines:
            if not one.isHidden():
                one.box.setChecked(True)

    def _none(self) -> None:
        for one in self.lines:
            one.box.setChecked(False)

    def chosen(self) -> list[Sheaf]:
        """What is ticked, in the order of the list."""
        return [one.sheaf() for one in self.lines if one.box.isChecked()]

    def _count(self) -> None:
        sheaves = self.chosen()
        copies = sum(one.copies for one in sheaves)
        self.count.setText(self.tr("{0} 种，共 {1} 份").format(len(sheaves), copies))
        single = len(sheaves) == 1
        self.pages.setEnabled(single)
        self.pages.setToolTip("" if single else self.tr("只打一种文书时才能选页码"))
        if not single:
            self.pages.clear()
        self.print_button.setEnabled(bool(sheaves) and self._has_printer)
        self.save_button.setEnabled(bool(sheaves))

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    # Printing

    def print(self) -> None:
        """Print what is ticked."""
        sheaves = self.chosen()
        if not sheaves:
            return
        try:
            pages = printing.pages_of(self.pages.text())
        except Fault as fault:
            self._report(fault)
            return
        sheaves = [sheaf._replace(pages=pages) for sheaf in sheaves]
        setup = Setup(self.printer.currentText(), self.duplex.isChecked(), self.collate.isChecked())

        def work(context: Context) -> list[Came]:
            return printing.print_set(sheaves, setup, context.progress, context.cancelled)

        self._run(work, self._printed, self.tr("正在打印"))

    def _run(self, work, done, name: str) -> None:
        for button in (self.print_button, self.save_button):
            button.setEnabled(False)

        def deliver(result) -> None:
            if isValid(self):
                done(result)

        job = self._services.background.run(work, done=deliver, failed=self._report)
        job.finished.connect(self._over)
        self.progress.follow(job, name, self.tr("份文书"))

    def _over(self) -> None:
        if isValid(self):
            self._count()

    def _report(self, fault: Fault) -> None:
        if isValid(self):
            self._failed(fault)

    def _printed(self, came: list[Came]) -> None:
        self.results = came
        clear(self._results)
        states = {
            "printed": (self.tr("已送打印"), "ok"),
            "waiting": (self.tr("在排队"), "major"),
            "cancelled": (self.tr("已取消"), "neutral"),
            "failed": (self.tr("没有打成"), "critical"),
            "left": (self.tr("没有打印"), "major"),
        }
        for one in came:
            said = one.name
            if one.state in _SENT:
                said += self.tr("　{0} 份，共 {1} 页").format(one.copies, one.pages)
            elif one.pages:
                said += self.tr("　停下前送出 {0} 页").format(one.pages)
            self._result(*states[one.state], said + (f"　{one.why}" if one.why else ""))
        bad = [one for one in came if one.state not in _SENT]
        for line in self.lines:
            # What is left to do stays ticked: one press prints it again.
            if any(one.key == line.offer.key and one.state in _SENT for one in came):
                line.box.setChecked(False)
        if not bad:
            self._services.toast(self.tr("已送打印 {0} 种").format(len(came)))
        self._show_printers()
        self._count()

    def _result(self, word: str, tone: str, text: str) -> None:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 2, 0, 2)
        line.addWidget(Badge(word, tone))
        line.addWidget(words(text), 1)
        self._results.addWidget(holder)

    # Files

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("PDF 存到哪个文件夹"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.write)
        dialog.open()

    def write(self, folder: str) -> None:
        """Write what is ticked as PDF files, one each: the frozen bytes."""
        sheaves, place = self.chosen(), Path(folder)

        def work(context: Context) -> list[Written]:
            found: list[Written] = []
            for number, sheaf in enumerate(sheaves, 1):
                name = safe_name(f"{number:02d} {sheaf.name}（{sheaf.copies}份）") + ".pdf"
                if context.cancelled() or any(one.state == "failed" for one in found):
                    found.append(Written(name=name, state="left"))
                    continue
                context.progress(number - 1, len(sheaves), sheaf.name)
                try:
                    write_whole(place / name, sheaf.fetch())
                    found.append(Written(name=name, state="saved"))
                except Fault as fault:
                    found.append(Written(name=name, state="failed", why=str(fault)))
            return found

        self._run(work, self._written, self.tr("正在写文件"))

    def _written(self, files: list[Written]) -> None:
        clear(self._results)
        states = {
            "saved": (self.tr("已存"), "ok"),
            "failed": (self.tr("没有写成"), "critical"),
            "left": (self.tr("没有写"), "major"),
        }
        for one in files:
            self._result(*states[one.state], one.name + (f"　{one.why}" if one.why else ""))
        saved = sum(one.state == "saved" for one in files)
        if saved:
            self._services.toast(self.tr("已存 {0} 个 PDF").format(saved))
