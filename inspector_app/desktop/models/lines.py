"""What one line of the item page says about an item: worked out once, painted many times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from inspector_app.catalog.checklist import FLAW, NOT_CHECKED, Checklist, Item
from inspector_app.records.answer import Answer

Tone = Literal["", "ok", "bad", "warn", "quiet"]
Rank = Literal["", "critical", "major", "general"]
_RANKS: dict[str, Rank] = {
    "critical": "critical",
    "key_critical": "critical",
    "major": "major",
    "key": "major",
    "general": "general",
}


class ItemLine(msgspec.Struct, frozen=True):
    """One line: what is printed, and in which tone. ``number`` is empty where the list has no official one."""

    item_id: str
    number: str
    title: str
    rank: Rank
    severity: str
    starred: bool
    answer: str
    tone: Tone
    photos: int
    checkable: bool
    mine: bool


def rank_of(severity: str | None) -> Rank:
    """Return which of the three shapes a level is shown with."""
    return _RANKS.get(severity or "", "")


def short_severity(checklist: Checklist, severity: str | None) -> str:
    """Return the level's word as it fits a line (严重, 主要, 重点), or nothing."""
    level = checklist.level(severity or "")
    return level.label.removesuffix("缺陷").removesuffix("项目").rpartition("-")[2] if level else ""


def is_answered(answer: Answer | None) -> bool:
    """Whether the item was looked at; an answer of 未检查 is not one."""
    return answer is not None and answer.code not in {"", NOT_CHECKED}


def fails_by_annex(checklist: Checklist, answer: Answer | None) -> bool:
    """Whether an annex check makes the item fail although its own answer does not say so."""
    if answer is None:
        return False
    bad = {option.code for option in checklist.answer_options if option.counts_as_defect}
    return answer.code not in bad and any(code in bad for code in answer.annex.values())


def answer_word(checklist: Checklist, answer: Answer | None) -> tuple[str, Tone]:
    """Return the badge of an answer and its tone; the annex rule is applied."""
    if answer is None:
        return "", ""
    if fails_by_annex(checklist, answer):
        return checklist.defect_option().label, "bad"
    if not answer.code:
        return "", ""
    option = checklist.option(answer.code)
    if option.code == NOT_CHECKED:
        return option.label, ""
    if option.code == FLAW:
        return option.label, "warn"
    if option.counts_as_defect:
        return option.label, "bad"
    return option.label, "ok" if option.code == "compliant" else "quiet"


def line_of(checklist: Checklist, item: Item, answer: Answer | None, photos: int, me: str) -> ItemLine:
    """Work out the line of one item."""
    word, tone = answer_word(checklist, answer)
    severity = (answer.severity if answer and checklist.severity_by_inspector else "") or item.severity
    return ItemLine(
        item_id=item.id,
        number=item.number,
        title=item.title,
        rank=rank_of(severity),
        severity=short_severity(checklist, severity),
        starred=bool(stars_of(checklist, item)),
        answer=word,
        tone=tone,
        photos=photos,
        checkable=item.checkable,
        mine=answer is not None and bool(answer.code) and answer.answered_by == me,
    )


def stars_of(checklist: Checklist, item: Item) -> str:
    """Return the star the official list prints beside the item, or nothing."""
    level = checklist.level(item.severity or "")
    return item.marker or (level.marker if level else "") or ""


def has_stars(checklist: Checklist) -> bool:
    """Whether any item of the list carries a star, so that a filter for them makes sense."""
    return any(stars_of(checklist, item) for item in checklist.checkable_items())


def has_numbers(checklist: Checklist) -> bool:
    """Whether the list has official numbers at all; where it has none, no column is kept for them."""
    return any(item.number for item in checklist.items())


def next_unanswered(checklist: Checklist, answers: Mapping[str, Answer], after: str) -> str:
    """Return the next item nobody has answered, going round at the end; empty when all are answered."""
    items = checklist.checkable_items()
    start = next((index for index, item in enumerate(items) if item.id == after), -1) + 1
    for item in (*items[start:], *items[:start]):
        if not is_answered(answers.get(item.id)) and item.id != after:
            return item.id
    return ""
