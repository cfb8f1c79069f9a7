"""The plain parts pages are made of: words, cards, lines, marks; one import for all of them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.desktop import theme

from .banner import Banner
from .buttons import Button, ChipButton, DangerButton, IconButton, LinkButton, NavButton, PrimaryButton, SecondaryButton

__all__ = [
    "Badge",
    "Banner",
    "Button",
    "Card",
    "ChipButton",
    "DangerButton",
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
    "scrolled",
    "soft",
    "strong",
    "title",
]

TONES = ("ok", "critical", "major", "general", "neutral", "accent")


def label(text: str, role: str = "", *, wrap: bool = False, parent: QWidget | None = None) -> QLabel:
    """Return words; ``role`` is one of the style sheet's (title heading strong soft hint problem warn done number huge)."""
    theme.provide(text)
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


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


def tone_colours(tone: str) -> tuple[QColor, QColor]:
    """Return the colour of a tone's word and of the ground it stands on."""
    if tone == "neutral":
        return theme.color("soft"), theme.color("general_weak")
    return theme.color(tone), theme.color(f"{tone}_weak")


def paint_shape(painter: QPainter, tone: str, centre: QPointF, side: float) -> None:
    """Draw the shape that says a severity without colour: ■ critical, ◆ major, ● general."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone_colours(tone)[0])
    half = side / 2
    if tone == "critical":
        painter.drawRect(QRectF(centre.x() - half, centre.y() - half, side, side))
    elif tone == "major":
        reach = half * 1.25
        painter.drawPolygon(
            QPolygonF(
                [
                    centre + QPointF(0, -reach),
                    centre + QPointF(reach, 0),
                    centre + QPointF(0, reach),
                    centre + QPointF(-reach, 0),
                ]
            )
        )
    else:
        painter.drawEllipse(centre, half, half)


class Badge(QWidget):
    """A short word on its ground; severities carry their shape. Tones: ok critical major general neutral accent."""

    def __init__(
        self, text: str = "", tone: str = "neutral", *, shape: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text, self._tone, self._shape = text, tone, shape
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set(self, text: str, tone: str | None = None) -> None:
        """Say something else."""
        self._text, self._tone = text, tone or self._tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """The word."""
        return self._text

    def _extra(self) -> int:
        return theme.px(14) if self._shape else 0

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = self._metrics()
        return QSize(
            metrics.horizontalAdvance(self._text) + theme.px(16) + self._extra(),
            max(theme.px(23), metrics.height() + 4),
        )

    def _metrics(self):
        from PySide6.QtGui import QFontMetrics

        return QFontMetrics(theme.font(12.5))

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        word, ground = tone_colours(self._tone)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(word, 1) if theme.current().tokens.name == "contrast" else Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 6, 6)
        left = theme.px(8)
        if self._shape:
            paint_shape(painter, self._tone, QPointF(left + theme.px(4), box.center().y()), theme.px(8))
        painter.setFont(theme.font(12.5))
        painter.setPen(word)
        painter.drawText(
            box.adjusted(left + self._extra(), 0, 0, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self._text,
        )


class SeverityMark(QWidget):
    """A severity by shape and word, without a ground: ■ 严重 ◆ 主要 ● 一般. ``tone`` is critical, major or general."""

    def __init__(self, text: str, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        from PySide6.QtGui import QFontMetrics

        metrics = QFontMetrics(theme.font(12.5, bold=True))
        return QSize(metrics.horizontalAdvance(self._text) + theme.px(18), metrics.height() + 4)

    def set(self, text: str, tone: str) -> None:
        """Say another severity."""
        self._text, self._tone = text, tone
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        paint_shape(painter, self._tone, QPointF(theme.px(6), middle), theme.px(9))
        painter.setFont(theme.font(12.5, bold=True))
        painter.setPen(tone_colours(self._tone)[0])
        painter.drawText(
            self.rect().adjusted(theme.px(15), 0, 0, 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self._text,
        )


class Ring(QWidget):
    """How far something is, as a ring with the percentage in it."""

    def __init__(self, done: int = 0, total: int = 0, size: int = 44, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = size
        self.set(done, total)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set(self, done: int, total: int) -> None:
        """Say how much of how much is done."""
        self._part = min(1.0, done / total) if total else 0.0
        self.setAccessibleName(self.tr("进度 {0}%").format(int(self._part * 100)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(self._side), theme.px(self._side))

    def paintEvent(self, _: QPaintEvent) -> None:
        paint_ring(QPainter(self), QRectF(self.rect()), self._part)


def paint_ring(painter: QPainter, box: QRectF, part: float) -> None:
    """Draw a ring of progress with its percentage into a square; never 100 % before it is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(4.0, box.width() / 11)
    ring = box.adjusted(width / 2 + 1, width / 2 + 1, -width / 2 - 1, -width / 2 - 1)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    contrast = theme.current().tokens.name == "contrast"
    painter.setPen(QPen(theme.color("border"), 1) if contrast else QPen(theme.color("general_weak"), width))
    painter.drawEllipse(ring)
    if part > 0:
        pen = QPen(theme.color("accent"), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(ring, 90 * 16, -round(part * 360 * 16))
    painter.setFont(theme.font(11))
    painter.setPen(theme.color("text"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{int(part * 100)}%")


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
