"""What the empty form says line by line, so that it can be held against an official page: sentences, rows of particulars, endings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from inspector_app.catalog.body import (
    Closing,
    CopiesLine,
    Heading,
    InfoRows,
    Paragraph,
    RowsBlock,
    SignatureBlock,
)
from inspector_app.catalog.form import DocumentForm
from inspector_app.documents.build import Builder
from inspector_app.documents.compose import Composer
from inspector_app.documents.model import Stamp
from inspector_app.documents.slabs import LineSlab, SignSlab, Slab
from inspector_app.documents.stand import letters_of
from inspector_app.documents.wording_align import sentence
from inspector_app.documents.wording_official import plain
from inspector_app.documents.wording_pair import words_in

EMPTY = Stamp("0" * 32, 1, "empty")


class FormItem(NamedTuple):
    """One line or sentence of the empty form: the place of its block (from 1), its words, the sentence when it may be said otherwise."""

    at: int
    words: str
    sentence: Paragraph | None = None


def form_items(form: DocumentForm) -> Iterator[FormItem]:
    """Every line with words that an empty form prints, in order, without titles, numbers and tables."""
    composer = Composer(form, {}, EMPTY)
    for at, block in enumerate(form.body, start=1):
        if block.extra:
            continue
        if isinstance(block, Paragraph) and not block.ruled and (block.text or block.parts):
            yield FormItem(at, words_in(sentence(composer, block)), block)
        elif isinstance(block, InfoRows | Paragraph | Heading | RowsBlock | Closing | CopiesLine | SignatureBlock):
            for words in block_lines(form, at):
                if words:
                    yield FormItem(at, words)


def block_lines(form: DocumentForm, at: int) -> list[str]:
    """The words of each line of a block as the empty form sets it."""
    return ["".join(words) for slab in block_slabs(form, at) for words in _lines(slab)]


def block_slabs(form: DocumentForm, at: int) -> list[Slab]:
    """The lines of a block as the empty form sets them, wherever they stand."""
    builder = Builder(form, Composer(form, {}, EMPTY))
    following = form.body[at] if at < len(form.body) else None
    return builder.lines_of(form.body[at - 1], following)


def _lines(slab: Slab) -> Iterator[list[str]]:
    if isinstance(slab, SignSlab):
        for row in slab.rows:
            yield [plain(one.text) for piece in row.pieces for one in piece.line.items]
    elif isinstance(slab, LineSlab):
        yield [plain(item.text) for item, _ in letters_of([slab])]
