"""Opening a case: from the findings of an inspection, or from another source."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from inspector_app.casework import cases, inspecting, reviewing
from inspector_app.casework.desk import Desk
from inspector_app.desktop import theme
from inspector_app.desktop.pages.inspection.answer_buttons import Choices
from inspector_app.desktop.pages.inspection.fields import CalmCombo, parse_minute
from inspector_app.desktop.pages.inspection.parts import clear, column
from inspector_app.desktop.widgets.basic import Card, PrimaryButton, SecondaryButton, soft
from inspector_app.desktop.widgets.form import FormRow
from inspector_app.records.case import Case, Party

SHOWN = 200


class NewCaseCard(Card):
    """Asks where the case comes from and opens it; ``opened`` gives its id. What goes wrong is raised to the page."""

    opened = Signal(str)
    declined = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._desk = desk
        self._boxes: dict[str, QCheckBox] = {}
        self._origin = "inspection"
        self.name_label = soft(self.tr("线索从哪里来"))
        self.add(self.name_label)
        self.origin = Choices(self.tr("线索来源"))
        self.origin.offer(
            {
                "inspection": (self.tr("检查发现"), "", "accent"),
                "complaint": (self.tr("投诉"), "", "accent"),
                "report": (self.tr("举报"), "", "accent"),
                "transfer": (self.tr("其他部门移送"), "", "accent"),
                "assigned": (self.tr("上级交办"), "", "accent"),
                "sampling": (self.tr("抽样检验"), "", "accent"),
                "other": (self.tr("其他"), "", "accent"),
            }
        )
        self.origin.chosen.connect(self._choose_origin)
        self.add(self.origin)
        self.from_inspection = QWidget()
        self._build_inspection()
        self.add(self.from_inspection)
        self.from_source = QWidget()
        self._build_source()
        self.add(self.from_source)
        self.procedure = Choices(self.tr("适用程序"))
        self.procedure.offer(
            {
                "ordinary": (self.tr("普通程序"), "", "accent"),
                "summary": (self.tr("简易程序（当场处罚）"), "", "accent"),
            }
        )
        self._procedure = "ordinary"
        self.procedure.chosen.connect(self._choose_procedure)
        self.add(FormRow(self.tr("适用程序"), self.procedure))
        self.make_button = PrimaryButton(self.tr("建立案件"), "case")
        self.back_button = SecondaryButton(self.tr("不，回去"))
        self.back_button.clicked.connect(self.declined)
        self.row(self.make_button, self.back_button)
        self.hide()

    def _build_inspection(self) -> None:
        layout = column(self.from_inspection, gap=8)
        self.inspection = CalmCombo()
        self.inspection.setAccessibleName(self.tr("哪一次检查"))
        self.inspection.activated.connect(self._show_findings)
        layout.addWidget(FormRow(self.tr("哪一次检查"), self.inspection))
        self.findings_words = soft("", wrap=True)
        layout.addWidget(self.findings_words)
        self._findings = column(gap=0)
        layout.addLayout(self._findings)

    def _build_source(self) -> None:
        layout = column(self.from_source, gap=12)
        self.party = QLineEdit()
        self.clue = QPlainTextEdit()
        self.clue.setTabChangesFocus(True)
        self.clue.setFixedHeight(theme.px(96))
        self.clue_at = QLineEdit()
        self.clue_at.setPlaceholderText("2026-11-21 09:05")
        layout.addWidget(FormRow(self.tr("当事人"), self.party, self.tr("还不知道可以先空着")))
        layout.addWidget(FormRow(self.tr("线索内容"), self.clue))
        layout.addWidget(
            FormRow(self.tr("什么时候收到"), self.clue_at, self.tr("核查、立案的期限从这一天起算；空着就按现在"))
        )

    # Showing

    def ask(self, inspection_id: str = "") -> None:
        """Show the card; with an inspection, its findings are there to choose from."""
        self.inspection.clear()
        for one in inspecting.summaries(self._desk, limit=SHOWN):
            if one.defects or one.id == inspection_id:
                day = one.created_at[:10]
                words = self.tr("{0} · {1} · 不符合 {2}").format(one.enterprise or "—", day, one.defects)
                self.inspection.addItem(words, one.id)
        self.inspection.setCurrentIndex(max(0, self.inspection.findData(inspection_id)))
        self.procedure.show_choice(self._procedure)
        self._choose_origin("inspection" if inspection_id or self.inspection.count() else "report")
        self.show()
        self.make_button.setFocus()

    def _choose_origin(self, origin: str) -> None:
        self._origin = origin or self._origin
        self.origin.show_choice(self._origin)
        mine = self._origin == "inspection"
        self.from_inspection.setVisible(mine)
        self.from_source.setVisible(not mine)
        if mine:
            self._show_findings()
        else:
            self.make_button.setEnabled(True)

    def _choose_procedure(self, procedure: str) -> None:
        self._procedure = procedure or self._procedure
        self.procedure.show_choice(self._procedure)

    def _show_findings(self) -> None:
        clear(self._findings)
        self._boxes = {}
        key = str(self.inspection.currentData() or "")
        found = reviewing.findings(self._desk, key) if key else []
        for one in found:
            text = one.text.strip() or one.title
            box = QCheckBox(" ".join(word for word in (one.number, one.severity_label, text) if word))
            box.setChecked(True)
            box.setToolTip(text)
            box.toggled.connect(self._tell_chosen)
            self._findings.addWidget(box)
            self._boxes[one.item_id] = box
        self.findings_words.setText(
            self.tr("选出要立案的问题；每一条成为一个违法事实，它的照片成为证据")
            if found
            else self.tr("没有发现问题的检查不能据此立案；可以选别的来源")
        )
        self._tell_chosen()

    def _tell_chosen(self) -> None:
        self.make_button.setEnabled(any(box.isChecked() for box in self._boxes.values()))

    # Opening

    def make(self) -> Case:
        """Open the case as chosen; a ``Fault`` says what is not there."""
        if self._origin == "inspection":
            wanted = [key for key, box in self._boxes.items() if box.isChecked()]
            made = cases.open_from_inspection(
                self._desk, str(self.inspection.currentData() or ""), wanted, procedure=self._procedure
            )
        else:
            now = self._desk.now()
            made = cases.open_from_source(
                self._desk,
                self._origin,
                party=Party(name=self.party.text().strip()),
                clue=self.clue.toPlainText(),
                clue_at=parse_minute(self.clue_at.text(), now) or now,
                procedure=self._procedure,
            )
        self.hide()
        self.party.clear()
        self.clue.clear()
        self.clue_at.clear()
        self.opened.emit(made.id)
        return made
