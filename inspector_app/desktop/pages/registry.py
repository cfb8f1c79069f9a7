"""Which pages there are; each is imported only when it is first opened, so that the window is there at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from inspector_app.casework.desk import Desk
    from inspector_app.desktop.services import Services

    from .base import Page


@dataclass(frozen=True)
class Place:
    """One place of the rail."""

    key: str
    name: str
    icon: str


PLACES: tuple[Place, ...] = (
    Place("home", QT_TRANSLATE_NOOP("Workspace", "工作台"), "home"),
    Place("inspections", QT_TRANSLATE_NOOP("Workspace", "检查"), "inspection"),
    Place("cases", QT_TRANSLATE_NOOP("Workspace", "案件"), "case"),
    Place("documents", QT_TRANSLATE_NOOP("Workspace", "文书"), "document"),
    Place("evidence", QT_TRANSLATE_NOOP("Workspace", "证据"), "evidence"),
    Place("enterprises", QT_TRANSLATE_NOOP("Workspace", "企业"), "enterprise"),
    Place("library", QT_TRANSLATE_NOOP("Workspace", "法规"), "library"),
    Place("exchange", QT_TRANSLATE_NOOP("Workspace", "收发"), "exchange"),
    Place("settings", QT_TRANSLATE_NOOP("Workspace", "设置"), "settings"),
)


def _home() -> type[Page]:
    from .home import HomePage

    return HomePage


def _inspections() -> type[Page]:
    from .inspections import InspectionsPage

    return InspectionsPage


def _cases() -> type[Page]:
    from .cases import CasesPage

    return CasesPage


def _documents() -> type[Page]:
    from .documents_register import DocumentsPage

    return DocumentsPage


def _evidence() -> type[Page]:
    from .evidence import EvidencePage

    return EvidencePage


def _enterprises() -> type[Page]:
    from .enterprises import EnterprisesPage

    return EnterprisesPage


def _library() -> type[Page]:
    from .library import LibraryPage

    return LibraryPage


def _exchange() -> type[Page]:
    from .exchange import ExchangePage

    return ExchangePage


def _settings() -> type[Page]:
    from .settings import SettingsPage

    return SettingsPage


def _inspection() -> type[Page]:
    from .inspection import InspectionPage

    return InspectionPage


def _case() -> type[Page]:
    from .case.page import CasePage

    return CasePage


_FIND: dict[str, Callable[[], type[Page]]] = {
    "home": _home,
    "inspections": _inspections,
    "cases": _cases,
    "documents": _documents,
    "evidence": _evidence,
    "enterprises": _enterprises,
    "library": _library,
    "exchange": _exchange,
    "settings": _settings,
    "inspection": _inspection,
    "case": _case,
}


def build(key: str, desk: Desk, services: Services) -> Page:
    """Make a page by its key; ``inspection`` is the inside of one inspection, ``case`` that of one case."""
    return _FIND[key]()(desk, services)
