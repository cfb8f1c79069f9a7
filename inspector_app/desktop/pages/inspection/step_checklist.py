"""Step 2, 检查表、范围与人员: which list, by which rules, by whom."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from inspector_app.casework import inspecting, office
from inspector_app.casework.reviewing import certificate_problem
from inspector_app.catalog.library import PackEntry
from inspector_app.desktop import theme
from inspector_app.desktop.models.lines import rank_of, short_severity
from inspector_app.desktop.widgets.basic import Badge, Card, PressableFrame, SeverityMark, label, set_role, soft, strong
from inspector_app.desktop.widgets.buttons import LinkButton
from inspector_app.desktop.widgets.form import FormRow
from inspector_app.records.person import Officer

from .fields import BoundArea, CalmCombo
from .parts import clear, column, row, words
from .session import Session
from .step import FormStep


class PackCard(PressableFrame):
    """One checklist: title, items, version, how many of each level, what is unverified."""

    picked = Signal(str)

    def __init__(self, entry: PackEntry, levels: list[tuple[str, str, int]]) -> None:
        super().__init__(entry.short_title)
        self.code = entry.code
        self._chosen = False
        self.setProperty("frame", "panel")
        layout = column(self, margins=(14, 10, 14, 12), gap=4)
        top = row(gap=8)
        top.addWidget(strong(entry.short_title))
        top.addStretch(1)
        if entry.incomplete:
            top.addWidget(Badge(self.tr("不完整"), "major"))
        elif entry.unverified:
            top.addWidget(Badge(self.tr("含未核实"), "major"))
        self.mark = Badge(self.tr("已选"), "accent")
        self.mark.hide()
        top.addWidget(self.mark)
        layout.addLayout(top)
        checked = entry.counts.get("checkable", entry.counts.get("items", 0))
        said = [self.tr("{n} 项").format(n=checked), self.tr("版本 {v}").format(v=entry.version)]
        layout.addWidget(soft(" · ".join(said)))
        marks = row(gap=10)
        for word, rank, number in levels:
            marks.addWidget(SeverityMark(f"{word} {number}", rank or "general"))
        marks.addStretch(1)
        layout.addLayout(marks)
        layout.addWidget(label(entry.verified_note, "hint", wrap=True))
        layout.addStretch(1)
        self.setToolTip(entry.title)
        self.pressed.connect(self._picked)

    def show_chosen(self, chosen: bool) -> None:
        """Mark the card of the list in use."""
        self.mark.setVisible(chosen)
        self._chosen = chosen
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._chosen and not self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
            painter.end()

    def _picked(self) -> None:
        self.picked.emit(self.code)


class ChecklistStep(FormStep):
    """Choosing the checklist, the ruleset, the scope and at least two officers."""

    number = 2

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._cards: dict[str, PackCard] = {}
        self._boxes: dict[str, QCheckBox] = {}
        self.column.addWidget(self._build_packs())
        self.column.addWidget(self._build_rules())
        self.column.addWidget(self._build_officers())
        self.column.addStretch(1)
        session.inspection_changed.connect(self.show_values)
        self.show_values()

    def _build_packs(self) -> Card:
        card = Card(self.tr("检查表"))
        self.other = LinkButton(self.tr("换检查表"))
        self.other.clicked.connect(self._show_all)
        card.add_head(self.other)
        self._grid = QGridLayout()
        self._grid.setSpacing(12)
        card.body.addLayout(self._grid)
        for place, entry in enumerate(e for e in self.session.desk.library.entries() if e.kind == "checklist"):
            made = PackCard(entry, self._levels(entry))
            made.picked.connect(self.choose)
            self._grid.addWidget(made, place // 3, place % 3)
            self._cards[entry.code] = made
        self._all = False
        for place in range(3):
            self._grid.setColumnStretch(place, 1)
        return card

    def _levels(self, entry: PackEntry) -> list[tuple[str, str, int]]:
        checklist = None
        found = []
        for code, number in entry.counts.items():
            if code in ("chapters", "items", "checkable"):
                continue
            checklist = checklist or self.session.desk.library.checklist(entry.code)
            found.append((short_severity(checklist, code), rank_of(code), number))
        return found

    def _build_rules(self) -> Card:
        card = Card(self.tr("判定规则与检查范围"))
        self.ruleset = CalmCombo()
        self.ruleset.activated.connect(self._choose_ruleset)
        self.rules_row = FormRow(self.tr("判定规则"), self.ruleset)
        card.add(self.rules_row)
        self.scope = BoundArea(
            self.session,
            "scope",
            self.tr("检查范围"),
            self.tr("例如：营业场所、仓库、计算机系统；不限可以不填"),
            height=60,
        )
        card.add(self.scope)
        return card

    def _build_officers(self) -> Card:
        card = Card(self.tr("执法人员"))
        self.officers_count = label("", "soft")
        card.add_head(self.officers_count)
        self._people = column(gap=0)
        card.body.addLayout(self._people)
        self.no_people = words(self.tr("还没有登记执法人员，请先到「设置」登记姓名和执法证"), "soft")
        card.add(self.no_people)
        return card

    # Showing

    def enter(self) -> None:
        self._show_people()
        self.show_values()

    def show_values(self) -> None:
        """Show what is recorded."""
        inspection, checklist = self.session.inspection, self.session.checklist
        for code, made in self._cards.items():
            made.show_chosen(code == inspection.checklist_code)
            made.setEnabled(self.session.editable)
            # Once a list is chosen the others stand aside, so that the officers come into view.
            made.setVisible(self._all or not inspection.checklist_code or code == inspection.checklist_code)
        shown = [made for made in self._cards.values() if not made.isHidden()]
        for place, made in enumerate(shown):
            self._grid.addWidget(made, place // 3, place % 3)
        self.other.setVisible(bool(inspection.checklist_code) and not self._all and self.session.editable)
        self.rules_row.setVisible(checklist is not None)
        if checklist is not None:
            self.ruleset.clear()
            rules = checklist.judgement.rulesets
            for one in rules:
                notes = [one.title]
                if one.default:
                    notes.append(self.tr("现行"))
                if one.legacy:
                    notes.append(self.tr("历史规则，只供查旧记录"))
                if one.verified is not True:
                    notes.append(self.tr("未核实"))
                self.ruleset.addItem(" · ".join(notes), one.id)
            if not rules:
                self.ruleset.addItem(self.tr("按本表的判定方式"), inspection.ruleset)
            self.ruleset.setCurrentIndex(max(0, self.ruleset.findData(inspection.ruleset)))
            self.ruleset.setEnabled(self.session.editable and len(rules) > 1)
        self.scope.show_value()
        if not self._boxes:
            self._show_people()
        self._show_chosen_people()

    def _show_people(self) -> None:
        clear(self._people)
        self._boxes = {}
        chosen = {one.id: one for one in self.session.inspection.officers}
        known = {one.id: one for one in office.officers(self.session.desk)} | chosen
        on = (self.session.inspection.started_at or self.session.inspection.created_at).date()
        for one in sorted(known.values(), key=lambda o: o.name):
            self._people.addLayout(self._person(one, certificate_problem(one, on)))
        self.no_people.setVisible(not known)
        self._show_chosen_people()

    def _person(self, officer: Officer, problem: str):
        line = row(gap=16)
        box = QCheckBox(officer.name)
        box.setMinimumWidth(theme.px(140))
        box.setProperty("officer", officer.id)
        box.clicked.connect(self._choose_people)
        self._boxes[officer.id] = box
        line.addWidget(box)
        line.addWidget(soft(self.tr("执法证 {no}").format(no=officer.certificate_no)))
        if problem:
            line.addWidget(label(problem, "problem"))
        elif officer.valid_until:
            line.addWidget(label(self.tr("有效期至 {day}").format(day=officer.valid_until.isoformat()), "done"))
        line.addStretch(1)
        return line

    def _show_chosen_people(self) -> None:
        chosen = [one.id for one in self.session.inspection.officers]
        for key, box in self._boxes.items():
            box.setChecked(key in chosen)
            box.setEnabled(self.session.editable)
        enough = len(chosen) >= 2
        self.officers_count.setText(
            self.tr("已选 {n} 人").format(n=len(chosen))
            + ("" if enough else self.tr("，不得少于两人（行政处罚法第四十二条）"))
        )
        set_role(self.officers_count, "soft" if enough else "problem")

    def focus_field(self, field: str) -> None:
        if field == "officers" and self._boxes:
            next(iter(self._boxes.values())).setFocus(Qt.FocusReason.OtherFocusReason)
        elif field == "checklist_code" and self._cards:
            first = next(iter(self._cards.values()))
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(first)

    # Choosing

    def _show_all(self) -> None:
        self._all = True
        self.show_values()

    def choose(self, code: str) -> None:
        """Bind the inspection to a checklist."""
        if code == self.session.inspection.checklist_code:
            return
        changed = self.session.attempt(lambda: inspecting.choose_checklist(self.session.desk, self.session.id, code))
        if changed is not None:
            self._all = False
            self.session.take_inspection(changed)

    def _choose_ruleset(self, place: int) -> None:
        ruleset = str(self.ruleset.itemData(place) or "")
        if ruleset and ruleset != self.session.inspection.ruleset:
            self.session.set_value("ruleset", ruleset)

    def _choose_people(self) -> None:
        known = {one.id: one for one in office.officers(self.session.desk, retired=True)}
        known |= {one.id: one for one in self.session.inspection.officers if one.id not in known}
        before = [one.id for one in self.session.inspection.officers]
        now = [key for key in before if self._boxes.get(key) is not None and self._boxes[key].isChecked()]
        now += [key for key, box in self._boxes.items() if box.isChecked() and key not in now]
        # The order in which they were chosen is the order on paper: the first one leads.
        changed = self.session.attempt(
            lambda: inspecting.choose_officers(self.session.desk, self.session.id, tuple(known[key] for key in now))
        )
        if changed is not None:
            self.session.take_inspection(changed)
        else:
            self._show_chosen_people()
