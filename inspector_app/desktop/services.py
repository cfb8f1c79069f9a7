"""What every page may ask of the window, without knowing it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from .background import Background
from .preferences import Preferences


class Services(QObject):
    """The window's side of a page.

    ``open_request(kind, id)`` opens a thing: ``page`` (a key of the rail: ``home inspections cases documents evidence
    enterprises library exchange settings``), ``inspection`` (id, or ``id/step`` or ``id/step/item``), ``item``
    (``inspection/item``), ``enterprise``, ``document``, ``evidence`` (``inspection/item``), ``new-inspection``,
    ``case`` (its id, or ``id/section`` with ``procedure facts people penalty check dossier``, or ``id/document/document id``),
    ``settings`` (a section: ``organisation officers numbers``), ``new-case`` (an inspection's id, or nothing), ``violation`` (its id), ``law`` (its id, or ``id/117`` for an article). The inside of an inspection is
    ``pages.inspection.InspectionPage(desk, services)`` with ``open_inspection(id, step=0, item_id="")`` and ``inspection_id``.
    ``changed(what)`` tells the other pages and the status line that records changed (``inspections``, ``cases``, ``documents``,
    ``photos``, ``enterprises``, ``officers``, ``organisation``, ``numbers``, ``exports``, ``packs``).
    """

    open_request = Signal(str, str)
    back_request = Signal()
    toast_request = Signal(str)
    changed = Signal(str)
    theme_request = Signal(str, str)
    lock_request = Signal()
    search_request = Signal()
    idle_changed = Signal()

    def __init__(self, background: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.background = background
        self.preferences: Preferences | None = None

    def open(self, kind: str, key: str = "") -> None:
        """Ask the window to open a thing."""
        self.open_request.emit(kind, key)

    def toast(self, text: str) -> None:
        """Say a short word that goes away by itself; nothing a person must act on."""
        self.toast_request.emit(text)

    def tell_changed(self, what: str) -> None:
        """Tell everybody that records of a kind changed."""
        self.changed.emit(what)
