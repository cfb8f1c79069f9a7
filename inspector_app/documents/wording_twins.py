"""Sentences of ours that stand in for one another: several that the official page has as one, and the one for known values."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

import msgspec

from inspector_app.catalog.body import Paragraph, Part
from inspector_app.catalog.form import DocumentForm
from inspector_app.catalog.template import FILLED, MISSING, PLACEHOLDER
from inspector_app.documents.wording_official import plain

_TWIN = 0.55
"""How alike the sentence for known values has to be to the one for the empty form."""


def joined(blocks: Sequence[Paragraph]) -> Paragraph:
    """Paragraphs of ours that are one on the official page, as one: the later ones become its parts, with their conditions."""
    first = blocks[0]
    parts = list(first.parts)
    for block in blocks[1:]:
        parts.append(Part(text=block.lead + block.text, when=block.when, optional=block.optional))
        parts += block.parts
    return msgspec.structs.replace(first, parts=tuple(parts))


def twins(form: DocumentForm, members: Sequence[tuple[int, Paragraph]]) -> Iterator[int]:
    """Places of the paragraphs that stand for these when a value is known: printed in their stead, never on the empty form."""
    first, last = members[0][1], members[-1][0]
    ours = _words_of_template(first)
    for at in range(last + 1, len(form.body) + 1):
        block = form.body[at - 1]
        if not block.extra:
            return
        opposite = any(first.when.get(key) == MISSING and value == FILLED for key, value in block.when.items())
        if isinstance(block, Paragraph) and opposite:
            alike = difflib.SequenceMatcher(None, ours, _words_of_template(block), autojunk=False).ratio()
            if alike > _TWIN:
                yield at


def _words_of_template(block: Paragraph) -> str:
    whole = block.lead + block.text + "".join(part.text for part in block.parts)
    return plain(PLACEHOLDER.sub("", whole))
