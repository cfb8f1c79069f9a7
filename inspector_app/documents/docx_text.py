"""Inline text of a document as runs of a Word paragraph: fonts for Chinese and Latin, blanks as underlined spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from inspector_app.documents.fonts import Style
from inspector_app.documents.inline import Blank, Box, Inline, Run

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph as WordParagraph

FONTS: dict[Style, str] = {"text": "仿宋", "title": "宋体", "black": "黑体", "apart": "宋体"}
"""Fonts that office software on a Chinese system has under these names."""
LATIN = "Times New Roman"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """A text without the characters that no XML file may hold."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def put(paragraph: WordParagraph, inlines: Iterable[Inline], size: float) -> None:
    """Add inline text to a paragraph; sizes are points."""
    for one in inlines:
        if isinstance(one, Blank):
            add(paragraph, "\u3000" * max(1, round(one.ems)) if one.ems else "", size, under=one.under)
        elif isinstance(one, Box):
            add(paragraph, "☑" if one.ticked else "□", size)
        elif isinstance(one, Run):
            add(paragraph, one.text, size, style=one.style, under=one.under)


def add(
    paragraph: WordParagraph, text: str, size: float, *, style: Style = "text", under: bool = False, grey: bool = False
) -> None:
    """Add words in one style; line ends become line breaks."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    if not text:
        return
    run = paragraph.add_run(clean(text))
    run.font.size = Pt(size)
    run.font.name = LATIN
    run.font.underline = under or None
    run.font.bold = (style == "title") or None
    if grey:
        run.font.color.rgb = RGBColor(0x80, 0x80, 0x80)
    fonts: Any = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), FONTS[style])
    fonts.set(qn("w:hint"), "eastAsia")


def field(paragraph: WordParagraph, code: str, size: float) -> None:
    """Add a field that Word counts itself: PAGE, NUMPAGES."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        run.font.size = Pt(size)
        if kind is None:
            text: Any = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {code} "
            run._element.append(text)
            continue
        mark: Any = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        run._element.append(mark)
