"""The inside of the window once a vault is open: rail, pages, status line, search, keys, lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from inspector_app.casework import office, searching, standing
from inspector_app.casework.desk import Desk
from inspector_app.casework.searching import Hit
from inspector_app.fault import Fault

from . import errors, theme
from .background import Background
from .idle import IdleLock
from .pages import registry
from .pages.base import Page
from .preferences import IDLE_MINUTES, Preferences
from .services import Services
from .widgets.overlay import CommandPalette, KeySheet
from .widgets.panels import Toast
from .widgets.rail import Rail
from .widgets.status_line import StatusLine

INSPECTION, CASE = "inspection", "case"
WARM_AFTER = 700


class Workspace(QWidget):
    """Everything one works with. It knows the pages by name only; they know nothing of it but the services."""

    lock_requested = Signal()

    def __init__(self, desk: Desk, preferences: Preferences, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.preferences = desk, preferences
        self._make_services()
        self._make_parts()
        self._arrange()
        self._connect()
        self._make_keys()
        self._make_timers()
        self.refresh_standing()

    # Building

    def _make_services(self) -> None:
        self.background = Background(self)
        self.services = Services(self.background, self)
        self.services.preferences = self.preferences
        self._pages: dict[str, Page] = {}
        self.place = ""
        self._question = 0

    def _make_parts(self) -> None:
        self.rail = Rail([(p.key, self.tr(p.name), p.icon) for p in registry.PLACES], self)
        self.stack = QStackedWidget(self)
        self.status = StatusLine(self)
        self.toast = Toast(self)
        self.palette_panel = CommandPalette(self)
        self.key_sheet = KeySheet(self)
        self.idle = IdleLock(lambda: self.preferences.get(IDLE_MINUTES), lambda: self.background.busy, self)
        self.idle.over.connect(self.lock_requested)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.stack, 1)
        column.addWidget(self.status)
        row.addLayout(column, 1)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go)
        self.services.open_request.connect(self.open)
        self.services.back_request.connect(self.back)
        self.services.toast_request.connect(self.toast.say)
        self.services.changed.connect(self._records_changed)
        self.services.lock_request.connect(self.lock_requested)
        self.services.idle_changed.connect(self.idle.restart)
        self.services.search_request.connect(self.palette_panel.open)
        self.palette_panel.asked.connect(self._search)
        self.palette_panel.chosen.connect(self.open)
        self.background.broke.connect(self._background_broke)
        errors.reporter.reported.connect(self.show_fault)

    def _make_keys(self) -> None:
        for keys, act in (
            ("Ctrl+K", self.palette_panel.open),
            ("Ctrl+N", self.new_inspection),
            ("Ctrl+L", self.lock_requested.emit),
            ("F1", self.show_keys),
            ("?", self.show_keys),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(act)

    def _make_timers(self) -> None:
        QTimer.singleShot(WARM_AFTER, self, self._warm)
        self._standing = QTimer(self)
        self._standing.setSingleShot(True)
        self._standing.setInterval(400)
        self._standing.timeout.connect(self.refresh_standing)

    def _warm(self) -> None:
        """Load what the first search and the first photo need, while nobody waits; learn which rare characters names have."""

        def work(_context) -> str:
            from inspector_app.evidence import derive

            assert derive
            searching.warm(self.desk)
            return "".join(o.name for o in office.officers(self.desk)) + "".join(
                e.name for e in office.find_enterprises(self.desk, limit=2000)
            )

        if not self.background.closed:
            self.background.run(work, done=theme.provide)

    # Going somewhere

    @property
    def page(self) -> Page | None:
        """The page at the front."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Page) else None

    def go(self, key: str) -> Page:
        """Bring a page of the rail to the front."""
        page = self._pages.get(key)
        if page is None:
            page = self._adopt(key, registry.build(key, self.desk, self.services))
        self._show(page, key)
        return page

    def _adopt(self, key: str, page: Page) -> Page:
        self._pages[key] = page
        page.saved.connect(self.show_saved)
        page.fault.connect(self._page_fault)
        page.open_request.connect(self.open)
        self.stack.addWidget(page)
        return page

    def _show(self, page: Page, key: str) -> None:
        before = self.page
        if before is not None and before is not page:
            before.leave()
        self.place = key
        self.rail.show_place({INSPECTION: "inspections", CASE: "cases"}.get(key, key))
        self.stack.setCurrentWidget(page)
        page.setFocus()
        page.attempt(page.enter)

    def open(self, kind: str, key: str = "") -> None:
        """Open a thing by kind and id (see ``Services``)."""
        opener = {
            "page": self.go,
            "command": self._command,
            "inspection": self._open_inspection,
            "case": self._open_case,
            "new-case": self._new_case,
            "enterprise": self._open_enterprise,
            "document": self._open_document,
            "evidence": self._open_inspection_item,
            "item": self._open_item,
            "law": self._open_law,
            "violation": self._open_violation,
            "new-inspection": self._command,
            "settings": self._open_settings,
        }.get(kind)
        if opener is None:
            self.show_fault(Fault(self.tr("还不能打开这一类内容（{0}）").format(kind), code="kind_unknown"))
            return
        errors.guard(self, opener)(key or kind)

    def back(self) -> None:
        """Go back to the list one came from."""
        self.go("inspections")

    def new_inspection(self) -> None:
        """Begin an inspection and open its first step."""
        errors.guard(self, self._new_inspection)()

    def _new_inspection(self) -> None:
        from inspector_app.casework import inspecting

        made = inspecting.start(self.desk)
        self.show_saved(self.desk.now())
        self.services.tell_changed("inspections")
        self._open_inspection(made.id)

    def _open_inspection(self, key: str) -> None:
        inspection_id, _, rest = key.partition("/")
        step, _, item_id = rest.partition("/")
        page = self._pages.get(INSPECTION)
        if page is None:
            page = self._adopt(INSPECTION, registry.build(INSPECTION, self.desk, self.services))
        before = self.page
        if before is page:
            before.leave()
        page.open_inspection(inspection_id, int(step) if step.isdigit() else 0, item_id)
        self._show(page, INSPECTION)

    def _open_case(self, key: str) -> None:
        case_id, _, rest = key.partition("/")
        section, _, part = rest.partition("/")
        page = self._pages.get(CASE)
        if page is None:
            page = self._adopt(CASE, registry.build(CASE, self.desk, self.services))
        before = self.page
        if before is page:
            before.leave()
        page.open_case(case_id, section, part)
        self._show(page, CASE)

    def _new_case(self, inspection_id: str) -> None:
        self.go("cases").ask_new("" if inspection_id == "new-case" else inspection_id)

    def _open_id(self) -> str:
        return self._pages[INSPECTION].inspection_id

    def _open_inspection_item(self, key: str) -> None:
        inspection_id, _, item_id = key.partition("/")
        self._open_inspection(
            f"{inspection_id}/7" if item_id.startswith("document:") else f"{inspection_id}/4/{item_id}"
        )

    def _open_item(self, key: str) -> None:
        if "/" in key:
            self._open_inspection_item(key)
        elif self.place == INSPECTION:
            current = self._open_id()
            self._open_inspection(f"{current}/4/{key}")
        else:
            self.go("library").show_item(key)

    def _open_document(self, key: str) -> None:
        from inspector_app.casework import issuing

        document = issuing.load(self.desk, key)
        if document.case_id:
            self._open_case(f"{document.case_id}/document/{key}")
            return
        self._open_inspection(f"{document.inspection_id}/6/{key}")

    def _open_settings(self, key: str) -> None:
        self.go("settings").show_named(key)

    def _open_enterprise(self, key: str) -> None:
        self.go("enterprises").show_enterprise(key)

    def _open_law(self, key: str) -> None:
        self.go("library").show_law(key)

    def _open_violation(self, key: str) -> None:
        self.go("library").show_violation(key)

    def _command(self, key: str) -> None:
        commands: dict[str, Callable[[], object]] = {
            "new-inspection": self._new_inspection,
            "lock": self.lock_requested.emit,
            "keys": self.show_keys,
        }
        if key in commands:
            commands[key]()
        elif key.startswith("theme:"):
            self.services.theme_request.emit(key.removeprefix("theme:"), "")

    # Searching

    def _commands(self) -> list[Hit]:
        pages = [
            Hit(kind="page", id=p.key, title=self.tr("打开{0}").format(self.tr(p.name)), detail=f"Alt+{n}")
            for n, p in enumerate(registry.PLACES, 1)
        ]
        return [
            Hit(kind="command", id="new-inspection", title=self.tr("新建检查"), detail="Ctrl+N"),
            *pages,
            Hit(kind="command", id="lock", title=self.tr("锁定"), detail="Ctrl+L"),
            Hit(kind="command", id="keys", title=self.tr("看本页快捷键"), detail="F1"),
            Hit(kind="command", id="theme:light", title=self.tr("浅色外观"), detail=self.tr("外观")),
            Hit(kind="command", id="theme:dark", title=self.tr("深色外观"), detail=self.tr("外观")),
            Hit(kind="command", id="theme:contrast", title=self.tr("高对比外观"), detail=self.tr("外观")),
        ]

    def _search(self, text: str) -> None:
        words = text.strip()
        self._question += 1
        question = self._question
        commands = [h for h in self._commands() if words in h.title]
        if not words:
            self.palette_panel.show_hits(commands)
            return

        def look(_context) -> tuple[int, list[Hit]]:
            return question, searching.search(self.desk, words)

        def show(found: tuple[int, list[Hit]]) -> None:
            if found[0] == self._question:
                self.palette_panel.show_hits([*found[1], *commands])

        self.background.run(look, done=show, failed=self.show_fault)

    # Keys, lock, closing

    def show_keys(self) -> None:
        """Show the keys of the page at the front."""
        everywhere = [
            ("Ctrl+K", self.tr("搜索一切")),
            ("Ctrl+N", self.tr("新建检查")),
            ("Alt+1…9", self.tr("左侧各页")),
            ("Ctrl+L", self.tr("锁定")),
            ("F1  ?", self.tr("看本页快捷键")),
        ]
        sections = [(self.tr("到处可用"), everywhere)]
        if self.page is not None and self.page.keys():
            sections.insert(0, (self.page.title or self.tr("本页"), self.page.keys()))
        self.key_sheet.show_keys(sections)

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self.idle.watch(self.window().windowHandle())

    def where(self) -> str:
        """Where one stands, to come back to after a lock or a restart."""
        if self.place == INSPECTION:
            return f"{INSPECTION}:{self._open_id()}"
        if self.place == CASE:
            return f"{CASE}:{self._pages[CASE].case_id}"
        return f"page:{self.place}"

    def go_back_to(self, where: str) -> None:
        """Go where one stood; what is gone is the first page instead."""
        kind, _, key = where.partition(":")
        known = {p.key for p in registry.PLACES}
        if kind == INSPECTION and key:
            self.go("inspections")
            self.open(INSPECTION, key)
        elif kind == CASE and key:
            self.go("cases")
            self.open(CASE, key)
        else:
            self.go(key if kind == "page" and key in known else "home")

    def shut(self) -> None:
        """Commit what is being typed, stop the work under way, let go of everything."""
        if self.page is not None:
            self.page.leave()
        self.idle.stop()
        self._standing.stop()
        self.background.close()

    # Saying how things are

    def show_saved(self, at: datetime) -> None:
        """Say that something was committed."""
        self.status.show_saved(at)
        self._standing.start()

    def show_fault(self, fault: Fault) -> None:
        """Show a fault on the page at the front."""
        if self.page is not None:
            self.page.banner.show_fault(fault)
        self._page_fault(fault)

    def _page_fault(self, fault: Fault) -> None:
        lost = fault.code in {"disk_full", "vault_busy", "vault_io", "vault_damaged", "vault_error"}
        self.status.show_trouble(self.tr("这一笔没有保存") if lost else self.tr("有一步没有做成"), lost=lost)

    def _background_broke(self, error: Exception) -> None:
        errors.log.error("unexpected error in background work", exc_info=error)

    def _records_changed(self, what: str) -> None:
        self._standing.start()
        if what in {"officers", "organisation"}:
            self._show_people()

    def refresh_standing(self) -> None:
        """Count again what the status line shows, off the interface thread."""
        self._show_people()
        if not self.background.closed:
            self.background.run(lambda _: standing.standing(self.desk), done=self._show_standing)

    def _show_standing(self, now: standing.Standing) -> None:
        self.status.show_standing(now.unsent, now.entries, now.free, behind=now.behind)

    def _show_people(self) -> None:
        self.status.show_people(self.desk.who)
