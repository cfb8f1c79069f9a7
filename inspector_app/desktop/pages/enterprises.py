"""企业: one file an enterprise, and the inspections it had."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from inspector_app.casework import inspecting, office
from inspector_app.casework.desk import Desk
from inspector_app.desktop import theme
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import (
    Card,
    EmptyState,
    PrimaryButton,
    SearchField,
    SecondaryButton,
    heading,
    line,
    scrolled,
    soft,
)
from inspector_app.desktop.widgets.form import FormRow, TextField
from inspector_app.desktop.widgets.lines import Line, LinesView
from inspector_app.desktop.widgets.page_header import PageHeader
from inspector_app.fault import Fault
from inspector_app.records.enterprise import Enterprise, uscc_fault

from .base import Page
from .inspections import line_of

_WIDE = {"name", "address", "site_address", "business"}


class EnterprisesPage(Page):
    """The list at the left, the file at the right; every field is committed as one leaves it."""

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(desk, services, parent)
        self.title = self.tr("企业")
        self.enterprise: Enterprise | None = None
        self._kept: set[str] = set()
        self._fields: dict[str, TextField] = {}
        self._rows: dict[str, FormRow] = {}
        self._make_header()
        self._make_split()
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(80)
        self._waiting.timeout.connect(self.guarded(self.refresh))
        services.changed.connect(self._changed)

    def _make_header(self) -> None:
        self.header = PageHeader(self.title)
        self.header.search_requested.connect(self.services.search_request)
        self.new_button = PrimaryButton(self.tr("登记企业"), "plus")
        self.header.add(self.new_button)
        self.new_button.clicked.connect(self.begin)
        self.body.addWidget(self.header)

    def _make_split(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        left = QFrame()
        left.setProperty("ground", "surface")
        left.setMinimumWidth(theme.px(340))
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        inset = QHBoxLayout()
        inset.setContentsMargins(16, 14, 16, 12)
        self.search = SearchField(self.tr("名称、许可证号、信用代码、拼音首字母"))
        self.search.asked.connect(self._asked)
        inset.addWidget(self.search)
        column.addLayout(inset)
        column.addWidget(line())
        self.view = LinesView(self._fetch, self.tr("企业列表"), keeps_selection=True)
        self.view.current_changed.connect(self.show_enterprise)
        self.view.opened.connect(self.show_enterprise)
        column.addWidget(self.view, 1)
        self.none = soft(self.tr("没有找到；可以登记为新企业"), wrap=True)
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.none.setContentsMargins(16, 24, 16, 24)
        column.addWidget(self.none)
        split.addWidget(left)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._make_file())
        self.empty = EmptyState(
            "enterprise",
            self.tr("还没有选企业"),
            self.tr("选左边的一家看它的档案和历次检查；新的企业可以在这里登记，也可以在检查的第 1 步填写"),
            self.tr("登记企业"),
        )
        self.empty.pressed.connect(self.begin)
        self.pages.addWidget(self.empty)
        self.pages.setCurrentIndex(1)
        split.addWidget(self.pages)
        split.setStretchFactor(1, 1)
        split.setSizes([400, 900])
        self.body.addWidget(split, 1)
        QShortcut(QKeySequence("/"), self).activated.connect(self.search.setFocus)

    def _make_file(self) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(14)
        top = QHBoxLayout()
        self.name = heading("")
        self.inspect_button = SecondaryButton(self.tr("对它新建检查"), "inspection")
        self.inspect_button.clicked.connect(self.guarded(self.inspect))
        top.addWidget(self.name, 1)
        top.addWidget(self.inspect_button)
        column.addLayout(top)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        row_number, column_number = 0, 0
        for field, words, hint in self._field_words():
            edit = TextField()
            edit.left.connect(self.guarded(partial(self.commit, field)))
            row = FormRow(words, edit, hint)
            self._fields[field], self._rows[field] = edit, row
            span = 2 if field in _WIDE else 1
            grid.addWidget(row, row_number, column_number, 1, span, Qt.AlignmentFlag.AlignTop)
            column_number = (column_number + span) % 2
            row_number += column_number == 0
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addSpacing(8)
        self.history_name = heading(self.tr("历次检查"))
        column.addWidget(self.history_name)
        self.history = LinesView(self._history, self.tr("历次检查"), fits=True)
        self.history.opened.connect(self._open_inspection)
        self.no_history = soft(self.tr("还没有检查过"))
        history_card = Card(padding=4)
        history_card.body.setContentsMargins(1, 4, 1, 4)
        history_card.add(self.history)
        history_card.add(self.no_history)
        self.no_history.setContentsMargins(16, 12, 16, 12)
        column.addWidget(history_card)
        column.addStretch(1)
        return scrolled(inside)

    def _field_words(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("name", self.tr("名称"), self.tr("与营业执照一致")),
            ("uscc", self.tr("统一社会信用代码"), ""),
            ("phone", self.tr("联系电话"), ""),
            ("licence_name", self.tr("许可证名称"), ""),
            ("licence_no", self.tr("许可证号"), ""),
            ("address", self.tr("住所"), ""),
            ("site_address", self.tr("生产经营场所"), ""),
            ("legal_representative", self.tr("法定代表人（负责人）"), ""),
            ("legal_representative_id", self.tr("身份证件号"), ""),
            ("quality_head", self.tr("质量负责人"), ""),
            ("contact_person", self.tr("联系人"), ""),
            ("business", self.tr("经营范围"), ""),
        )

    # What is shown

    def enter(self) -> None:
        self.refresh()
        if self.enterprise is None and self.view.lines.rowCount():
            self.view.setCurrentIndex(self.view.lines.index(0))

    def leave(self) -> None:
        self._waiting.stop()
        for field in self._fields.values():
            field.commit()

    def refresh(self) -> None:
        """Find again by the words in the search."""
        self.view.refresh()
        some = self.view.lines.rowCount() > 0
        self.view.setVisible(some)
        self.none.setVisible(not some)
        self.none.setText(
            self.tr("没有找到；可以登记为新企业") if self.search.text().strip() else self.tr("还没有企业")
        )

    def _fetch(self, limit: int, offset: int) -> list[Line]:
        found = office.find_enterprises(self.desk, self.search.text(), limit=offset + limit)[offset:]
        return [
            Line(
                key=e.id,
                title=e.name or self.tr("未命名"),
                detail=e.licence_no or e.uscc or e.address or self.tr("档案还不完整"),
            )
            for e in found
        ]

    def show_enterprise(self, key: str) -> None:
        """Show the file of an enterprise."""
        if self.enterprise is not None and self.enterprise.id == key:
            return
        self.leave()
        found = self.desk.read.get(Enterprise, key)
        if found is None:
            raise Fault(self.tr("没有这家企业的档案"), code="enterprise_unknown")
        self._show(found, stored=True)
        self.view.choose(key)

    def _show(self, enterprise: Enterprise, *, stored: bool) -> None:
        self.enterprise = enterprise
        if stored:
            self._kept.add(enterprise.id)
        for name, field in self._fields.items():
            field.show_value(getattr(enterprise, name))
        self._tell_problems()
        self.name.setText(enterprise.name or self.tr("新企业"))
        self.pages.setCurrentIndex(0)
        self.history.refresh()
        some = self.history.lines.rowCount() > 0
        self.history.setVisible(some)
        self.no_history.setVisible(not some)
        self.inspect_button.setEnabled(bool(enterprise.name))

    def _tell_problems(self) -> None:
        self._rows["uscc"].set_problem(uscc_fault(self.enterprise.uscc))

    def _history(self, limit: int, offset: int) -> list[Line]:
        if self.enterprise is None or not self.enterprise.name:
            return []
        found = inspecting.summaries(self.desk, self.enterprise.name, limit=limit, offset=offset)
        return [line_of(self.desk, s) for s in found if s.enterprise == self.enterprise.name]

    # What is done

    def begin(self) -> None:
        """Begin the file of a new enterprise; it is stored with its name."""
        self.leave()
        self.view.clearSelection()
        self._show(office.new_enterprise(), stored=False)
        self._fields["name"].setFocus()

    def commit(self, field: str, value: str) -> None:
        """Commit one field. Before the enterprise has a name there is nothing to file it under."""
        if self.enterprise is None:
            return
        value = value.upper() if field == "uscc" else value
        changed = msgspec.structs.replace(self.enterprise, **{field: value})
        if not changed.name.strip():
            self._rows["name"].set_problem(self.tr("先写名称，档案才能保存"))
            self.enterprise = changed if changed.id not in self._kept else self.enterprise
            return
        self._rows["name"].set_problem("")
        self.enterprise = office.save_enterprise(self.desk, changed)
        self._kept.add(changed.id)
        self._fields[field].show_value(getattr(self.enterprise, field))
        self._tell_problems()
        self.name.setText(self.enterprise.name)
        self.inspect_button.setEnabled(True)
        self.tell_saved()
        self.refresh()
        self.view.choose(self.enterprise.id)

    def inspect(self) -> None:
        """Begin an inspection of this enterprise."""
        self.leave()
        made = inspecting.start(self.desk, self.enterprise)
        self.tell_saved()
        self.services.tell_changed("inspections")
        self.open_request.emit("inspection", made.id)

    def _asked(self) -> None:
        self._waiting.start()

    def _open_inspection(self, key: str) -> None:
        self.open_request.emit("inspection", key)

    def _changed(self, what: str) -> None:
        if what == "enterprises":
            self.enterprise = None

    def keys(self) -> list[tuple[str, str]]:
        return [("/", self.tr("查找企业")), ("↑↓", self.tr("选择")), ("Tab", self.tr("下一栏；离开一栏就保存"))]
