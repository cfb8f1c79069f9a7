"""Document numbers: what is left, what was burnt for which document, where numbers are missing and why, and when to ask for more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Literal

import msgspec

from inspector_app.catalog.form import DocumentForm
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.document import Document, NumberBlock, Skipped
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import home, office
from .desk import Desk
from .number_words import word_of

LOW_LEFT = 5
"""A day's inspection with a case takes three to five numbers of one word: with fewer left the next day may stop."""
LOW_PERCENT = 10
"""Of a large block a tenth is left for the time it takes to get the next one from headquarters."""
_NUMBER = re.compile(r"(.+)〔(\d{4})〕(\d+)号")


class Used(msgspec.Struct, frozen=True, kw_only=True):
    """One burnt number and the document that bears it."""

    number: int
    text: str
    document_id: str
    name: str
    status: Literal["draft", "issued", "void", "corrected"]
    reason: str = ""
    at: datetime | None = None


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers between the first and the last known one that no document of this laptop bears, and why."""

    first: int
    last: int
    why: str
    explained: bool


class Series(msgspec.Struct, frozen=True, kw_only=True):
    """All numbers of one word and year on this laptop."""

    organisation_word: str
    document_word: str
    year: int
    blocks: tuple[NumberBlock, ...]
    used: tuple[Used, ...]
    gaps: tuple[Gap, ...]
    remaining: int
    total: int

    @property
    def title(self) -> str:
        """How the series is called: 滨药监责改〔2026〕."""
        return f"{self.organisation_word}{self.document_word}〔{self.year}〕"

    @property
    def low(self) -> bool:
        """Whether more numbers should be asked for now."""
        return self.remaining <= max(LOW_LEFT, self.total * LOW_PERCENT // 100)

    @property
    def issued(self) -> int:
        """How many numbers stand on documents in force or corrected."""
        return sum(one.status != "void" for one in self.used)

    @property
    def void(self) -> int:
        """How many numbers stand on void documents."""
        return sum(one.status == "void" for one in self.used)


class Outlook(msgspec.Struct, frozen=True, kw_only=True):
    """What issuing a document now would take: ``next`` is the number's text, ``problem`` why there is none."""

    next: str = ""
    remaining: int = 0
    low: bool = False
    problem: str = ""
    todo: str = ""


def block_for(desk: Desk, form: DocumentForm) -> NumberBlock | None:
    """Return the block the next number of a form is taken from, None where it bears none; no usable block is a Fault.

    Only blocks of the year of issue count: what was left of last year stays unused.
    """
    if not form.numbered.own:
        return None
    if (gone := home.away(desk)) is not None:
        raise Fault(
            f"{gone.told}，还没有说明是搬来的还是复制的",
            kept="草稿还在，没有取号",
            todo="请在设置的文号号段里说明，一分钟就好",
            code="numbers_away",
        )
    word, year = word_of(desk, form), desk.now().year
    usable = _usable(desk, word, year)
    if not usable:
        raise Fault(
            f"{form.name}没有可用的{year}年文号（文种字“{word}”）",
            kept="草稿还在",
            todo="请在设置里登记总部给的号段",
            code="numbers_used_up",
        )
    chosen = min(usable, key=lambda b: b.first)
    if why := doubt(desk, chosen):
        raise _unchecked(chosen, why)
    return chosen


def _unchecked(block: NumberBlock, why: str) -> Fault:
    return Fault(
        f"{why}，{title(block)}的下一号{block.next}可能已经用过",
        kept="草稿还在，没有取号",
        todo="请对照已印发的纸质文书，在设置的文号号段里确认下一号",
        code="numbers_unchecked",
    )


