"""Starting the window: nothing but Qt, the store and the log before it is there."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app import places
from inspector_app.casework import opening
from inspector_app.casework.desk import Desk

from . import errors, theme
from .background import Background
from .preferences import TEXT_SIZE, THEME, Preferences
from .window import Window


class Application(QObject):
    """Leads from the door to the workspace and back; one for each run."""

    def __init__(self, app: QApplication, folder: Path, *, demo: bool = False) -> None:
        super().__init__(app)
        self.app, self.folder, self.demo = app, folder, demo
        self.preferences = Preferences(folder / "window.ini")
        self.background = Background(self)
        theme.apply(app, theme.chosen(self.preferences.get(THEME), self.preferences.get(TEXT_SIZE)))
        self.window = Window(folder, self.preferences)
        self.window.locked.connect(self.show_lock)
        app.aboutToQuit.connect(self.shut)

    def start(self) -> None:
        """Show the window: the demonstration, the first start, or the lock."""
        if self.demo:
            self.show_demonstration()
        elif opening.vault_exists(self.folder):
            self.show_unlock()
        else:
            self.show_first_start()
        self.window.show()

    # The door

    def show_unlock(self, reason: str = "") -> None:
        """Ask for the passphrase."""
        from .pages.unlock import UnlockPage

        page = UnlockPage(self.folder, self.background, reason)
        page.opened.connect(self.enter)
        self._door(page)

    def show_lock(self) -> None:
        """Ask for the passphrase again after locking; the demonstration keeps no secret."""
        self.show_unlock(self.tr("已锁定，之前保存的都在"))

    def show_first_start(self) -> None:
        """Lead through making a vault."""
        from .pages.first_start import FirstStartPage

        page = FirstStartPage(self.folder, self.background)
        page.opened.connect(self.enter)
        page.demonstration_requested.connect(self.show_demonstration)
        self._door(page)

    def show_demonstration(self) -> None:
        """Open the demonstration vault, made on the first time; it lies beside the real one and never in it."""
        from .pages.demonstration import DemonstrationPage

        folder = self.folder if self.demo else self.folder.with_name(self.folder.name + "-demo")
        page = DemonstrationPage(folder, self.background)
        page.opened.connect(self.enter)
        page.back_requested.connect(self.start)
        self._door(page)
        page.begin()

    def _door(self, page: QWidget) -> None:
        self.window.show_door(page)

    def enter(self, desk: Desk) -> None:
        """Go in with an opened desk. The page at the door is left first: it is what emitted the signal."""
        self.folder = desk.vault.folder
        QTimer.singleShot(0, lambda: self.window.show_desk(desk))

    def shut(self) -> None:
        """Let go of everything at the end."""
        self.window.close_desk()
        self.background.close()


def prepare(argv: Sequence[str]) -> QApplication:
    """Return the Qt application, named and speaking Chinese where Qt itself speaks."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication([*argv] or ["inspector"])
    app.setApplicationName("Inspector")
    app.setApplicationDisplayName("现场执法")
    app.setDesktopFileName("inspector")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    own = QTranslator(app)
    if own.load(QLocale(), "inspector", "_", str(places.resources_folder() / "translations")):
        app.installTranslator(own)
    return app


def run(folder: Path | None, argv: Sequence[str]) -> int:
    """Open the window on a vault folder (the user's own where None) and return its exit code; ``--demo`` shows examples."""
    arguments = list(argv)
    demo = "--demo" in arguments
    if demo:
        arguments.remove("--demo")
    app = prepare(arguments or sys.argv[:1])
    errors.install()
    place = folder or places.default_vault_folder()
    if demo and folder is None:
        place = place.with_name(place.name + "-demo")
    application = Application(app, place, demo=demo)
    application.start()
    return app.exec()
