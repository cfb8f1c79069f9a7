"""The documents of a case: drafted, issued, served; and the papers that were made elsewhere."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid

from inspector_app.casework import case_papers, cases, differing, issuing
from inspector_app.casework.differing import Difference
from inspector_app.desktop.moments import minute_text, short_day
from inspector_app.desktop.pages.inspection.fields import CalmCombo, parse_minute
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.pages.print_offers import offers
from inspector_app.desktop.pages.print_panel import PrintPanel
from inspector_app.desktop.widgets.basic import Badge, Card, LinkButton, PressableFrame, SearchField, label, soft
from inspector_app.desktop.widgets.form import FormRow
from inspector_app.desktop.widgets.panels import ConfirmPanel
from inspector_app.records.case import Paper, Service
from inspector_app.records.document import Document

from .session import CaseSession

STATES = {
    "draft": ("草稿", "major"),
    "issued": ("已印发", "accent"),
    "void": ("已作废", "critical"),
    "corrected": ("已更正", "neutral"),
}
FEW = 12


class PapersCard(Card):
    """A press opens a document; an issued one that has not reached the party can be registered as served."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("文书"), parent=parent)
        self._session = session
        self._document = ""
        self._form = ""
        self._installed: frozenset[str] = frozenset()
        self.count = soft("")
        self.add_head(self.count)
        self.print_button = LinkButton(self.tr("打印一套…"), "print")
        self.print_button.clicked.connect(self._print)
        self.add_head(self.print_button)
        self.print_panel = PrintPanel(session.services, session.failed.emit)
        self.add(self.print_panel)
        self._differs: dict[str, Badge] = {}
        self._build_serve()
        self._build_paper()
        self._lines = column(gap=2)
        self.body.addLayout(self._lines)
        self.none = soft(self.tr("还没有文书；在程序的每一步里一按就起草，内容从案件里填好"), wrap=True)
        self.add(self.none)
        self.more = LinkButton(self.tr("起草其他文书…"), "plus")
        self.more.clicked.connect(self._toggle_more)
        self.add(self.more)
        self.search = SearchField(self.tr("查找文书"))
        self.search.asked.connect(self._show_forms)
        self.search.hide()
        self.add(self.search)
        self._forms = column(gap=0)
        self.body.addLayout(self._forms)

    def _build_serve(self) -> None:
        self.serve_panel = ConfirmPanel()
        self.method = CalmCombo()
        for one in self._session.desk.library.procedures().machine("service").methods:
            self.method.addItem(one.name, one.id)
        self.served_at = QLineEdit()
        self.served_at.setPlaceholderText("2026-11-21 09:05")
        self.receiver = QLineEdit()
        self.serve_panel.extra.addWidget(FormRow(self.tr("送达方式"), self.method))
        self.serve_panel.extra.addWidget(FormRow(self.tr("送达时间"), self.served_at))
        self.serve_panel.extra.addWidget(FormRow(self.tr("收件人"), self.receiver))
        self.serve_panel.confirmed.connect(self._serve)
        self.add(self.serve_panel)

    def _build_paper(self) -> None:
        self.paper_panel = ConfirmPanel()
        self.paper_number = QLineEdit()
        self.paper_at = QLineEdit()
        self.paper_at.setPlaceholderText("2026-11-21 09:05")
        self.paper_panel.extra.addWidget(FormRow(self.tr("文号（没有可以不填）"), self.paper_number))
        self.paper_panel.extra.addWidget(FormRow(self.tr("制作或者签批的时间"), self.paper_at))
        self.paper_panel.confirmed.connect(self._add_paper)
        self.add(self.paper_panel)

    # Showing

    def show_documents(self) -> None:
        """Show what there is."""
        desk, case = self._session.desk, self._session.case
        clear(self._lines)
        self._differs = {}
        self._installed = frozenset(desk.library.codes("document"))
        served = {one.document_id: one for one in cases.belonging(desk, Service, case.id)}
        documents = issuing.documents(desk, case_id=case.id)
        papers = cases.belonging(desk, Paper, case.id)
        for one in documents:
            self._line(one, served.get(one.id))
        for paper in papers:
            self._paper_line(paper, served.get(paper.id))
        count = len(documents) + len(papers)
        self.count.setText(self.tr("{0} 份").format(count) if count else "")
        self.none.setVisible(not count)
        self.more.setEnabled(self._session.editable)
        self.print_button.setVisible(any(one.status in {"draft", "issued"} for one in documents))
        self._compare(documents)

    def _compare(self, documents: list[Document]) -> None:
        """Find off the interface thread which documents the records of the case have left behind."""
        desk = self._session.desk

        def done(found: dict[str, list[Difference]]) -> None:
            for key, badge in self._differs.items():
                if isValid(badge):
                    waiting = found.get(key, [])
                    badge.set(self.tr("不一致 {0}").format(len(waiting)), "major")
                    badge.setToolTip(self.tr("与现在的记录不一致：{0}").format("、".join(one.label for one in waiting)))
                    badge.setVisible(bool(waiting))

        if documents:
            self._session.run(lambda _: differing.affected(desk, documents), done)

    def _print(self) -> None:
        desk, case_id = self._session.desk, self._session.id
        found = self._session.attempt(lambda: offers(desk, issuing.documents(desk, case_id=case_id)))
        if found:
            self.print_panel.ask(self.tr("打印一套文书"), found)

    def _to_party(self, form_code: str) -> bool:
        """Whether a document is meant for the party: approvals stay within the office, records and receipts are signed and not served."""
        if form_code not in self._installed:
            return False
        form = self._session.desk.library.form(form_code)
        return form.audience != "internal" and form.kind not in ("笔录", "回证")

    def _line(self, document: Document, service: Service | None) -> None:
        frame = PressableFrame(document.name)
        frame.setObjectName(f"document:{document.id}")
        frame.setMinimumHeight(44)
        frame.pressed.connect(partial(self._open, document.id))
        layout = row(frame, margins=(6, 4, 6, 4), gap=8)
        words = column(gap=0)
        words.addWidget(label(document.name, wrap=True))
        if document.number:
            words.addWidget(soft(document.number))
        layout.addLayout(words, 1)
        differs = Badge("", "major")
        differs.hide()
        layout.addWidget(differs)
        self._differs[document.id] = differs
        self._marks(layout, document, document.status, service)
        self._lines.addWidget(frame)

    def _paper_line(self, paper: Paper, service: Service | None) -> None:
        holder = QWidget()
        layout = row(holder, margins=(6, 4, 6, 4), gap=8)
        words = column(gap=0)
        words.addWidget(label(paper.name, wrap=True))
        words.addWidget(soft(" · ".join(w for w in (paper.number, minute_text(paper.made_at)) if w)))
        layout.addLayout(words, 1)
        self._marks(layout, paper, "paper", service)
        self._lines.addWidget(holder)

    def _marks(self, layout, one: Document | Paper, status: str, service: Service | None) -> None:
        if service is not None:
            layout.addWidget(Badge(self.tr("已送达 {0}").format(short_day(service.served_at)), "ok"))
            return
        if status in ("issued", "paper") and self._session.editable and self._to_party(one.form_code):
            button = LinkButton(self.tr("登记送达"))
            button.setAccessibleName(self.tr("登记送达：{0}").format(one.name))
            button.setProperty("document", one.id)
            button.clicked.connect(partial(self._ask_serve, one.id, one.name))
            layout.addWidget(button)
        word, tone = STATES.get(status, (self.tr("纸质"), "neutral"))
        layout.addWidget(Badge(word, tone))

    def _open(self, document_id: str) -> None:
        self._session.document_requested.emit(document_id)

    # Served

    def _ask_serve(self, document_id: str, name: str, _checked: bool = False) -> None:
        self._document = document_id
        self.served_at.setText(minute_text(self._session.now()))
        self.receiver.setText(self._session.case.party.contact_person or self._session.case.party.name)
        self.serve_panel.ask(
            self.tr("登记《{0}》的送达").format(name), self.tr("送达的日子是以后各项期限的起算点"), self.tr("登记送达")
        )

    def _serve(self) -> None:
        session = self._session

        def act() -> Service:
            at = parse_minute(self.served_at.text(), session.now()) or session.now()
            method = str(self.method.currentData())
            return case_papers.serve(
                session.desk, session.id, self._document, method, at, receiver=self.receiver.text()
            )

        session.act(act)

    # Made elsewhere

    def ask_paper(self, form_code: str, name: str) -> None:
        """Ask for the facts of a document that was made outside this program."""
        self._form = form_code
        self.paper_number.clear()
        self.paper_at.setText(minute_text(self._session.now()))
        self.paper_panel.ask(
            self.tr("登记已有的《{0}》").format(name),
            self.tr("在别的系统里审批过、或者收到的纸质文书，登记以后这一步就算有了"),
            self.tr("登记"),
        )

    def _add_paper(self) -> None:
        session = self._session

        def act() -> Paper:
            at = parse_minute(self.paper_at.text(), session.now()) or session.now()
            number = self.paper_number.text().strip()
            return case_papers.add_paper(session.desk, session.id, self._form, made_at=at, number=number)

        session.act(act)

    # Others

    def _toggle_more(self) -> None:
        shown = self.search.isHidden()
        self.search.setVisible(shown)
        if shown:
            self.search.setFocus()
            self._show_forms()
        else:
            clear(self._forms)

    def _show_forms(self) -> None:
        clear(self._forms)
        wanted = self.search.text().strip()
        found = [one for one in self._session.desk.library.forms() if wanted in one.name]
        for form in found[:FEW]:
            button = LinkButton(form.name)
            button.setObjectName(f"other:{form.code}")
            button.clicked.connect(partial(self.draft, form.code))
            self._forms.addWidget(button)
        if len(found) > FEW:
            self._forms.addWidget(soft(self.tr("还有 {0} 种，写几个字缩小范围").format(len(found) - FEW)))

    def draft(self, code: str, _checked: bool = False) -> None:
        """Draft a document of the case, or open the draft there is."""
        session = self._session
        known = issuing.documents(session.desk, case_id=session.id)
        made = next((one for one in known if one.form_code == code and one.status == "draft"), None)
        made = made or session.attempt(lambda: issuing.draft_for_case(session.desk, session.id, code))
        if made is not None:
            session.services.tell_changed("documents")
            session.document_requested.emit(made.id)
