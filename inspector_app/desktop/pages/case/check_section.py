"""核对与自查: what the second reader found, each a press away; and the sheet a person ticks before a decision is issued."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from inspector_app.casework import case_check, confirming, issuing
from inspector_app.casework.case_check import Report
from inspector_app.casework.case_reading import Contradiction
from inspector_app.casework.confirming import Line, Sheet
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import (
    Badge,
    Card,
    LinkButton,
    PressableFrame,
    SecondaryButton,
    label,
    line,
    soft,
)

from .jumps import go, go_line
from .section import Section, flow
from .session import CaseSession


def said(text: str) -> str:
    """Translate a heading of this section."""
    return QCoreApplication.translate("CheckSection", text)


class CheckCard(Card):
    """案件自查: contradictions, worst first, and the self-score with what it is not."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(said("案件自查"), parent=parent)
        self.session = session
        self.again = SecondaryButton(self.tr("重新自查"), "refresh")
        self.again.clicked.connect(self.read)
        self.score = Badge("", "neutral")
        self.add_head(self.score)
        self.add_head(self.again)
        self.words = label("", "strong", wrap=True)
        self.add(self.words)
        self._lines = column(gap=2)
        self.body.addLayout(self._lines)
        self._parts = column(gap=4)
        self.body.addLayout(self._parts)

    def read(self) -> None:
        """Read the case again, off the interface thread."""
        desk, case_id = self.session.desk, self.session.id
        self.again.setEnabled(False)
        job = self.session.run(lambda _: case_check.check(desk, case_id), self.show_report)
        job.finished.connect(self._over)

    def _over(self) -> None:
        self.again.setEnabled(True)

    def show_report(self, report: Report) -> None:
        """Show what was found."""
        clear(self._lines)
        clear(self._parts)
        errors = sum(one.level == "error" for one in report.contradictions)
        others = len(report.contradictions) - errors
        self.words.setText(
            self.tr("发现 {0} 处问题、{1} 处提醒").format(errors, others)
            if report.contradictions
            else self.tr("没有发现矛盾")
        )
        score = report.score
        self.score.set(
            self.tr("自评 {0} / {1}").format(score.points, score.full), "ok" if score.passing else "critical"
        )
        for place, one in enumerate(report.contradictions):
            if place:
                self._lines.addWidget(line())
            self._lines.addWidget(self._line(one))
        holder, layout = flow(6)
        for part in score.parts:
            full = part.points == part.full
            layout.addWidget(Badge(f"{part.name} {part.points} / {part.full}", "ok" if full else "neutral"))
        self._parts.addWidget(holder)
        if not score.passing:
            self._parts.addWidget(label(self.tr("■ 有一处足以使决定违法，分数再高也不合格"), "problem", wrap=True))
        self._parts.addWidget(soft(score.note, wrap=True))

    def _line(self, one: Contradiction) -> QWidget:
        error = one.level == "error"
        frame = PressableFrame(one.text)
        frame.setMinimumHeight(48)
        frame.pressed.connect(partial(go, self.session, one.jump.kind, one.jump.id, one.jump.field))
        layout = row(frame, margins=(6, 6, 6, 6), gap=12)
        words = self.tr("问题") if error else self.tr("提醒")
        layout.addWidget(Badge(words, "critical" if error else "major", shape=True), 0, Qt.AlignmentFlag.AlignVCenter)
        texts = column(gap=1)
        texts.addWidget(label(one.text, wrap=True))
        basis = [case_check.HEADINGS[one.heading][0], *one.basis]
        if one.fatal:
            basis.append(self.tr("一票否决"))
        texts.addWidget(soft(" · ".join(basis), wrap=True))
        layout.addLayout(texts, 1)
        layout.addWidget(label(self.tr("去改 ›"), "soft"))
        return frame


