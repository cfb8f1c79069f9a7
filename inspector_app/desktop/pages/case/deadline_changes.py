"""What changes a limit: done, lengthened, days taken off, another length, another beginning; each asked with what proves it."""

from __future__ import annotations

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from inspector_app.casework import case_clocks, case_procedures, clock_sheet, issuing
from inspector_app.catalog.procedure_clock import UNIT_WORDS, Clock
from inspector_app.desktop.moments import minute_text
from inspector_app.desktop.pages.inspection.fields import CalmCombo, parse_minute
from inspector_app.desktop.pages.inspection.parts import column
from inspector_app.desktop.widgets.form import DayField, FormRow, parse_day
from inspector_app.desktop.widgets.panels import ConfirmPanel
from inspector_app.fault import UsageFault
from inspector_app.records.document import Document

from .deadline_words import said
from .session import CaseSession


def narrow(combo: CalmCombo) -> CalmCombo:
    """Keep long words of a list from widening the column it stands in."""
    combo.setSizeAdjustPolicy(CalmCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(10)
    return combo


class DeadlineChanges(QWidget):
    """One question at a time; ``ask`` opens the panel of an act for a rule."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.rule = ""
        self.refresh()
        self._column = column(self, gap=0)
        self._build_extend()
        self._build_done()
        self._build_suspend()
        self._build_variant()
        self._build_start()
        self.hide()

    def refresh(self) -> None:
        """Read the procedures as they are installed now; between two showings they are kept."""
        self._book = case_procedures.book(self._session.desk, self._session.id)

    def clock(self, rule: str) -> Clock:
        """The pack's words of a limit."""
        return self._book.clock(rule)

    def acts(self, rule: str, *, owed: bool) -> dict[str, str]:
        """The acts a limit allows, with their words; ``owed`` false for time that merely passes."""
        clock = self.clock(rule)
        found = {"done": said("已办…")} if owed else {}
        if clock.extensions and not clock.never_longer:
            found["extend"] = said("延长…")
        if clock.excludes:
            found["suspend"] = said("扣除…")
        if clock.variants:
            found["variant"] = said("情形…")
        return found | {"start": said("起算…")}

    def ask(self, act: str, rule: str, name: str) -> None:
        """Ask what an act needs; another question that was open is put away."""
        for panel in self.findChildren(ConfirmPanel):
            panel.hide()
        self.rule = rule
        self.show()
        getattr(self, f"ask_{act}")(rule, name)

    def _panel(self, *rows: QWidget) -> ConfirmPanel:
        made = ConfirmPanel()
        for one in rows:
            made.extra.addWidget(one)
        self._column.addWidget(made)
        made.declined.connect(self.hide)
        made.confirmed.connect(self.hide)
        return made

    # Longer

    def _build_extend(self) -> None:
        self.approval = narrow(CalmCombo())
        self.length = QLineEdit()
        self.length.setValidator(QIntValidator(1, 3650, self))
        self.length_row = FormRow(said("批准的长度"), self.length, said("空着就按法律规定的长度"))
        self.extend_panel = self._panel(FormRow(said("凭哪一份审批文书"), self.approval), self.length_row)
        self.extend_panel.confirmed.connect(self._extend)

    def _approvals(self, rule: str) -> list[Document]:
        """The issued documents of the case that may stand for the next lengthening of a limit."""
        session = self._session
        codes = {code for one in self.clock(rule).extensions for code in one.documents}
        found = issuing.documents(session.desk, case_id=session.id)
        return [one for one in found if one.status == "issued" and (not codes or one.form_code in codes)]

    def extend_words(self, rule: str) -> str:
        """Say by what a limit may be lengthened, and what is lacking for that."""
        clock = self.clock(rule)
        words = "；".join(one.text for one in clock.extensions) or clock.extension_text
        if not self._approvals(rule):
            words += said("；还没有印发的审批文书，先起草、审批")
        return words

    def ask_extend(self, rule: str, name: str) -> None:
        """Ask on which approval a limit is lengthened."""
        self.rule = rule
        self.approval.clear()
        for one in self._approvals(rule):
            self.approval.addItem(f"{one.name} {one.number}".strip(), one.id)
        self.length.clear()
        self.extend_panel.ask(said("延长“{0}”").format(name), self.extend_words(rule), said("延长"))
        self.extend_panel.yes.setEnabled(self.approval.count() > 0)

    def _extend(self) -> None:
        session, key = self._session, str(self.approval.currentData())
        length = int(self.length.text()) if self.length.text() else None
        session.act(lambda: case_clocks.extend(session.desk, session.id, self.rule, key, length))

    # Done

    def _build_done(self) -> None:
        self.done_at = QLineEdit()
        self.done_panel = self._panel(FormRow(said("什么时候办好的"), self.done_at))
        self.done_panel.confirmed.connect(self._finish)

    def ask_done(self, rule: str, name: str) -> None:
        """Ask when what a limit wants was done; where a step says it, the step does this by itself."""
        self.rule = rule
        self.done_at.setText(minute_text(self._session.now()))
        self.done_panel.ask(
            said("“{0}”已经办好？").format(name),
            said("登记程序的一步会自动了结它的期限；没有对应步骤的在这里登记"),
            said("已办"),
        )

    def _finish(self) -> None:
        session = self._session

        def act() -> object:
            at = parse_minute(self.done_at.text(), session.now()) or session.now()
            return case_clocks.finish_clock(session.desk, session.id, self.rule, at)

        session.act(act)

    # Days that do not count

    def _build_suspend(self) -> None:
        self.proof = narrow(CalmCombo())
        self.first, self.last = DayField(), DayField()
        for edit, key in ((self.first, "first"), (self.last, "last")):
            edit.setObjectName(f"suspend:{key}")
        self.suspend_panel = self._panel(
            FormRow(said("凭哪一份已送达的文书"), self.proof),
            FormRow(said("从哪天（含）"), self.first),
            FormRow(said("到哪天（含）"), self.last),
        )
        self.suspend_panel.confirmed.connect(self._suspend)

    def ask_suspend(self, rule: str, name: str) -> None:
        """Ask which days do not count, and by which served document."""
        self.rule = rule
        session = self._session
        self.proof.clear()
        for key, words in clock_sheet.proofs(session.desk, session.id, rule):
            self.proof.addItem(words, key)
        book = self._book
        parts = [
            f"{one.name}（{'、'.join(book.cite(cited) for cited in one.legal)}）" for one in self.clock(rule).excludes
        ]
        words = said("可以扣除：{0}").format("；".join(parts))
        if not self.proof.count():
            names = {
                session.desk.library.form(code).name for one in self.clock(rule).excludes for code in one.documents
            }
            words += said("。还没有可以凭的已送达文书（{0}），先送达并登记").format("、".join(sorted(names)))
        self.suspend_panel.ask(said("从“{0}”里扣除期间").format(name), words, said("扣除"))
        self.suspend_panel.yes.setEnabled(self.proof.count() > 0)

    def _suspend(self) -> None:
        session, key = self._session, str(self.proof.currentData())

        def act() -> object:
            first, last = parse_day(self.first.text()), parse_day(self.last.text())
            if first is None or last is None:
                raise UsageFault(
                    said("扣除期间要写明从哪天到哪天"), kept=said("期限没有改动"), code="deadline-suspension"
                )
            return case_clocks.suspend(session.desk, session.id, self.rule, (first, last), key)

        session.act(act)

    # Another length

    def _build_variant(self) -> None:
        self.variant = narrow(CalmCombo())
        self.variant_panel = self._panel(FormRow(said("哪一种情形"), self.variant))
        self.variant_panel.confirmed.connect(self._choose)

    def ask_variant(self, rule: str, name: str) -> None:
        """Ask under which condition of the law another length holds."""
        self.rule = rule
        clock, session, book = self.clock(rule), self._session, self._book
        self.variant.clear()
        self.variant.addItem(said("一般情形：{0}{1}").format(clock.duration, UNIT_WORDS[clock.unit]), "")
        for one in clock.variants:
            cited = "、".join(book.cite(cited) for cited in one.legal)
            self.variant.addItem(f"{one.when}：{one.duration}{UNIT_WORDS[one.unit]}（{cited}）", one.id)
        kept = case_clocks.ledger(session.desk, session.id).clocks.get(rule)
        self.variant.setCurrentIndex(max(0, self.variant.findData(kept.variant if kept else "")))
        self.variant_panel.ask(said("“{0}”适用哪一种情形").format(name), clock.note, said("选定"))

    def _choose(self) -> None:
        session, key = self._session, str(self.variant.currentData())
        session.act(lambda: case_clocks.choose_variant(session.desk, session.id, self.rule, key))

    # Another beginning

    def _build_start(self) -> None:
        self.starts_at = QLineEdit()
        self.starts_at.setObjectName("clock:start")
        self.start_panel = self._panel(FormRow(said("从什么时候起算"), self.starts_at, said("例如 2026-11-21 09:05")))
        self.start_panel.confirmed.connect(self._start)

    def ask_start(self, rule: str, name: str) -> None:
        """Ask from when a limit runs, where no step or service says it rightly."""
        self.rule = rule
        session = self._session
        run = case_clocks.runs(case_clocks.ledger(session.desk, session.id)).get(rule)
        self.starts_at.setText(minute_text(run.start if run else session.now()))
        words = said("法定起算：{0}。登记程序的一步、送达文书会自动起算；与实际不符的在这里写明").format(
            self.clock(rule).start
        )
        self.start_panel.ask(said("“{0}”的起算时间").format(name), words, said("按此起算"))

    def _start(self) -> None:
        session = self._session

        def act() -> object:
            at = parse_minute(self.starts_at.text(), session.now())
            if at is None:
                raise UsageFault(said("还没有写起算的时间"), kept=said("期限没有改动"), code="step-time")
            return case_clocks.start_clock(session.desk, session.id, self.rule, at)

        session.act(act)
