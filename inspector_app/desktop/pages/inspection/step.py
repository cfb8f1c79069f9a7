"""What every step of an inspection is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from inspector_app.casework.reviewing import Lack
from inspector_app.desktop.widgets.basic import label, scrolled
from inspector_app.desktop.widgets.buttons import LinkButton

from .flow import FlowLayout
from .parts import clear, column, frame, row
from .session import Session

WIDEST = 1120


class LackPanel(QWidget):
    """What is still missing, each one press away; not there while nothing is."""

    jumped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = column(self)
        self._frame = frame("banner")
        self._frame.setProperty("tone", "warning")
        outer.addWidget(self._frame)
        inside = row(self._frame, margins=(16, 4, 8, 4), gap=12)
        self.count = label("", "strong")
        self.count.setFixedHeight(40)
        inside.addWidget(self.count, 0, Qt.AlignmentFlag.AlignTop)
        self._flow = FlowLayout(gap=2)
        holder = QWidget()
        holder.setLayout(self._flow)
        inside.addWidget(holder, 1)
        self._lacks: list[Lack] = []
        self.hide()

    def show_lacks(self, lacks: Sequence[Lack]) -> None:
        """Show what is missing."""
        if list(lacks) == self._lacks:
            self.setVisible(bool(lacks))
            return
        self._lacks = list(lacks)
        clear(self._flow)
        self.count.setText(self.tr("还差 {n} 项").format(n=len(lacks)))
        for number, lack in enumerate(lacks):
            button = LinkButton(lack.text)
            button.setProperty("number", number)
            button.clicked.connect(self._press)
            self._flow.addWidget(button)
        self.setVisible(bool(lacks))
        self.updateGeometry()

    def _press(self) -> None:
        self.jumped.emit(self._lacks[int(self.sender().property("number"))])


class Step(QWidget):
    """One step: built the first time it is shown, entered each time, told what it lacks."""

    number = 0

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def enter(self) -> None:
        """Show what is now."""

    def commit(self) -> None:
        """Put on the disk what is being typed."""
        self.session.flush()

    def show_lacks(self, lacks: dict[int, list[Lack]]) -> None:
        """Show what is missing in this step."""

    def focus_field(self, field: str) -> None:
        """Go to the field of a lack."""

    def open_thing(self, key: str) -> None:
        """Open a thing inside the step that was asked for by its id: a document at step 6."""

    def keys(self) -> list[tuple[str, str]]:
        """Return the keys of this step."""
        return []


class FormStep(Step):
    """A step that scrolls: the missing things on top, cards below, never wider than reads well."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        inside = QWidget()
        self._row = row(inside, margins=(24, 20, 24, 24), gap=0)
        holder = QWidget()
        holder.setMaximumWidth(WIDEST)
        self._row.addStretch(1)
        self._row.addWidget(holder, 1000)
        self._row.addStretch(1)
        self.column = column(holder, gap=16)
        self.missing = LackPanel()
        self.missing.jumped.connect(self._jump)
        self.column.addWidget(self.missing)
        self.area = scrolled(inside)
        column(self).addWidget(self.area)

    def show_lacks(self, lacks: dict[int, list[Lack]]) -> None:
        self.missing.show_lacks(lacks.get(self.number, []))

    def _jump(self, lack: Lack) -> None:
        self.session.jump_requested.emit(lack.step, lack.item_id, lack.field)