def outlook(desk: Desk, form: DocumentForm) -> Outlook | None:
    """Say what number a form would take and how many are left after it; None for a form without a number."""
    if not form.numbered.own:
        return None
    try:
        block = block_for(desk, form)
    except Fault as fault:
        return Outlook(problem=fault.what, todo=fault.todo)
    assert block is not None
    word, year = word_of(desk, form), desk.now().year
    blocks = [b for b in desk.read.find(NumberBlock, "document_word = ? AND year = ?", (word, year)) if _ours(desk, b)]
    left, total = sum(b.remaining for b in blocks) - 1, sum(b.last - b.first + 1 for b in blocks)
    return Outlook(
        next=number_of(block, block.next), remaining=left, low=left <= max(LOW_LEFT, total * LOW_PERCENT // 100)
    )


def _usable(desk: Desk, word: str, year: int) -> list[NumberBlock]:
    found = desk.read.find(NumberBlock, "document_word = ? AND year = ?", (word, year))
    return [b for b in found if b.remaining and _ours(desk, b)]


def _ours(desk: Desk, block: NumberBlock) -> bool:
    """A block taken over before the office changed its word is no longer the office's."""
    return block.organisation_word == office.organisation(desk).number_word


def title(block: NumberBlock) -> str:
    """How a block's series is called: 滨药监责改〔2026〕."""
    return f"{block.organisation_word}{block.document_word}〔{block.year}〕"


def number_of(block: NumberBlock, number: int) -> str:
    """Write a number of a block as documents bear it."""
    from inspector_app.documents.numbering import number_text

    return number_text(block.organisation_word, block.document_word, block.year, number)


# The register


def register(desk: Desk) -> list[Series]:
    """Return every series with what was issued, void and why, what remains, and its gaps explained.

    Newest year first; within a year those that run out, then those in use.
    """
    by_series: dict[tuple[str, str, int], list[NumberBlock]] = {}
    for block in desk.read.find(NumberBlock):
        by_series.setdefault((block.organisation_word, block.document_word, block.year), []).append(block)
    borne: dict[tuple[str, int], list[Used]] = {}
    for document in desk.read.find(Document, "number IS NOT NULL AND number <> ''"):
        found = _NUMBER.fullmatch(document.number)
        if found is not None:
            borne.setdefault((found[1], int(found[2])), []).append(_used(document, int(found[3])))
    series = [
        _series(key, sorted(blocks, key=lambda b: b.first), borne.get((key[0] + key[1], key[2]), []))
        for key, blocks in by_series.items()
    ]
    return sorted(series, key=lambda one: (-one.year, not one.low, not one.used, one.document_word))


def _used(document: Document, number: int) -> Used:
    reasons = {"void": document.void_reason, "corrected": document.correction_reason}
    return Used(
        number=number,
        text=document.number,
        document_id=document.id,
        name=document.name,
        status=document.status,
        reason=reasons.get(document.status, ""),
        at=document.issued_at,
    )


def _series(key: tuple[str, str, int], blocks: list[NumberBlock], used: list[Used]) -> Series:
    ordered = sorted(used, key=lambda one: one.number)
    return Series(
        organisation_word=key[0],
        document_word=key[1],
        year=key[2],
        blocks=tuple(blocks),
        used=tuple(ordered),
        gaps=tuple(_gaps(blocks, {one.number for one in ordered})),
        remaining=sum(b.remaining for b in blocks),
        total=sum(b.last - b.first + 1 for b in blocks),
    )


def _gaps(blocks: list[NumberBlock], borne: set[int]) -> list[Gap]:
    gaps: list[Gap] = []
    before = 0
    for block in blocks:
        if before and block.first > before + 1:
            gaps.append(Gap(first=before + 1, last=block.first - 1, why="不在分给本机的号段里", explained=True))
        before = block.last
        told = {n: one for one in block.skipped for n in range(one.first, one.last + 1)}
        run: list[int] = []
        for number in [*(n for n in range(block.first, block.next) if n not in borne), -1]:
            skip = told.get(number)
            if run and (number != run[-1] + 1 or told.get(run[-1]) is not skip):
                gaps.append(_gap(run, told.get(run[-1])))
                run = []
            if number > 0:
                run.append(number)
    return gaps


def _gap(run: list[int], told: Skipped | None) -> Gap:
    if told is None:
        return Gap(first=run[0], last=run[-1], why="已取用，但本机没有带这个号的文书，请查明", explained=False)
    return Gap(first=run[0], last=run[-1], why=f"{told.reason}（{told.by}）", explained=True)


def warnings(desk: Desk) -> list[str]:
    """Say, a sentence a series, where numbers of this year run out or must be compared with the papers first."""
    year, word = desk.now().year, office.organisation(desk).number_word
    mine = [one for one in register(desk) if one.year == year and one.organisation_word == word]
    waiting = [one for one in mine if any(unchecked(desk, block) for block in one.blocks)]
    found = []
    if home.away(desk) is not None:
        found.append("数据不在原来的电脑或文件夹里，说明是搬来的还是复制的以后才能取号")
    if waiting:
        which = waiting[0].title if len(waiting) == 1 else f"{len(waiting)}种文号"
        why = next(doubt(desk, block) for block in waiting[0].blocks if unchecked(desk, block))
        found.append(f"{why}，{which}印发前请先核对下一号")
    left = [one for one in mine if not one.remaining and any(block.given_up for block in one.blocks)]
    if left:
        found.append("这份数据是副本，原有的号段归原来那一份，请向总部另要号段")
    for one in mine:
        if one in left:
            continue
        if not one.remaining:
            found.append(f"{one.title}的文号已经用完，这一种文书不能印发")
        elif one.low:
            found.append(f"{one.title}的文号只剩{one.remaining}个")
    return found


# After a restore, a move, an older copy put back


def doubt(desk: Desk, block: NumberBlock) -> str:
    """Say why a block's next number has to be compared with the papers first; an empty string where it does not."""
    if not block.remaining:
        return ""
    for since, why in ((desk.vault.restored_from, "数据从备份恢复过"), (home.moved_at(desk), "数据搬到了这里")):
        if since is not None and (block.checked_at is None or block.checked_at <= since):
            return why
    if _seen(desk, block) > block.next:
        return f"这台电脑已经给出过{title(block)}的{_seen(desk, block) - 1}号，打开的是较早的一份数据"
    return ""


def unchecked(desk: Desk, block: NumberBlock) -> bool:
    """Whether nobody has compared a block's next number with the papers since the data were restored, moved or put back."""
    return bool(doubt(desk, block))


def least(desk: Desk, block: NumberBlock) -> int:
    """The lowest number that can be a block's next one: what this computer saw burnt counts, whatever the data say."""
    return max(block.next, min(_seen(desk, block), block.last + 1))


def _seen(desk: Desk, block: NumberBlock) -> int:
    return 0 if home.exempt(desk) else desk.vault.witness.next_of(_range(block))


def _range(block: NumberBlock) -> str:
    return f"{title(block)}{block.first}"


def witness(desk: Desk) -> None:
    """Let this user's profile remember what the data say was burnt."""
    if not home.exempt(desk):
        desk.vault.witness.note({_range(b): b.next for b in desk.read.find(NumberBlock) if b.next > b.first})


@contextmanager
def burning(desk: Desk, block: NumberBlock | None) -> Iterator[None]:
    """Burn the next number of a block inside: no other window on a copy of these data gives it at the same time."""
    if block is None or home.exempt(desk):
        yield
        return
    with desk.vault.witness.held():
        if why := doubt(desk, block):
            raise _unchecked(block, why)
        yield
        desk.vault.witness.note({_range(block): block.next + 1})


def elsewhere(desk: Desk) -> str:
    """The usual reason why numbers are passed over."""
    return "恢复备份以前已经用过" if desk.vault.restored_from else "在别处已经用过"


def check_next(desk: Desk, block_id: str, next_number: int, reason: str = "") -> NumberBlock:
    """State the next free number of a block after comparing it with the papers; it only ever moves on.

    What is passed over stays used, with ``reason`` (default: used before the restore). Raises Fault for a number before the next one
    or behind the block.
    """

    def decide(reader: Reader) -> Act:
        block = reader.get(NumberBlock, block_id)
        if block is None:
            raise UsageFault("没有这个号段", code="block_unknown")
        if not least(desk, block) <= next_number <= block.last + 1:
            raise Fault(
                f"下一号应在{least(desk, block)}到{block.last + 1}之间，文号只往后走，不能退回",
                kept="没有改动",
                code="number_range",
            )
        skipped = block.skipped
        if next_number > block.next:
            why = reason.strip() or elsewhere(desk)
            passed = Skipped(first=block.next, last=next_number - 1, reason=why, by=desk.who, at=desk.now())
            skipped = (*skipped, passed)
        checked = msgspec.structs.replace(block, next=next_number, checked_at=desk.now(), skipped=skipped)
        return Act(action=f"核对号段{title(block)}，下一号{next_number}", puts=(checked,))

    desk.record(decide)
    found = desk.read.get(NumberBlock, block_id)
    assert found is not None
    witness(desk)
    return found


def check_all(desk: Desk) -> int:
    """State that the next number of every waiting block is right as it stands, after comparing all with the papers; return how many.

    A block this computer knows to be further on is not among them: its next number has to be stated by itself.
    """
    checked: list[NumberBlock] = []

    def decide(reader: Reader) -> Act | None:
        waiting = [b for b in reader.find(NumberBlock) if unchecked(desk, b) and least(desk, b) == b.next]
        checked.extend(waiting)
        done = tuple(msgspec.structs.replace(b, checked_at=desk.now()) for b in waiting)
        said = "、".join(f"{title(b)}下一号{b.next}" for b in waiting)
        return Act(action=f"核对{len(waiting)}个号段：{said}", puts=done) if done else None

    desk.record(decide)
    return len(checked)
