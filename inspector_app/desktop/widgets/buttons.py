"""What is pressed: nothing lower than 40 px, everything with a name for those who do not see it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton, QWidget

from inspector_app.desktop import theme


class Button(QPushButton):
    """A button with words; ``icon`` names a drawing, ``key`` is its shortcut, shown in its tip."""

    kind = ""
    icon_role = "text"

    def __init__(self, text: str, icon: str = "", *, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        if self.kind:
            self.setProperty("kind", self.kind)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        if icon:
            theme.set_icon(self, icon, self.icon_role, 18)
        if key:
            self.setShortcut(key)
            self.setToolTip(f"{text} · {key}")

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)


class PrimaryButton(Button):
    """The one thing to do on a page."""

    kind = "primary"
    icon_role = "on_accent"


class SecondaryButton(Button):
    """Anything else one may do."""

    kind = "secondary"


class DangerButton(Button):
    """What takes something away; it names its object."""

    kind = "danger"
    icon_role = "critical"


class LinkButton(Button):
    """A word one may press inside a line."""

    kind = "link"
    icon_role = "accent"


class ChipButton(Button):
    """A filter that is on or off."""

    kind = "chip"

    def __init__(self, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent)
        self.setCheckable(True)


class NavButton(Button):
    """One section of a page, chosen from a column of them."""

    kind = "nav"

    def __init__(self, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent)
        self.setCheckable(True)


class IconButton(QToolButton):
    """A button without words; its name is told and shown as a tip."""

    def __init__(
        self, icon: str, name: str, *, role: str = "soft", key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(f"{name} · {key}" if key else name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.set_icon(self, icon, role)
        if key:
            self.setShortcut(key)

    def sizeHint(self) -> QSize:
        side = theme.current().control
        return QSize(side, side)
