"""The one style sheet, generated from the tokens; no widget carries a sheet of its own."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from .tokens import colour_names

if TYPE_CHECKING:
    from .theme import Theme

_SHEET = Template("""
QWidget { color: $text; font-size: ${body}px; }
QMainWindow, QWidget[ground="bg"] { background: $bg; }
QWidget[ground="surface"] { background: $surface; }
QWidget[ground="desk"] { background: $desk; }
QToolTip { background: $text; color: $surface; border: 0; padding: 4px 8px; font-size: ${small}px; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${s18}px; font-weight: $strong; }
QLabel[role="heading"] { font-size: ${s15}px; font-weight: $strong; }
QLabel[role="strong"] { font-weight: $strong; }
QLabel[role="soft"] { color: $soft; font-size: ${small}px; }
QLabel[role="label"] { color: $soft; font-size: ${small}px; }
QLabel[role="hint"] { color: $faint; font-size: ${small}px; }
QLabel[role="problem"] { color: $critical; font-size: ${small}px; }
QLabel[role="warn"] { color: $major; font-size: ${small}px; }
QLabel[role="done"] { color: $ok; font-size: ${small}px; }
QLabel[role="number"] { font-family: "$fixed", "$family"; }
QLabel[role="huge"] { font-family: "$fixed", "$family"; font-size: ${s26}px; }
QLabel[role="figure"] { font-size: ${s20}px; font-weight: $strong; }
QLabel[role="key"] { font-family: "$fixed", "$family"; font-size: ${s12}px; color: $soft; background: $surface;
  border: 1px solid $border; border-radius: 4px; padding: 0 5px; }

QFrame[frame="card"] { background: $surface; border: ${lw}px solid $line; border-radius: 12px; }
QFrame[frame="panel"] { background: $raised; border: ${lw}px solid $line; border-radius: 8px; }
QFrame[frame="header"] { background: $surface; border: 0; border-bottom: ${lw}px solid $line; }
QFrame[frame="footer"] { background: $surface; border: 0; border-top: ${lw}px solid $line; }
QFrame[frame="rail"] { background: $surface; border: 0; border-right: ${lw}px solid $line; }
QFrame[frame="aside"] { background: $surface; border: 0; border-left: ${lw}px solid $line; }
QFrame[frame="line"] { background: $line; border: 0; max-height: ${lw}px; min-height: ${lw}px; }
QFrame[frame="banner"] { border-radius: 8px; border: 1px solid $line; background: $raised; }
QFrame[frame="banner"][tone="warning"] { background: $major_weak; border-color: $major; }
QFrame[frame="banner"][tone="error"] { background: $critical_weak; border-color: $critical; }
QFrame[frame="banner"][tone="ok"] { background: $ok_weak; border-color: $ok; }
QFrame[frame="banner"][tone="info"] { background: $accent_weak; border-color: $accent; }
QFrame[frame="toast"] { background: $text; border-radius: 8px; }
QFrame[frame="toast"] QLabel { color: $surface; }
QFrame[frame="palette"] { background: $surface; border: ${lw}px solid $border; border-radius: 12px; }

QPushButton { background: $surface; border: 1px solid $border; border-radius: 8px; padding: 0 16px; outline: 0;
  min-height: ${inner}px; }
QPushButton:hover { background: $raised; border-color: $faint; }
QPushButton:pressed { background: $general_weak; }
QPushButton:focus { border: 2px solid $accent; padding: 0 15px; min-height: ${inner2}px; }
QPushButton:disabled { color: $faint; background: $raised; border-color: $line; }
QPushButton[kind="primary"] { background: $accent; border: 1px solid $accent; color: $on_accent; font-weight: $strong; }
QPushButton[kind="primary"]:hover { background: $accent_strong; border-color: $accent_strong; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $general_weak; color: $faint; border-color: $line; }
QPushButton[kind="secondary"]:checked { background: $accent_weak; border-color: $accent; color: $accent; font-weight: $strong; }
QPushButton[kind="danger"] { color: $critical; border-color: $critical; }
QPushButton[kind="danger"]:hover { background: $critical_weak; }
QPushButton[kind="danger"]:focus { border: 2px solid $critical; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: $accent; padding: 0 8px;
  text-align: left; }
QPushButton[kind="link"]:hover { background: $accent_weak; }
QPushButton[kind="link"]:focus { border: 2px solid $accent; padding: 0 7px; }
QPushButton[kind="chip"] { background: $general_weak; border: 1px solid $chip_edge; border-radius: 6px; color: $soft;
  padding: 0 12px; font-size: ${small}px; min-height: ${chip}px; }
QPushButton[kind="chip"]:hover { color: $text; }
QPushButton[kind="chip"]:checked { background: $accent_weak; color: $accent; font-weight: $strong; }
QPushButton[kind="chip"]:focus { border: 2px solid $accent; padding: 0 11px; min-height: ${chip2}px; }
QPushButton[kind="chip"][tab="true"] { min-height: ${inner}px; padding: 0 14px; }
QPushButton[kind="chip"][tab="true"]:focus { min-height: ${inner2}px; padding: 0 13px; }
QPushButton[kind="nav"] { background: transparent; border: 1px solid transparent; text-align: left; padding: 0 14px;
  color: $soft; }
QPushButton[kind="nav"]:hover { background: $surface; color: $text; }
QPushButton[kind="nav"]:checked { background: $accent_weak; color: $accent; font-weight: $strong; }
QPushButton[kind="nav"]:focus { border: 2px solid $accent; padding: 0 13px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 8px; padding: 0;
  min-width: ${control}px; min-height: ${control}px; }
