"""Document numbers out of blocks: taken once, in order, never given back."""

from __future__ import annotations

import msgspec

from inspector_app.fault import Fault
from inspector_app.records.document import NumberBlock

__all__ = ["NumberBlock", "number_text", "take"]


def number_text(organisation_word: str, document_word: str, year: int, number: int) -> str:
    """Write a document number: ×药监责改〔2026〕12号 (no leading zeros, no 第; GB/T 9704-2012, 7.2.5)."""
    return f"{organisation_word}{document_word}〔{year}〕{number}号"


def take(block: NumberBlock) -> tuple[str, NumberBlock]:
    """Take the next number: its text, and the block as it is afterwards. Raises ``Fault`` when the block is used up."""
    if not (block.first <= block.next <= block.last):
        if block.next > block.last:
            what = f"{block.organisation_word}{block.document_word}〔{block.year}〕的号段（{block.first}至{block.last}）已用完"
            raise Fault(
                what, kept="文书仍是草稿", todo="请向总部申请新的号段，或录入另一号段", code="numbers-exhausted"
            )
        raise Fault(
            f"号段 {block.first} 至 {block.last} 的下一号 {block.next} 不在段内",
            todo="请核对号段",
            code="numbers-wrong",
        )
    text = number_text(block.organisation_word, block.document_word, block.year, block.next)
    return text, msgspec.structs.replace(block, next=block.next + 1)
