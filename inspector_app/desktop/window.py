"""The one window: the door while no vault is open, the workspace while one is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from inspector_app.casework.desk import Desk

if TYPE_CHECKING:
    from .workspace import Workspace

from . import theme
from .errors import start_log, stop_log
from .preferences import GEOMETRY, PLACE, TEXT_SIZE, THEME, Preferences


class Window(QMainWindow):
    """Remembers where it stood and how it looked; closing it commits what is being typed."""

    desk_opened = Signal()
    locked = Signal()

    def __init__(self, folder: Path, preferences: Preferences) -> None:
        super().__init__()
        self.folder, self.preferences = folder, preferences
        self.desk: Desk | None = None
        self.workspace: Workspace | None = None
        self._name_window()
        self._follow_system()
        self._restore_geometry()

    # Building

    def _name_window(self) -> None:
        self.setWindowTitle(self.tr("现场执法"))
        self.setWindowIcon(theme.icon("shield", "accent", 64))
        self.setMinimumSize(960, 600)

    def _follow_system(self) -> None:
        hints = QGuiApplication.styleHints()
        if hints is not None:
            hints.colorSchemeChanged.connect(self._system_changed)

    def _restore_geometry(self) -> None:
        kept = self.preferences.get(GEOMETRY)
        if not (kept and self.restoreGeometry(kept)):
            screen = QGuiApplication.primaryScreen().availableGeometry()
            self.resize(min(1440, screen.width()), min(900, screen.height()))

    # Door and workspace

    def show_door(self, widget: QWidget) -> None:
        """Show a page in front of the vault: first start, unlocking, the recovery sheet."""
        self.setCentralWidget(widget)
        widget.setFocus()

    def show_desk(self, desk: Desk) -> None:
        """Show the workspace of an opened vault, where one stood last."""
        self.desk = desk
        start_log(desk.vault.folder / "log")
        # Imported here: the door stands before anything of the vault is needed.
        from .workspace import Workspace

        self.workspace = Workspace(desk, self.preferences, self)
        self.workspace.lock_requested.connect(self.lock)
        self.workspace.services.theme_request.connect(self.choose_theme)
        self.setCentralWidget(self.workspace)
        self.workspace.go_back_to(self.preferences.get(PLACE))
        self.desk_opened.emit()

    def close_desk(self) -> None:
        """Commit, remember the place, close the vault; the door is what comes next."""
        if self.workspace is not None and self.desk is not None:
            self.preferences.set(PLACE, self.workspace.where())
            self.workspace.shut()
            self.takeCentralWidget().deleteLater()
            self.workspace = None
            self.desk.close()
            self.desk = None
            stop_log()

    def lock(self) -> None:
        """Close the vault; nothing of it stays readable in the window."""
        if self.desk is not None:
            # The page that asked is still on the stack of calls: it must not be deleted under its own feet.
            QTimer.singleShot(0, self._lock)

    def _lock(self) -> None:
        if self.desk is not None:
            self.close_desk()
            self.locked.emit()

    # Look

    def choose_theme(self, name: str, text_size: str) -> None:
        """Take another theme or text size and keep the choice; an empty word leaves that one as it is."""
        if name:
            self.preferences.set(THEME, name)
        if text_size:
            self.preferences.set(TEXT_SIZE, text_size)
        self._apply()
        if text_size and self.workspace is not None and self.desk is not None:
            self._build_again()

    def _build_again(self) -> None:
        # Heights are measured when a page is built; a new text size is rare enough to build the pages anew.
        desk, workspace = self.desk, self.workspace
        where = workspace.where()
        workspace.shut()
        self.preferences.set(PLACE, where)
        self.takeCentralWidget().deleteLater()
        self.show_desk(desk)

    def _apply(self) -> None:
        theme.apply(QApplication.instance(), theme.chosen(self.preferences.get(THEME), self.preferences.get(TEXT_SIZE)))

    def _system_changed(self) -> None:
        if self.preferences.get(THEME) == "system":
            self._apply()

    # Closing

    def closeEvent(self, event: QCloseEvent) -> None:
        self.preferences.set(GEOMETRY, self.saveGeometry().data())
        self.close_desk()
        super().closeEvent(event)