QToolButton:hover { background: $raised; }
QToolButton:focus { border: 2px solid $accent; }
QToolButton:checked { background: $accent_weak; }
QToolButton[kind="rail"] { color: $soft; font-size: ${small}px; border: 2px solid transparent; padding: 5px 0 4px 0; }
QToolButton[kind="rail"]:hover { background: $raised; color: $text; }
QToolButton[kind="rail"]:checked { background: $accent_weak; color: $accent; font-weight: $strong; }
QToolButton[kind="rail"]:focus { border: 2px solid $accent; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit, QDateTimeEdit {
  background: $surface; border: 1px solid $border; border-radius: 8px; padding: 0 11px; color: $text;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QComboBox, QSpinBox, QDateEdit, QDateTimeEdit { min-height: ${inner}px; }
QPlainTextEdit, QTextEdit { padding: 7px 7px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus,
QDateTimeEdit:focus { border: 2px solid $accent; padding: 0 10px; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus, QDateTimeEdit:focus { min-height: ${inner2}px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 6px 6px; }
QLineEdit:disabled, QLineEdit:read-only, QPlainTextEdit:read-only, QTextEdit:read-only { background: $raised; color: $soft; }
QLineEdit[state="problem"], QPlainTextEdit[state="problem"], QComboBox[state="problem"] { border-color: $critical; }
QLineEdit[state="lacking"], QPlainTextEdit[state="lacking"], QComboBox[state="lacking"] { border-color: $major; }
QLineEdit QToolButton { min-width: 0; min-height: 0; padding: 0; border: 0; background: transparent; }
QLineEdit[kind="search"] { background: $raised; border-color: $line; padding-left: 4px; }
QLineEdit[kind="search"]:focus { background: $surface; border-color: $accent; }
QLineEdit[kind="command"] { border: 0; background: transparent; font-size: ${s18}px; min-height: ${s44}px; }
QComboBox::drop-down { border: 0; width: 28px; }
QComboBox::down-arrow { image: url("theme:$name/chevron-down.svg"); width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $border; outline: 0;
  selection-background-color: $accent_weak; selection-color: $accent; }
QComboBox QAbstractItemView::item { min-height: ${inner2}px; padding: 0 10px; }
QSpinBox::up-button, QSpinBox::down-button { width: 24px; border: 0; background: transparent; }
QSpinBox::up-arrow { image: url("theme:$name/chevron-up.svg"); width: 12px; height: 12px; }
QSpinBox::down-arrow { image: url("theme:$name/chevron-down.svg"); width: 12px; height: 12px; }

QCheckBox, QRadioButton { spacing: 10px; min-height: ${control}px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: 18px; height: 18px; border: 1px solid $faint; background: $surface; }
QCheckBox::indicator { border-radius: 5px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("theme:$name/check.svg"); }
QRadioButton::indicator:checked { background: $surface; border: 5px solid $accent; width: 10px; height: 10px; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $accent; border-radius: 8px; padding: 0 4px; }

QListView, QTableView, QTreeView, QListWidget { background: $surface; border: 0; outline: 0; }
QListView::item:focus, QTableView::item:focus { border: 0; }
QHeaderView::section { background: $surface; color: $soft; border: 0; border-bottom: ${lw}px solid $line;
  padding: 0 12px; min-height: ${s36}px; font-size: ${small}px; }
QTableView { gridline-color: $line; selection-background-color: $accent_weak; selection-color: $text; }
QTableCornerButton::section { background: $surface; border: 0; }

QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget[ground="clear"] { background: transparent; }
QScrollBar:vertical { width: 12px; background: transparent; margin: 2px; }
QScrollBar:horizontal { height: 12px; background: transparent; margin: 2px; }
QScrollBar::handle { background: $border; border-radius: 4px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $general_weak; border: ${bar_edge}; border-radius: 4px; max-height: 8px; min-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QProgressBar[tone="ok"]::chunk { background: $ok; }
QSplitter::handle { background: $line; }
QMenu { background: $surface; border: 1px solid $border; border-radius: 8px; padding: 4px; }
QMenu::item { padding: 8px 20px; border-radius: 6px; }
QMenu::item:selected { background: $accent_weak; color: $accent; }
QTabBar::tab { background: transparent; border: 0; border-bottom: 2px solid transparent; padding: 0 16px;
  min-height: ${inner}px; color: $soft; }
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; font-weight: $strong; }
QTabBar::tab:focus { background: $accent_weak; }
QTabWidget::pane { border: 0; }
""")


def sheet(theme: Theme) -> str:
    """Return the style sheet of a theme; lengths follow the chosen text size."""
    tokens = theme.tokens
    values: dict[str, object] = {name: getattr(tokens, name) for name in colour_names()}
    values |= {f"s{n}": theme.px(n) for n in (12, 15, 18, 20, 26, 36, 44)}
    values |= {
        "name": tokens.name,
        "body": theme.body,
        "small": theme.small,
        "control": theme.control,
        "inner": theme.control - 2,
        "inner2": theme.control - 4,
        "chip": theme.px(34),
        "chip2": theme.px(34) - 2,
        # Where grounds are all alike, an edge says what may be pressed and how far a bar could go.
        "chip_edge": tokens.border if tokens.name == "contrast" else "transparent",
        "bar_edge": f"1px solid {tokens.border}" if tokens.name == "contrast" else "0",
        "strong": theme.strong_weight,
        "lw": tokens.line_width,
        "family": theme.family or "sans-serif",
        "fixed": theme.fixed or "monospace",
    }
    return _SHEET.substitute(values)
