"""What pairing in order leaves over: sentences in another order, and what has no counterpart between two places that have."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inspector_app.documents.wording_items import FormItem
from inspector_app.documents.wording_lines import OfficialParagraph
from inspector_app.documents.wording_pair import Group

_ELSEWHERE = 0.6
"""How alike two sentences have to be that stand in another order."""
_BETWEEN = 0.2
"""How alike two sentences have to be that are left over between the same neighbours."""


class Gap(NamedTuple):
    """Ours and theirs without a counterpart between block ``after`` and block ``before`` (0: the beginning, the end)."""

    after: int
    before: int
    ours: list[FormItem]
    theirs: list[OfficialParagraph]
    blank: list[OfficialParagraph]
    """Lines to write on without words."""


def complete(groups: Sequence[Group], items: Sequence[FormItem], theirs: Sequence[OfficialParagraph]) -> list[Group]:
    """The groups with those that are the same sentence in another order, or stand between the same neighbours."""
    result = list(groups)
    free_ours = set(range(len(items))) - {one for mine, _ in groups for one in mine}
    free = {one for one in range(len(theirs)) if theirs[one].words} - {one for _, yours in groups for one in yours}
    for least, anywhere in ((_ELSEWHERE, True), (_BETWEEN, False)):
        found = sorted(
            (
                (_alike(items[one].words, theirs[other].words), one, other)
                for one in free_ours
                for other in free
                if anywhere or _gap(groups, one, 0) == _gap(groups, other, 1)
            ),
            reverse=True,
        )
        for alike, one, other in found:
            sentence = items[one].sentence is not None
            if one in free_ours and other in free and (alike >= least if sentence else alike == 1.0):
                result.append(((one,), (other,)))
                free_ours.discard(one)
                free.discard(other)
    return sorted(result)


def gaps(groups: Sequence[Group], items: Sequence[FormItem], theirs: Sequence[OfficialParagraph]) -> Iterator[Gap]:
    """What is left over, gap by gap; groups that stand in another order part nothing."""
    rising: list[Group] = []
    for one in sorted(groups):
        if not rising or one[1][0] > rising[-1][1][-1]:
            rising.append(one)
    used_ours = {one for mine, _ in groups for one in mine}
    used = {one for _, yours in groups for one in yours}
    for number in range(len(rising) + 1):
        before = rising[number - 1] if number else None
        following = rising[number] if number < len(rising) else None
        ours = range(before[0][-1] + 1 if before else 0, following[0][0] if following else len(items))
        others = range(before[1][-1] + 1 if before else 0, following[1][0] if following else len(theirs))
        left = [theirs[one] for one in others if one not in used]
        yield Gap(
            items[before[0][-1]].at if before else 0,
            items[following[0][0]].at if following else 0,
            [items[one] for one in ours if one not in used_ours],
            [one for one in left if one.words],
            [one for one in left if not one.words],
        )


def _gap(groups: Sequence[Group], place: int, side: int) -> int:
    """How many groups begin before this place of ours (side 0) or theirs (1)."""
    return sum(one[side][0] < place for one in groups)


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()
