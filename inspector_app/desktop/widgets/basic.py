"""The plain parts pages are made of: words, cards, lines, marks; one import for all of them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.desktop import theme

from .banner import Banner
from .buttons import Button, ChipButton, DangerButton, IconButton, LinkButton, NavButton, PrimaryButton, SecondaryButton
from .marks import Badge, Ring, SeverityMark, paint_ring, paint_shape, tone_colours

__all__ = [
    "Badge",
    "Banner",
    "Button",
    "Card",
    "ChipButton",
    "DangerButton",
    "Elided",
    "EmptyState",
    "IconButton",
    "LinkButton",
    "NavButton",
    "PrimaryButton",
    "Ring",
    "SearchField",
    "SecondaryButton",
    "SeverityMark",
    "heading",
    "hint",
    "key_cap",
    "label",
    "line",
    "paint_ring",
    "paint_shape",
    "scrolled",
    "soft",
    "strong",
    "title",
    "tone_colours",
]


def label(text: str, role: str = "", *, wrap: bool = False, parent: QWidget | None = None) -> QLabel:
    """Return words; ``role`` is one of the style sheet's (title heading strong soft hint problem warn done number huge)."""
    theme.provide(text)
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


class Elided(QLabel):
    """Words of one line that end in an ellipsis where the room does; the whole of them is the tool tip then."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(60), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        box = self.contentsRect()
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, box.width())
        cut = words != self.text()
        if cut != bool(self.toolTip()):
            self.setToolTip(self.text() if cut else "")
        if not cut:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)


def title(text: str, parent: QWidget | None = None) -> QLabel:
    """Return the name of a page."""
    return label(text, "title", parent=parent)


def heading(text: str, parent: QWidget | None = None) -> QLabel:
    """Return the name of a card."""
    return label(text, "heading", parent=parent)


def strong(text: str, parent: QWidget | None = None) -> QLabel:
    """Return words that carry."""
    return label(text, "strong", parent=parent)


def soft(text: str, *, wrap: bool = False, parent: QWidget | None = None) -> QLabel:
    """Return secondary words."""
    return label(text, "soft", wrap=wrap, parent=parent)


def hint(text: str, *, wrap: bool = True, parent: QWidget | None = None) -> QLabel:
    """Return a word of help."""
    return label(text, "hint", wrap=wrap, parent=parent)


def key_cap(text: str, parent: QWidget | None = None) -> QLabel:
    """Return the picture of a key."""
    return label(text, "key", parent=parent)


def line(parent: QWidget | None = None) -> QFrame:
    """Return a hairline."""
    made = QFrame(parent)
    made.setProperty("frame", "line")
    made.setFixedHeight(theme.current().tokens.line_width)
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Give a label another role of the style sheet."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def set_state(widget: QWidget, state: str) -> None:
    """Give a field a state: empty, ``lacking`` or ``problem``."""
    if (widget.property("state") or "") != state:
        widget.setProperty("state", state)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def scrolled(inner: QWidget, parent: QWidget | None = None) -> QScrollArea:
    """Return a scroll area around a widget, transparent and without a frame; it never scrolls sideways."""
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner.setProperty("ground", "clear")
    area.setWidget(inner)
    area.viewport().setAutoFillBackground(False)
    return area


class Card(QFrame):
    """A white card; ``add`` puts widgets below each other, ``row`` makes a line of them."""

    def __init__(self, name: str = "", *, padding: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding + 2, padding, padding + 2, padding)
        self.body.setSpacing(12)
        self.head: QHBoxLayout | None = None
        if name:
            self.head = QHBoxLayout()
            self.head.setSpacing(12)
            self.name = heading(name, self)
            self.head.addWidget(self.name)
            self.head.addStretch(1)
            self.body.addLayout(self.head)
            self.setAccessibleName(name)

    def add(self, widget: QWidget, stretch: int = 0) -> QWidget:
        """Put a widget below the others."""
        self.body.addWidget(widget, stretch)
        return widget

    def add_head(self, widget: QWidget) -> QWidget:
        """Put a widget at the right of the name."""
        assert self.head is not None
        self.head.addWidget(widget)
        return widget

    def row(self, *widgets: QWidget, stretch_last: bool = False) -> QHBoxLayout:
        """Put widgets beside each other, from the left."""
        made = QHBoxLayout()
        made.setSpacing(12)
        for widget in widgets:
            made.addWidget(widget)
        if stretch_last and widgets:
            made.setStretchFactor(widgets[-1], 1)
        else:
            made.addStretch(1)
        self.body.addLayout(made)
        return made


class SearchField(QLineEdit):
    """A field to search in, with a glass at its left; ``asked`` comes as one types, ``entered`` on Enter, Esc empties it."""

    asked = Signal(str)

    def __init__(self, placeholder: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "search")
        self.setPlaceholderText(f"{placeholder}　{key}" if key else placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self._glass = self.addAction(theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.setMinimumWidth(theme.px(220))
        self.textChanged.connect(self.asked)

    def changeEvent(self, event) -> None:
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange and hasattr(self, "_glass"):
            self._glass.setIcon(theme.icon("search"))

    def keyPressEvent(self, event) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            event.accept()
            return
        super().keyPressEvent(event)


class EmptyState(QWidget):
    """Nothing here yet: a drawing, a sentence, and the first step."""

    pressed = Signal()

    def __init__(
        self,
        icon: str,
        text: str,
        detail: str = "",
        action: str = "",
        *,
        primary: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 20, 16, 20)
        column.setSpacing(8)
        column.addStretch(1)
        picture = QLabel(self)
        theme.set_icon(picture, icon, "faint", 32)
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(picture)
        self.words = label(text, "strong", wrap=True, parent=self)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.words)
        if detail:
            more = soft(detail, wrap=True, parent=self)
            more.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(more)
        self.button: Button | None = None
        if action:
            column.addSpacing(4)
            self.button = (PrimaryButton if primary else SecondaryButton)(action, parent=self)
            self.button.clicked.connect(self.pressed)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(1)


class PressableFrame(QFrame):
    """A frame that is pressed as a whole, by mouse or by Enter and Space."""

    pressed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.pressed.emit()

    def keyPressEvent(self, event) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.pressed.emit()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.underMouse() and not self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("raised"))
            painter.drawRoundedRect(box, 8, 8)
        if self.hasFocus():
            painter.setBrush(theme.color("accent_weak"))
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRoundedRect(box, 8, 8)
