"""Two sentences side by side: ours and an official one as they read on an empty form, aligned character by character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inspector_app.catalog.body import Paragraph
from inspector_app.catalog.template import PLACEHOLDER
from inspector_app.documents.compose import Composer, fixed_words
from inspector_app.documents.inline import Blank, Box, Run
from inspector_app.documents.wording_official import plain

BLANK = "\0"
_MATCH, _BLANKS, _BEFORE, _ODD, _GAP = 2.0, 3.0, 2.5, -1.0, -0.6


class Unit(NamedTuple):
    """One character or blank of our sentence: which part of the paragraph it belongs to, and which placeholder printed it."""

    text: str
    part: int
    placeholder: int | None = None


class Given(NamedTuple):
    """One character or blank of the official sentence; ``ems`` is the length of a blank."""

    text: str
    ems: float = 0.0


class Sentence(NamedTuple):
    """Our paragraph as it reads when empty, and its placeholders as the templates write them."""

    units: list[Unit]
    placeholders: list[str]


def sentence(composer: Composer, block: Paragraph, *, open_choices: bool = False) -> Sentence:
    """Lay our paragraph out as it reads on an empty form; ``composer`` is one of an empty form.

    ``open_choices`` leaves a line for a choice instead of its options: the official page may have it so.
    """
    units = [Unit(one, -1) for one in _said(block.lead)]
    placeholders: list[str] = []
    for number, template in enumerate((block.text, *(part.text for part in block.parts))):
        at = 0
        for found in PLACEHOLDER.finditer(template):
            units += [Unit(one, number) for one in _said(template[at : found.start()])]
            field = composer.form.field(found[1])
            opened = open_choices and field is not None and field.type == "choice" and not found[2]
            printed = [BLANK] if opened else _printed(composer, found[0])
            units += [Unit(one, number, len(placeholders)) for one in printed]
            placeholders.append(found[0])
            at = found.end()
        units += [Unit(one, number) for one in _said(template[at:])]
    return Sentence(units, placeholders)


def align(ours: Sequence[str], official: Sequence[str]) -> list[tuple[int, int]]:
    """The best way to lay two sequences side by side (Needleman and Wunsch): pairs of places."""
    left, right = [plain(one) or one for one in ours], [plain(one) or one for one in official]
    wide = len(right) + 1
    scores = [[_GAP * at for at in range(wide)]]

    def score(here: int, there: int) -> float:
        """What laying these two side by side is worth; a blank is known by what stands before it."""
        one, other = left[here - 1], right[there - 1]
        value = _score(one, other)
        if one == other == BLANK:
            for back in (2, 3):
                if here < back or there < back or left[here - back] != right[there - back]:
                    break
                value += _BEFORE
        return value

    for here in range(1, len(left) + 1):
        above, row = scores[-1], [_GAP * here]
        for there in range(1, wide):
            row.append(max(above[there - 1] + score(here, there), above[there] + _GAP, row[there - 1] + _GAP))
        scores.append(row)
    pairs: list[tuple[int, int]] = []
    here, there = len(left), len(right)
    while here and there:
        if abs(scores[here][there] - scores[here - 1][there - 1] - score(here, there)) < 1e-9:
            pairs.append((here - 1, there - 1))
            here, there = here - 1, there - 1
        elif abs(scores[here][there] - scores[here - 1][there] - _GAP) < 1e-9:
            here -= 1
        else:
            there -= 1
    return pairs[::-1]


def shape_of(stretch: Sequence[Given]) -> str:
    """The stretch as words, each blank one ``_``."""
    return "".join("_" if one.text == BLANK else one.text for one in stretch)


def key_of(placeholder: str) -> str:
    """The field a placeholder prints."""
    found = PLACEHOLDER.fullmatch(placeholder)
    assert found is not None
    return found[1]


def length_of(ems: float) -> str:
    """The length of a line as templates write it, in half ems."""
    half = max(1, round(ems * 2)) / 2
    return f"{half:g}"


def _said(template: str) -> Iterator[str]:
    """The characters that fixed words print."""
    for one in fixed_words(template, "text"):
        if isinstance(one, Run):
            yield from (character for character in one.text if character.strip())


def _printed(composer: Composer, placeholder: str) -> Iterator[str]:
    blank = False
    for one in composer.inlines(placeholder, underline=False, style="text"):
        if isinstance(one, Blank):
            if not blank:
                yield BLANK
            blank = True
            continue
        blank = False
        if isinstance(one, Box):
            yield "□"
        elif isinstance(one, Run):
            yield from (character for character in one.text if character.strip())


def _score(one: str, other: str) -> float:
    if one == other:
        return _BLANKS if one == BLANK else _MATCH
    return _ODD if BLANK not in (one, other) else 2 * _ODD
