"""The evidence of a case: what each exhibit is, what it proves, who took it when; taking in more; withdrawing with a reason."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from inspector_app.casework import case_facts, case_papers
from inspector_app.desktop.moments import minute_text
from inspector_app.desktop.pages.inspection.fields import CalmCombo, parse_minute
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Card, LinkButton, SecondaryButton, label, line, soft
from inspector_app.desktop.widgets.form import FormRow, TextField
from inspector_app.desktop.widgets.panels import ConfirmPanel
from inspector_app.fault import Fault
from inspector_app.records.case import EVIDENCE_KINDS, Exhibit

from .section import beside, flow
from .session import CaseSession

PROVING = ("site_record", "inquiry_record", "electronic_evidence_record", "sampling_record", "testing_result_notice", "evidence_extraction_sheet")  # fmt: skip
"""Documents of this vault that are evidence themselves; notices and decisions are not."""


class ExhibitsCard(Card):
    """The list, and below it what may be added."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("证据"), parent=parent)
        self.session = session
        self.count = soft("")
        self.add_head(self.count)
        self._build_withdraw()
        self._lines = column(gap=6)
        self.body.addLayout(self._lines)
        self.none = soft(
            self.tr("还没有证据；检查里的照片随立案带来，笔录印发后可以加进来，纸质的在下面登记"), wrap=True
        )
        self.add(self.none)
        self._documents = column(gap=4)
        self.body.addLayout(self._documents)
        self.adding = QWidget()
        self._build_adding()
        self.add(self.adding)

    def _build_withdraw(self) -> None:
        self._gone = ""
        self.withdraw_panel = ConfirmPanel(danger=True)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(self.tr("撤下的理由"))
        self.reason.setPlaceholderText(self.tr("撤下的理由（必填）"))
        self.withdraw_panel.extra.addWidget(self.reason)
        self.withdraw_panel.confirmed.connect(self._withdraw)
        self.add(self.withdraw_panel)

    def _build_adding(self) -> None:
        layout = column(self.adding, gap=8)
        layout.addWidget(line())
        layout.addWidget(label(self.tr("登记一份证据"), "label"))
        self.name = QLineEdit()
        self.kind = CalmCombo()
        self.kind.addItems(list(EVIDENCE_KINDS))
        self.at = QLineEdit()
        self.at.setPlaceholderText("2026-11-21 09:05")
        self.pages = QLineEdit()
        layout.addLayout(
            beside(
                FormRow(self.tr("名称"), self.name),
                FormRow(self.tr("种类"), self.kind),
                FormRow(self.tr("什么时候取得"), self.at),
                FormRow(self.tr("页数"), self.pages),
            )
        )
        self.add_button = SecondaryButton(self.tr("登记"), "plus")
        self.add_button.clicked.connect(self._add)
        line_ = row(gap=8)
        line_.addWidget(self.add_button)
        line_.addStretch(1)
        layout.addLayout(line_)

    # Showing

    def show_exhibits(self) -> list[Exhibit]:
        """Show what there is, and return it."""
        session = self.session
        found = case_facts.exhibits(session.desk, session.id)
        clear(self._lines)
        for place, one in enumerate(found):
            if place:
                self._lines.addWidget(line())
            self._lines.addWidget(self._line(one))
        self.count.setText(self.tr("{0} 份").format(len(found)) if found else "")
        self.none.setVisible(not found)
        self.adding.setVisible(session.editable)
        self._show_documents(found)
        return found

    def _line(self, one: Exhibit) -> QWidget:
        holder = QWidget()
        holder.setObjectName(f"exhibit:{one.id}")
        layout = row(holder, gap=12)
        layout.addWidget(label(one.label, "strong"))
        words = column(gap=0)
        words.addWidget(label(one.name, wrap=True))
        facts = [one.kind, minute_text(one.collected_at) or self.tr("时间未登记")]
        facts += ["、".join(one.collectors), one.place, self.tr("{0} 页").format(one.pages) if one.pages else ""]
        words.addWidget(soft(" · ".join(part for part in facts if part), wrap=True))
        layout.addLayout(words, 5)
        proves = TextField(one.proves, self.tr("证明什么"))
        proves.setObjectName(f"proves:{one.id}")
        proves.setAccessibleName(self.tr("{0}证明什么").format(one.label))
        proves.setCursorPosition(0)
        proves.setReadOnly(not self.session.editable)
        proves.left.connect(partial(self._prove, one.id))
        layout.addWidget(proves, 6)
        if self.session.editable:
            off = LinkButton(self.tr("撤下…"))
            off.setAccessibleName(self.tr("撤下{0}").format(one.label))
            off.clicked.connect(partial(self._ask_withdraw, one))
            layout.addWidget(off)
        return holder

    def _show_documents(self, known: list[Exhibit]) -> None:
        clear(self._documents)
        used = {one.document_id for one in known}
        session = self.session
        made = [
            one
            for one in case_papers.materials(session.desk, session.id)
            if one.form_code in PROVING and one.id not in used
        ]
        if not made or not session.editable:
            return
        self._documents.addWidget(label(self.tr("已经印发、还没有作为证据的"), "label"))
        holder, layout = flow(6)
        for one in made:
            button = LinkButton(self.tr("把{0}作为证据").format(one.name + one.number), "plus")
            button.clicked.connect(partial(self._take_document, one.id))
            layout.addWidget(button)
        self._documents.addWidget(holder)

    # Changing

    def _prove(self, exhibit_id: str, text: str) -> None:
        self.session.attempt(lambda: case_facts.change_exhibit(self.session.desk, exhibit_id, proves=text))

    def _take_document(self, document_id: str, _checked: bool = False) -> None:
        session = self.session
        session.act(lambda: case_facts.exhibit_of_document(session.desk, session.id, document_id))

    def _add(self) -> None:
        session = self.session

        def act() -> Exhibit:
            pages = self.pages.text().strip()
            if pages and not pages.isdigit():
                raise Fault(self.tr("页数要写数字"), code="exhibit_pages")
            return case_facts.add_exhibit(
                session.desk,
                session.id,
                self.name.text(),
                kind=self.kind.currentText(),
                collected_at=parse_minute(self.at.text(), session.now()),
                pages=int(pages or 0),
            )

        if session.act(act) is not None:
            for field in (self.name, self.at, self.pages):
                field.clear()

    def _ask_withdraw(self, one: Exhibit, _checked: bool = False) -> None:
        self._gone = one.id
        self.reason.clear()
        self.withdraw_panel.ask(
            self.tr("撤下{0}{1}？").format(one.label, one.name),
            self.tr("它仍在案件里、留痕里，只是不再作为证据"),
            self.tr("撤下"),
        )
        self.reason.setFocus()

    def _withdraw(self) -> None:
        session, reason = self.session, self.reason.text()
        session.act(lambda: case_facts.withdraw_exhibit(session.desk, self._gone, reason) or True)
