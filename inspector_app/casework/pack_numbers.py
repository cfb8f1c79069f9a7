"""Number blocks that headquarters gave: taken over from its pack, once, never overlapping what is here."""

from __future__ import annotations

from typing import Literal

import msgspec

from inspector_app.bundle.pack import Pack
from inspector_app.fault import Fault
from inspector_app.records.document import NumberBlock, Skipped
from inspector_app.records.pack import NumberRange
from inspector_app.records.person import Organisation
from inspector_app.vault.reader import Reader

from .desk import Desk

SOURCE = "总部"


class RangeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One range of a pack as it would print, and whether it is new here."""

    word: str
    year: int
    first: int
    last: int
    state: Literal["new", "same"]

    @property
    def text(self) -> str:
        """``滨药监责改〔2026〕1 至 50 号``."""
        return f"{self.word}〔{self.year}〕{self.first} 至 {self.last} 号"


def lines(desk: Desk, pack: Pack) -> tuple[RangeLine, ...]:
    """The ranges of a pack; one that cannot be taken over is the Fault that says so."""
    if not pack.numbers:
        return ()
    taken_over(pack, desk.read)
    known = {one.id for one in desk.read.find(NumberBlock)}
    own = _own(desk.read)
    return tuple(
        RangeLine(
            word=(one.organisation_word or own) + one.document_word,
            year=one.year,
            first=one.first,
            last=one.last,
            state="same" if one.id in known else "new",
        )
        for one in pack.numbers
    )


def taken_over(pack: Pack, reader: Reader) -> tuple[tuple[NumberBlock, ...], tuple[tuple[type, str], ...]]:
    """The blocks a pack brings that are not here yet, and the typed-in blocks they take the place of.

    A range typed in by hand that is the very same becomes headquarters', with the numbers it has burnt; one that only overlaps
    is refused (``number_overlap``), and so is another office's word (``number_word``).
    """
    blocks: list[NumberBlock] = []
    gone: list[tuple[type, str]] = []
    here = reader.find(NumberBlock)
    source = f"{SOURCE}号段包第{pack.version}版"
    for one in pack.numbers:
        if any(block.id == one.id for block in here):
            continue
        word = _word(reader, one)
        following = one.first
        skipped: tuple[Skipped, ...] = ()
        for block in here:
            if not _meets(block, word, one):
                continue
            if (block.first, block.last) != (one.first, one.last) or block.given_up:
                raise Fault(
                    f"总部分的号段 {word}{one.document_word}〔{one.year}〕{one.first}–{one.last} 与本机已有的 {block.first}–{block.last} 重叠",
                    kept="原来的号段没有改动",
                    todo="请把本机手工登记的号段报给总部，由总部登记后另分",
                    code="number_overlap",
                )
            following, skipped = block.next, block.skipped
            gone.append((NumberBlock, block.id))
        blocks.append(
            NumberBlock(
                id=one.id,
                organisation_word=word,
                document_word=one.document_word,
                year=one.year,
                first=one.first,
                last=one.last,
                next=following,
                source=source,
                skipped=skipped,
            )
        )
    return tuple(blocks), tuple(gone)


def _own(reader: Reader) -> str:
    office = reader.get(Organisation, "self")
    return office.number_word if office else ""


def _word(reader: Reader, one: NumberRange) -> str:
    own = _own(reader)
    if not own:
        raise Fault(
            "还没有设置机关代字，不能接收号段",
            kept="没有安装任何内容",
            todo="请先在设置里填写机关代字",
            code="number_word",
        )
    if one.organisation_word and one.organisation_word != own:
        raise Fault(
            f"号段的机关代字是“{one.organisation_word}”，本机设置的是“{own}”",
            kept="没有安装任何内容",
            todo="请核对设置里的机关代字，或请总部重新分号",
            code="number_word",
        )
    return own


def _meets(block: NumberBlock, word: str, one: NumberRange) -> bool:
    same = block.organisation_word + block.document_word == word + one.document_word and block.year == one.year
    return same and block.first <= one.last and one.first <= block.last
