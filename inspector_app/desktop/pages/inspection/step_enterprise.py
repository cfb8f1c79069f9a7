"""Step 1, 企业与任务: whom the inspection concerns and why; every field is kept by itself."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QListWidget, QListWidgetItem, QWidget

from inspector_app.casework import inspecting, office
from inspector_app.casework.reviewing import Lack
from inspector_app.desktop import theme
from inspector_app.desktop.widgets.basic import Card, SearchField, set_state, soft
from inspector_app.desktop.widgets.form import FormRow
from inspector_app.records.enterprise import uscc_fault
from inspector_app.records.inspection import INSPECTION_KINDS

from .fields import BoundLine, BoundMinute, CalmCombo
from .session import Session
from .step import FormStep

FOUND = 6


class EnterpriseStep(FormStep):
    """An enterprise from the files or a new one, and the task."""

    number = 1

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._rows: dict[str, FormRow] = {}
        self.column.addWidget(self._build_enterprise())
        self.column.addWidget(self._build_task())
        self.column.addStretch(1)
        session.inspection_changed.connect(self.show_values)
        self.show_values()

    def _build_enterprise(self) -> Card:
        card = Card(self.tr("企业"))
        self.known = soft("")
        card.add_head(self.known)
        self.search = SearchField(self.tr("从企业档案里找：名称、许可证号、信用代码，或拼音首字母（如 akdyf）"))
        self.search.asked.connect(self._find)
        self.search.returnPressed.connect(self._take_first)
        card.add(self.search)
        self.found = QListWidget()
        self.found.setAccessibleName(self.tr("找到的企业"))
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.itemClicked.connect(self._take)
        self.found.itemActivated.connect(self._take)
        self.found.hide()
        card.add(self.found)
        grid = self._grid()
        card.body.addLayout(grid)
        fields = (
            ("enterprise.name", self.tr("企业名称"), self.tr("新企业直接在这里填写，会自动建档"), 0, 0, 1),
            ("enterprise.uscc", self.tr("统一社会信用代码"), "", 0, 1, 1),
            ("enterprise.licence_name", self.tr("许可证名称"), "", 1, 0, 1),
            ("enterprise.licence_no", self.tr("许可证编号"), "", 1, 1, 1),
            ("enterprise.address", self.tr("住所"), "", 2, 0, 1),
            ("enterprise.site_address", self.tr("生产经营地址"), self.tr("与住所相同可以不填"), 2, 1, 1),
            ("enterprise.legal_representative", self.tr("法定代表人（负责人）"), "", 3, 0, 1),
            ("enterprise.legal_representative_id", self.tr("身份证件号码"), "", 3, 1, 1),
            ("enterprise.quality_head", self.tr("质量负责人"), "", 4, 0, 1),
            ("enterprise.contact_person", self.tr("联系人"), "", 4, 1, 1),
            ("enterprise.phone", self.tr("联系电话"), "", 5, 0, 1),
            ("enterprise.business", self.tr("经营（生产）范围"), "", 5, 1, 1),
        )
        for field, name, hint, line, column, wide in fields:
            check = uscc_fault if field.endswith("uscc") else None
            self._add(grid, BoundLine(self.session, field, name, hint, check=check), field, (line, column, wide))
        return card

    def _build_task(self) -> Card:
        card = Card(self.tr("检查任务"))
        grid = self._grid()
        card.body.addLayout(grid)
        self.kind = CalmCombo()
        self.kind.addItems([self.tr(kind) for kind in INSPECTION_KINDS])
        self.kind.activated.connect(self._choose_kind)
        self._add(grid, FormRow(self.tr("检查类型"), self.kind), "kind", (0, 0, 1))
        line = BoundLine(self.session, "task_no", self.tr("任务编号"), placeholder=self.tr("没有可以不填"))
        self._add(grid, line, "task_no", (0, 1, 1))
        topic = BoundLine(self.session, "topic", self.tr("检查事由"), placeholder=self.tr("例如：日常监督检查"))
        self._add(grid, topic, "topic", (1, 0, 2))
        place = BoundLine(self.session, "place", self.tr("检查地点"), placeholder=self.tr("写到门牌和场所"))
        self._add(grid, place, "place", (2, 0, 2))
        self._add(grid, BoundMinute(self.session, "started_at", self.tr("开始时间")), "started_at", (3, 0, 1))
        self._add(grid, BoundMinute(self.session, "ended_at", self.tr("结束时间")), "ended_at", (3, 1, 1))
        return card

    @staticmethod
    def _grid() -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(12)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _add(self, grid: QGridLayout, made: FormRow, field: str, place: tuple[int, int, int]) -> None:
        line, column, wide = place
        grid.addWidget(made, line, column, 1, wide, Qt.AlignmentFlag.AlignTop)
        self._rows[field] = made

    # Showing

    def enter(self) -> None:
        self.show_values()
        if not self.session.inspection.enterprise.name:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
            self._find(self.search.text())

    def show_values(self) -> None:
        """Show what is recorded."""
        for made in self._rows.values():
            if isinstance(made, BoundLine | BoundMinute):
                made.show_value()
        kinds = list(INSPECTION_KINDS)
        kind = self.session.inspection.kind
        self.kind.setCurrentIndex(kinds.index(kind) if kind in kinds else -1)
        self.kind.setEnabled(self.session.editable)
        self.search.setEnabled(self.session.editable)

    def show_lacks(self, lacks: dict[int, list[Lack]]) -> None:
        super().show_lacks(lacks)
        lacking = {lack.field for lack in lacks.get(self.number, [])}
        for field, made in self._rows.items():
            target = made.edit if isinstance(made, BoundMinute) else made.field
            if target.property("state") != "problem":
                set_state(target, "lacking" if field in lacking else "")

    def focus_field(self, field: str) -> None:
        made = self._rows.get(field)
        if made is not None:
            made.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(made)

    # Choosing

    def _find(self, text: str) -> None:
        wanted = text.strip()
        blank = not self.session.inspection.enterprise.name
        enterprises = office.find_enterprises(self.session.desk, wanted, FOUND) if wanted or blank else []
        mine = self.session.inspection.enterprise.id
        self.found.clear()
        for one in enterprises:
            if one.id == mine and blank:
                continue
            said = "　".join(part for part in (one.name, one.licence_no or one.uscc) if part)
            made = QListWidgetItem(said)
            made.setData(Qt.ItemDataRole.UserRole, one)
            made.setSizeHint(QSize(0, theme.px(40)))
            self.found.addItem(made)
        if wanted and not enterprises:
            nothing = QListWidgetItem(self.tr("档案里没有“{text}”，请直接在下面填写").format(text=wanted))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            nothing.setSizeHint(QSize(0, theme.px(40)))
            self.found.addItem(nothing)
        self.found.setVisible(self.found.count() > 0 and self.session.editable)
        self.found.setFixedHeight(self.found.count() * theme.px(40) + 4)

    def _take_first(self) -> None:
        if self.found.count():
            self._take(self.found.item(0))

    def _take(self, item: QListWidgetItem) -> None:
        enterprise = item.data(Qt.ItemDataRole.UserRole)
        if enterprise is None:
            return
        self.session.flush()
        changed = self.session.attempt(
            lambda: inspecting.choose_enterprise(self.session.desk, self.session.id, enterprise)
        )
        if changed is not None:
            self.search.clear()
            self.found.hide()
            self.session.take_inspection(changed)
            self.focus_field("topic" if not changed.topic else "started_at")

    def _choose_kind(self, number: int) -> None:
        self.session.set_value("kind", INSPECTION_KINDS[number])
