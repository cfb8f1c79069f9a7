"""A hand without a head: clicks, types and presses keys at random over the whole window, the same for the same seed."""

from __future__ import annotations

import random
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

WORDS = (
    "药", "板蓝根颗粒", "２０２６－１１－３１", "2026-02-30", "2026-11-21 25:61", "1e9", "0.005", "-5", "￥1，234.50", "１２３４", "NaN",
    "' OR 1=1 --", "<b>粗</b>", "{0}%s", "𠮷野堃祎", "\u202e倒", "长" * 500, " ", "117条", "0",
)  # fmt: skip
KEYS = (
    "Tab", "Tab", "Backtab", "Return", "Escape", "Space", "Up", "Down", "Left", "Right", "Delete", "Backspace", "F1", "F2", "F6", "F8",
    "Home", "End", "PageDown", "1", "2", "3", "J", "N", "Slash",
)  # fmt: skip
CHORDS = ("Z", "K", "N", "A", "V", "C", "X", "1", "2", "3", "4", "5", "6", "P", "Plus", "0")
PRESSED = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QTabBar)
NOT = ("更换口令", "锁定")
"""What would leave the hand outside its own door."""


class Monkey:
    """Acts on one window; what it does next depends on the seed and on what it sees."""

    def __init__(self, window: QWidget, seed: int) -> None:
        self.window = window
        self.chance = random.Random(seed)
        self.done: list[str] = []

    def act(self) -> None:
        """Do one thing; a place of the rail is taken now and then, or it would never see them all."""
        acts = (self._press, self._press, self._press, self._anywhere, self._write, self._key, self._combine)
        if self.chance.random() < 0.04:
            self._chord(Qt.KeyboardModifier.AltModifier, str(self.chance.randint(1, 9)))
        else:
            self.chance.choice(acts)()
        QApplication.processEvents()
        self._close_dialogs()

    def _note(self, what: str) -> None:
        self.done.append(what)

    def _close_dialogs(self) -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                self._note(f"dialog {widget.windowTitle()}")
                widget.reject()
        popup = QApplication.activePopupWidget()
        if popup is not None and self.chance.random() < 0.5:
            QTest.keyClick(popup, self.chance.choice((Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape)))

    def _ground(self) -> QWidget:
        return QApplication.activePopupWidget() or self.window

    def _press(self) -> None:
        found = [
            one
            for one in self._ground().findChildren(QWidget)
            if isinstance(one, PRESSED) and one.isVisible() and one.isEnabled() and not one.visibleRegion().isEmpty()
        ]
        found = [one for one in found if not (isinstance(one, QAbstractButton) and one.text().startswith(NOT))]
        if found:
            target = self.chance.choice(found)
            area = target.visibleRegion().boundingRect()
            where = QPoint(
                self.chance.randint(area.left(), area.right()), self.chance.randint(area.top(), area.bottom())
            )
            self._click(target, where)

    def _anywhere(self) -> None:
        ground = self._ground()
        where = QPoint(self.chance.randrange(ground.width()), self.chance.randrange(ground.height()))
        target: Any = ground.childAt(where) or ground
        if not (isinstance(target, QAbstractButton) and target.text().startswith(NOT)):
            self._click(target, target.mapFrom(ground, where))

    def _click(self, target: Any, where: QPoint) -> None:
        name = target.accessibleName() or target.objectName() or (target.text() if hasattr(target, "text") else "")
        twice = self.chance.random() < 0.2
        self._note(f"{'double ' if twice else ''}click {type(target).__name__} {str(name)[:30]!r}")
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=where)
        if twice and isValid(target) and target.isVisible():
            QTest.mouseDClick(target, Qt.MouseButton.LeftButton, pos=where)
            if isValid(target):
                QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=where)

    def _write(self) -> None:
        field = QApplication.focusWidget()
        if isinstance(field, (QLineEdit, QPlainTextEdit)):
            words = self.chance.choice(WORDS)
            self._note(f"write {words[:20]!r} into {field.objectName() or field.accessibleName()!r}")
            if self.chance.random() < 0.5:
                QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            if words.isascii():
                QTest.keyClicks(field, words)
                return
            event = QInputMethodEvent()
            event.setCommitString(words)
            QApplication.sendEvent(field, event)

    def _key(self) -> None:
        key = self.chance.choice(KEYS)
        self._note(f"key {key}")
        QTest.keyClick(self._focus(), getattr(Qt.Key, f"Key_{key}"))

    def _combine(self) -> None:
        self._chord(Qt.KeyboardModifier.ControlModifier, self.chance.choice(CHORDS))

    def _chord(self, with_: Qt.KeyboardModifier, key: str) -> None:
        self._note(f"{with_.name} {key}")
        QTest.keyClick(self._focus(), getattr(Qt.Key, f"Key_{key}"), with_)

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window
