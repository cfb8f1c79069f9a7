"""程序: where the case stands at the left, what may be done now and the case at a glance in the middle, limits and documents at the right."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from inspector_app.casework import case_clocks, case_procedures, case_timeline
from inspector_app.casework.case_timeline import Timeline, Track
from inspector_app.desktop.pages.inspection.fields import CalmCombo
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Card, ChipButton, LinkButton, SecondaryButton, line, soft
from inspector_app.rules.procedure import Option

from .deadlines_card import DeadlinesCard
from .glance import FactsGlance, PenaltyGlance
from .papers_card import PapersCard
from .section import Section, flow
from .session import CaseSession
from .step_card import StepCard
from .timeline_card import TimelineCard
from .way import usual_way

BESIDE = ("evidence_preservation", "coercive_measure", "sampling_testing", "recusal", "publicity", "crime_transfer")
"""Procedures that are begun by hand beside the main one; the others begin with a step of it."""


class NextCard(Card):
    """The steps that lead on from here, the usual one opened."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("现在"), parent=parent)
        self.session = session
        self.track_key = ""
        self.opened: str | None = ""
        self._state = ""
        self.steps: dict[str, StepCard] = {}
        self._tracks = column(gap=6)
        self.body.addLayout(self._tracks)
        self._steps = column(gap=4)
        self.body.addLayout(self._steps)
        self.add(line())
        self.beside = LinkButton(self.tr("启动别的程序…"), "plus")
        self.beside.clicked.connect(self._toggle_beside)
        self.add(self.beside)
        self.machines = CalmCombo()
        self.machines.setAccessibleName(self.tr("要启动的程序"))
        book = session.desk.library.procedures()
        for code in BESIDE:
            if code in book.machines:
                self.machines.addItem(book.machine(code).name, code)
        self.begin = SecondaryButton(self.tr("启动"))
        self.begin.clicked.connect(self._begin)
        self._beside_row = QWidget()
        layout = row(self._beside_row, gap=8)
        layout.addWidget(self.machines, 1)
        layout.addWidget(self.begin)
        self._beside_row.hide()
        self.add(self._beside_row)

    def show_timeline(self, timeline: Timeline, paper) -> None:
        """Show the steps of the procedure one works at."""
        live = [one for one in timeline.tracks if not one.standing.finished]
        keys = [one.key for one in live]
        if self.track_key not in keys:
            self.track_key, self.opened = (keys[0] if keys else ""), ""
        clear(self._tracks)
        clear(self._steps)
        self.steps = {}
        if len(live) > 1:
            holder, layout = flow(8)
            for one in live:
                chip = ChipButton(f"{one.name} · {one.standing.state.name}")
                chip.setChecked(one.key == self.track_key)
                chip.clicked.connect(partial(self._choose_track, one.key))
                layout.addWidget(chip)
            self._tracks.addWidget(holder)
        track = next((one for one in live if one.key == self.track_key), None)
        self.beside.setVisible(self.session.editable)
        if track is None:
            self.name.setText(self.tr("程序已经走完"))
            self._steps.addWidget(soft(self.tr("没有还能走的步骤；可以定稿、制作案卷")))
            return
        self.name.setText(self.tr("现在：{0}").format(track.standing.state.name))
        if self.opened == "" or track.standing.state.id != self._state:
            known = {one.transition for one in track.options}
            self.opened = self.opened if self.opened in known else self._first(track)
        self._state = track.standing.state.id
        for option in _ordered(track.options):
            made = StepCard(self.session, track, option, opened=option.transition == self.opened, primary=True)
            made.toggled.connect(self._toggle)
            made.paper_requested.connect(paper)
            self._steps.addWidget(made)
            self.steps[option.transition] = made

    def _first(self, track: Track) -> str | None:
        machine = case_procedures.book(self.session.desk, self.session.id).machine(track.machine)
        way = usual_way(machine, track.standing.state.id)
        usual = way[0].id if way else ""
        found = [one for one in track.options if one.to.id == usual] or list(track.options)
        return found[0].transition if found else None

    def _choose_track(self, key: str, _checked: bool = False) -> None:
        self.track_key, self.opened = key, ""
        self.session.changed.emit()

    def _toggle(self, transition: str) -> None:
        self.opened = None if self.opened == transition else transition
        self.session.changed.emit()

    def _toggle_beside(self) -> None:
        self._beside_row.setVisible(self._beside_row.isHidden())

    def _begin(self) -> None:
        session, code = self.session, str(self.machines.currentData())
        made = session.attempt(lambda: case_timeline.open_proceeding(session.desk, session.id, code))
        if made is not None:
            self._beside_row.hide()
            self.track_key, self.opened = made.key, ""
            session.reload()
            session.services.tell_changed("cases")


def _ordered(options: tuple[Option, ...]) -> list[Option]:
    """Steps that may be taken first, those nothing can help now last; else the pack's order."""

    def rank(one: Option) -> int:
        if one.allowed or one.with_reason:
            return 0
        return 2 if any(not b.unknown and b.kind != "document" for b in one.blocks) else 1

    return sorted(options, key=rank)


class Overview(Section):
    """Everything of the procedure; shown anew after every change of the case."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(session, widest=1600, parent=parent)
        self._standing: list[tuple[str, str]] = []
        columns = row(gap=18)
        self.column.addLayout(columns, 1)
        left, middle, right = (column(gap=16) for _ in range(3))
        self.timeline = TimelineCard(session)
        left.addWidget(self.timeline)
        left.addStretch(1)
        self.next = NextCard(session)
        self.penalty = PenaltyGlance(session)
        self.facts = FactsGlance(session)
        for card in (self.next, self.penalty, self.facts):
            middle.addWidget(card)
        middle.addStretch(1)
        self.deadlines = DeadlinesCard(session)
        self.papers = PapersCard(session)
        right.addWidget(self.deadlines)
        right.addWidget(self.papers)
        right.addStretch(1)
        for layout, share in ((left, 24), (middle, 44), (right, 32)):
            holder = QWidget()
            holder.setLayout(layout)
            columns.addWidget(holder, share)

    def show_now(self) -> None:
        """Read the procedures, the limits and the documents, and show them."""
        session = self.session
        timeline = case_timeline.timeline(session.desk, session.id)
        standing = [(one.key, one.standing.state.id) for one in timeline.tracks]
        moved = self._standing not in ([], standing)
        self._standing = standing
        self.timeline.show_timeline(timeline)
        self.next.show_timeline(timeline, self.papers.ask_paper)
        self.penalty.show_penalty()
        self.facts.show_facts()
        self.deadlines.show_deadlines(case_clocks.deadlines(session.desk, session.now().date(), session.id))
        self.papers.show_documents()
        if moved:
            # What comes next stands at the top; the step just registered was perhaps far down. Once more after the focus has gone
            # from what was taken away, for the area follows it.
            self._to_top()
            QTimer.singleShot(0, self, self._to_top)

    def _to_top(self) -> None:
        self.area.verticalScrollBar().setValue(0)

    def focus_part(self, key: str) -> None:
        if key.startswith("step:"):
            self.next.opened = key.removeprefix("step:")
            self.show_now()
