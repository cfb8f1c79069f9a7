"""Two or three violations side by side: what each forbids, by which article it is punished, with what, and when correction comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.violation import STAGE_NAMES, STAGES, StageName, Violation
from inspector_app.catalog.violation_when import CHANNEL_NAMES
from inspector_app.fault import UsageFault
from inspector_app.rules.finder import DOMAIN_NAMES
from inspector_app.rules.penalty_must import stage_words
from inspector_app.rules.violation_words import correction_words, fine_of, fine_words, person_words

from .finding_law import is_verified

MOST = 3


class CompareRow(msgspec.Struct, frozen=True, kw_only=True):
    """One thing compared; ``words`` are one for each violation, ``differs`` tells whether they are not all the same."""

    name: str
    words: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the violations differ in it."""
        return len(set(self.words)) > 1


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The violations in the order asked for, and what is compared of them."""

    violations: tuple[Violation, ...]
    verified: tuple[bool, ...]
    rows: tuple[CompareRow, ...]


def compare(book: LawBook, ids: Sequence[str]) -> Comparison:
    """Put violations side by side; fewer than two or more than three are a ``UsageFault``, as is an unknown one."""
    wanted = list(dict.fromkeys(ids))
    if not 2 <= len(wanted) <= MOST:
        raise UsageFault(f"并排比较的违法行为要有 2 至 {MOST} 个", code="compare-number")
    some = [book.violation(one) for one in wanted]
    rows = [row for row in _rows(book, some) if any(row.words)]
    return Comparison(violations=tuple(some), verified=tuple(is_verified(book, one) for one in some), rows=tuple(rows))


def _rows(book: LawBook, some: Sequence[Violation]) -> Iterator[CompareRow]:
    yield _row("主体", ["、".join(one.subjects) for one in some])
    yield _row("领域和环节", [_where(one) for one in some])
    yield _row("违反的条款", ["\n".join(book.citation(ref) for ref in one.violates) for one in some])
    yield _row("处罚的条款", ["\n".join(book.citation(ref) for ref in one.penalized_by) for one in some])
    yield _row("责令改正", [correction_words(one) for one in some])
    for stage in STAGES:
        yield _row(f"{STAGE_NAMES[stage]}：种类", [_kinds(one, stage) for one in some])
        yield _row(f"{STAGE_NAMES[stage]}：罚款", [_fine(one, stage) for one in some])
    yield _row("处罚到人", ["\n".join(person_words(person) for person in one.persons) for one in some])
    yield _row("情节严重的情形", [_grave(book, one) for one in some])
    yield _row("应当从重的条款", ["\n".join(book.cite_all(one.aggravating)) for one in some])
    yield _row("处罚机关", [one.authority for one in some])
    yield _row("适用于", [_days(book, one) for one in some])
    yield _row("说明", [one.note for one in some])


def _row(name: str, words: Sequence[str]) -> CompareRow:
    return CompareRow(name=name, words=tuple(words))


def _where(one: Violation) -> str:
    channels = "、".join(CHANNEL_NAMES[channel] for channel in one.channels)
    return f"{DOMAIN_NAMES[one.domain]}{f'（{channels}）' if channels else ''}"


def _kinds(one: Violation, name: StageName) -> str:
    stage = one.stage(name)
    if stage is None:
        return ""
    return "\n".join(stage_words(one, name)) or "同首查"


def _fine(one: Violation, name: StageName) -> str:
    stage, fine = one.stage(name), fine_of(one, name)
    if stage is None or stage.fine is None or fine is None:
        return ""
    if stage.fine.same_as:
        return f"与{STAGE_NAMES[stage.fine.same_as]}的罚款相同"
    return "\n".join([*fine_words(fine), *([] if fine.mandatory else ["（可以并处，不是必须）"])])


def _grave(book: LawBook, one: Violation) -> str:
    listed = [
        f"{'；'.join(group.items)}（{'、'.join(book.cite_all(group.refs))}{'' if group.verified else '，未核实'}）"
        for group in book.discretion().serious_circumstances
        if (one.id in group.applies_to if group.applies_to else group.domain == one.domain and one.serious is not None)
    ]
    return "\n".join([*listed, *book.cite_all(one.serious_indicators)])


def _days(book: LawBook, one: Violation) -> str:
    since = book.effective_from(one)
    start = f"{since} 以后的行为" if since else "施行日期未见"
    return f"{start}，到 {one.until} 为止" if one.until else start
