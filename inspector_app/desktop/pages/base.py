"""What every page of the window is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.casework.desk import Desk
from inspector_app.desktop.errors import guard, unexpected
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.banner import Banner
from inspector_app.fault import Fault


class Page(QWidget):
    """One page: built once, entered each time it is shown, left each time it is hidden.

    A page lays itself out in ``self.body``; above it stands the banner for what went wrong. ``saved`` says that something
    was committed (the status line shows when), ``open_request`` asks the window for a thing (see ``Services``), ``fault``
    repeats what the banner shows, for the log and the status line.
    """

    title = ""
    saved = Signal(datetime)
    open_request = Signal(str, str)
    fault = Signal(object)

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.services = desk, services
        self.setProperty("ground", "bg")
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.banner = Banner(self)
        self.banner.setContentsMargins(0, 0, 0, 0)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        outer.addWidget(self.banner)
        outer.addLayout(self.body, 1)

    # What the window calls

    def enter(self) -> None:
        """Show what is now; called each time the page comes to the front, in well under 100 ms."""

    def leave(self) -> None:
        """Commit what is still being typed; called before another page comes to the front and before closing."""

    def keys(self) -> list[tuple[str, str]]:
        """Return the keys of this page for the sheet behind F1: ``[("Ctrl+N", "新建检查"), …]``."""
        return []

    # What a page uses

    def attempt(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a use case now and return what it returns; a fault is shown and gives None."""
        try:
            result = fn(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - shown to the person; nothing may travel into Qt
            self.show_fault(unexpected(error))
            return None
        self.banner.clear("fault")
        return result

    def guarded(self, fn: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a slot so that its faults are shown here."""
        return guard(self, fn)

    def show_fault(self, fault: Fault) -> None:
        """Show what went wrong, until the next thing works or it is closed."""
        self.banner.show_fault(fault)
        self.fault.emit(fault)

    def tell_saved(self) -> None:
        """Say that something was committed just now."""
        self.saved.emit(self.desk.now())
