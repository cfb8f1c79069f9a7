"""The inside of one inspection: eight steps on top, the step below, and the place remembered for the next start."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from inspector_app.casework import inspecting, reviewing
from inspector_app.casework.desk import Desk
from inspector_app.casework.reviewing import Lack
from inspector_app.desktop.pages.base import Page
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import EmptyState
from inspector_app.desktop.widgets.step_bar import StepBar
from inspector_app.records.inspection import STEPS

from .parts import column
from .photo_shelf import PhotoShelf
from .photo_viewer import PhotoViewer
from .session import Session
from .step import Step
from .step_items import ItemsStep

ITEMS = 4


class InspectionPage(Page):
    """``open`` shows an inspection where it was left; leaving commits what is being typed."""

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(desk, services, parent)
        self.title = self.tr("检查")
        self.session: Session | None = None
        self._steps: dict[int, QWidget] = {}
        self._lacks: dict[int, list[Lack]] = {}
        self._step, self._fresh = 0, False
        self.bar = StepBar([self.tr(name) for name in STEPS])
        self.bar.chosen.connect(self.go_to)
        self._stack = QStackedWidget()
        self._inside = QWidget()
        layout = column(self._inside, gap=0)
        layout.addWidget(self.bar)
        layout.addWidget(self._stack, 1)
        self._top = QStackedWidget()
        self._top.addWidget(self._inside)
        self.viewer = PhotoViewer(services)
        self.viewer.closed.connect(self._close_viewer)
        self._top.addWidget(self.viewer)
        self.body.addWidget(self._top, 1)
        self._lack_timer = QTimer(self)
        self._lack_timer.setSingleShot(True)
        self._lack_timer.setInterval(250)
        self._lack_timer.timeout.connect(self.review)
        for keys, way in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setProperty("way", way)
            shortcut.activated.connect(self._walk)

    # What the window calls

    def open(self, inspection_id: str, step: int | None = None, item_id: str | None = None) -> None:
        """Show an inspection: at the step and item asked for, else exactly where it was left; at step 6 ``item_id`` is a document."""
        if self.session is None or self.session.id != inspection_id:
            session = self.attempt(Session, self.desk, self.services, inspection_id, self)
            if session is None:
                return
            self._release()
            self._take(session)
        left_step, left_item = inspecting.remembered_place(self.desk, inspection_id)
        self._close_viewer()
        self._fresh = True
        self.go_to(step or left_step, item_id or left_item)
        shown = self._steps.get(self._step)
        if step and item_id and isinstance(shown, Step):
            shown.open_thing(item_id)

    def open_inspection(self, inspection_id: str, step: int = 0, item_id: str = "") -> None:
        """Show an inspection as ``open`` does; 0 and an empty item mean: where it was left."""
        self.open(inspection_id, step or None, item_id or None)

    @property
    def inspection_id(self) -> str:
        """The inspection that is open."""
        return self.session.id if self.session is not None else ""

    def enter(self) -> None:
        if self.session is None:
            return
        fresh, self._fresh = self._fresh, False
        if not fresh:
            # Another page may have changed it: officers, numbers, photos.
            self.session.reload()
            if self._step and self._step in self._steps:
                self._enter_step()

    def leave(self) -> None:
        if self.session is not None:
            self.session.settle()
        # The window may be closing: nothing is to be started behind its back.
        self._lack_timer.stop()

    def keys(self) -> list[tuple[str, str]]:
        step = self._steps.get(self._step)
        own = step.keys() if isinstance(step, Step | ItemsStep) else []
        return [
            *own,
            ("Ctrl+Z", self.tr("撤销上一步（留痕里仍有）")),
            ("Ctrl+PgUp / PgDn", self.tr("上一步 / 下一步（上方八步）")),
            ("F1", self.tr("本页的键")),
        ]

    # One inspection

    def _take(self, session: Session) -> None:
        self.session = session
        self.shelf = PhotoShelf(session)
        session.saved.connect(self._on_saved)
        session.failed.connect(self.show_fault)
        session.touched.connect(self._lack_timer.start)
        session.jump_requested.connect(self.jump)
        session.checklist_changed.connect(self._on_checklist)
        self.review()

    def _release(self) -> None:
        if self.session is None:
            return
        self.session.settle()
        self._lack_timer.stop()
        self._drop_steps(list(self._steps))
        self.session.deleteLater()
        self.session = None
        self._step, self._lacks = 0, {}

    def _drop_steps(self, numbers: list[int]) -> None:
        for number in numbers:
            widget = self._steps.pop(number, None)
            if widget is not None:
                self._stack.removeWidget(widget)
                widget.deleteLater()

    def _on_checklist(self) -> None:
        self._drop_steps([ITEMS])

    # Steps

    @property
    def step(self) -> int:
        """The step that is shown, 1 to 8."""
        return self._step

    def go_to(self, number: int, item_id: str = "") -> None:
        """Show a step; all are reachable at all times."""
        if self.session is None:
            return
        if self._step in self._steps:
            self.session.flush()
        self._step = min(max(number, 1), len(STEPS))
        widget = self._steps.get(self._step)
        if widget is None:
            widget = self.attempt(self._build, self._step)
            if widget is None:
                return
            self._steps[self._step] = widget
            self._stack.addWidget(widget)
        self._stack.setCurrentWidget(widget)
        self._show_bar()
        if isinstance(widget, ItemsStep):
            widget.open_item(item_id or self._last_item())
            widget.focus_list()
        else:
            self._enter_step()
            self.session.stand_at(self._step, self._last_item())

    def _walk(self) -> None:
        self.go_to(self._step + int(self.sender().property("way")))

    def _enter_step(self) -> None:
        widget = self._steps[self._step]
        if isinstance(widget, Step):
            # The keys of the page work from here; a step that has a first field takes the focus on.
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
            self.attempt(widget.enter)
            widget.show_lacks(self._lacks)

    def _last_item(self) -> str:
        items = self._steps.get(ITEMS)
        if isinstance(items, ItemsStep):
            return items.item_id
        return inspecting.remembered_place(self.desk, self.session.id)[1] if self.session else ""

    def _build(self, number: int) -> QWidget:
        from . import steps

        assert self.session is not None
        if number == ITEMS:
            if self.session.checklist is None:
                empty = EmptyState(
                    "list",
                    self.tr("还没有选定检查表"),
                    self.tr("选定以后，这里逐项列出要查的内容"),
                    self.tr("去选检查表"),
                )
                empty.pressed.connect(self._choose_checklist)
                return empty
            made = ItemsStep(self.session, self.session.checklist, self.shelf)
            made.place_changed.connect(self._on_place)
            made.view_requested.connect(self.view_photo)
            return made
        return steps.build(number, self.session, self.shelf, self)

    def _choose_checklist(self) -> None:
        self.go_to(2)

    def _on_place(self, item_id: str) -> None:
        if self.session is not None and self._step == ITEMS:
            self.session.stand_at(ITEMS, item_id)

    def jump(self, step: int, item_id: str, field: str) -> None:
        """Go to where something is missing."""
        if item_id and not item_id.startswith("document:") and step in (4, 5):
            self.go_to(ITEMS, item_id)
            items = self._steps.get(ITEMS)
            if isinstance(items, ItemsStep):
                items.focus_part(field)
            return
        self.go_to(step)
        widget = self._steps.get(self._step)
        if isinstance(widget, Step):
            widget.focus_field(item_id.removeprefix("document:") or field)

    # What is missing

    def review(self) -> None:
        """Work out off the interface thread what each step lacks."""
        if self.session is None:
            return
        desk, inspection_id = self.desk, self.session.id
        self.services.background.run(
            lambda _: (inspection_id, reviewing.lacks(desk, inspection_id)), done=self._on_lacks, failed=self.show_fault
        )

    def _on_lacks(self, result: tuple[str, dict[int, list[Lack]]]) -> None:
        inspection_id, lacks = result
        if self.session is None or self.session.id != inspection_id:
            return
        self._lacks = lacks
        self._show_bar()
        widget = self._steps.get(self._step)
        if isinstance(widget, Step):
            widget.show_lacks(lacks)

    def _show_bar(self) -> None:
        counts = {number: len(found) for number, found in self._lacks.items()}
        finished = [number for number in self._lacks if not counts[number] and self._reached(number)]
        self.bar.show_states(counts, current=self._step, done=finished)

    def _reached(self, number: int) -> bool:
        """Whether a step with nothing missing was really done: an empty inspection has no findings to review."""
        if self.session is None:
            return False
        if number == 5:
            return not self._lacks.get(4)
        if number == 7:
            return not self._lacks.get(6)
        return True

    # Undo, photos, saving

    def undo(self) -> None:
        """Take back the last answer or field."""
        if self.session is None:
            return
        touched = self.session.undo()
        if touched is None:
            self.services.toast(self.tr("没有可以撤销的"))
            return
        items = self._steps.get(ITEMS)
        if touched and isinstance(items, ItemsStep) and self._step == ITEMS:
            items.open_item(touched)
        elif not touched and self._step in self._steps:
            self._enter_step()
        self.services.toast(self.tr("已撤销"))

    def view_photo(self, item_id: str, link_id: str) -> None:
        """Open the viewer on a photo of an item."""
        if self.session is not None:
            self._top.setCurrentWidget(self.viewer)
            self.viewer.open(self.session, item_id, link_id)

    def _close_viewer(self) -> None:
        if self._top.currentWidget() is self.viewer:
            self._top.setCurrentWidget(self._inside)
            item_id = self.viewer.item_id
            self.viewer.release()
            if self.session is not None:
                self.shelf.list(item_id)
            widget = self._steps.get(self._step)
            if isinstance(widget, ItemsStep):
                widget.focus_list()

    def _on_saved(self, at) -> None:
        self.banner.clear("fault")
        self.saved.emit(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._top.currentWidget() is self._inside:
            held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if held == Qt.KeyboardModifier.ControlModifier and event.key() == Qt.Key.Key_Z:
                self.undo()
                return
        super().keyPressEvent(event)
