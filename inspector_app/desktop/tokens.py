"""The colours the whole window is made of: three sets of the same names, each measured for contrast by a test."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Tokens:
    """One set. ``…_weak`` is the ground a word of that colour stands on; ``on_accent`` is text on the primary button."""

    name: str
    dark: bool
    bg: str
    surface: str
    raised: str
    line: str
    border: str
    text: str
    soft: str
    faint: str
    accent: str
    accent_weak: str
    accent_strong: str
    on_accent: str
    critical: str
    critical_weak: str
    major: str
    major_weak: str
    general: str
    general_weak: str
    ok: str
    ok_weak: str
    desk: str
    paper: str
    line_width: int = 1


LIGHT = Tokens(
    name="light",
    dark=False,
    bg="#F4F6F8",
    surface="#FFFFFF",
    raised="#F4F6F8",
    line="#E1E5EA",
    border="#CBD2DA",
    text="#1B2430",
    soft="#5B6675",
    faint="#636D7B",
    accent="#1F5FBF",
    accent_weak="#E9F0FB",
    accent_strong="#184E9F",
    on_accent="#FFFFFF",
    critical="#B3261E",
    critical_weak="#FBEAE8",
    major="#9A5B00",
    major_weak="#FDF1DD",
    general="#5B6675",
    general_weak="#EDF0F3",
    ok="#1E7B4F",
    ok_weak="#E5F4EC",
    desk="#E5E9ED",
    paper="#FFFFFF",
)

DARK = Tokens(
    name="dark",
    dark=True,
    bg="#12161C",
    surface="#1A2028",
    raised="#202731",
    line="#2B333E",
    border="#3A4451",
    text="#E6EAF0",
    soft="#A3AEBC",
    faint="#8E99A8",
    accent="#6EA3F0",
    accent_weak="#1E2C42",
    accent_strong="#8DB7F5",
    on_accent="#12161C",
    critical="#F2857C",
    critical_weak="#3A1F1E",
    major="#E3AE5C",
    major_weak="#37290F",
    general="#A3AEBC",
    general_weak="#242C36",
    ok="#6CC79A",
    ok_weak="#17301F",
    desk="#0D1014",
    paper="#FFFFFF",
)

CONTRAST = Tokens(
    name="contrast",
    dark=False,
    bg="#FFFFFF",
    surface="#FFFFFF",
    raised="#FFFFFF",
    line="#000000",
    border="#000000",
    text="#000000",
    soft="#1A1A1A",
    faint="#333333",
    accent="#00308F",
    accent_weak="#FFF3B0",
    accent_strong="#001F5C",
    on_accent="#FFFFFF",
    critical="#8B0000",
    critical_weak="#FFFFFF",
    major="#5A3300",
    major_weak="#FFFFFF",
    general="#1A1A1A",
    general_weak="#FFFFFF",
    ok="#00471F",
    ok_weak="#FFFFFF",
    desk="#D0D0D0",
    paper="#FFFFFF",
    line_width=2,
)

SETS: dict[str, Tokens] = {t.name: t for t in (LIGHT, DARK, CONTRAST)}

TEXT_ON: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("text", ("bg", "surface", "raised", "accent_weak", "critical_weak", "major_weak", "ok_weak", "general_weak")),
    ("soft", ("bg", "surface", "raised", "accent_weak", "general_weak")),
    ("faint", ("bg", "surface", "raised", "accent_weak")),
    ("accent", ("bg", "surface", "accent_weak")),
    ("on_accent", ("accent", "accent_strong")),
    ("critical", ("bg", "surface", "critical_weak", "accent_weak")),
    ("major", ("bg", "surface", "major_weak", "accent_weak")),
    ("general", ("bg", "surface", "general_weak", "accent_weak")),
    ("ok", ("bg", "surface", "ok_weak")),
)
"""Which text colours may stand on which grounds; WCAG 2.2 criterion 1.4.3 asks for 4.5 : 1."""


def colour_names() -> tuple[str, ...]:
    """Return the names of the tokens that are colours."""
    return tuple(f.name for f in fields(Tokens) if f.type == "str" and f.name != "name")


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two ``#RRGGBB`` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
