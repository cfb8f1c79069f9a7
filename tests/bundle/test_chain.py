"""The journal's chain: every way of changing it is found, by the rule that it breaks."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.bundle.canonical import canonical
from inspector_app.bundle.chain import verify_chain, walk_chain
from inspector_app.fault import Fault
from inspector_app.records.journal import GENESIS, entry_hash
from tests.bundle.making import journal


def resealed(line: str, **fields) -> str:
    """Change an entry and make its own hash right again."""
    entry = {**msgspec.json.decode(line), **fields}
    return canonical({**entry, "hash": entry_hash(entry)}).decode()


def refuses(lines: list[str], why: str, **more) -> None:
    with pytest.raises(Fault, match=why) as caught:
        verify_chain(lines, **more)
    assert caught.value.code == "chain_broken"


def test_head() -> None:
    lines = journal("I1", 4)
    assert verify_chain(lines) == msgspec.json.decode(lines[-1])["hash"]
    assert verify_chain([f"{x}\n".encode() for x in lines], chain="I1") == verify_chain(lines)
    assert verify_chain([]) == GENESIS
    assert [link.seq for link in walk_chain(lines)] == [1, 2, 3, 4]


def test_each_rule() -> None:
    lines = journal("I1", 4)
    last = msgspec.json.decode(lines[-1])
    refuses(lines[1:], "第 1 条序号应为 1，实为 2")
    refuses([*lines[:2], lines[3]], "第 3 条序号应为 3，实为 4")
    refuses([*lines[:3], resealed(lines[3], seq=6)], "第 4 条序号应为 4，实为 6")
    refuses([*lines[:3], resealed(lines[3], prev="0" * 64)], "第 4 条与上一条不衔接")
    refuses([resealed(lines[0], prev="1" * 64)], "第 1 条与上一条不衔接")
    refuses([*lines[:3], resealed(lines[3], chain="I2")], "第 4 条属于另一条留痕链")
    refuses(lines, "第 1 条属于另一条留痕链", chain="I2")
    refuses([*lines[:3], canonical({**last, "actor": "李四"}).decode()], "第 4 条的内容与其哈希不符")
    refuses([*lines[:3], resealed(lines[3], actor="李四"), *journal("I1", 5)[4:]], "第 5 条与上一条不衔接")
    refuses([*lines[:3], lines[3].replace('"seq":4', '"seq": 4')], "不是规范 JSON")
    refuses([*lines[:3], lines[3].replace('"seq":4', '"seq":4,"seq":4')], "不是规范 JSON")
    refuses([*lines[:3], "[]"], "缺少必要内容")
    refuses([*lines[:3], ""], "不是有效的 JSON")
    refuses([lines[0], "\ud800"], "不是有效的 JSON")
    without = {k: v for k, v in last.items() if k != "prev"}
    refuses([*lines[:3], canonical(without).decode()], "缺少必要内容")


@settings(max_examples=150, deadline=None)
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_any_bit(place: float, bit: int) -> None:
    data = bytearray("\n".join(journal("I1", 3)).encode())
    data[int(place * len(data))] ^= 1 << bit
    with pytest.raises(Fault):
        verify_chain(bytes(data).split(b"\n"))
