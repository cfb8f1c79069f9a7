"""What a hand does to any window: press, double press, type, choose by keys, fill the system's file dialog."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QElapsedTimer, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDialogButtonBox, QFileDialog, QLineEdit, QTableWidget

PATIENCE = 20_000


def until(holds: Callable[[], bool], patience: int = PATIENCE) -> None:
    """Wait for something that happens off the interface thread."""
    since = QElapsedTimer()
    since.start()
    while not holds():
        assert since.elapsed() < patience, "it never happened"
        QTest.qWait(5)


def press(button: Any) -> None:
    """Press a button with the mouse; a box to tick is pressed at its mark."""
    assert button.isEnabled(), button.accessibleName() or button.text()
    where = QPoint(10, button.height() // 2) if isinstance(button, QCheckBox) else QPoint()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=where)
    QApplication.processEvents()


def write(field: Any, words: str) -> None:
    """Type: Latin by the keys, Chinese as an input method commits it."""
    field.setFocus()
    if words.isascii():
        QTest.keyClicks(field, words)
        return
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


def replace(field: Any, words: str) -> None:
    """Press into a field, mark all that stands there, and type over it."""
    QTest.mouseClick(getattr(field, "viewport", lambda: field)(), Qt.MouseButton.LeftButton)
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    if words:
        write(field, words)
    else:
        QTest.keyClick(field, Qt.Key.Key_Delete)


def choose(combo: QComboBox, wanted: int) -> None:
    """Choose an entry of a list by its arrow keys, the focus taken as Tab takes it."""
    combo.setFocus(Qt.FocusReason.TabFocusReason)
    while combo.currentIndex() != wanted:
        QTest.keyClick(combo, Qt.Key.Key_Down if combo.currentIndex() < wanted else Qt.Key.Key_Up)


def press_line(view: Any, key: str) -> None:
    """Press a line of a list by what it opens."""
    until(lambda: view.lines.row_of(key) >= 0)
    index = view.lines.index(view.lines.row_of(key))
    view.scrollTo(index)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(index).center())
    QApplication.processEvents()


def write_cell(table: QTableWidget, line: int, place: int, words: str) -> None:
    """Open a cell by a double press, type over what it holds, and leave it by Enter."""
    item = table.item(line, place)
    table.scrollToItem(item)
    where = table.visualItemRect(item).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    (edit,) = [one for one in table.findChildren(QLineEdit) if one.isVisible()]
    QTest.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    write(edit, words)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def choose_folder(folder: Path) -> None:
    """Type a folder into the file dialog that has opened, and take it."""

    def dialogs() -> list[QFileDialog]:
        return [one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog) and one.isVisible()]

    until(lambda: bool(dialogs()))
    (dialog,) = dialogs()
    edit, box = dialog.findChild(QLineEdit, "fileNameEdit"), dialog.findChild(QDialogButtonBox)
    QTest.keyClick(edit, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    write(edit, str(folder))
    popup = QApplication.activePopupWidget()
    if popup is not None:
        QTest.keyClick(popup, Qt.Key.Key_Escape)
    press(box.button(QDialogButtonBox.StandardButton.Open))
    until(lambda: not dialogs())
