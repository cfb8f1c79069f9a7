"""Dates of an adopted sentence: on the empty form each keeps the lengths of the official blanks, filled in it is one value.

A template has one placeholder for a whole date. Where the official blanks are longer or shorter than ours, the empty form gets a
sentence of its own with lines to write on, and one more sentence for each date stands for it as soon as that date is known.
"""

from __future__ import annotations

import re
from typing import Any, Protocol

import msgspec

from inspector_app.catalog.body import Paragraph, Part
from inspector_app.catalog.form import DocumentForm, Field
from inspector_app.catalog.template import FILLED, MISSING
from inspector_app.catalog.wording import BlockChange, words_of
from inspector_app.documents.wording_align import Made

HAND = Field(key="own_line", label="手写处", type="text", required=False, source="manual", in_form=False)
"""A line that is only ever written on by hand."""
_MARKED = re.compile(r"⟦([a-z0-9_]+)⟧(.*?)⟦/⟧", re.DOTALL)


class _Measured(Protocol):
    """What of an official paragraph is needed here."""

    @property
    def indent(self) -> float: ...

    @property
    def pitch(self) -> float: ...


def dated(form: DocumentForm, at: int, block: Paragraph, made: Made, official: _Measured) -> BlockChange:
    """The change that puts an official sentence in the place of a block, with its dates."""
    texts = [made.text, *(part.text for part in made.parts)]
    keys = list(dict.fromkeys(found[1] for text in texts for found in _MARKED.finditer(text)))
    begins = words_of(block)
    free = [key for key in keys if key not in block.when and form.field(key) is not None]
    settings = _settings(block, made, official, empty=bool(free))
    if not free:
        return BlockChange(block=at, begins=begins, set=settings)
    complete = filled(block, made, official)
    plain = msgspec.to_builtins(block)
    after = []
    for number, key in enumerate(free):
        when = block.when | dict.fromkeys(free[:number], MISSING) | {key: FILLED}
        after.append(msgspec.convert(plain | complete | {"when": when, "extra": True}, Paragraph))
    settings["when"] = block.when | dict.fromkeys(free, MISSING)
    return BlockChange(block=at, begins=begins, set=settings, after=list(after))


def filled(block: Paragraph, made: Made, official: _Measured) -> dict[str, Any]:
    """The keys of a paragraph that is only printed when its values are there."""
    return _settings(block, made, official, empty=False)


def _settings(block: Paragraph, made: Made, official: _Measured, *, empty: bool) -> dict[str, Any]:
    settings: dict[str, Any] = {"text": _settled(made.text, empty=empty), "indent": official.indent}
    if made.parts or block.parts:
        settings["parts"] = [_part(part, empty=empty) for part in made.parts]
    if made.lead != block.lead:
        settings["lead"] = made.lead
    if official.pitch:
        settings["pitch"] = official.pitch
    return settings


def _part(part: Part, *, empty: bool) -> dict[str, Any]:
    plain: dict[str, Any] = {"text": _settled(part.text, empty=empty), "optional": part.optional}
    return plain | ({"when": part.when} if part.when else {})


def _settled(text: str, *, empty: bool) -> str:
    return _MARKED.sub(lambda found: found[2].split("⟦|⟧")[1 if empty else 0], text)
