"""Whether the article says 应当 or 可以 of each kind at a stage: the words of the first inspection hold on, a later stage's own come before them."""

from __future__ import annotations

from typing import Literal

import msgspec

from inspector_app.catalog.violation import Stage, StageName, Violation

Must = Literal["shall", "may", "choose", "unsaid"]
MUST_NAMES: dict[Must, str] = {"shall": "应当", "may": "可以", "choose": "至少选一", "unsaid": "以条文为准"}


class KindMust(msgspec.Struct, frozen=True, kw_only=True):
    """One kind and its word. ``choose`` means at least one of ``among`` is imposed; ``unsaid`` that nobody read the article's words."""

    kind: str
    must: Must
    among: tuple[str, ...] = ()


def musts_of(violation: Violation, stage: Stage, kinds: tuple[str, ...]) -> tuple[KindMust, ...]:
    """The word of every kind of a stage, in the order of ``kinds``."""
    known: dict[str, KindMust] = {}
    for one in (violation.base, stage):
        said = one.modality
        for kind in one.kinds:
            known[kind] = KindMust(kind=kind, must="unsaid")
        if said is None:
            continue
        known |= {kind: KindMust(kind=kind, must="shall") for kind in said.shall}
        known |= {kind: KindMust(kind=kind, must="may") for kind in said.may}
        for group in said.choose:
            known |= {kind: KindMust(kind=kind, must="choose", among=group) for kind in group}
    return tuple(known[kind] for kind in kinds)


def lacking(musts: tuple[KindMust, ...], imposed: set[str]) -> tuple[str, ...]:
    """The kinds the article does not leave to the office that are not among ``imposed``; of a group none, as long as one of it is."""
    return tuple(
        one.kind
        for one in musts
        if one.kind not in imposed
        and (one.must == "shall" or (one.must == "choose" and not imposed.intersection(one.among)))
    )


def words_of(musts: tuple[KindMust, ...]) -> tuple[str, ...]:
    """All of them, a phrase for each word: ``应当：没收违法所得、罚款``, ``可以：没收工具设备``."""
    parts = []
    for must in ("shall", "may", "unsaid"):
        named = [one.kind for one in musts if one.must == must]
        parts += [f"{MUST_NAMES[must]}：{'、'.join(named)}"] if named else []
    for group in dict.fromkeys(one.among for one in musts if one.must == "choose"):
        parts.append(f"{MUST_NAMES['choose']}：{'、'.join(group)}")
    return tuple(parts)


def stage_words(violation: Violation, name: StageName) -> tuple[str, ...]:
    """What a stage itself lists, a phrase for each word; nothing where it lists no kind or there is no such stage."""
    stage = violation.stage(name)
    return words_of(musts_of(violation, stage, stage.kinds)) if stage is not None else ()
