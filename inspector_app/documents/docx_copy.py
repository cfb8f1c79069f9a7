"""An editable copy (.docx) of a document for a legal department: the same words from the same form, marked on every page as a copy.

It is never the document: it carries no code, no seal's place is signed, and every page says 副本. The paper is the PDF.
"""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from inspector_app.catalog.body import (
    BelowBlank,
    Block,
    Closing,
    CopiesLine,
    Heading,
    InfoRows,
    NumberLine,
    PageBreak,
    Paragraph,
    RowsBlock,
    SignatureBlock,
    SignatureRow,
    Space,
    TableBlock,
    TitleBlock,
)
from inspector_app.catalog.form import DocumentForm
from inspector_app.catalog.grid import GridBlock, StripBlock
from inspector_app.documents.compose import CLOSES, OPENS, Composer, conditions_hold, fixed_words
from inspector_app.documents.docx_grid import grid, table
from inspector_app.documents.docx_text import add, clean, field, put
from inspector_app.documents.inline import Blank, Inline, Run
from inspector_app.documents.model import CORRECTION_NOTE, Stamp
from inspector_app.documents.values import is_empty, short_name, word

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph as WordParagraph

MARK = "副本 · 不作为正式文书"
_MARK_SIZE, _FOOT_SIZE = 10.5, 9.0
_BROAD = 150.0
"""A label or strip, narrower than this (mm), is copied onto a whole sheet: with its head and foot it would fall apart."""
_LINE_OF = re.compile(r"_(\d+(?:\.\d+)?)")
_ROW_MARK = re.compile(r"\{([^{}]+)\}")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""What the files of the package are dated, so that the same document gives the same bytes."""


def write(form: DocumentForm, values: Mapping[str, Any], stamp: Stamp) -> bytes:
    """Write the copy as the bytes of a .docx file. Nothing is checked: a draft may be copied with its gaps."""
    import docx

    made = docx.Document()
    _Writer(form, Composer(form, values, stamp), made).write()
    core = made.core_properties
    core.title, core.author, core.comments = form.name, "", MARK
    core.created = core.modified = datetime.combine(stamp.issued_on or datetime(2000, 1, 1, tzinfo=UTC), time())
    target = io.BytesIO()
    made.save(target)
    return _dated(target.getvalue())


def _dated(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(entry, source.read(name))
    return target.getvalue()


@dataclasses.dataclass
class _Writer:
    """Writes the blocks of one document, one small method for each kind."""

    form: DocumentForm
    composer: Composer
    word: WordDocument

    def write(self) -> None:
        self._page()
        signed = self.form.foot.signatures
        for block in self.form.body:
            if self.composer.shows(block):
                if isinstance(block, CopiesLine):  # the lines to sign on stand above it
                    self._signatures(signed)
                    signed = []
                self._block(block)
        self._signatures(signed)
        self._drop_first_empty()

    def _page(self) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
        from docx.shared import Mm

        page, section = self.form.page, self.word.sections[0]
        wide, high = page.paper if min(page.paper) >= _BROAD else (210.0, 297.0)
        section.page_width, section.page_height = Mm(wide), Mm(high)
        section.left_margin, section.right_margin = Mm(page.left), Mm(max(5.0, wide - page.left - page.width))
        section.top_margin = Mm(max(22.0, page.top))
        section.bottom_margin = Mm(max(15.0, min(high - page.top - page.height, 60.0)))
        section.header_distance, section.footer_distance = Mm(10), Mm(8)
        head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
        head.alignment = foot.alignment = ALIGN.CENTER
        add(head, MARK, _MARK_SIZE, style="black", grey=True)
        if self.composer.stamp.corrects:
            add(section.header.add_paragraph(), CORRECTION_NOTE.format(self.composer.stamp.corrects), _MARK_SIZE)
        number = self.composer.values.get(self.form.numbered.field)
        what = f"{self.form.name}{'　' + str(number) if number else ''}　表单版本 {self.form.version}　第 "
        add(foot, what, _FOOT_SIZE, grey=True)
        field(foot, "PAGE", _FOOT_SIZE)
        add(foot, " 页 共 ", _FOOT_SIZE, grey=True)
        field(foot, "NUMPAGES", _FOOT_SIZE)
        add(foot, " 页", _FOOT_SIZE, grey=True)

    def _block(self, block: Block) -> None:
        match block:
            case TitleBlock():
                for template in block.lines:
                    put(self._line(block.pitch, "center"), self._title(template), block.size)
            case NumberLine():
                put(self._line(block.pitch, block.align), self._number(block), block.size or self.form.page.size)
            case InfoRows():
                self._info(block)
            case Paragraph():
                self._paragraph(block)
            case Heading():
                line = self._line(indent=block.indent)
                line.paragraph_format.keep_with_next = True
                style = "black" if block.level == 1 else "text"
                put(line, self._fill(block.text, style=style), self.form.page.size)
            case RowsBlock():
                self._rows(block)
            case Space():
                self._line(block.mm * 72 / 25.4 if block.mm else block.lines * self.form.page.line)
            case PageBreak():
                self._line().paragraph_format.page_break_before = True
            case TableBlock():
                table(self.word, self.composer, block)
            case GridBlock():
                grid(self.word, self.composer, block)
            case StripBlock():
                for one in block.texts:
                    if conditions_hold(one.when, self.composer.values):
                        put(self._line(align="center"), self._fill(one.text), self.form.page.size)
            case SignatureBlock():
                self._signatures(block.rows)
            case Closing():
                self._keep_end()
                self._line().paragraph_format.keep_with_next = True
                for text in filter(None, (block.org, block.seal, block.date)):
                    line = self._line(align="right")
                    line.paragraph_format.keep_with_next = text != block.date
                    put(line, self._fill(text), self.form.page.size)
            case CopiesLine():
                put(self._line(align="start"), self._fill(self.composer.copies_line(block.text)), self.form.page.size)
            case BelowBlank():
                if not self.composer.empty:
                    put(self._line(align="center"), self._fill(block.text), self.form.page.size)

    def _line(self, pitch: float = 0, align: str = "left", indent: float = 0) -> WordParagraph:
        from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
        from docx.enum.text import WD_LINE_SPACING as SPACING
        from docx.shared import Pt

        paragraph = self.word.add_paragraph()
        style = paragraph.paragraph_format
        ways = {"left": ALIGN.JUSTIFY, "start": ALIGN.LEFT, "center": ALIGN.CENTER, "right": ALIGN.RIGHT}
        style.alignment = ways[align]
        style.space_before = style.space_after = Pt(0)
        style.line_spacing_rule = SPACING.EXACTLY
        style.line_spacing = Pt(round(max(1.0, min(pitch or self.form.page.line, 700)), 1))
        if indent:
            style.first_line_indent = Pt(indent * self.form.page.size)
        return paragraph

    def _keep_end(self) -> None:
        """The last words before a closing go over the page with it: it never stands alone."""
        for paragraph in reversed(self.word.paragraphs[-4:]):
            paragraph.paragraph_format.keep_with_next = True
            if paragraph.text.strip():
                return

    def _fill(self, template: str, *, style: Any = "text", underline: bool | None = None) -> list[Inline]:
        kept = self.form.page.underline if underline is None else underline
        return self.composer.inlines(template, underline=kept, style=style)

    def _title(self, template: str) -> list[Inline]:
        filled = self._fill(template, style="title", underline=False)
        return [one._replace(under=False) if isinstance(one, Run) else one for one in filled]

    def _number(self, block: NumberLine) -> list[Inline]:
        if block.empty and not self.composer.has(self.form.numbered.field):
            parts = _LINE_OF.split(block.empty)
            return [Blank(float(one)) if at % 2 else Run(one) for at, one in enumerate(parts)]
        return self._fill(block.text, underline=False)

    def _info(self, block: InfoRows) -> None:
        from docx.shared import Mm, Pt

        size = self.form.page.size
        for row in block.rows:
            line = self._line(block.pitch, "start")
            ends = [cell.at for cell in row[1:]] + [self.form.page.width]
            for number, (cell, end) in enumerate(zip(row, ends, strict=True)):
                if number:
                    line.paragraph_format.tab_stops.add_tab_stop(Mm(cell.at))
                    add(line, "\t", size)
                elif cell.at:
                    line.paragraph_format.left_indent = Mm(cell.at)
                put(line, fixed_words(cell.label, "black" if cell.black else "text"), size)
                filled = self._fill(cell.text, underline=cell.ruled)
                if cell.ruled and not any(isinstance(one, Run) for one in filled):
                    room = (end - cell.at) * 72 / 25.4 / size - len(cell.label) - 0.5
                    filled = [Blank(max(1.0, room))]
                put(line, filled, size)
            line.paragraph_format.line_spacing = Pt(block.pitch or self.form.page.line)

    def _paragraph(self, block: Paragraph) -> None:
        size = self.form.page.size
        bracket = block.optional and self.composer.empty
        filled = self._fill(block.text, underline=True if block.ruled else block.underline)
        if bracket and not block.joined:
            filled.insert(0, OPENS)
        for part in block.parts:
            if self.composer.empty or conditions_hold(part.when, self.composer.values):
                words = self._fill(part.text, underline=block.underline)
                filled += [OPENS, *words, CLOSES] if part.optional and self.composer.empty else words
        if bracket:
            filled.append(CLOSES)
        for number, inlines in enumerate(_split(filled)):
            line = self._line(block.pitch, block.align, indent=block.indent if number == 0 or block.indent else 2)
            line.paragraph_format.keep_with_next = block.keep or None
            if number == 0:
                add(line, block.lead, size, style="black")
            put(line, inlines, size)

    def _rows(self, block: RowsBlock) -> None:
        size = self.form.page.size
        rows = self._row_values(block.field)
        if not rows:
            for _ in range(max(block.lines, len(block.parts))):
                put(self._line(block.pitch, indent=block.indent), [Blank(self.form.page.width / 6)], size)
        for number, row in enumerate(rows, start=1):
            known = {**row, "#": str(number)}
            for part in block.parts:
                lead, text = (
                    _ROW_MARK.sub(lambda found, known=known: known.get(found[1], ""), one)  # type: ignore[misc]
                    for one in (part.lead, part.text)
                )
                line = self._line(block.pitch, indent=block.indent)
                add(line, lead, size, style="black")
                add(line, text, size)

    def _row_values(self, key: str) -> list[dict[str, str]]:
        value: Any = self.composer.values.get(key)
        if is_empty(value):
            return []
        fact = self.form.table(key)
        if fact is None:
            lines = value if isinstance(value, list) else str(value).splitlines()
            return [{"内容": str(one)} for one in lines if str(one).strip()]
        names = [*fact.columns, *(short_name(one) for one in fact.columns)]
        return [dict(zip(names, [*row, *row], strict=True)) for row in value]

    def _signatures(self, rows: list[SignatureRow]) -> None:
        size = self.form.page.size
        for row in rows:
            line = self._line(30, "start")
            put(line, fixed_words(self.composer.label(row.label), "black" if row.black else "text"), size)
            for part in range(row.parts):
                add(line, "、" if part else "", size)
                add(line, "\u3000" * (6 if row.parts == 1 else 4), size, under=True)
            if row.date and self.composer.has(row.date_field):
                add(line, "\u3000" + word(self.composer.values[row.date_field], "date"), size)
            elif row.date:
                add(line, "\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日", size)

    def _drop_first_empty(self) -> None:
        first = self.word.paragraphs[0] if self.word.paragraphs else None
        if first is not None and not first.text and len(self.word.paragraphs) > 1 and not first.runs:
            element = first._element
            element.getparent().remove(element)


def _split(inlines: list[Inline]) -> list[list[Inline]]:
    """Cut at line ends: each part is a paragraph of its own."""
    result: list[list[Inline]] = [[]]
    for one in inlines:
        if not isinstance(one, Run) or "\n" not in one.text:
            result[-1].append(one)
            continue
        for number, text in enumerate(clean(one.text).split("\n")):
            if number:
                result.append([])
            result[-1].append(one._replace(text=text))
    return [one for one in result if one] or [[]]
