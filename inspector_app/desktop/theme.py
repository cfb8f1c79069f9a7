"""How the window looks: the tokens in force, type and spacing, tinted icons, and the style sheet made from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import QByteArray, QDir, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QStyleFactory, QWidget

from inspector_app import places

from . import rare
from .tokens import DARK, LIGHT, SETS, Tokens

SPACE = (0, 4, 8, 12, 16, 20, 24, 32)
"""Steps of spacing in pixels at 100 %."""
TEXT_SIZES: dict[str, float] = {"normal": 1.0, "large": 1.15, "larger": 1.3, "largest": 1.5}
KNOWN_CHINESE = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "HarmonyOS Sans SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
)
"""Families that hold Chinese and good Latin digits; where the system has none of them the bundled font is loaded."""
FIXED = ("Consolas", "Menlo", "Noto Sans Mono", "DejaVu Sans Mono", "Liberation Mono", "Courier New")


@dataclass(frozen=True)
class Theme:
    """The tokens in force and how large text is drawn (1.0 = 14 px body text)."""

    tokens: Tokens = LIGHT
    scale: float = 1.0
    family: str = ""
    fixed: str = field(default="", compare=False)
    strong_weight: int = field(default=600, compare=False)

    def px(self, length: float) -> int:
        """Return a length in pixels at the chosen text size."""
        return round(length * self.scale + 1e-6)

    @property
    def body(self) -> int:
        """Body text in pixels."""
        return self.px(14)

    @property
    def small(self) -> int:
        """Secondary text in pixels (12.5 rounded up: Chinese below 13 px blurs)."""
        return self.px(13)

    @property
    def control(self) -> int:
        """Least height of anything that is pressed."""
        return max(40, self.px(40))


_state: dict[str, Theme] = {"current": Theme()}


def current() -> Theme:
    """Return the theme in force."""
    return _state["current"]


def px(length: float) -> int:
    """Return a length in pixels at the chosen text size."""
    return current().px(length)


def color(role: str) -> QColor:
    """Return the colour of a token, e.g. ``"critical"``."""
    return QColor(getattr(current().tokens, role))


def system_is_dark() -> bool:
    """Whether the system asks for dark windows."""
    hints = QGuiApplication.styleHints()
    return hints is not None and hints.colorScheme() == Qt.ColorScheme.Dark


def chosen(name: str, text_size: str = "normal") -> Theme:
    """Return the theme of a stored choice: a set's name, or ``"system"``."""
    tokens = SETS.get(name) or (DARK if name == "system" and system_is_dark() else LIGHT)
    return Theme(tokens, TEXT_SIZES.get(text_size, 1.0))


def apply(app: QApplication, theme: Theme) -> None:
    """Put a theme in force: Fusion, palette, fonts and one style sheet; icons already shown are tinted again."""
    from .style import sheet

    theme = Theme(theme.tokens, theme.scale, *_families())
    _state["current"] = theme
    QDir.setSearchPaths("theme", [str(places.resources_folder() / "theme")])
    if app.style().objectName() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(_palette(theme.tokens))
    app.setFont(font())
    app.setStyleSheet(sheet(theme))
    for widget in app.allWidgets():
        name = widget.property("tintName")
        if name:
            set_icon(widget, name, widget.property("tintRole"), widget.property("tintSize"))


def _palette(t: Tokens) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: t.bg,
        QPalette.ColorRole.WindowText: t.text,
        QPalette.ColorRole.Base: t.surface,
        QPalette.ColorRole.AlternateBase: t.raised,
        QPalette.ColorRole.Text: t.text,
        QPalette.ColorRole.Button: t.surface,
        QPalette.ColorRole.ButtonText: t.text,
        QPalette.ColorRole.BrightText: t.critical,
        QPalette.ColorRole.ToolTipBase: t.text,
        QPalette.ColorRole.ToolTipText: t.surface,
        QPalette.ColorRole.PlaceholderText: t.faint,
        QPalette.ColorRole.Highlight: t.accent,
        QPalette.ColorRole.HighlightedText: t.on_accent,
        QPalette.ColorRole.Link: t.accent,
        QPalette.ColorRole.Accent: t.accent,
        QPalette.ColorRole.Light: t.surface,
        QPalette.ColorRole.Mid: t.line,
        QPalette.ColorRole.Dark: t.border,
        QPalette.ColorRole.Shadow: t.border,
    }
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(t.faint))
    return palette


# Type


@lru_cache(maxsize=1)
def _families() -> tuple[str, str, int]:
    present = set(QFontDatabase.families())
    family = next((name for name in KNOWN_CHINESE if name in present), "") or _bundled_family()
    fixed = next((name for name in FIXED if name in present), family)
    # A font of one weight (the bundled one, or a system's that lacks the others) is thickened only where real bold is asked for.
    return family, fixed, 600 if _has_strong(family) else 700


def _has_strong(family: str) -> bool:
    return any(QFontDatabase.weight(family, style) >= 600 for style in QFontDatabase.styles(family))


def _bundled_family() -> str:
    for path in sorted((places.resources_folder() / "fonts").glob("window.*")):
        if path.suffix.lower() in {".ttf", ".otf", ".ttc"}:
            number = QFontDatabase.addApplicationFont(str(path))
            families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
            if families:
                return families[0]
    return ""


def font(size: float = 14, *, bold: bool = False, fixed: bool = False) -> QFont:
    """Return a font of the window; ``size`` in pixels at 100 %, ``fixed`` for item numbers and digests."""
    theme = current()
    made = QFont()
    families = [name for name in ((theme.fixed, theme.family) if fixed else (theme.family,)) if name]
    families += rare.families()
    if families:
        made.setFamilies(families)
    made.setPixelSize(theme.px(13 if size == 12.5 else size))
    if bold:
        made.setWeight(QFont.Weight(theme.strong_weight))
    return made


def provide(text: str) -> None:
    """See to it that a text can be drawn: rare characters load their font, and everything shown takes it."""
    if not text.isascii() and rare.provide(text):
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setFont(font())
            # A widget that a sheet has styled keeps its old families until the sheet is put on again.
            app.setStyleSheet(app.styleSheet())


# Icons


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return (places.resources_folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode())).render(
        painter, QRectF(0, 0, made.width(), made.height())
    )
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def pixmap(name: str, role: str = "soft", size: int = 20, ratio: float | None = None) -> QPixmap:
    """Return the drawing ``name`` of resources/icons tinted by a token, ``size`` logical pixels wide."""
    if ratio is None:
        screen = QGuiApplication.primaryScreen()
        ratio = screen.devicePixelRatio() if screen else 1.0
    return _drawn(name, getattr(current().tokens, role), size, ratio)


def icon(name: str, role: str = "soft", size: int = 20) -> QIcon:
    """Return an icon tinted by a token; faint where its control is disabled."""
    made = QIcon(pixmap(name, role, size))
    made.addPixmap(pixmap(name, "faint", size), QIcon.Mode.Disabled)
    return made


def set_icon(widget: QWidget, name: str, role: str = "soft", size: int = 20) -> None:
    """Give a button or a label an icon that follows every later change of theme."""
    for key, value in (("tintName", name), ("tintRole", role), ("tintSize", size)):
        widget.setProperty(key, value)
    drawn = current().px(size)
    if isinstance(widget, QAbstractButton):
        widget.setIcon(icon(name, role, drawn))
        widget.setIconSize(QSize(drawn, drawn))
    elif isinstance(widget, QLabel):
        widget.setPixmap(pixmap(name, role, drawn))
