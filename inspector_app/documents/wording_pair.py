"""Which sentences of ours are which of the official page's, in order; one may be two or three of the other's."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence

from inspector_app.documents.wording_align import BLANK, Given, Sentence
from inspector_app.documents.wording_official import plain

_ALIKE = 0.42
"""Sentences that share less than this are not the same sentence."""
_SHAPES = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
_JOIN = 2.0
"""What joining has to gain (characters) against leaving one out."""

Group = tuple[tuple[int, ...], tuple[int, ...]]


def words_in(ours: Sentence) -> str:
    """The words of our sentence as they are compared."""
    return plain("".join(unit.text for unit in ours.units if unit.text != BLANK))


def words_given(official: Sequence[Given]) -> str:
    """The words of an official sentence as they are compared."""
    return plain("".join(unit.text for unit in official if unit.text not in (BLANK, *"[［]］")))


def pair(ours: Sequence[str], theirs: Sequence[str], adjacent: Callable[[int, int], bool]) -> list[Group]:
    """Groups of places, ours and theirs, so that as many characters as possible are the same.

    ``adjacent`` says whether two of ours follow each other directly, so that they may be joined; of a sentence and itself it says
    whether it may be several of theirs.
    """
    many, wide = len(ours), len(theirs)
    best = [[0.0] * (wide + 1) for _ in range(many + 1)]
    step: dict[tuple[int, int], tuple[int, int]] = {}
    for one in range(many - 1, -1, -1):
        for other in range(wide - 1, -1, -1):
            found, chosen = best[one + 1][other], (1, 0)
            if best[one][other + 1] > found:
                found, chosen = best[one][other + 1], (0, 1)
            for high, long in _SHAPES:
                if one + high > many or other + long > wide:
                    continue
                if not all(adjacent(at, at + 1) for at in range(one, one + high - 1)):
                    continue
                if long > 1 and not adjacent(one, one):
                    continue
                same = _same("".join(ours[one : one + high]), "".join(theirs[other : other + long]))
                score = same - _JOIN * (high + long - 2) + best[one + high][other + long] if same else 0.0
                if score > found:
                    found, chosen = score, (high, long)
            best[one][other], step[one, other] = found, chosen
    result: list[Group] = []
    one = other = 0
    while one < many and other < wide:
        high, long = step[one, other]
        if high and long:
            result.append((tuple(range(one, one + high)), tuple(range(other, other + long))))
        one, other = one + high, other + long
    return result


def _same(one: str, other: str) -> float:
    """How many characters two sentences share, 0 when they are not the same sentence."""
    if not one or not other or not (1 / 4 < len(one) / len(other) < 4):
        return 0.0
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if matcher.quick_ratio() < _ALIKE or matcher.ratio() < _ALIKE:
        return 0.0
    return matcher.ratio() * (len(one) + len(other)) / 2
