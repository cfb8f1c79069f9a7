"""What a person chose for the window: declared once, kept in a small readable file, never evidence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings


@dataclass(frozen=True)
class Option:
    """One choice: its key in the file and what holds until it is made."""

    key: str
    default: Any


THEME = Option("look/theme", "system")
TEXT_SIZE = Option("look/text", "normal")
IDLE_MINUTES = Option("safety/idle", 15)
GEOMETRY = Option("window/geometry", b"")
PLACE = Option("window/place", "")


class Preferences:
    """The choices of this laptop. A damaged file counts as no choices; a value of another kind counts as not made."""

    def __init__(self, path: Path) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def get(self, option: Option) -> Any:
        """Return what was chosen, in the kind of the default."""
        value = self._settings.value(option.key, option.default)
        try:
            if isinstance(option.default, bytes):
                return bytes(value.data()) if isinstance(value, QByteArray) else option.default
            return type(option.default)(value)
        except (TypeError, ValueError):
            return option.default

    def set(self, option: Option, value: Any) -> None:
        """Keep a choice."""
        self._settings.setValue(option.key, QByteArray(value) if isinstance(value, bytes) else value)
        self._settings.sync()