class SheetCard(Card):
    """决定前逐项核对: a tick is given by name and holds only as long as the line reads the same."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(said("决定前逐项核对"), parent=parent)
        self.session = session
        self.boxes: dict[str, QCheckBox] = {}
        self._said: dict[str, QWidget] = {}
        self.state = Badge("", "neutral")
        self.add_head(self.state)
        self.add(soft(self.tr("处罚决定书印发以前，每一行都要有人看过；内容改了，那一行要重新核对"), wrap=True))
        self._lines = column(gap=2)
        self.body.addLayout(self._lines)

    def read(self) -> None:
        """Write the sheet anew, off the interface thread."""
        desk, case_id = self.session.desk, self.session.id
        self.session.run(lambda _: confirming.sheet(desk, case_id), self.show_sheet)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show every line in its group."""
        clear(self._lines)
        self.boxes, self._said = {}, {}
        group = ""
        for one in sheet.lines:
            if one.group != group:
                group = one.group
                self._lines.addSpacing(6)
                self._lines.addWidget(label(group, "label"))
            self._lines.addWidget(self._line(one))
        self._show_state(sheet)

    def _line(self, one: Line) -> QWidget:
        made = QWidget()
        layout = row(made, gap=10)
        box = QCheckBox()
        box.setChecked(bool(one.ticked_by))
        box.setEnabled(not one.obstacle and self.session.editable)
        box.setAccessibleName(self.tr("核对：{0}").format(one.text))
        box.setObjectName(f"line:{one.id}")
        box.clicked.connect(partial(self._tick, one.id))
        self.boxes[one.id] = box
        layout.addWidget(box, 0, Qt.AlignmentFlag.AlignVCenter)
        words = column(gap=0)
        words.addWidget(label(one.text, wrap=True))
        if one.obstacle:
            words.addWidget(label("■ " + one.obstacle, "problem", wrap=True))
        layout.addLayout(words, 1)
        said = label(one.ticked_by, "done")
        self._said[one.id] = said
        layout.addWidget(said)
        jump = LinkButton(self.tr("去改") if one.obstacle else self.tr("看"))
        jump.setAccessibleName(f"{jump.text()}：{one.text}")
        jump.clicked.connect(partial(self._go, one.jump))
        layout.addWidget(jump)
        return made

    def _go(self, jump: str, _checked: bool = False) -> None:
        go_line(self.session, jump)

    def _tick(self, line_id: str, _checked: bool = False) -> None:
        desk, case_id = self.session.desk, self.session.id
        act = confirming.tick if self.boxes[line_id].isChecked() else confirming.untick
        sheet = self.session.attempt(lambda: act(desk, case_id, line_id))
        # Nothing is built anew: thirty lines are ticked one after the other by keyboard.
        self._follow(sheet or confirming.sheet(desk, case_id))

    def _follow(self, sheet: Sheet) -> None:
        for one in sheet.lines:
            if one.id in self.boxes:
                self.boxes[one.id].setChecked(bool(one.ticked_by))
                self._said[one.id].setText(one.ticked_by)
        self._show_state(sheet)

    def _show_state(self, sheet: Sheet) -> None:
        missing, obstacles = len(sheet.missing), sum(bool(one.obstacle) for one in sheet.lines)
        if self._decided():
            # The procedure has moved on since, and its line with it: what was ticked for the decision is past asking.
            self.state.set(self.tr("决定书已印发"), "ok")
        elif sheet.complete:
            self.state.set(self.tr("全部核对，可以印发决定"), "ok")
        elif obstacles:
            self.state.set(self.tr("还差 {0} 行，其中 {1} 行有障碍").format(missing, obstacles), "critical")
        else:
            self.state.set(self.tr("还差 {0} 行").format(missing), "major")

    def _decided(self) -> bool:
        documents = issuing.documents(self.session.desk, case_id=self.session.id)
        return any(one.status == "issued" and one.form_code in confirming.DECISIONS for one in documents)


class CheckSection(Section):
    """The second reader above, the sheet below."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(session, parent=parent)
        self.check = CheckCard(session)
        self.sheet = SheetCard(session)
        self.column.addWidget(self.check)
        self.column.addWidget(self.sheet)
        self.column.addStretch(1)

    def show_now(self) -> None:
        self.check.read()
        self.sheet.read()

    def focus_part(self, key: str) -> None:
        self.focus_named(key)
