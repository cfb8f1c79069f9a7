"""The circumstances of discretion (裁量情节): those ticked as chips, all that fit one press further, each with its article."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from inspector_app.casework import penalising, penalty_kinds
from inspector_app.casework.penalising import Panel
from inspector_app.desktop import theme
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Badge, LinkButton, label, soft
from inspector_app.rules.discretion_circumstances import Option

from .section import flow
from .session import CaseSession

WIDE_ENOUGH = 1.2
"""Above this size of text two circumstances no longer fit beside each other."""
_TONES = {"severe": "critical", "mitigate": "ok", "lenient_or_mitigate": "ok", "mitigate_or_exempt": "ok"}


def short(option: Option) -> str:
    """Return the words of a circumstance as a chip shows them."""
    return option.text if len(option.text) <= 26 else option.text[:25] + "…"


class Circumstances(QWidget):
    """Ticks are committed at once; one with several conditions is ticked condition by condition."""

    toggled = Signal(bool)

    def __init__(self, session: CaseSession, panel: Panel, *, opened: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.panel = session, panel
        self.opened = opened
        layout = column(self, gap=6)
        head = row(gap=4)
        head.addWidget(label(self.tr("裁量情节"), "label"))
        chips, inside = flow(6)
        sheet = panel.worksheet
        assert sheet is not None
        for one in sheet.found:
            chip = Badge(f"{short(one)} · {one.words}", _TONES.get(one.leads, "accent"))
            chip.setToolTip(f"{one.text}\n{self._why(one)}")
            inside.addWidget(chip)
        if not sheet.found:
            inside.addWidget(Badge(self.tr("没有勾选情节"), "neutral"))
        self.more = LinkButton(self.tr("收起") if opened else self.tr("情节…"), "plus")
        self.more.setObjectName(f"circumstances:{panel.charge.violation}")
        head.addWidget(self.more)
        head.addStretch(1)
        layout.addLayout(head)
        layout.addWidget(chips)
        self._list = column(gap=2)
        layout.addLayout(self._list)
        self.boxes: dict[str, list[QCheckBox]] = {}
        self.more.clicked.connect(self._toggle)
        if opened:
            self._show_all()

    def _toggle(self) -> None:
        self.opened = not self.opened
        self.more.setText(self.tr("收起") if self.opened else self.tr("情节…"))
        self.toggled.emit(self.opened)
        if self.opened:
            self._show_all()
        else:
            clear(self._list)
            self.boxes = {}

    def _show_all(self) -> None:
        sheet = self.panel.worksheet
        earlier = penalising.earlier(self.session.desk, self.session.id)
        if earlier:
            words = self.tr("◆ 首违不罚先查有无前案：这个当事人在本机另有 {0} 件案件（{1}）")
            self._list.addWidget(label(words.format(len(earlier), "、".join(earlier[:3])), "warn", wrap=True))
        groups: dict[str, list[Option]] = {}
        for one in sheet.options:
            groups.setdefault(one.words, []).append(one)
        columns = 2 if theme.current().scale <= WIDE_ENOUGH else 1
        for words, some in groups.items():
            self._list.addWidget(label(words, "strong"))
            grid = QGridLayout()
            grid.setContentsMargins(0, 0, 0, 8)
            grid.setHorizontalSpacing(24)
            grid.setVerticalSpacing(8)
            for at in range(columns):
                grid.setColumnStretch(at, 1)
            for at, one in enumerate(some):
                grid.addWidget(self._one(one), at // columns, at % columns)
            self._list.addLayout(grid)

    def _one(self, option: Option) -> QWidget:
        made = QWidget()
        layout = column(made, margins=(4, 0, 0, 0), gap=0)
        mark = self.panel.charge.ticks.get(option.id)
        book = self.panel.book
        basis = "、".join(book.cite_all(option.refs))
        doubt = "" if option.verified else self.tr("（未核实）")
        if not option.parts:
            box = self._box(option, option.text, checked=mark is True, part=-1)
            layout.addWidget(box)
        else:
            layout.addWidget(label(option.text, wrap=True))
            marks = mark if isinstance(mark, tuple) else (mark is True,) * len(option.parts)
            for place, (text, checked) in enumerate(zip(option.parts, marks, strict=False)):
                inner = row(margins=(16, 0, 0, 0))
                inner.addWidget(self._box(option, text, checked=checked, part=place))
                inner.addStretch(1)
                layout.addLayout(inner)
        why = soft(self.tr("{0} · {1}").format(self._why(option), basis) + doubt, wrap=True)
        why.setContentsMargins(theme.px(28), 0, 0, 0)
        layout.addWidget(why)
        layout.addStretch(1)
        return made

    def _why(self, option: Option) -> str:
        """Say why the option is offered for this violation."""
        book, panel = self.panel.book, self.panel
        assert panel.facts is not None
        violation = book.violation(panel.facts.violation)
        return penalty_kinds.why_offered(book, book.discretion(panel.facts.rules), violation, option)

    def _box(self, option: Option, text: str, *, checked: bool, part: int) -> QCheckBox:
        box = QCheckBox(text)
        box.setChecked(checked)
        box.setEnabled(self.session.editable)
        box.setObjectName(f"tick:{self.panel.charge.violation}:{option.id}:{part}")
        box.clicked.connect(partial(self._ticked, option))
        self.boxes.setdefault(option.id, []).append(box)
        return box

    def _ticked(self, option: Option, _checked: bool = False) -> None:
        marks = [box.isChecked() for box in self.boxes[option.id]]
        value: bool | list[bool] = marks if option.parts else marks[0]
        session, violation = self.session, self.panel.charge.violation
        session.act(lambda: penalising.tick(session.desk, session.id, violation, option.id, value))
