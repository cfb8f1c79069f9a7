"""What every section of a case is, and the small parts they share."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.desktop.pages.inspection.flow import FlowLayout
from inspector_app.desktop.pages.inspection.parts import column, row
from inspector_app.desktop.widgets.basic import scrolled

from .session import CaseSession

WIDEST = 1120


class Section(QWidget):
    """One section: built when it is first shown, entered each time, told where to go by ``focus_part``."""

    def __init__(self, session: CaseSession, *, widest: int = WIDEST, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        inside = QWidget()
        outer = row(inside, margins=(24, 18, 24, 24), gap=0)
        holder = QWidget()
        holder.setMaximumWidth(widest)
        outer.addStretch(1)
        outer.addWidget(holder, 1000)
        outer.addStretch(1)
        self.column: QVBoxLayout = column(holder, gap=16)
        self.area = scrolled(inside)
        column(self).addWidget(self.area)

        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._show_again)
        session.changed.connect(self._changed)

    def enter(self) -> None:
        """Show what is now; called each time the section comes to the front."""
        self._later.stop()
        self.show_now()

    def show_now(self) -> None:
        """Read what the section shows, and show it."""

    def focus_part(self, key: str) -> None:
        """Go to the part a check names."""

    def focus_named(self, name: str) -> None:
        """Bring a part by its name into view and give it the focus."""
        found = self.findChild(QWidget, name)
        if found is not None:
            self.area.ensureWidgetVisible(found, 0, 60)
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self) -> None:
        # What was pressed is still on the stack of calls and must not be built anew under its own feet.
        if self.isVisible():
            self._later.start()

    def _show_again(self) -> None:
        focus, place = QApplication.focusWidget(), self.area.verticalScrollBar().value()
        inside = focus is not None and self.isAncestorOf(focus)
        name = focus.objectName() if inside else ""
        if inside and not name:
            # Else what is taken away would hand the focus on to whatever comes next, and scroll there.
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_now()
        again = self.findChild(QWidget, name) if name else None
        if again is not None:
            again.setFocus()
        elif inside:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.verticalScrollBar().setValue(place)


def flow(gap: int = 8) -> tuple[QWidget, FlowLayout]:
    """Return a widget whose children go on in the next row where a row is full."""
    holder = QWidget()
    layout = FlowLayout(gap=gap)
    holder.setLayout(layout)
    return holder, layout


def beside(*widgets: QWidget, gap: int = 12) -> QHBoxLayout:
    """Return a row of widgets of equal width."""
    made = row(gap=gap)
    for widget in widgets:
        made.addWidget(widget, 1, Qt.AlignmentFlag.AlignTop)
    return made
