"""Official paragraphs as paragraphs of a wording: adopted, copied for the empty form alone, or added as the office's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inspector_app.catalog.body import Paragraph
from inspector_app.catalog.form import DocumentForm, Field
from inspector_app.catalog.template import BLANK as HAND
from inspector_app.catalog.template import FILLED
from inspector_app.documents.wording_align import BLANK, Given, length_of
from inspector_app.documents.wording_lines import OfficialParagraph, PlacedLine, stands_of
from inspector_app.documents.wording_write import Made

_NOTICE = 12
"""A notice has more characters than this."""


def own_paragraph(form: DocumentForm, official: OfficialParagraph, key: str) -> tuple[Paragraph, Field | None, str]:
    """A paragraph that our form does not have, the choice it depends on (``key``) or None, and what to say of it.

    A notice to the party is printed on finished documents too; words in brackets when the officer chooses them.
    """
    says = "".join(one.text for one in official.given)
    notice = form.audience == "party" and form.layout == "narrative" and len(says) > _NOTICE
    if not notice or BLANK in says or not says.rstrip("］]）").endswith("。"):
        return by_hand(official), None, "随附的表单没有这一段，只印在空白件上"
    stands = stands_of(official.lines)
    if says[0] in "[［":
        field = Field(
            key=key,
            label=f"选用“{says[1:15]}”",
            type="choice",
            required=False,
            source="manual",
            options=["选用"],
            in_form=False,
        )
        chosen = Paragraph(text=says[1:-1], indent=official.indent, when={key: "选用"}, optional=True, stands=stands)
        return chosen, field, "随附的表单没有这一段，由办案人员选用"
    return Paragraph(text=says, indent=official.indent, stands=stands), None, "随附的表单没有这一段，已加入"


def by_hand(official: OfficialParagraph) -> Paragraph:
    """An official paragraph as it is, for the empty form alone."""
    text = "".join(f"{{{HAND}:{length_of(one.ems)}}}" if one.text == BLANK else one.text for one in official.given)
    return Paragraph(
        text=text,
        indent=official.indent,
        pitch=official.pitch,
        when={HAND: FILLED},
        stands=stands_of(official.lines),
    )


def blank_lines(lines: Sequence[PlacedLine]) -> Paragraph:
    """Lines to write on without a word, for the empty form alone."""
    return Paragraph(text="", when={HAND: FILLED}, stands=stands_of(lines))


def settings_of(block: Paragraph, made: Made, official: OfficialParagraph) -> dict[str, Any]:
    """What changes of a paragraph that is adopted; its pitch stays the form's, which closes up where a finished document asks for it."""
    settings: dict[str, Any] = {"text": made.text, "indent": official.indent}
    if block.inset:
        settings |= {"inset": 0.0, "indent": min(official.indent, 2.0)}
    if made.parts or block.parts:
        settings["parts"] = [_part(part.text, part.when, optional=part.optional) for part in made.parts]
    if made.lead != block.lead:
        settings["lead"] = made.lead
    return settings


def _part(text: str, when: dict[str, Any], *, optional: bool) -> dict[str, Any]:
    return {"text": text, "optional": optional} | ({"when": when} if when else {})


def run_of(paragraphs: Sequence[OfficialParagraph]) -> list[Given]:
    """Official paragraphs one after the other."""
    result: list[Given] = []
    for one in paragraphs:
        result += [*([Given("\n")] if result else []), *one.given]
    return result
