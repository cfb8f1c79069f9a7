"""The procedures of a case as one reads them: what was done and when, where it stands, what usually follows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from inspector_app.casework import case_procedures
from inspector_app.casework.case_timeline import Done, Timeline, Track
from inspector_app.desktop import theme
from inspector_app.desktop.moments import minute_text, short_day
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Card, label, line, soft

from .session import CaseSession
from .way import usual_way


class Dot(QWidget):
    """Where a step stands, by shape: a tick for done, a filled number for now, an empty number for what may follow."""

    def __init__(self, kind: str, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind, self._number = kind, number
        self.setFixedSize(theme.px(24), theme.px(24))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._kind == "later":
            painter.setPen(QPen(theme.color("border"), 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box)
            painter.setPen(theme.color("soft"))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("ok" if self._kind == "done" else "accent"))
            painter.drawEllipse(box)
            painter.setPen(theme.color("on_accent"))
        if self._kind == "done":
            pen = QPen(theme.color("surface"), 2)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            centre, reach = box.center(), box.width() / 5
            painter.drawPolyline(
                [
                    centre + QPointF(-reach, 0),
                    centre + QPointF(-reach / 4, reach * 0.8),
                    centre + QPointF(reach * 1.1, -reach * 0.8),
                ]
            )
        else:
            painter.setFont(theme.font(12, bold=self._kind == "now"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()


class TimelineCard(Card):
    """The main procedure in full, those beside it below with their last step."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("程序"), parent=parent)
        self._session = session
        self._lines = column(gap=4)
        self.body.addLayout(self._lines)

    def show_timeline(self, timeline: Timeline) -> None:
        """Show every procedure of the case."""
        clear(self._lines)
        beside = timeline.tracks[1:]
        self._show_track(timeline.tracks[0], whole=True)
        for track in (one for one in beside if not one.standing.finished):
            self._gap()
            self._lines.addWidget(label(_named(track), "strong", wrap=True))
            self._show_track(track, whole=False)
        over = [one for one in beside if one.standing.finished]
        if over:
            self._gap()
        for track in over:
            self._over(track)

    def _gap(self) -> None:
        self._lines.addSpacing(8)
        self._lines.addWidget(line())
        self._lines.addSpacing(4)

    def _over(self, track: Track) -> None:
        """A procedure that came to its end is one line; its steps are in its tip."""
        tip = "\n\n".join(_tip(one) for one in track.steps)
        day = short_day(track.steps[-1].at) if track.steps else ""
        self._line("done", 0, f"{_named(track)}：{track.standing.state.name}", day, tip)

    def _show_track(self, track: Track, *, whole: bool) -> None:
        machine = case_procedures.book(self._session.desk, self._session.id).machine(track.machine)
        first = machine.state(machine.initial).name
        done = _merged(track.steps)
        begun = self._session.case.clue_at or self._session.case.created_at
        passed: list[tuple[str, str, str]] = [(first, short_day(begun) if whole else "", "")]
        passed += [(one.to + (f" ×{times}" if times > 1 else ""), short_day(one.at), _tip(one)) for one, times in done]
        for number, (name, day, tip) in enumerate(passed[:-1], 1):
            self._line("done", number, name, day, tip)
        name, day, tip = passed[-1]
        over = track.standing.finished
        self._line("done" if over else "now", len(passed), name, day, tip)
        if whole and not over:
            for number, state in enumerate(usual_way(machine, track.standing.state.id), len(passed) + 1):
                self._line("later", number, state.name, "—", self.tr("通常的后续，是否走这一步由案情决定"))

    def _line(self, kind: str, number: int, name: str, day: str, tip: str) -> None:
        holder = QWidget()
        layout = row(holder, margins=(0, 3, 0, 3), gap=12)
        layout.addWidget(Dot(kind, number), 0, Qt.AlignmentFlag.AlignTop)
        words = label(name, {"now": "strong", "later": "soft"}.get(kind, ""), wrap=True)
        layout.addWidget(words, 1)
        layout.addWidget(soft(day), 0, Qt.AlignmentFlag.AlignTop)
        state = {"done": self.tr("已办"), "now": self.tr("现在"), "later": self.tr("以后")}[kind]
        holder.setAccessibleName(f"{state}：{name} {day}")
        holder.setToolTip(tip)
        self._lines.addWidget(holder)


def _named(track: Track) -> str:
    return " · ".join(word for word in (track.name, track.title) if word)


def _merged(steps: tuple[Done, ...]) -> list[tuple[Done, int]]:
    """Steps that stay in the same state (取证, again and again) are one line with a count."""
    found: list[tuple[Done, int]] = []
    for one in steps:
        if found and found[-1][0].to == one.to:
            found[-1] = (one, found[-1][1] + 1)
        else:
            found.append((one, 1))
    return found


def _tip(one: Done) -> str:
    words = [one.event, f"{one.by} {minute_text(one.at)}"]
    words += list(one.documents)
    words += [f"放行理由：{reason}" for reason in one.overrides.values()]
    return "\n".join(words)
